// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/stage/history/key_item.h"

namespace quorate::stage {

/// What a key demands of the operation that made a revision.
struct GapRole {
    KeyNames::Key key{0};
    bool isDelete{false};
    bool isAnyValue{false};  ///< of a put: nobody saw what was put
    bool isAnyLease{false};
    bool isChoice{false};  ///< another revision, or another change, might have done as well
    /// Any gap in [movableFrom, movableTo] would do as well, if the range is not empty.
    std::int64_t movableFrom{1};
    std::int64_t movableTo{0};
    std::uint64_t number{0};  ///< the ledger's own name for it
    Bytes value;
    kv::LeaseId lease;
    KeyState before;
};

/// Revisions that no answered operation made ("gaps"), and the operations that may have made them:
/// those whose outcome is unknown, and leases that may have ended on their own. Each gap was made
/// by exactly one of them, each of them made at most one; so an assignment must exist, and is kept
/// as a maximum matching (augmenting paths) under the roles that keys demand.
class GapLedger {
public:
    struct Limits {
        std::size_t candidates{4096};  ///< the oldest unused ones are forgotten beyond it
        std::size_t gaps{4096};        ///< likewise
        std::size_t steps{200'000};    ///< of one search for an assignment
    };
    enum class Answer : std::uint8_t { Yes, No, Undecided };
    /// Whether the key may have been changed at the revision without a trace.
    using MayHaveChanged = std::function<bool(KeyNames::Key, std::int64_t revision)>;

    GapLedger(Limits limits, const KeyNames& names) : m_limits(limits), m_names(names) {}

    /// An operation that may have made a revision in (floor, ceiling]. Its command is shared.
    void addCandidate(const OperationLabel& label, std::shared_ptr<const kv::Command> command,
                      std::int64_t floor, std::int64_t ceiling);
    /// A put attached some key to it: its end may change something.
    void noteAttached(kv::LeaseId lease) { m_attached.insert(lease.value); }

    /// A revision that nobody was told to have made. No: nobody can have.
    Answer addGap(std::int64_t revision);
    /// Places all of these roles of one key at their revisions, or none of them.
    Answer place(std::vector<std::pair<std::int64_t, GapRole>> roles);
    /// Whether every gap can still be explained, with what is known of the keys now. The first
    /// revision that cannot is in `failed`.
    Answer confirm(const MayHaveChanged& mayHaveChanged, std::int64_t& failed);

    /// Also where gaps were dropped.
    [[nodiscard]] bool hasGapIn(std::int64_t after, std::int64_t upTo) const;
    [[nodiscard]] std::vector<std::int64_t> gapsIn(std::int64_t after, std::int64_t upTo) const;
    [[nodiscard]] bool hasCandidateFor(KeyNames::Key key) const;
    /// The one key that every operation that may have made this revision changes, and no other
    /// key; nothing where there is no such key.
    [[nodiscard]] std::optional<KeyNames::Key> onlyKeyAt(std::int64_t revision) const;
    /// The different changes that unused and used candidates could make to a key in this state at
    /// this gap; with `isConcrete` each value apart, else all puts as one.
    [[nodiscard]] std::vector<GapRole> options(KeyNames::Key key, const KeyState& before,
                                               std::int64_t gap, bool isConcrete) const;

    /// Something was dropped or given up, so that a failure proves nothing.
    [[nodiscard]] bool isForgetful() const { return m_isForgetful; }
    /// Some role was placed that another one might have done for: nor does it then.
    [[nodiscard]] bool hasChoices() const { return m_hasChoices; }
    [[nodiscard]] std::size_t gapCount() const { return m_gaps.size(); }
    [[nodiscard]] std::size_t candidateCount() const { return m_candidates.size(); }

private:
    using Number = std::uint64_t;
    struct Candidate {
        OperationLabel label;
        std::shared_ptr<const kv::Command> command;
        std::int64_t floor{0};
        std::int64_t ceiling{0};
        std::vector<KeyNames::Key> keys;
        bool isWide{false};    // more keys than those that it names
        std::int64_t gap{-1};  // that it is taken to have made
        std::uint64_t visited{0};
    };
    struct Gap {
        Number candidate{0};
        std::vector<GapRole> roles;
    };

    [[nodiscard]] bool fits(const Candidate& candidate, std::int64_t revision, const Gap& gap,
                            const MayHaveChanged* mayHaveChanged) const;
    bool assign(std::int64_t revision, Gap& gap, const MayHaveChanged* mayHaveChanged);
    bool startAndAssign(std::int64_t revision, const MayHaveChanged* mayHaveChanged);
    bool settle(std::int64_t revision, Gap& gap);
    bool placeOne(std::int64_t revision, const GapRole& role, std::size_t depth);
    bool moveAway(std::int64_t revision, Gap& gap, std::size_t which, std::size_t depth);
    void takeBack(std::int64_t revision, const GapRole& role);
    void release(Gap& gap);
    void forgetOld();
    [[nodiscard]] Answer failure() const;

    Limits m_limits;
    const KeyNames& m_names;
    std::map<Number, Candidate> m_candidates;
    std::map<KeyNames::Key, std::vector<Number>> m_byKey;
    std::set<Number> m_wide;
    std::map<std::int64_t, Gap> m_gaps;
    std::set<std::int64_t> m_attached;
    Number m_next{1};
    std::uint64_t m_nextRole{1};
    std::uint64_t m_visit{0};
    std::size_t m_steps{0};
    std::int64_t m_forgottenUpTo{0};  ///< gaps up to here were dropped
    bool m_isForgetful{false};
    bool m_hasChoices{false};
};

}  // namespace quorate::stage
