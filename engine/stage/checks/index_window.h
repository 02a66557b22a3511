// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "engine/raft/types.h"

namespace quorate::stage {

/// Something for each index, of which the oldest is forgotten when it becomes too much.
template <class T>
class IndexWindow {
public:
    /// Null for what was never reached, or is forgotten.
    [[nodiscard]] T* find(raft::Index index) noexcept {
        return index >= m_base && index.value() - m_base.value() < m_values.size()
                   ? &m_values[index - m_base]
                   : nullptr;
    }
    [[nodiscard]] const T* find(raft::Index index) const noexcept {
        return const_cast<IndexWindow*>(this)->find(index);
    }
    /// Grows up to it; null for what is forgotten.
    T* reach(raft::Index index) {
        if (index < m_base) {
            return nullptr;
        }
        const std::uint64_t place = index - m_base;
        if (place >= m_values.size()) [[unlikely]] {
            if (place >= 2 * kKept) {
                forget(index);
            }
            m_values.resize(index - m_base + 1);
        }
        return &m_values[index - m_base];
    }

private:
    /// What is remembered at least, and half of what there can be.
    static constexpr std::uint64_t kKept = 32768;

    /// All but what lies shortly before `index`.
    void forget(raft::Index index) {
        const std::uint64_t gone = std::min<std::uint64_t>(index - m_base - kKept, m_values.size());
        m_values.erase(m_values.begin(), m_values.begin() + static_cast<std::ptrdiff_t>(gone));
        m_base = m_values.empty() ? raft::Index(index.value() - kKept) : m_base + gone;
    }

    raft::Index m_base;
    std::vector<T> m_values;
};

}  // namespace quorate::stage
