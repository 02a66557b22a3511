// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/history.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/kv/key_walk.h"
#include "engine/kv/layout.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv {

namespace {

class HistoryReader {
public:
    HistoryReader(const View& view, const HistoryQuery& query)
        : m_view(view),
          m_query(query),
          m_changes(view.reader().iterate()),
          m_replaced(view.reader().iterate()) {}

    KvResult<HistoryPage> page() {
        HistoryPage page;
        page.next = m_query.from;
        std::size_t scanned = 0;
        m_changes->seek(
            layout::changeKey({std::max<std::int64_t>(m_query.from.main, 0), m_query.from.sub}));
        for (; atChange(); m_changes->next()) {
            const auto revision = layout::parseChangeKey(m_changes->key());
            const auto change = layout::parseChange(m_changes->value());
            if (!revision || !change) {
                return layout::corrupted(m_changes->key());
            }
            page.next = *revision;
            if (page.events.size() >= m_query.maxEvents || scanned >= m_query.maxScanned) {
                page.more = true;
                return Answer<HistoryPage>(std::move(page));
            }
            ++scanned;
            if (!isWanted(*change)) {
                continue;
            }
            Result<Event> event = eventOf(*revision, *change);
            if (!event) {
                return event.error();
            }
            page.events.push_back(std::move(*event));
        }
        if (const auto status = m_changes->status(); !status) {
            return status.error();
        }
        page.next = {std::max(m_view.revision() + 1, m_query.from.main), 0};
        return Answer<HistoryPage>(std::move(page));
    }

private:
    [[nodiscard]] bool atChange() const {
        return m_changes->valid() && m_changes->key().front() == layout::kChange;
    }

    [[nodiscard]] bool isWanted(const layout::Change& change) const {
        const bool filtered = change.kind == EventKind::Put ? m_query.noPut : m_query.noDelete;
        return !filtered && m_query.keys.contains(change.key);
    }

    Result<Event> eventOf(Revision revision, const layout::Change& change) {
        Event event;
        event.kind = change.kind;
        event.revision = revision;
        if (change.kind == EventKind::Put) {
            Result<KeyValue> written = writtenAt(revision, change.key);
            if (!written) {
                return written.error();
            }
            event.kv = std::move(*written);
        } else {
            event.kv.key = Bytes::copyOf(change.key);
            event.kv.modRevision = revision.main;
        }
        // What was there before must have been there at a revision that can be read.
        if (m_query.previousKv && change.replaced && revision.main > m_view.compacted()) {
            const std::string stored = layout::replacedKey(change.key, revision);
            const Result<bool> found = m_view.reader().get(stored, m_buffer);
            if (!found) {
                return found.error();
            }
            const auto record = *found ? layout::parseRecord(m_buffer) : std::nullopt;
            if (!record) {
                return layout::corrupted(stored);
            }
            event.previous = layout::toKeyValue(change.key, *record);
        }
        return event;
    }

    /// What a put wrote: the value now, or what the next change of the key replaced.
    Result<KeyValue> writtenAt(Revision revision, std::string_view key) {
        layout::Record record;
        const Result<bool> current = readCurrent(m_view.reader(), key, m_buffer, record);
        if (!current) {
            return current.error();
        }
        if (*current && record.modRevision == revision.main) {
            return layout::toKeyValue(key, record);
        }
        m_replaced->seek(layout::replacedKey(key, {revision.main, revision.sub + 1}));
        if (const auto status = m_replaced->status(); !status) {
            return status.error();
        }
        if (m_replaced->valid() && m_replaced->key().starts_with(layout::replacedBegin(key))) {
            const auto replaced = layout::parseRecord(m_replaced->value());
            if (replaced && replaced->modRevision == revision.main) {
                return layout::toKeyValue(key, *replaced);
            }
        }
        return layout::corrupted(layout::changeKey(revision));
    }

    const View& m_view;
    const HistoryQuery& m_query;
    std::unique_ptr<StoreIterator> m_changes;
    std::unique_ptr<StoreIterator> m_replaced;
    std::string m_buffer;
};

}  // namespace

KvResult<HistoryPage> eventsSince(const View& view, const HistoryQuery& query) {
    if (query.from.main < view.compacted()) {
        return Answer<HistoryPage>(KvError::Compacted);
    }
    return HistoryReader(view, query).page();
}

}  // namespace quorate::kv
