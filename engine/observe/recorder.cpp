// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/recorder.h"

#include <algorithm>
#include <utility>

#include "engine/observe/event_codec.h"

namespace quorate::observe {

raft::EventId Recorder::observe(const Event& event) {
    m_fields.clear();
    encodeBody(event, m_fields);
    const std::string_view body = m_fields.written();
    if (!m_open || !m_open->fits(event.node, body.size())) [[unlikely]] {
        startChunk(body.size());
    }
    m_last = std::max(m_last, event.moment);
    Record record;
    record.moment = m_last;
    record.id = eventIdOf(m_source, m_nextSequence++);
    record.cause = event.cause;
    record.kind = kindOf(event.body);
    m_open->append(record, event.node, body);
    return record.id;
}

void Recorder::startChunk(std::size_t bodyBytes) {
    if (m_open) {
        m_full.push_back(m_open->chunk());
    }
    m_open.emplace(m_limits, bodyBytes);
}

Published Recorder::publish(Moment now) {
    m_last = std::max(m_last, now);
    Published published{m_source, std::exchange(m_full, {}), m_last};
    if (m_open && m_open->size() > 0 && unpublishedCount() > 0) {
        published.chunks.push_back(m_open->chunk());
    }
    m_firstUnpublished = m_nextSequence;
    return published;
}

}  // namespace quorate::observe
