// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/checks.h"

namespace quorate::simulation {

using raft::Index;
using raft::Role;

Checks::Checks(const raft::Config& config, Chain committed, stage::Verdicts& verdicts)
    : m_electionSafety(verdicts),
      m_leaderAppendOnly(verdicts),
      m_logMatching(verdicts),
      m_leaderCompleteness(m_committed, verdicts),
      m_stateMachineSafety(m_committed, verdicts),
      m_voteOnce(verdicts),
      m_durablePromise(verdicts),
      m_termMonotony(verdicts),
      m_commitMonotony(verdicts),
      m_currentTermCommit(verdicts),
      m_quorumCommit(verdicts),
      m_confChangeInFlight(verdicts),
      m_reads(m_committed, verdicts),
      m_bounds(config, verdicts) {
    m_committed.add({committed, raft::Term(1)});
}

Checks::Look Checks::look(const raft::RawNode& core, std::uint32_t life, LogImage& image,
                          const Look& before) {
    const raft::Raft& raft = core.raft();
    const Look now{raft.softState().role, raft.term(), raft.log().committed()};
    const LogImage::Change change = image.update(raft.log());
    if (change.firstNew != Index(0)) {
        for (Index i = change.firstNew; i <= image.lastIndex(); i = i.next()) {
            const LogImage::Slot* slot = image.find(i);
            m_logMatching.seen(core.id(), {slot->term, i}, slot->chain);
        }
    }
    m_termMonotony.entered(core.id(), now.term);
    if (now.role == Role::Leader) {
        if (before.role == Role::Leader && before.term == now.term) {
            m_leaderAppendOnly.changed(core.id(), change.firstChanged, change.lastBefore);
        }
        if (change.firstNew != Index(0)) {
            lookAtNewEntries(core, image, change.firstNew);
        }
        lookAtLeader(core, life, image, before);
    }
    if (now.committed > before.committed) {
        m_stateMachineSafety.committed(core.id(), now.term, image, now.committed);
    }
    m_commitMonotony.progressed(core.id(), now.committed, raft.log().applied());
    return now;
}

void Checks::lookAtNewEntries(const raft::RawNode& core, const LogImage& image, Index firstNew) {
    const Index applied = core.raft().log().applied();
    Index before;
    for (Index i = applied.next(); i <= image.lastIndex(); i = i.next()) {
        const LogImage::Slot* slot = image.find(i);
        if (slot == nullptr || !slot->isConfChange) {
            continue;
        }
        if (i >= firstNew) {
            m_confChangeInFlight.appended(core.id(), i, before, applied);
        }
        before = i;
    }
}

void Checks::lookAtLeader(const raft::RawNode& core, std::uint32_t life, const LogImage& image,
                          const Look& before) {
    const raft::Raft& raft = core.raft();
    const raft::Term term = raft.term();
    const bool isNew = before.role != Role::Leader || before.term != term;
    if (isNew) {
        m_electionSafety.elected(term, core.id(), life);
        m_leaderCompleteness.elected(term, core.id(), image);
        m_durablePromise.leads(core.id(), term, disk(core.id()));
    }
    const Index committed = raft.log().committed();
    if (committed <= before.committed) {
        return;
    }
    const LogImage::Slot* last = image.find(committed);
    if (last == nullptr) {
        return;
    }
    const auto holds = [&](raft::NodeId id) {
        if (id.value() > m_disks.size()) {
            return false;
        }
        // What is compacted was committed before.
        return disk(id).before().index > committed || disk(id).chainAt(committed) == last->chain;
    };
    m_currentTermCommit.committed(core.id(), term, {last->term, committed});
    m_quorumCommit.committed(core.id(), {last->term, committed}, raft.tracker().config.voters,
                             holds);
}

void Checks::restarted(raft::NodeId node) {
    m_termMonotony.restarted(node);
    m_commitMonotony.restarted(node);
    synced(node);
}

void Checks::ready(const raft::RawNode& core, const raft::Ready& ready) {
    m_bounds.handsOut(core.id(), ready);
    m_bounds.holds(core.status());
}

void Checks::leaves(const raft::Message& message) {
    m_bounds.sends(message);
    m_durablePromise.leaves({message.type,
                             message.from,
                             message.to,
                             message.term,
                             message.reject,
                             {message.logTerm, message.index}},
                            disk(message.from));
    if (message.type == raft::MessageType::VoteResp && !message.reject) {
        m_voteOnce.voted(message.from, message.term, message.to);
    }
}

void Checks::synced(raft::NodeId node) {
    const raft::HardState& state = disk(node).hardState();
    m_termMonotony.stored(node, state.term);
    if (state.vote != raft::kNoNode) {
        m_voteOnce.voted(node, state.term, state.vote);
    }
}

void Checks::applied(raft::NodeId node, const AppliedState& state) {
    m_stateMachineSafety.applied(node, state.last.index, state.chain);
}

}  // namespace quorate::simulation
