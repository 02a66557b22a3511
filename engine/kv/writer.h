// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/key_value.h"
#include "engine/kv/layout.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/leases.h"
#include "engine/kv/meta.h"
#include "engine/kv/overlay.h"
#include "engine/kv/record_cache.h"
#include "engine/kv/state_hash.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// What an apply changed, beside the store: for watches and for the lease clock.
struct Effects {
    std::vector<Event> events;
    std::vector<LeaseChange> leases;
    std::optional<std::int64_t> compacted;  ///< the last compaction among what was applied
};

/// The one place where the key space is changed: keeps current values, replaced ones, the log of
/// changes, attachments and counts together, counts revisions, and feeds the chain hash.
///
/// All changes between two calls of `finishCommand` have one main revision, the next one; a command
/// that changes no key leaves the revision alone.
class Writer {
public:
    /// The four must outlive it. `meta` and `records` are kept up to date.
    Writer(Overlay& overlay, RecordCache& records, Meta& meta, Effects& effects)
        : m_overlay(overlay),
          m_records(records),
          m_meta(meta),
          m_effects(effects),
          m_chain(meta.chain) {}

    /// What a reader within the current command sees: its own changes, at its own revision.
    [[nodiscard]] View view() const;

    /// What is known of the value that is there now.
    Result<std::optional<layout::Record>> current(std::string_view key);

    /// The event, which lives until the next change. The lease is known to exist.
    Result<const Event*> put(const Bytes& key, const Bytes& value, LeaseId lease);

    /// Likewise; null where there was nothing to remove, and then nothing is changed.
    Result<const Event*> erase(std::string_view key);

    void grantLease(const Lease& lease);
    void checkpointLease(const Lease& lease);
    /// Removes the lease itself; its keys are known to be gone.
    void forgetLease(LeaseId id);
    void compact(std::int64_t revision);

    /// A put of the key comes soon.
    void expect(std::string_view key) const { m_records.expect(key); }

    /// Ends the command; the next change gets the next revision.
    void finishCommand();

    /// The hash over everything that was applied, to which an item adds what is its own.
    StateHash& chain() noexcept { return m_chain; }

private:
    Revision nextChange();
    void moveAttachment(std::string_view key, LeaseId from, LeaseId to);
    void noteChange(layout::Change change, const std::optional<layout::Record>& old);
    void addToChain(const Event& event);
    void noteLease(LeaseChange::Kind kind, const Lease& lease);

    Overlay& m_overlay;
    RecordCache& m_records;
    Meta& m_meta;
    Effects& m_effects;
    StateHash m_chain;
    std::int64_t m_changes{0};  ///< of the current command
};

}  // namespace quorate::kv
