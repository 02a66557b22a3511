// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/key_value.h"
#include "engine/kv/layout.h"
#include "engine/kv/leases.h"
#include "engine/kv/meta.h"
#include "engine/kv/ordered_store.h"
#include "engine/kv/overlay.h"
#include "engine/kv/position.h"
#include "engine/kv/proposal_ids.h"
#include "engine/kv/record_cache.h"
#include "engine/kv/response.h"
#include "engine/kv/view.h"
#include "engine/kv/writer.h"

namespace quorate::kv {

class SnapshotInstaller;

/// One committed entry of the log.
struct LogItem {
    enum class Kind : std::uint8_t {
        Empty,          ///< nothing to do, but the applied index moves on
        Request,        ///< the payload is an encoded command
        Configuration,  ///< the payload is the membership from here on, opaque to the key space
    };

    AppliedPosition position;
    ProposalId proposal;
    Kind kind{Kind::Request};
    Bytes payload;
};

/// What became of an entry.
enum class Disposition : std::uint8_t {
    Applied = 1,  ///< done; the response is that of its command
    Refused,      ///< nothing was changed; the response is a KvError
    Duplicate,    ///< the same proposal was applied before; nothing was done, and no response
    Stale,        ///< the proposal is too old to tell; nothing was done, and no response
};

struct AppliedItem {
    AppliedPosition position;
    ProposalId proposal;
    Disposition disposition{Disposition::Applied};
    Response response;
};

struct ApplyReport {
    std::vector<AppliedItem> items;  ///< one for each entry, in order
    Effects effects;                 ///< what they changed all together, in order
    Meta meta;                       ///< where the key space stands afterwards
};

/// The replicated state machine: a key space with etcd's meaning in an ordered store.
///
/// Deterministic: the same entries give the same answers, contents and chain hash, however they are
/// grouped into calls. One call of apply is one batch of the store, which also holds where the key
/// space stands, the membership and the proposals seen; so whatever the store has after a crash is
/// the state of a prefix of the log. It belongs to one thread.
class KeySpace {
public:
    /// The first byte of the keys that a store may take for appended (OrderedStore): the log of
    /// changes. Those that a crash left of later applies are removed when the store is opened.
    static constexpr char kAppended = layout::kChange;

    /// Reads where the store stands; an empty store is a key space in which nothing happened yet.
    /// The store must outlive the key space, which from now on is the only one to write to it.
    /// Corrupted where what is stored is no key space, FailedPrecondition where it is one of
    /// another format; nothing is changed then.
    static Result<std::unique_ptr<KeySpace>> open(OrderedStore& store);

    /// Applies entries in the order of the log. Their indices go up and lie above the applied one.
    /// A command that cannot be decoded, or must be refused, is answered so, and the rest goes on.
    ///
    /// An Error is the store's: nothing is known to be applied, and the key space answers with the
    /// same error from then on, until it is opened anew.
    Result<ApplyReport> apply(std::span<const LogItem> items);

    /// The state now, for reading until the next call that changes something.
    [[nodiscard]] View now() const { return {m_store, m_meta}; }
    /// The state now, for reading while changes go on.
    [[nodiscard]] View pin() const { return {m_store.view(), m_meta}; }

    [[nodiscard]] const Meta& meta() const noexcept { return m_meta; }
    /// The proposals that were applied.
    [[nodiscard]] const ProposalIds& proposals() const noexcept { return m_proposals; }
    /// The membership as of the applied index; empty before the first.
    [[nodiscard]] const Bytes& configuration() const noexcept { return m_configuration; }

    /// Removes what was compacted from the store: looks at no more than `maxChanges` changes, in
    /// one batch, and answers whether there is more to do. It changes nothing that can be read, so
    /// members do it whenever it suits them; after a crash it goes on where it was.
    Result<bool> compactSome(std::size_t maxChanges);

    /// Begins to take over a snapshot; see SnapshotInstaller.
    Result<std::unique_ptr<SnapshotInstaller>> beginInstall();

private:
    friend class SnapshotInstaller;

    explicit KeySpace(OrderedStore& store) : m_store(store) {}
    Result<void> load();
    Result<void> removeLaterChanges(std::int64_t revision);
    Result<void> applyItem(const LogItem& item, const std::optional<Command>& command,
                           Writer& writer, AppliedItem& applied);
    Error fail(const Error& error);

    OrderedStore& m_store;
    Meta m_meta;
    Bytes m_configuration;
    ProposalIds m_proposals;
    RecordCache m_records;
    std::optional<Error> m_failure;
};

}  // namespace quorate::kv
