// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/writer.h"

#include <limits>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/kv/lookup.h"

namespace quorate::kv {

View Writer::view() const {
    Meta meta = m_meta;
    meta.revision += m_changes > 0 ? 1 : 0;
    return {m_overlay, meta};
}

Result<std::optional<layout::Record>> Writer::current(std::string_view key) {
    if (const layout::Record* known = m_records.find(key)) {
        return std::optional(*known);
    }
    layout::Record record;
    const Result<bool> found = readRecord(m_overlay, key, record);
    if (!found) {
        return found.error();
    }
    return *found ? std::optional(record) : std::nullopt;
}

Revision Writer::nextChange() {
    QUORATE_INVARIANT(m_changes < std::numeric_limits<std::uint32_t>::max(),
                      "more changes in one revision than can be counted");
    return {m_meta.revision + 1, m_changes++};
}

Result<const Event*> Writer::put(const Bytes& key, const Bytes& value, LeaseId lease) {
    const auto before = current(key.view());
    if (!before) {
        return before.error();
    }
    const std::optional<layout::Record>& old = *before;
    Event event;
    event.kind = EventKind::Put;
    event.revision = nextChange();
    event.kv = {key, value, event.revision.main, event.revision.main, 1, lease};
    if (old) {
        event.kv.createRevision = old->createRevision;
        event.kv.version = old->version + 1;
        event.replaced = old->change;
    } else {
        ++m_meta.keys;
    }
    moveAttachment(key.view(), old ? old->lease : LeaseId(), lease);
    const layout::Record record{event.revision, event.kv.createRevision, event.kv.version, lease};
    layout::Change change;
    change.record = record;
    change.key = key.view();
    change.value = value.view();
    noteChange(change, old);
    m_overlay.put(layout::currentKey(key.view()), layout::recordValue(record));
    m_records.put(key.view(), record);
    addToChain(event);
    m_effects.events.push_back(std::move(event));
    return &m_effects.events.back();
}

Result<const Event*> Writer::erase(std::string_view key) {
    const auto before = current(key);
    if (!before) {
        return before.error();
    }
    if (!*before) {
        return static_cast<const Event*>(nullptr);
    }
    Event event;
    event.kind = EventKind::Delete;
    event.revision = nextChange();
    event.replaced = (*before)->change;
    event.kv.key = Bytes::copyOf(key);
    event.kv.modRevision = event.revision.main;
    --m_meta.keys;
    moveAttachment(key, (*before)->lease, {});
    layout::Change change;
    change.kind = EventKind::Delete;
    change.record.change = event.revision;
    change.key = key;
    noteChange(change, *before);
    m_overlay.erase(layout::currentKey(key));
    m_records.forget(key);
    addToChain(event);
    m_effects.events.push_back(std::move(event));
    return &m_effects.events.back();
}

void Writer::moveAttachment(std::string_view key, LeaseId from, LeaseId to) {
    if (from == to) {
        return;
    }
    if (!from.isNone()) {
        m_overlay.erase(layout::attachmentKey(from, key));
    }
    if (!to.isNone()) {
        m_overlay.put(layout::attachmentKey(to, key), {});
    }
}

/// Adds to the log of changes, and keeps the record of what was there before where it is due.
void Writer::noteChange(layout::Change change, const std::optional<layout::Record>& old) {
    const Revision revision = change.record.change;
    if (old) {
        change.replaced = old->change;
        change.isIndexed =
            change.kind == EventKind::Delete || old->version % layout::kReplacedEvery == 0;
    }
    if (change.isIndexed) {
        m_overlay.put(layout::replacedKey(change.key, revision), layout::recordValue(*old));
    }
    m_overlay.put(layout::changeKey(revision), layout::changeValue(change));
}

void Writer::addToChain(const Event& event) {
    m_chain.add(static_cast<std::uint64_t>(event.kind));
    m_chain.add(event.revision.main);
    m_chain.add(event.revision.sub);
    m_chain.add(event.kv.key.view());
    if (event.kind == EventKind::Put) {
        m_chain.add(event.kv.createRevision);
        m_chain.add(event.kv.version);
        m_chain.add(event.kv.lease.value);
        m_chain.add(event.kv.value.view());
    }
}

void Writer::noteLease(LeaseChange::Kind kind, const Lease& lease) {
    m_chain.add(static_cast<std::uint64_t>(kind));
    m_chain.add(lease.id.value);
    m_chain.add(lease.ttlSeconds);
    m_chain.add(lease.remainingSeconds);
    m_effects.leases.push_back({kind, lease});
}

void Writer::grantLease(const Lease& lease) {
    m_overlay.put(layout::leaseKey(lease.id),
                  layout::leaseValue({lease.ttlSeconds, lease.remainingSeconds}));
    noteLease(LeaseChange::Kind::Granted, lease);
}

void Writer::checkpointLease(const Lease& lease) {
    m_overlay.put(layout::leaseKey(lease.id),
                  layout::leaseValue({lease.ttlSeconds, lease.remainingSeconds}));
    noteLease(LeaseChange::Kind::Checkpointed, lease);
}

void Writer::forgetLease(LeaseId id) {
    m_overlay.erase(layout::leaseKey(id));
    noteLease(LeaseChange::Kind::Revoked, {id, 0, 0});
}

void Writer::compact(std::int64_t revision) {
    m_meta.compacted = revision;
    m_effects.compacted = revision;
    m_chain.add(revision);
}

void Writer::finishCommand() {
    m_meta.revision += m_changes > 0 ? 1 : 0;
    m_changes = 0;
    m_meta.chain = m_chain.value();
}

}  // namespace quorate::kv
