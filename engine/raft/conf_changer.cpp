// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/conf_changer.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/invariant.h"

namespace quorate::raft {

namespace {

Error refused(const char* reason) {
    return {ErrorCode::InvalidConfChange, reason};
}

/// Carries out changes, one after the other, on a copy of the active members.
class Edit {
public:
    Edit(const ProgressTracker& tracker, Index lastIndex)
        : m_members{tracker.config, tracker.progress}, m_tracker(tracker), m_lastIndex(lastIndex) {}

    TrackedConfig& config() { return m_members.config; }

    Result<void> apply(std::span<const ConfChangeSingle> changes) {
        for (const ConfChangeSingle& change : changes) {
            if (change.nodeId == kNoNode) {
                continue;  // a change that was replaced by nothing
            }
            if (!isMemberId(change.nodeId)) {
                return refused("a storage thread cannot be a member");
            }
            switch (change.type) {
            case ConfChangeType::AddNode:
                makeVoter(change.nodeId);
                break;
            case ConfChangeType::AddLearnerNode:
                makeLearner(change.nodeId);
                break;
            case ConfChangeType::RemoveNode:
                remove(change.nodeId);
                break;
            case ConfChangeType::UpdateNode:
                break;
            }
        }
        if (incoming().empty()) {
            return refused("removed all voters");
        }
        if (m_members.progress.size() > kMaxMembers) {
            return refused("more members than a configuration can have");
        }
        return {};
    }

    void leaveJoint() {
        for (const NodeId id : config().learnersNext) {
            config().learners.insert(id);
            m_members.progress.find(id)->setLearner(true);
        }
        config().learnersNext.clear();
        for (const NodeId id : outgoing()) {
            if (!incoming().contains(id) && !config().learners.contains(id)) {
                m_members.progress.erase(id);
            }
        }
        outgoing().clear();
        config().autoLeave = false;
    }

    Result<ConfiguredMembers> finish() && {
        checkInvariants();
        return std::move(m_members);
    }

    IdSet& incoming() { return m_members.config.voters.incoming.voters; }
    IdSet& outgoing() { return m_members.config.voters.outgoing.voters; }

private:
    void makeVoter(NodeId id) {
        Progress* member = m_members.progress.find(id);
        if (member == nullptr) {
            track(id, false);
        } else {
            member->setLearner(false);
            config().learners.erase(id);
            config().learnersNext.erase(id);
        }
        incoming().insert(id);
    }

    void makeLearner(NodeId id) {
        const Progress* member = m_members.progress.find(id);
        if (member == nullptr) {
            track(id, true);
            config().learners.insert(id);
            return;
        }
        if (member->isLearner()) {
            return;
        }
        Progress kept = *member;
        remove(id);
        // A member cannot be voter and learner at once: one that still votes in the outgoing half
        // becomes a learner when that half is left.
        if (outgoing().contains(id)) {
            config().learnersNext.insert(id);
        } else {
            kept.setLearner(true);
            config().learners.insert(id);
        }
        m_members.progress.insert(id, std::move(kept));
    }

    void remove(NodeId id) {
        incoming().erase(id);
        config().learners.erase(id);
        config().learnersNext.erase(id);
        if (!outgoing().contains(id)) {
            m_members.progress.erase(id);
        }
    }

    void track(NodeId id, bool isLearner) {
        // Probing starts at the end of the log: a new member needs a snapshot in most cases anyway,
        // or was given one beforehand. It counts as heard of, so that a leader does not step down
        // before it had a chance to answer.
        m_members.progress.insert(id, Progress(Index(0), std::max(m_lastIndex, Index(1)),
                                               m_tracker.newInflights(), isLearner, true));
    }

    void checkInvariants() {
        const JointConfig& voters = config().voters;
        const auto tracked = [this](const IdSet& ids) {
            return std::all_of(ids.begin(), ids.end(),
                               [this](NodeId id) { return m_members.progress.contains(id); });
        };
        QUORATE_INVARIANT(tracked(voters.incoming.voters) && tracked(voters.outgoing.voters) &&
                              tracked(config().learners) && tracked(config().learnersNext),
                          "a member is not tracked: " + toString(config()));
        for (const NodeId id : config().learnersNext) {
            QUORATE_INVARIANT(
                voters.outgoing.voters.contains(id) && !m_members.progress.find(id)->isLearner(),
                "a learner to be is no outgoing voter: " + toString(config()));
        }
        for (const NodeId id : config().learners) {
            QUORATE_INVARIANT(!voters.contains(id) && m_members.progress.find(id)->isLearner(),
                              "a learner votes: " + toString(config()));
        }
        QUORATE_INVARIANT(
            voters.isJoint() || (config().learnersNext.empty() && !config().autoLeave),
            "something of a joint configuration is left behind: " + toString(config()));
    }

    ConfiguredMembers m_members;
    const ProgressTracker& m_tracker;
    Index m_lastIndex;
};

/// The lists sorted, each member once.
ConfState normalized(const ConfState& state) {
    return {IdSet(state.voters).ids(), IdSet(state.votersOutgoing).ids(),
            IdSet(state.learners).ids(), IdSet(state.learnersNext).ids(), state.autoLeave};
}

std::size_t countDifferences(const IdSet& a, const IdSet& b) {
    std::vector<NodeId> different;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                  std::back_inserter(different));
    return different.size();
}

}  // namespace

Result<ConfiguredMembers> ConfChanger::apply(const ConfChangeV2& change) const {
    if (change.leavesJoint()) {
        return leaveJoint();
    }
    if (change.entersJoint()) {
        return enterJoint(change.autoLeaves(), change.changes);
    }
    return simple(change.changes);
}

Result<ConfiguredMembers> ConfChanger::simple(std::span<const ConfChangeSingle> changes) const {
    if (m_tracker.config.voters.isJoint()) {
        return refused("can't apply simple config change in joint config");
    }
    Edit edit(m_tracker, m_lastIndex);
    if (auto applied = edit.apply(changes); !applied) {
        return applied.error();
    }
    if (countDifferences(m_tracker.config.voters.incoming.voters, edit.incoming()) > 1) {
        return refused("more than one voter changed without entering joint config");
    }
    return std::move(edit).finish();
}

Result<ConfiguredMembers> ConfChanger::enterJoint(bool autoLeave,
                                                  std::span<const ConfChangeSingle> changes) const {
    if (m_tracker.config.voters.isJoint()) {
        return refused("config is already joint");
    }
    if (m_tracker.config.voters.incoming.voters.empty()) {
        // Nobody could agree to such a change, and the incoming voters would decide alone.
        return refused("can't make a zero-voter config joint");
    }
    Edit edit(m_tracker, m_lastIndex);
    edit.outgoing() = edit.incoming();
    if (auto applied = edit.apply(changes); !applied) {
        return applied.error();
    }
    edit.config().autoLeave = autoLeave;
    return std::move(edit).finish();
}

Result<ConfiguredMembers> ConfChanger::leaveJoint() const {
    if (!m_tracker.config.voters.isJoint()) {
        return refused("can't leave a non-joint config");
    }
    Edit edit(m_tracker, m_lastIndex);
    edit.leaveJoint();
    return std::move(edit).finish();
}

Result<ConfiguredMembers> restoreConfiguration(const ConfState& state, InflightLimits limits,
                                               Index lastIndex) {
    // What was before: the outgoing voters, or what is now. What the joint step did: out with the
    // old voters, in with the new ones and with the learners.
    std::vector<ConfChangeSingle> before;
    std::vector<ConfChangeSingle> step;
    for (const NodeId id : state.votersOutgoing) {
        before.push_back({ConfChangeType::AddNode, id});
        step.push_back({ConfChangeType::RemoveNode, id});
    }
    for (const NodeId id : state.voters) {
        step.push_back({ConfChangeType::AddNode, id});
    }
    for (const NodeId id : state.learners) {
        step.push_back({ConfChangeType::AddLearnerNode, id});
    }
    for (const NodeId id : state.learnersNext) {
        step.push_back({ConfChangeType::AddLearnerNode, id});
    }
    if (!state.isJoint()) {
        before = std::exchange(step, {});
    }

    ProgressTracker tracker(limits);
    const auto adopt = [&tracker](Result<ConfiguredMembers> members) -> Result<void> {
        if (!members) {
            return members.error();
        }
        tracker.config = std::move(members->config);
        tracker.progress = std::move(members->progress);
        return {};
    };
    for (const ConfChangeSingle& change : before) {
        const std::span<const ConfChangeSingle> one(&change, 1);
        if (auto done = adopt(ConfChanger(tracker, lastIndex).simple(one)); !done) {
            return done.error();
        }
    }
    if (state.isJoint()) {
        const ConfChanger changer(tracker, lastIndex);
        if (auto done = adopt(changer.enterJoint(state.autoLeave, step)); !done) {
            return done.error();
        }
    }
    if (tracker.confState() != normalized(state)) {
        return Error(
            ErrorCode::InvalidConfChange,
            "the configuration contradicts itself: it comes to " + toString(tracker.config));
    }
    return ConfiguredMembers{std::move(tracker.config), std::move(tracker.progress)};
}

}  // namespace quorate::raft
