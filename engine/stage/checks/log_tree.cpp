// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/checks/log_tree.h"

#include <algorithm>

namespace quorate::stage {

using raft::EntryId;
using raft::Index;
using raft::Term;

const LogTree::Stem* LogTree::find(Term term) const noexcept {
    if (!m_stems.empty() && m_stems.back().term == term) [[likely]] {
        return &m_stems.back();
    }
    const auto found =
        std::lower_bound(m_stems.begin(), m_stems.end(), term,
                         [](const Stem& stem, Term wanted) { return stem.term < wanted; });
    return found != m_stems.end() && found->term == term ? &*found : nullptr;
}

/// Puts it in its place, or in the place of what was known of its term.
void LogTree::insert(const Stem& stem) {
    const auto place =
        std::lower_bound(m_stems.begin(), m_stems.end(), stem.term,
                         [](const Stem& known, Term wanted) { return known.term < wanted; });
    if (place != m_stems.end() && place->term == stem.term) {
        *place = stem;
        return;
    }
    m_stems.insert(place, stem);
    if (m_stems.size() > 2 * kKept) {
        m_stems.erase(m_stems.begin(), m_stems.begin() + kKept);
    }
}

bool LogTree::learn(EntryId id, Term before) {
    if (id.term == before) {
        return id.index > Index(1) && learnStart({before, id.index.previous()});
    }
    if (before > id.term) {
        return false;
    }
    const Stem* known = find(id.term);
    if (known == nullptr || (!known->isWhole && known->first >= id.index)) {
        insert({id.term, id.index, true, before});
        return true;
    }
    return known->isWhole && known->first == id.index && known->before == before;
}

bool LogTree::learnStart(EntryId id) {
    if (id.index == Index(0)) {
        return id.term == Term(0);
    }
    const Stem* known = find(id.term);
    if (known == nullptr) {
        insert({id.term, id.index, false, Term(0)});
    } else if (known->first > id.index) {
        if (known->isWhole) {
            return false;
        }
        insert({id.term, id.index, false, Term(0)});
    }
    return true;
}

std::optional<Term> LogTree::termAt(EntryId last, Index index) const {
    if (index > last.index) {
        return std::nullopt;
    }
    if (index == Index(0)) {
        return Term(0);
    }
    if (index == last.index) {
        return last.term;
    }
    for (Term term = last.term;;) {
        const Stem* stem = find(term);
        if (stem == nullptr) {
            return std::nullopt;
        }
        if (stem->first <= index) {
            return term;
        }
        if (!stem->isWhole) {
            return std::nullopt;
        }
        term = stem->before;
    }
}

}  // namespace quorate::stage
