// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/raft/state.h"
#include "engine/raft/types.h"
#include "engine/stage/checks/chain.h"
#include "engine/stage/checks/log_tree.h"

namespace quorate::stage {

/// One log of a LogTree, which must outlive it, for the checks to look at. The chain of an entry is
/// its term: with log matching, which is a check of its own, that names all before it.
class LogView {
public:
    /// A log that ends with `last`, and is compacted up to `before`.
    LogView(const LogTree& tree, raft::EntryId last, raft::Index before)
        : m_tree(tree), m_last(last), m_before(before) {}

    [[nodiscard]] raft::EntryId last() const noexcept { return m_last; }
    [[nodiscard]] raft::Index before() const noexcept { return m_before; }
    [[nodiscard]] std::optional<raft::Term> termAt(raft::Index index) const {
        return m_tree.termAt(m_last, index);
    }
    [[nodiscard]] std::optional<Chain> chainAt(raft::Index index) const {
        const auto term = termAt(index);
        return term ? std::optional<Chain>(term->value()) : std::nullopt;
    }
    /// Whether it has this entry, or had it before it was compacted; true where that is not known.
    [[nodiscard]] bool holds(raft::EntryId id) const {
        return id.index <= m_last.index && termAt(id.index).value_or(id.term) == id.term;
    }

private:
    const LogTree& m_tree;
    raft::EntryId m_last;
    raft::Index m_before;
};

/// What the disk of a node certainly holds.
class DiskView {
public:
    DiskView(const raft::HardState& state, LogView log) : m_state(state), m_log(log) {}

    [[nodiscard]] const raft::HardState& hardState() const noexcept { return m_state; }
    [[nodiscard]] raft::Index lastIndex() const noexcept { return m_log.last().index; }
    [[nodiscard]] bool holds(raft::EntryId id) const { return m_log.holds(id); }

private:
    const raft::HardState& m_state;
    LogView m_log;
};

}  // namespace quorate::stage
