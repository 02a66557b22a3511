// SPDX-License-Identifier: Apache-2.0
#include "tests/stage/cluster_story.h"

#include <utility>

#include "engine/observe/node_frame.h"

namespace quorate::test {

namespace trace = raft::trace;
using namespace observe;
using raft::EntryId;
using raft::HardState;
using raft::Index;
using raft::NodeId;
using raft::Role;
using raft::Term;

EntryId entryId(std::uint64_t term, std::uint64_t index) {
    return {Term(term), Index(index)};
}

HardState hardState(std::uint64_t term, std::uint64_t vote, std::uint64_t commit) {
    return {Term(term), NodeId(vote), Index(commit)};
}

raft::EventId ClusterStory::observe(const Event& event) {
    const raft::EventId id(++m_events);
    m_checks.observe(id, event);
    return id;
}

void ClusterStory::tell(std::uint64_t node, Body body, std::uint64_t term) {
    Event event;
    event.moment = Moment(1000 * (m_events + 1));
    event.node = NodeId(node);
    event.term = Term(term);
    event.body = std::move(body);
    observe(event);
}

void ClusterStory::start(std::uint64_t node, const Start& with) {
    if (m_incarnations.size() <= node) {
        m_incarnations.resize(node + 1);
    }
    NodeState state;
    state.id = NodeId(node);
    state.incarnation = ++m_incarnations[node];
    state.term = with.state.term;
    state.vote = with.state.vote;
    state.log.before = with.before;
    state.log.entries.reset(with.before.index.next());
    EntryRuns entries(with.before.index.next());
    for (const std::uint64_t term : with.log) {
        entries.append({1, Term(term), EntryKind::Normal});
    }
    state.log.append(entries);
    state.log.committed = with.state.commit;
    state.log.applied = Index(with.applied);
    state.runtime.storeApplied = Index(with.applied);
    state.runtime.stateHash = with.stateHash;
    state.configuration = with.members;
    if (state.configuration.isEmpty()) {
        state.configuration.voters = {NodeId(1), NodeId(2), NodeId(3)};
    }
    tell(node, NodeStarted{state.incarnation});
    tell(node, toFrame(std::move(state)));
}

void ClusterStory::synced(std::uint64_t node, HardState state, EntryId last) {
    tell(node, LogSynced{state, last});
}

void ClusterStory::left(raft::MessageType type, std::uint64_t from, std::uint64_t to,
                        std::uint64_t term, EntryId entry) {
    MessageLeft message;
    message.link = {NodeId(from), NodeId(to)};
    message.type = type;
    message.term = Term(term);
    message.logTerm = entry.term;
    message.index = entry.index;
    tell(from, message, term);
}

void ClusterStory::append(std::uint64_t node, std::uint64_t first, std::uint64_t count,
                          std::uint64_t term, EntryKind kind, std::uint64_t flavour) {
    EntriesAppended appended;
    appended.entries = EntryRuns(Index(first));
    appended.entries.append({count, Term(term), kind});
    for (std::uint64_t index = first; index < first + count; ++index) {
        appended.contentSum += 1'000'003 * index + 7919 * term + flavour;
    }
    tell(node, appended, term);
}

void ClusterStory::commit(std::uint64_t node, std::uint64_t to, std::uint64_t term) {
    tell(node, trace::CommitAdvanced{Index(0), Index(to), {}}, term);
}

void ClusterStory::apply(std::uint64_t node, std::uint64_t index, std::uint64_t stateHash,
                         std::uint64_t revision) {
    tell(node, ApplyCompleted{Index(index), revision, stateHash});
    tell(node, trace::Applied{Index(index)});
}

void ClusterStory::elect(std::uint64_t node, std::uint64_t term,
                         std::initializer_list<std::uint64_t> voters, EntryId last) {
    tell(node, trace::TermChanged{Term(0), Term(term)}, term);
    tell(node, trace::RoleChanged{Role::Follower, Role::Candidate}, term);
    tell(node, trace::CampaignStarted{trace::CampaignKind::Election, Term(term)}, term);
    synced(node, hardState(term, node), last);
    count(node, node, term);
    for (const std::uint64_t voter : voters) {
        left(raft::MessageType::Vote, node, voter, term, last);
        tell(voter, trace::TermChanged{Term(0), Term(term)}, term);
        synced(voter, hardState(term, node), last);
        left(raft::MessageType::VoteResp, voter, node, term);
        count(node, voter, term);
    }
    lead(node, term);
}

void ClusterStory::lead(std::uint64_t node, std::uint64_t term) {
    tell(node, trace::RoleChanged{Role::Candidate, Role::Leader}, term);
}

void ClusterStory::count(std::uint64_t node, std::uint64_t voter, std::uint64_t term) {
    tell(node, trace::VoteCounted{NodeId(voter), false, true, raft::VoteResult::Pending}, term);
}

void ClusterStory::threeMembersAtWork() {
    for (std::uint64_t node = 1; node <= 3; ++node) {
        start(node);
    }
    elect(1, 2, {2, 3}, {});
    append(1, 1, 1, 2, EntryKind::Empty);
    append(1, 2, 2, 2);
    synced(1, hardState(2, 1), entryId(2, 3));
    for (std::uint64_t node = 2; node <= 3; ++node) {
        append(node, 1, 1, 2, EntryKind::Empty);
        append(node, 2, 2, 2);
        synced(node, hardState(2, 1), entryId(2, 3));
        left(raft::MessageType::AppResp, node, 1, 2, entryId(0, 3));
    }
    for (std::uint64_t node = 1; node <= 3; ++node) {
        commit(node, 3, 2);
        apply(node, 3, 333, 10);
    }
}

const stage::Violation* ClusterStory::violationOf(std::string_view check) const {
    for (const stage::Violation& violation : verdicts().violations()) {
        if (violation.check == check) {
            return &violation;
        }
    }
    return nullptr;
}

const stage::CheckReport* ClusterStory::reportOf(std::string_view check) const {
    for (const stage::CheckReport& report : verdicts().checks()) {
        if (report.name == check) {
            return &report;
        }
    }
    return nullptr;
}

const char* ClusterStory::firstText() const {
    return isClean() ? "" : verdicts().first()->text.c_str();
}

}  // namespace quorate::test
