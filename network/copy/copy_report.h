// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "network/client/client_credentials.h"
#include "network/client/server_address.h"

namespace quorate::network {

/// What is to be copied where.
struct CopyOptions {
    std::vector<ServerAddress> from;  ///< members of one cluster: where one fails the next is asked
    std::vector<ServerAddress> to;    ///< likewise
    ClientCredentials fromAs;
    ClientCredentials toAs;
    Bytes prefix;  ///< only keys that begin so; empty: all
    /// Keys that are at the target already and differ are overwritten. Without it the target must
    /// have no key under the prefix.
    bool overwrites{false};
    bool isDryRun{false};  ///< nothing is written: the report says what would be
    /// A cluster that has answered before may be gone for so long.
    int patienceMs{30'000};
};

/// InvalidArgument, with an address that is both source and target.
Result<void> checkEnds(const CopyOptions& options);

enum class CopyPhase : std::uint8_t { Looking, Copying, Verifying };

/// How far a phase is. Keys are those of the source.
struct CopyProgress {
    CopyPhase phase{CopyPhase::Looking};
    std::int64_t keys{0};
    std::int64_t keysInAll{0};
    std::uint64_t bytes{0};       ///< of keys and values
    std::uint64_t bytesInAll{0};  ///< zero while nobody knows it: until all was read once
};

/// A key that is not at the target as it was at the source.
struct CopyDifference {
    enum class Kind : std::uint8_t { Missing, OtherValue, LeaseMissing, LeaseTooMany };

    Bytes key;
    Kind kind{Kind::Missing};
};

struct CopyReport {
    std::int64_t fromRevision{0};  ///< what is copied is the source as of it
    std::int64_t toRevision{0};    ///< what was verified is the target as of it
    std::int64_t keys{0};          ///< at the source
    std::uint64_t bytes{0};        ///< of them and their values
    std::int64_t created{0};
    std::int64_t overwritten{0};
    std::int64_t alike{0};    ///< were there already, with the same value
    std::int64_t expired{0};  ///< not copied: their lease had ended at the source meanwhile
    std::int64_t removed{0};  ///< copied, then gone at the source when it was read once more
    std::int64_t leases{0};   ///< granted at the target
    /// Why it was refused, if that was why: so many keys at the target were in the way.
    std::int64_t inTheWay{0};
    /// Keys under the prefix that only the target has; left alone.
    std::int64_t others{0};
    int restarts{0};  ///< how often the source had forgotten the revision
    std::int64_t differing{0};
    std::vector<CopyDifference> differences;  ///< the first few of them

    static constexpr std::size_t kMostDifferences = 10;
};

/// A key as text for people: what is no printable ASCII as \xNN, cut off where it is long.
std::string shownKey(const Bytes& key);

}  // namespace quorate::network
