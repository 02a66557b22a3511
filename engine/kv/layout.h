// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/kv/key_value.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/revision.h"

namespace quorate::kv::layout {

// How the key space lies in its ordered store; FORMAT.md has it byte for byte. The first byte of a
// stored key says what it is; the letters are in the order of the file.

inline constexpr char kAttachment = 'a';     ///< lease, key: the key is attached to the lease
inline constexpr char kConfiguration = 'c';  ///< the membership, opaque
inline constexpr char kReplaced = 'h';       ///< key, revision: what the change at it replaced
inline constexpr char kCurrent = 'k';        ///< key: what it holds now
inline constexpr char kLease = 'l';          ///< lease: its times
inline constexpr char kMeta = 'm';           ///< where the key space stands
inline constexpr char kProposals = 'p';      ///< node, incarnation: the proposals seen
inline constexpr char kRetired = 'q';        ///< node: incarnations whose proposals come too late
inline constexpr char kChange = 'r';         ///< revision: what changed there, and the value put

/// Of the values of a key that are replaced, those whose version is a multiple of this get a
/// kReplaced record, and those that a delete removes.
inline constexpr std::int64_t kReplacedEvery = 8;

/// What is known of a value of a key, without it: what kCurrent and kReplaced hold.
struct Record {
    Revision change;  ///< which put it: kChange has the value there; its main part is "mod"
    std::int64_t createRevision{0};
    std::int64_t version{0};
    LeaseId lease;

    friend bool operator==(const Record&, const Record&) = default;
};

/// One record of the log of changes; a view of the bytes that it was read from.
struct Change {
    EventKind kind{EventKind::Put};
    Record record;                     ///< of a delete the revision of the change alone
    std::optional<Revision> replaced;  ///< the change that put the value before
    bool isIndexed{false};             ///< kReplaced has a record of that value
    std::string_view key;
    std::string_view value;
};

struct LeaseTimes {
    std::int64_t ttlSeconds{0};
    std::int64_t remainingSeconds{0};  ///< zero: not checkpointed
};

std::string currentKey(std::string_view key);
std::string changeKey(Revision revision);
std::string leaseKey(LeaseId lease);
std::string attachmentKey(LeaseId lease, std::string_view key);
std::string attachmentPrefix(LeaseId lease);
std::string replacedKey(std::string_view key, Revision end);
/// The first possible kReplaced key of a key, and one past its last.
std::string replacedBegin(std::string_view key);
std::string replacedEnd(std::string_view key);

std::string recordValue(const Record& record);
std::string changeValue(const Change& change);
std::string leaseValue(const LeaseTimes& times);

std::optional<Record> parseRecord(std::string_view stored);
std::optional<Change> parseChange(std::string_view storedKey, std::string_view stored);
std::optional<LeaseTimes> parseLease(std::string_view stored);
std::optional<Revision> parseChangeKey(std::string_view storedKey);
std::optional<LeaseId> parseLeaseKey(std::string_view storedKey);

/// A kReplaced key taken apart: the key into `key`, the revision that ended it as the result.
std::optional<Revision> parseReplacedKey(std::string_view storedKey, std::string& key);

/// A stored record that is not what it should be: Corrupted, with the stored key in readable form.
Error corrupted(std::string_view storedKey);

/// The value is left empty.
KeyValue toKeyValue(std::string_view key, const Record& record);
/// Of a put.
KeyValue toKeyValue(const Change& change);

}  // namespace quorate::kv::layout
