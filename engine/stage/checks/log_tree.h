// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/raft/types.h"

namespace quorate::stage {

/// All logs that were ever seen, as one tree: each term has one leader, so its entries stand one
/// behind the other, and log matching (§5.3) gives them one entry before. So a log is named by its
/// last entry, and what is in it is read from the stems of a few terms.
class LogTree {
public:
    /// In some log an entry with this place stands behind one of term `before`. False where that
    /// contradicts what was seen elsewhere; then nothing is learnt.
    bool learn(raft::EntryId id, raft::Term before);
    /// Some log has this entry, and what stands before it is not known. Likewise.
    bool learnStart(raft::EntryId id);

    /// The term at `index` of the log that ends with `last`; 0 at index 0. Nothing beyond its end,
    /// or where it is not known.
    [[nodiscard]] std::optional<raft::Term> termAt(raft::EntryId last, raft::Index index) const;

private:
    /// Old terms are forgotten when there are twice as many.
    static constexpr std::size_t kKept = 4096;

    struct Stem {
        raft::Term term;
        raft::Index first;  ///< of its entries, as far as is known
        bool isWhole{false};
        raft::Term before;  ///< of the entry before `first`, where that is whole
    };

    [[nodiscard]] const Stem* find(raft::Term term) const noexcept;
    void insert(const Stem& stem);

    /// In order of term.
    std::vector<Stem> m_stems;
};

}  // namespace quorate::stage
