// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/history.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "engine/kv/layout.h"
#include "engine/kv/lookup.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv {

namespace {

class HistoryReader {
public:
    HistoryReader(const View& view, const HistoryQuery& query)
        : m_view(view), m_query(query), m_changes(view.reader().iterate()) {}

    KvResult<HistoryPage> page() {
        HistoryPage page;
        page.next = m_query.from;
        std::size_t scanned = 0;
        m_changes->seek(
            layout::changeKey({std::max<std::int64_t>(m_query.from.main, 0), m_query.from.sub}));
        for (; atChange(); m_changes->next()) {
            const auto change = layout::parseChange(m_changes->key(), m_changes->value());
            if (!change) {
                return layout::corrupted(m_changes->key());
            }
            page.next = change->record.change;
            if (page.events.size() >= m_query.maxEvents || scanned >= m_query.maxScanned) {
                page.more = true;
                return Answer<HistoryPage>(std::move(page));
            }
            ++scanned;
            if (!isWanted(*change)) {
                continue;
            }
            Result<Event> event = eventOf(*change);
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

    Result<Event> eventOf(const layout::Change& change) {
        Event event;
        event.kind = change.kind;
        event.revision = change.record.change;
        event.replaced = change.replaced;
        if (change.kind == EventKind::Put) {
            event.kv = layout::toKeyValue(change);
        } else {
            event.kv.key = Bytes::copyOf(change.key);
            event.kv.modRevision = event.revision.main;
        }
        // What was there before must have been there at a revision that can be read.
        if (m_query.previousKv && change.replaced && event.revision.main > m_view.compacted()) {
            const auto before = readPut(m_view.reader(), change.key, *change.replaced, m_buffer);
            if (!before) {
                return before.error();
            }
            event.previous = layout::toKeyValue(*before);
        }
        return event;
    }

    const View& m_view;
    const HistoryQuery& m_query;
    std::unique_ptr<StoreIterator> m_changes;
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
