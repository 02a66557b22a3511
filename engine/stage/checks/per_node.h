// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>

#include "engine/raft/types.h"

namespace quorate::stage {

/// Something for each node. The small ids, which the nodes of most clusters have, cost no search.
/// References stay valid.
template <class T>
class PerNode {
public:
    T& operator[](raft::NodeId node) {
        const std::uint64_t place = node.value();
        if (place < m_few.size()) [[likely]] {
            return m_few[place];
        }
        if (place >= kFew) {
            return m_others[node];
        }
        m_few.resize(place + 1);
        return m_few[place];
    }

private:
    static constexpr std::size_t kFew = 64;

    std::deque<T> m_few;
    std::map<raft::NodeId, T> m_others;
};

}  // namespace quorate::stage
