// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/agenda.h"

#include <algorithm>

namespace quorate::stage {

void Agenda::add(Nanoseconds delay, DueKind kind, raft::NodeId node, std::uint32_t life,
                 std::uint64_t what) {
    m_heap.push_back({after(m_now, delay), m_nextOrder++, what, node, life, kind});
    std::push_heap(m_heap.begin(), m_heap.end(), isLater);
}

void Agenda::addAgain(Due due, Nanoseconds delay) {
    due.at = after(m_now, delay);
    due.order = m_nextOrder++;
    m_heap.push_back(due);
    std::push_heap(m_heap.begin(), m_heap.end(), isLater);
}

Due Agenda::take() {
    std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
    const Due due = m_heap.back();
    m_heap.pop_back();
    skipTo(due.at);
    return due;
}

}  // namespace quorate::stage
