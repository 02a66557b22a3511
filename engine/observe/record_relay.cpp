// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/record_relay.h"

#include <algorithm>
#include <utility>

namespace quorate::observe {

bool RecordRelay::add(Record record, raft::NodeId node, std::string_view body) {
    const std::uint64_t sequence = sequenceOf(record.id);
    if (sourceOf(record.id) != m_source || sequence < m_nextSequence) {
        return false;
    }
    // Within a chunk sequences have no gaps.
    const bool goesOn = m_open && sequence == m_nextSequence && m_open->fits(node, body.size());
    if (!goesOn) {
        if (m_open) {
            m_full.push_back(m_open->chunk());
        }
        m_open.emplace(m_limits, body.size());
    }
    m_last = std::max(m_last, record.moment);
    record.moment = m_last;
    m_open->append(record, node, body);
    m_nextSequence = sequence + 1;
    m_isGrown = true;
    return true;
}

Published RecordRelay::publish(Moment through) {
    m_last = std::max(m_last, through);
    Published published{m_source, std::exchange(m_full, {}), m_last};
    if (std::exchange(m_isGrown, false)) {
        published.chunks.push_back(m_open->chunk());
    }
    return published;
}

}  // namespace quorate::observe
