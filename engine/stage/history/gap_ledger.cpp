// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/gap_ledger.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "engine/stage/history/possible_change.h"

namespace quorate::stage {

namespace {

bool matches(const PossibleChange& change, const GapRole& role) {
    if (change.isDelete != role.isDelete) {
        return false;
    }
    return role.isDelete ||
           ((role.isAnyValue || !change.isValueKnown || change.value == role.value) &&
            (role.isAnyLease || !change.isLeaseKnown || change.lease == role.lease));
}

/// How many roles may move to make room for one.
constexpr std::size_t kMaxMoves = 4;

}  // namespace

void GapLedger::addCandidate(const OperationLabel& label,
                             std::shared_ptr<const kv::Command> command, std::int64_t floor,
                             std::int64_t ceiling) {
    Candidate candidate;
    candidate.label = label;
    candidate.floor = floor;
    candidate.ceiling = ceiling;
    candidate.isWide = isWide(*command);
    bool changesUntracked = false;
    forEachChangedKey(*command, [&](const Bytes& name) {
        if (const auto key = m_names.find(name.view())) {
            candidate.keys.push_back(*key);
        } else {
            changesUntracked = true;
        }
    });
    if (!candidate.isWide && candidate.keys.empty() && !changesUntracked) {
        return;
    }
    candidate.isWide = candidate.isWide || changesUntracked;
    candidate.command = std::move(command);
    const Number number = m_next++;
    for (const KeyNames::Key key : candidate.keys) {
        m_byKey[key].push_back(number);
    }
    if (candidate.isWide) {
        m_wide.insert(number);
    }
    m_candidates.emplace(number, std::move(candidate));
    forgetOld();
}

bool GapLedger::fits(const Candidate& candidate, std::int64_t revision, const Gap& gap,
                     const MayHaveChanged* mayHaveChanged) const {
    if (revision <= candidate.floor || revision > candidate.ceiling) {
        return false;
    }
    for (const GapRole& role : gap.roles) {
        bool can = false;
        forEachPossibleChange(
            *candidate.command, m_names.name(role.key), role.before,
            [&](const PossibleChange& change) { can = can || matches(change, role); });
        if (!can) {
            return false;
        }
    }
    if (const auto* revoke = std::get_if<kv::LeaseRevokeRequest>(candidate.command.get())) {
        if (!m_attached.contains(revoke->id.value)) {
            return false;
        }
    }
    if (!gap.roles.empty() || candidate.isWide || mayHaveChanged == nullptr) {
        return true;
    }
    return std::any_of(candidate.keys.begin(), candidate.keys.end(),
                       [&](KeyNames::Key key) { return (*mayHaveChanged)(key, revision); });
}

/// One augmenting path (Kuhn): a free candidate, or one whose gap finds another.
// NOLINTNEXTLINE(misc-no-recursion): as deep as there are gaps, of which there are few
bool GapLedger::assign(std::int64_t revision, Gap& gap, const MayHaveChanged* mayHaveChanged) {
    const auto attempt = [&](Number number, bool mayDisplace) {  // NOLINT(misc-no-recursion)
        const auto found = m_candidates.find(number);
        if (m_steps >= m_limits.steps) {
            m_isForgetful = true;
            return false;
        }
        if (found == m_candidates.end()) {
            return false;
        }
        ++m_steps;
        Candidate& candidate = found->second;
        if ((candidate.gap >= 0) != mayDisplace || candidate.visited == m_visit ||
            !fits(candidate, revision, gap, mayHaveChanged)) {
            return false;
        }
        candidate.visited = m_visit;
        if (candidate.gap >= 0) {
            Gap& other = m_gaps.at(candidate.gap);
            if (!assign(candidate.gap, other, mayHaveChanged)) {
                return false;
            }
        }
        candidate.gap = revision;
        gap.candidate = number;
        return true;
    };
    const auto any = [&](bool mayDisplace) {  // NOLINT(misc-no-recursion)
        if (gap.roles.empty()) {
            return std::any_of(m_candidates.begin(), m_candidates.end(),
                               [&](const auto& each) { return attempt(each.first, mayDisplace); });
        }
        const auto byKey = m_byKey.find(gap.roles.front().key);
        const auto tryIt = [&](Number number) { return attempt(number, mayDisplace); };
        return (byKey != m_byKey.end() &&
                std::any_of(byKey->second.begin(), byKey->second.end(), tryIt)) ||
               std::any_of(m_wide.begin(), m_wide.end(), tryIt);
    };
    return any(false) || any(true);
}

bool GapLedger::startAndAssign(std::int64_t revision, const MayHaveChanged* mayHaveChanged) {
    ++m_visit;
    m_steps = 0;
    return assign(revision, m_gaps.at(revision), mayHaveChanged);
}

void GapLedger::release(Gap& gap) {
    const auto found = m_candidates.find(gap.candidate);
    if (found != m_candidates.end()) {
        found->second.gap = -1;
    }
    gap.candidate = 0;
}

GapLedger::Answer GapLedger::failure() const {
    return m_isForgetful ? Answer::Undecided : Answer::No;
}

GapLedger::Answer GapLedger::addGap(std::int64_t revision) {
    m_gaps.emplace(revision, Gap());
    const bool isExplained = startAndAssign(revision, nullptr);
    Answer answer = Answer::Yes;
    if (!isExplained) {
        answer = m_hasChoices ? Answer::Undecided : failure();
        m_gaps.erase(revision);
    }
    forgetOld();
    return answer;
}

/// Somebody who fits the gap with the roles that it has now.
bool GapLedger::settle(std::int64_t revision, Gap& gap) {
    const auto current = m_candidates.find(gap.candidate);
    if (current != m_candidates.end() && fits(current->second, revision, gap, nullptr)) {
        return true;
    }
    release(gap);
    return startAndAssign(revision, nullptr);
}

/// On failure the roles are as before.
// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxMoves
bool GapLedger::placeOne(std::int64_t revision, const GapRole& role, std::size_t depth) {
    const auto found = m_gaps.find(revision);
    if (found == m_gaps.end()) {
        return false;
    }
    Gap& gap = found->second;
    gap.roles.push_back(role);
    if (settle(revision, gap)) {
        return true;
    }
    for (std::size_t i = 0; depth > 0 && i + 1 < gap.roles.size(); ++i) {
        if (moveAway(revision, gap, i, depth - 1)) {
            return true;
        }
    }
    gap.roles.pop_back();
    settle(revision, gap);
    return false;
}

/// One that might as well have been elsewhere goes there.
// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxMoves
bool GapLedger::moveAway(std::int64_t revision, Gap& gap, std::size_t which, std::size_t depth) {
    const GapRole role = gap.roles[which];
    const auto at = static_cast<std::ptrdiff_t>(which);
    if (role.movableFrom > role.movableTo) {
        return false;
    }
    gap.roles.erase(gap.roles.begin() + at);
    if (settle(revision, gap)) {
        for (const std::int64_t other : gapsIn(role.movableFrom - 1, role.movableTo)) {
            const auto& roles = m_gaps.at(other).roles;
            const bool isTaken = std::any_of(roles.begin(), roles.end(), [&](const GapRole& each) {
                return each.key == role.key;
            });
            if (other != revision && !isTaken && placeOne(other, role, depth)) {
                return true;
            }
        }
    }
    gap.roles.insert(gap.roles.begin() + at, role);
    return false;
}

GapLedger::Answer GapLedger::place(std::vector<std::pair<std::int64_t, GapRole>> roles) {
    std::size_t placed = 0;
    for (; placed < roles.size(); ++placed) {
        roles[placed].second.number = m_nextRole++;
        if (!placeOne(roles[placed].first, roles[placed].second, kMaxMoves)) {
            break;
        }
    }
    if (placed == roles.size()) {
        for (const auto& role : roles) {
            m_hasChoices = m_hasChoices || role.second.isChoice;
        }
        return Answer::Yes;
    }
    const Answer answer = failure();
    for (std::size_t i = 0; i < placed; ++i) {
        takeBack(roles[i].first, roles[i].second);
    }
    return answer;
}

/// From where it was placed, or from where it has moved in the meantime.
void GapLedger::takeBack(std::int64_t revision, const GapRole& role) {
    std::vector<std::int64_t> places = {revision};
    if (role.movableFrom <= role.movableTo) {
        const auto others = gapsIn(role.movableFrom - 1, role.movableTo);
        places.insert(places.end(), others.begin(), others.end());
    }
    for (const std::int64_t place : places) {
        Gap& gap = m_gaps.at(place);
        const auto own = std::find_if(gap.roles.begin(), gap.roles.end(),
                                      [&](const auto& each) { return each.number == role.number; });
        if (own != gap.roles.end()) {
            gap.roles.erase(own);
            settle(place, gap);
            return;
        }
    }
}

GapLedger::Answer GapLedger::confirm(const MayHaveChanged& mayHaveChanged, std::int64_t& failed) {
    // All gaps lose who does not fit any more before the first one looks for another.
    for (auto& [revision, gap] : m_gaps) {
        const auto found = m_candidates.find(gap.candidate);
        if (found == m_candidates.end() || !fits(found->second, revision, gap, &mayHaveChanged)) {
            release(gap);
        }
    }
    for (auto& [revision, gap] : m_gaps) {
        if (gap.candidate == 0 && !startAndAssign(revision, &mayHaveChanged)) {
            failed = revision;
            return m_hasChoices ? Answer::Undecided : failure();
        }
    }
    return Answer::Yes;
}

bool GapLedger::hasGapIn(std::int64_t after, std::int64_t upTo) const {
    if (after < m_forgottenUpTo) {
        return true;
    }
    if (m_gaps.empty() || m_gaps.rbegin()->first <= after) {
        return false;
    }
    return m_gaps.upper_bound(after)->first <= upTo;
}

std::vector<std::int64_t> GapLedger::gapsIn(std::int64_t after, std::int64_t upTo) const {
    std::vector<std::int64_t> gaps;
    for (auto at = m_gaps.upper_bound(after); at != m_gaps.end() && at->first <= upTo; ++at) {
        gaps.push_back(at->first);
    }
    return gaps;
}

bool GapLedger::hasCandidateFor(KeyNames::Key key) const {
    return m_isForgetful || !m_wide.empty() || m_byKey.contains(key);
}

std::optional<KeyNames::Key> GapLedger::onlyKeyAt(std::int64_t revision) const {
    std::optional<KeyNames::Key> only;
    if (m_isForgetful) {
        return only;
    }
    for (const auto& [number, candidate] : m_candidates) {
        if (revision <= candidate.floor || revision > candidate.ceiling) {
            continue;
        }
        if (candidate.isWide || candidate.keys.size() != 1 ||
            (only && *only != candidate.keys.front())) {
            return std::nullopt;
        }
        only = candidate.keys.front();
    }
    return only;
}

std::vector<GapRole> GapLedger::options(KeyNames::Key key, const KeyState& before, std::int64_t gap,
                                        bool isConcrete) const {
    std::vector<GapRole> roles;
    const auto consider = [&](Number number) {
        const auto found = m_candidates.find(number);
        if (found == m_candidates.end() || gap <= found->second.floor ||
            gap > found->second.ceiling) {
            return;
        }
        forEachPossibleChange(
            *found->second.command, m_names.name(key), before, [&](const PossibleChange& change) {
                GapRole role;
                role.key = key;
                role.isDelete = change.isDelete;
                role.isAnyValue = !change.isDelete && (!isConcrete || !change.isValueKnown);
                role.isAnyLease = !change.isDelete && (!isConcrete || !change.isLeaseKnown);
                role.isChoice = true;
                role.before = before;
                if (isConcrete) {
                    role.value = change.value;
                    role.lease = change.lease;
                }
                const bool isKnown =
                    std::any_of(roles.begin(), roles.end(), [&](const GapRole& other) {
                        return std::tie(other.isDelete, other.isAnyValue, other.isAnyLease,
                                        other.value, other.lease) ==
                               std::tie(role.isDelete, role.isAnyValue, role.isAnyLease, role.value,
                                        role.lease);
                    });
                if (!isKnown) {
                    roles.push_back(std::move(role));
                }
            });
    };
    const auto byKey = m_byKey.find(key);
    if (byKey != m_byKey.end()) {
        std::for_each(byKey->second.begin(), byKey->second.end(), consider);
    }
    std::for_each(m_wide.begin(), m_wide.end(), consider);
    return roles;
}

void GapLedger::forgetOld() {
    while (m_gaps.size() > m_limits.gaps) {
        const auto oldest = m_gaps.begin();
        m_candidates.erase(oldest->second.candidate);
        m_wide.erase(oldest->second.candidate);
        m_forgottenUpTo = oldest->first;
        m_gaps.erase(oldest);
        m_isForgetful = true;
    }
    if (m_candidates.size() <= m_limits.candidates) {
        return;
    }
    // The older half of those that explain nothing.
    std::size_t toForget = m_candidates.size() / 2;
    for (auto at = m_candidates.begin(); at != m_candidates.end() && toForget > 0; --toForget) {
        if (at->second.gap < 0) {
            m_wide.erase(at->first);
            at = m_candidates.erase(at);
        } else {
            ++at;
        }
    }
    m_isForgetful = true;
    for (auto at = m_byKey.begin(); at != m_byKey.end();) {
        auto& numbers = at->second;
        numbers.erase(std::remove_if(numbers.begin(), numbers.end(),
                                     [&](Number number) { return !m_candidates.contains(number); }),
                      numbers.end());
        at = numbers.empty() ? m_byKey.erase(at) : std::next(at);
    }
}

}  // namespace quorate::stage
