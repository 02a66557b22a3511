// SPDX-License-Identifier: Apache-2.0
#include "network/api/watch.h"

#include <algorithm>

namespace quorate::network {

namespace {

// A page should have about this many bytes, whatever the size of values.
constexpr std::size_t kPageBytes = std::size_t{256} * 1024;
constexpr std::size_t kFirstPageEvents = 16;
constexpr std::size_t kMostPageEvents = 1000;
constexpr std::size_t kScannedForAPage = 10'000;

}  // namespace

Watch::Watch(const WatchRequest& request, std::int64_t revision)
    : m_id(request.watchId),
      m_key(request.key),
      m_rangeEnd(request.rangeEnd),
      m_wantsProgress(request.progressNotify),
      m_wantsPrevious(request.previousKv),
      m_noPut(request.noPut),
      m_noDelete(request.noDelete),
      // One that is negative lies before everything, as in etcd.
      m_next{request.startRevision == 0 ? revision + 1
                                        : std::max(request.startRevision, std::int64_t{0}),
             0},
      m_pageEvents(kFirstPageEvents) {
    // Without a key etcd watches the key of one zero byte.
    if (m_key.empty()) {
        m_key.assign(1, '\0');
    }
    m_isLive = m_next.main > revision;
}

kv::KeyInterval Watch::interval() const {
    return kv::KeyInterval::of(std::string_view(m_key), std::string_view(m_rangeEnd));
}

bool Watch::isEmpty() const {
    return interval().kind == kv::KeyInterval::Kind::Bounded && m_rangeEnd <= m_key;
}

bool Watch::wants(const kv::Event& event) const {
    const bool filtered = event.kind == kv::EventKind::Put ? m_noPut : m_noDelete;
    return !filtered && !(event.revision < m_next) && interval().contains(event.kv.key.view());
}

void Watch::told(std::int64_t revision) {
    m_next = std::max(m_next, kv::Revision{revision + 1, 0});
}

kv::KvResult<kv::HistoryPage> Watch::catchUp(const kv::View& view) {
    kv::HistoryQuery query;
    query.from = m_next;
    query.keys = interval();
    query.previousKv = m_wantsPrevious;
    query.noPut = m_noPut;
    query.noDelete = m_noDelete;
    query.maxEvents = m_pageEvents;
    query.maxScanned = kScannedForAPage;
    kv::KvResult<kv::HistoryPage> page = kv::eventsSince(view, query);
    if (page && *page) {
        m_next = page->value().next;
        m_isLive = !page->value().more;
        adaptPage(page->value());
    }
    return page;
}

void Watch::adaptPage(const kv::HistoryPage& page) {
    std::size_t bytes = 0;
    for (const kv::Event& event : page.events) {
        bytes += event.kv.key.size() + event.kv.value.size();
        bytes += event.previous ? event.previous->value.size() : 0;
    }
    if (bytes > kPageBytes) {
        m_pageEvents = std::max<std::size_t>(m_pageEvents / 2, 1);
    } else if (page.events.size() == m_pageEvents && bytes < kPageBytes / 2) {
        m_pageEvents = std::min(m_pageEvents * 2, kMostPageEvents);
    }
}

}  // namespace quorate::network
