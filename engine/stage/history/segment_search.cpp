// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/segment_search.h"

#include <algorithm>

#include "engine/kv/state_hash.h"

namespace quorate::stage {

namespace {

/// What placing one operation counts as, in steps.
constexpr std::size_t kPlacementSteps = 50;

bool isSame(const KeyState& seen, KeyState& state) {
    if (seen.exists != state.exists || seen.create != state.create || seen.mod != state.mod ||
        seen.version != state.version) {
        return false;
    }
    if (!seen.isValueKnown) {
        return true;
    }
    if (!state.isValueKnown) {
        state = seen;
        return true;
    }
    return seen.value == state.value && seen.lease == state.lease;
}

bool conditionsAgree(const KeyItem& item, const KeyState& state) {
    bool areAllKnown = true;
    for (const kv::Compare& compare : item.compares) {
        const bool isKnown = state.isValueKnown || (compare.target != kv::CompareTarget::Value &&
                                                    compare.target != kv::CompareTarget::Lease);
        if (isKnown && !holds(compare, state)) {
            return !item.held;
        }
        areAllKnown = areAllKnown && isKnown;
    }
    return item.held || !areAllKnown;
}

}  // namespace

bool applyItem(const KeyItem& item, KeyState& state) {
    switch (item.kind) {
    case KeyItem::Kind::Put: {
        if ((item.keepsValue || item.keepsLease) && !state.exists) {
            return false;
        }
        KeyState next =
            state.afterPut(item.revision, item.keepsValue ? state.value : item.state.value,
                           item.keepsLease ? state.lease : item.state.lease);
        next.isValueKnown = state.isValueKnown || (!item.keepsValue && !item.keepsLease);
        state = std::move(next);
        return true;
    }
    case KeyItem::Kind::Delete:
        state = KeyState();
        return true;
    case KeyItem::Kind::See:
        return isSame(item.state, state);
    case KeyItem::Kind::SeePresent:
        return state.exists;
    case KeyItem::Kind::Conditions:
        return conditionsAgree(item, state);
    }
    return false;
}

SegmentSearch::SegmentSearch(GapLedger& ledger, Limits limits, KeyNames::Key key,
                             const std::vector<KeyItem>& items)
    : m_ledger(ledger), m_limits(limits), m_key(key), m_items(items) {
    if (!items.empty() && items.back().isFull()) {
        m_target = &items.back();
    }
    // What a hidden put put matters only where something else depends on it, and which of the
    // revisions it made only where the key is seen in between.
    for (const KeyItem& item : items) {
        const bool isSeen = item.kind == KeyItem::Kind::See && &item != m_target;
        m_isConcrete = m_isConcrete || item.kind == KeyItem::Kind::Conditions || item.keepsValue ||
                       item.keepsLease || (isSeen && item.state.isValueKnown);
        m_isMovable = m_isMovable && !isSeen;
    }
    m_isMovable = m_isMovable && !m_isConcrete;
}

void SegmentSearch::addGap(std::int64_t revision) {
    m_stepList.push_back({revision, nullptr, m_ledger.onlyKeyAt(revision) == m_key});
}

SegmentSearch::Answer SegmentSearch::run(const KeyState& start, std::int64_t position,
                                         std::int64_t end) {
    m_position = position;
    const std::vector<std::int64_t> gaps = m_ledger.gapsIn(position, end);
    auto gap = gaps.begin();
    for (const KeyItem& item : m_items) {
        // What was seen before the change of revision r, or after that of r - 1.
        for (; gap != gaps.end() && *gap <= item.revision; ++gap) {
            addGap(*gap);
        }
        m_stepList.push_back({item.revision, &item, false});
    }
    for (; gap != gaps.end(); ++gap) {
        addGap(*gap);
    }
    m_gapsLeft.assign(m_stepList.size() + 1, 0);
    for (std::size_t i = m_stepList.size(); i > 0; --i) {
        m_gapsLeft[i - 1] = m_gapsLeft[i] + (m_stepList[i - 1].item == nullptr ? 1U : 0U);
    }
    bool isComplete = true;
    const std::size_t most = std::min(gaps.size(), m_limits.hidden);
    for (std::size_t hidden = leastHidden(start); hidden <= most; ++hidden) {
        m_roles.clear();
        const Walk walked = walk(0, start, hidden);
        if (walked == Walk::Found) {
            return Answer::Found;
        }
        if (walked == Walk::OutOfSteps) {
            return Answer::Undecided;
        }
        isComplete = isComplete && walked == Walk::Dead;
    }
    if (most < gaps.size() || m_ledger.isForgetful() || (!isComplete && m_ledger.hasChoices())) {
        return Answer::Undecided;
    }
    return Answer::Impossible;
}

/// What the version says that the answered puts do not account for.
std::size_t SegmentSearch::leastHidden(const KeyState& start) const {
    if (m_target == nullptr || !m_target->state.exists) {
        return 0;
    }
    std::int64_t puts = m_target->state.create <= m_position ? start.version : 0;
    for (const KeyItem& item : m_items) {
        puts += item.kind == KeyItem::Kind::Put ? 1 : 0;
    }
    return static_cast<std::size_t>(std::max<std::int64_t>(m_target->state.version - puts, 0));
}

bool SegmentSearch::mustChangeAt(std::int64_t revision) const {
    return m_target != nullptr && m_target->state.exists &&
           (m_target->state.mod == revision || m_target->state.create == revision);
}

bool SegmentSearch::isWorthTrying(const GapRole& role, std::int64_t revision,
                                  const KeyState& state) const {
    if (m_target == nullptr || !m_target->state.exists) {
        return true;
    }
    const KeyState& target = m_target->state;
    if (revision > target.mod) {
        return false;
    }
    if (role.isDelete) {
        return target.create > m_position && revision < target.create;
    }
    if (revision == target.create) {
        return !state.exists;
    }
    return state.create != target.create || state.version < target.version;
}

/// A put that nobody saw counts for the version wherever it lies between the creation of the key
/// and its end, or the last change that was seen.
void SegmentSearch::makeMovable(GapRole& role, std::size_t step) const {
    if (!role.before.exists) {
        return;
    }
    role.movableFrom = std::max(m_position, role.before.create) + 1;
    role.movableTo = m_stepList[step].revision;
    const bool hasEnd = m_target != nullptr && m_target->state.exists;
    for (std::size_t i = step; i < m_stepList.size(); ++i) {
        const Step& later = m_stepList[i];
        if (later.item != nullptr ? later.item->kind == KeyItem::Kind::Delete
                                  : hasEnd && later.revision >= m_target->state.mod) {
            break;
        }
        role.movableTo = later.revision;
    }
    if (hasEnd) {
        role.movableTo = std::min(role.movableTo, m_target->state.mod - 1);
    }
}

SegmentSearch::Walk SegmentSearch::tryOptions(std::size_t step, const KeyState& state,
                                              std::size_t hidden) {
    const std::int64_t revision = m_stepList[step].revision;
    const bool isSeen =
        m_target != nullptr && m_target->state.exists && m_target->state.mod == revision;
    Walk worst = Walk::Dead;
    for (GapRole& role : m_ledger.options(m_key, state, revision, m_isConcrete)) {
        if (!isWorthTrying(role, revision, state)) {
            continue;
        }
        if (isSeen && !role.isDelete && m_target->state.isValueKnown) {
            if (m_isConcrete && !role.isAnyValue &&
                (role.value != m_target->state.value || role.lease != m_target->state.lease)) {
                continue;
            }
            role.isAnyValue = false;
            role.isAnyLease = false;
            role.value = m_target->state.value;
            role.lease = m_target->state.lease;
        }
        role.isChoice = !isSeen;
        if (role.isAnyValue && m_isMovable && !m_stepList[step].isOurs && !mustChangeAt(revision)) {
            makeMovable(role, step);
        }
        KeyState next;
        if (!role.isDelete) {
            next = state.afterPut(revision, role.value, role.lease);
            next.isValueKnown = !role.isAnyValue && !role.isAnyLease;
        }
        m_roles.emplace_back(revision, std::move(role));
        const Walk walked = walk(step + 1, std::move(next), hidden - 1);
        if (walked == Walk::Found || walked == Walk::OutOfSteps) {
            return walked;
        }
        m_roles.pop_back();
        worst = walked == Walk::NoAssignment ? walked : worst;
    }
    return worst;
}

SegmentSearch::Walk SegmentSearch::walk(std::size_t step, KeyState state, std::size_t hidden) {
    Walk worst = Walk::Dead;
    kv::StateHash content;
    content.add(state.value.view());
    content.add(state.lease.value);
    content.add(std::uint64_t{state.isValueKnown});
    const Configuration start(step, hidden, state.version, state.create, state.mod,
                              content.value());
    if (m_gapsLeft[step] < hidden || m_dead.contains(start)) {
        return Walk::Dead;
    }
    for (; step < m_stepList.size(); ++step) {
        if (++m_steps > m_limits.steps || m_dead.size() > m_limits.configurations) {
            return Walk::OutOfSteps;
        }
        const Step& at = m_stepList[step];
        if (at.item != nullptr) {
            if (!applyItem(*at.item, state)) {
                break;
            }
            continue;
        }
        if (hidden > 0) {
            const Walk walked = tryOptions(step, state, hidden);
            if (walked == Walk::Found || walked == Walk::OutOfSteps) {
                return walked;
            }
            worst = walked == Walk::NoAssignment ? walked : worst;
        }
        if (at.isOurs || mustChangeAt(at.revision)) {
            break;
        }
    }
    if (step == m_stepList.size() && hidden == 0) {
        const Walk walked = leaf(state);
        if (walked != Walk::Dead) {
            return walked;
        }
    }
    if (worst == Walk::Dead) {
        m_dead.insert(start);
    }
    return worst;
}

SegmentSearch::Walk SegmentSearch::leaf(const KeyState& state) {
    if (!m_roles.empty()) {
        m_steps += kPlacementSteps * m_roles.size();
        const GapLedger::Answer placed = m_ledger.place(m_roles);
        if (placed != GapLedger::Answer::Yes) {
            return Walk::NoAssignment;
        }
    }
    m_end = state;
    return Walk::Found;
}

}  // namespace quorate::stage
