// SPDX-License-Identifier: Apache-2.0
// Trace events: what happened, and what it was caused by.
#include <QTest>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"
#include "tests/support/trace_collector.h"

using quorate::Bytes;
using quorate::raft::ConfChange;
using quorate::raft::ConfChangeType;
using quorate::raft::Config;
using quorate::raft::EventId;
using quorate::raft::Index;
using quorate::raft::kNoEvent;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::ProgressState;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::raft::VoteResult;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::RaftGroup;
using quorate::tests::TraceCollector;
using quorate::tests::voteRequest;
using quorate::tests::votersUpTo;
namespace trace = quorate::raft::trace;

namespace {

struct Traced {
    explicit Traced(std::uint64_t voters, const RaftGroup::Adjust& adjust = {})
        : group(voters, [this, adjust](Config& config) {
              if (adjust) {
                  adjust(config);
              }
              config.traceSink = &events;
          }) {}

    TraceCollector events;
    RaftGroup group;
};

void withBoth(Config& config) {
    config.preVote = true;
    config.checkQuorum = true;
}

std::vector<trace::VoteReason> reasons(const TraceCollector& events) {
    std::vector<trace::VoteReason> all;
    for (const auto& decided : events.all<trace::VoteDecided>()) {
        all.push_back(decided.reason);
    }
    return all;
}

Message snapshotMessage(std::uint64_t index, const quorate::raft::ConfState& members) {
    Message made = message(MessageType::Snap, 2, 1, 1);
    made.snapshot = std::make_shared<const quorate::raft::Snapshot>(
        quorate::raft::Snapshot{{Index(index), Term(1), members}, {}});
    return made;
}

}  // namespace

class RaftTraceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutAListenerNothingIsRecorded();
    void listeningChangesNothing();
    void everyConsequenceHasAnInputAsItsCause_data();
    void everyConsequenceHasAnInputAsItsCause();
    void causesRunFromNodeToNode();
    void aStorageWriteCausesWhatItsResponsesBringAbout();
    void anElectionIsToldStepByStep();
    void votesAreToldWithTheirReasons();
    void campaignsThatAreHeldBackAreToldWithTheirReasons();
    void aLostQuorumIsTold();
    void replicationIsToldOnBothSides();
    void aConflictIsToldOnBothSides();
    void aCommitIsToldWithItsQuorum();
    void progressIsToldWhenItsStateChanges();
    void proposalsAreToldWhetherTakenOrRefused();
    void snapshotsAreTold();
    void configurationsAreTold();
    void readsAreTold();
    void transfersAreTold();
    void readysAreTold();
    void messagesWithoutEffectAreTold();
    void aBrokenInvariantIsTold();

private:
    static void liveThroughEverything(Traced& traced);
};

void RaftTraceTest::withoutAListenerNothingIsRecorded() {
    RaftGroup group(3);
    group.core(1).campaign();
    for (const Message& each : group.takeMessages(1)) {
        QVERIFY(each.event == kNoEvent);
    }
    // What another node recorded is not passed on either.
    Message request = voteRequest(MessageType::Vote, 2, 1, 5, {});
    request.event = EventId(77);
    QVERIFY(group.step(request).has_value());
    QVERIFY(group.queue().front().event == kNoEvent);
}

void RaftTraceTest::listeningChangesNothing() {
    RaftGroup silent(3);
    Traced heard(3);
    for (RaftGroup* group : {&silent, &heard.group}) {
        QVERIFY(group->elect(1));
        QVERIFY(group->propose(1, "x"));
        QVERIFY(group->proposeChange(1, "r3"));
    }
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(quorate::tests::fingerprint(silent.core(id)),
                 quorate::tests::fingerprint(heard.group.core(id)));
    }
}

/// An election, proposals, a conflict, a snapshot, changes, reads, a transfer, a lost quorum.
void RaftTraceTest::liveThroughEverything(Traced& traced) {
    RaftGroup& group = traced.group;
    group.tick(1, 20);
    group.settle();
    QVERIFY(group.role(1) == Role::Leader);
    group.isolate(3);
    QVERIFY(group.propose(1, "a"));
    group.compact(1);
    group.heal();
    for (int i = 0; i < 3; ++i) {
        group.tick(1);
        group.settle();
    }
    QCOMPARE(group.applied(3), std::string("a"));
    QVERIFY(group.core(2).readIndex(Bytes::copyOf("r")).has_value());
    group.settle();
    QVERIFY(group.proposeChange(1, "r3"));
    QVERIFY(group.proposeChange(1, ""));
    // A tail that a new leader replaces.
    group.isolate(1);
    QVERIFY(group.propose(1, "lost"));
    QVERIFY(group.proposeChange(1, "v3"));
    group.tick(1, 20);
    group.settle();
    QVERIFY(group.role(1) == Role::Follower);
    QVERIFY(!group.propose(1, "no"));
    group.heal();
    group.core(2).forgetLeader();
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).transferLeader(NodeId(2)).has_value());
    group.settle();
    QVERIFY(group.role(2) == Role::Leader);
    group.core(2).campaign();
    group.core(2).reportUnreachable(NodeId(1));
}

void RaftTraceTest::everyConsequenceHasAnInputAsItsCause_data() {
    QTest::addColumn<bool>("isAsync");
    QTest::newRow("synchronous") << false;
    QTest::newRow("asynchronous writes") << true;
}

void RaftTraceTest::everyConsequenceHasAnInputAsItsCause() {
    QFETCH(bool, isAsync);
    Traced traced(3, [isAsync](Config& config) {
        withBoth(config);
        config.asyncStorageWrites = isAsync;
    });
    liveThroughEverything(traced);
    QVERIFY(traced.events.events().size() > 300);
    int received = 0;
    for (const auto& event : traced.events.events()) {
        const bool isReceived = std::holds_alternative<trace::MessageReceived>(event.body);
        if (event.cause == kNoEvent) {
            if (std::holds_alternative<trace::ElectionTimeoutDrawn>(event.body)) {
                continue;  // the first one, when the core was made
            }
            QVERIFY2(TraceCollector::isInput(event.body) && !isReceived,
                     std::to_string(event.id.value()).c_str());
            continue;
        }
        QVERIFY(event.cause < event.id);
        const auto& cause = traced.events.event(event.cause);
        if (isReceived) {
            QVERIFY(std::holds_alternative<trace::MessageSent>(cause.body));
            ++received;
        } else {
            QVERIFY(!TraceCollector::isInput(event.body));
            QVERIFY(TraceCollector::isInput(cause.body));
            QVERIFY(cause.node == event.node);
        }
    }
    QVERIFY(received > 50);
}

void RaftTraceTest::causesRunFromNodeToNode() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    traced.events.clear();
    QVERIFY(group.propose(1, "x"));
    // From the commit on node 1 back to the proposal there, by way of another node.
    const auto commits = traced.events.recorded<trace::CommitAdvanced>();
    QVERIFY(!commits.empty());
    const TraceCollector::Recorded* at = &traced.events.event(commits.front().id);
    std::vector<std::string> way;
    std::set<std::uint64_t> nodes;
    while (at->cause != kNoEvent) {
        at = &traced.events.event(at->cause);
        nodes.insert(at->node.value());
        if (!at->text.empty() && std::holds_alternative<trace::MessageSent>(at->body)) {
            way.push_back(at->text);
        }
    }
    QVERIFY(std::holds_alternative<trace::Proposed>(at->body));
    QVERIFY(at->node == NodeId(1));
    QCOMPARE(nodes.size(), 2U);
    QCOMPARE(way.size(), 2U);
    QCOMPARE(way[0], std::string("2->1 MsgAppResp Term:1 Log:0/2"));
    QCOMPARE(way[1],
             std::string("1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]"));
}

void RaftTraceTest::aStorageWriteCausesWhatItsResponsesBringAbout() {
    Traced traced(1, [](Config& config) { config.asyncStorageWrites = true; });
    auto& core = traced.group.core(1);
    core.campaign();
    const Message work = core.takeReady().messages.front();
    const auto sent = traced.events.event(work.event);
    QVERIFY(std::holds_alternative<trace::MessageSent>(sent.body));
    QVERIFY(std::holds_alternative<trace::ReadyTaken>(traced.events.event(sent.cause).body));
    // The vote was held back until now, and is known by the event that made it.
    const auto held = traced.events.recorded<trace::MessageSent>().front();
    QVERIFY(std::get<trace::MessageSent>(held.body).held);
    QVERIFY(work.responses.front().event == held.id);
    QVERIFY(core.stepLocal(work.responses.front()).has_value());
    QVERIFY(traced.events.recorded<trace::MessageReceived>().back().cause == held.id);
    const Message append = core.takeReady().messages.front();
    QVERIFY(core.stepLocal(append.responses.back()).has_value());
    QVERIFY(traced.events.recorded<trace::MessageReceived>().back().cause == append.event);
    const auto stable = traced.events.recorded<trace::Stable>();
    QCOMPARE(stable.size(), 1U);
    QVERIFY(stable.front().cause == traced.events.recorded<trace::MessageReceived>().back().id);
    QCOMPARE(std::get<trace::Stable>(stable.front().body).last.index.value(), 1U);
}

void RaftTraceTest::anElectionIsToldStepByStep() {
    Traced traced(3, withBoth);
    RaftGroup& group = traced.group;
    QVERIFY(group.core(1).setRandomizedElectionTimeout(10).has_value());
    group.tick(1, 10);
    const auto fired = traced.events.recorded<trace::TimerFired>();
    QCOMPARE(fired.size(), 1U);
    QVERIFY(std::get<trace::TimerFired>(fired.front().body).timer == trace::Timer::Election);
    group.settle();
    const auto campaigns = traced.events.all<trace::CampaignStarted>();
    QCOMPARE(campaigns.size(), 2U);
    QVERIFY(campaigns[0].kind == trace::CampaignKind::PreElection);
    QVERIFY(campaigns[1].kind == trace::CampaignKind::Election);
    QCOMPARE(campaigns[0].term.value(), 1U);
    std::vector<Role> roles;
    for (const auto& event : traced.events.recorded<trace::RoleChanged>()) {
        QVERIFY(event.node == NodeId(1));
        roles.push_back(std::get<trace::RoleChanged>(event.body).to);
    }
    QVERIFY((roles == std::vector<Role>{Role::PreCandidate, Role::Candidate, Role::Leader}));
    const auto terms = traced.events.all<trace::TermChanged>();
    QCOMPARE(terms.size(), 3U);
    QVERIFY(terms[0].from == Term(0) && terms[0].to == Term(1));
    QCOMPARE(traced.events.all<trace::LeaderChanged>().size(), 3U);
    const auto counted = traced.events.all<trace::VoteCounted>();
    QVERIFY(counted[0].preVote && counted[0].granted && counted[0].voter == NodeId(1));
    QVERIFY(counted[0].result == VoteResult::Pending);
    QVERIFY(counted[1].result == VoteResult::Won);
    traced.events.clear();
    group.tick(1);
    QVERIFY(traced.events.all<trace::TimerFired>().front().timer == trace::Timer::Heartbeat);
    QCOMPARE(traced.events.all<trace::MessageSent>().size(), 2U);
}

void RaftTraceTest::votesAreToldWithTheirReasons() {
    Traced traced(3, withBoth);
    RaftGroup& group = traced.group;
    const auto ask = [&](std::uint64_t from, std::uint64_t term, std::uint64_t lastTerm,
                         MessageType type = MessageType::Vote) {
        QVERIFY(
            group.step(voteRequest(type, from, 1, term, {Term(lastTerm), Index(1)})).has_value());
    };
    group.start(NodeId(1), {{Term(1), {}, Index(0)}, {1}, Index(0)});
    ask(2, 2, 0);
    ask(2, 2, 1);
    ask(3, 2, 1);
    ask(3, 1, 1, MessageType::PreVote);
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 3)).has_value());
    ask(3, 4, 3);
    ask(3, 3, 3);
    QVERIFY((reasons(traced.events) ==
             std::vector<trace::VoteReason>{
                 trace::VoteReason::LogNotUpToDate, trace::VoteReason::Granted,
                 trace::VoteReason::VotedForAnother, trace::VoteReason::OldTerm,
                 trace::VoteReason::LeaderHeard, trace::VoteReason::LeaderKnown}));
    const auto first = traced.events.all<trace::VoteDecided>().front();
    QVERIFY(first.candidate == NodeId(2) && !first.preVote && first.term == Term(2));
    QVERIFY(first.candidateLast.term == Term(0) && first.ownLast.term == Term(1));
    // A vote that is not even answered sends nothing.
    for (const auto& sent : traced.events.recorded<trace::MessageSent>()) {
        QVERIFY(sent.text.find("Term:4") == std::string::npos);
    }
}

void RaftTraceTest::campaignsThatAreHeldBackAreToldWithTheirReasons() {
    Traced traced(3, [](Config& config) { config.asyncStorageWrites = true; });
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    group.core(1).campaign();
    group.start(NodeId(9), {});
    group.core(9).campaign();
    Message change = appendMessage(1, 2, 1, {Term(1), Index(1)}, {1}, 2);
    const auto data = change.entries.front();
    change.entries.front() = toEntry(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}});
    change.entries.front().term = data.term;
    change.entries.front().index = data.index;
    QVERIFY(group.core(2).step(change).has_value());
    group.core(2).campaign();
    group.start(NodeId(3), {{quorate::raft::kMaxTerm, {}, Index(0)}, {}, Index(0)});
    group.core(3).campaign();
    std::vector<trace::HoldBack> held;
    for (const auto& each : traced.events.all<trace::CampaignHeldBack>()) {
        held.push_back(each.reason);
    }
    QVERIFY((held == std::vector<trace::HoldBack>{
                         trace::HoldBack::AlreadyLeader, trace::HoldBack::NotPromotable,
                         trace::HoldBack::UnappliedConfChange, trace::HoldBack::TermsExhausted}));
    QVERIFY(traced.events.all<trace::Requested>().back().request == trace::Request::Campaign);
}

void RaftTraceTest::aLostQuorumIsTold() {
    Traced traced(3, withBoth);
    QVERIFY(traced.group.elect(1));
    traced.group.isolate(1);
    traced.group.tick(1, 20);
    const auto lost = traced.events.recorded<trace::QuorumLost>();
    QCOMPARE(lost.size(), 1U);
    const auto& cause = traced.events.event(lost.front().cause);
    QVERIFY(std::get<trace::TimerFired>(cause.body).timer == trace::Timer::CheckQuorum);
    QVERIFY(traced.events.all<trace::RoleChanged>().back().to == Role::Follower);
}

void RaftTraceTest::replicationIsToldOnBothSides() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    traced.events.clear();
    QVERIFY(group.propose(1, "x"));
    const auto appended = traced.events.recorded<trace::EntriesAppended>();
    QCOMPARE(appended.size(), 3U);
    for (const auto& event : appended) {
        const auto& body = std::get<trace::EntriesAppended>(event.body);
        QVERIFY(body.first == Index(2) && body.last == Index(2) && body.term == Term(1));
    }
    QVERIFY(appended.front().node == NodeId(1));
    QCOMPARE(traced.events.all<trace::MatchAdvanced>().size(), 3U);
    QCOMPARE(traced.events.all<trace::Stable>().size(), 3U);
    QCOMPARE(traced.events.all<trace::Applied>().size(), 3U);
    QVERIFY(traced.events.all<trace::Applied>().front().index == Index(2));
}

void RaftTraceTest::aConflictIsToldOnBothSides() {
    Traced traced(2);
    RaftGroup& group = traced.group;
    group.start(NodeId(1), {{Term(3), {}, Index(1)}, {1, 3}, Index(0)});
    group.start(NodeId(2), {{Term(3), {}, Index(1)}, {1, 2, 2}, Index(0)});
    QVERIFY(group.elect(1));
    const auto rejected = traced.events.all<trace::AppendRejected>();
    QCOMPARE(rejected.size(), 1U);
    QVERIFY(rejected[0].leader == NodeId(1));
    QVERIFY((rejected[0].previous == quorate::raft::EntryId{Term(3), Index(2)}));
    QVERIFY((rejected[0].hint == quorate::raft::EntryId{Term(2), Index(2)}));
    const auto back = traced.events.all<trace::Backtracked>();
    QCOMPARE(back.size(), 1U);
    QVERIFY(back[0].peer == NodeId(2) && back[0].rejected == Index(2) && back[0].next == Index(2));
    const auto truncated = traced.events.recorded<trace::LogTruncated>();
    QCOMPARE(truncated.size(), 1U);
    const auto& body = std::get<trace::LogTruncated>(truncated[0].body);
    QVERIFY(truncated[0].node == NodeId(2));
    QVERIFY(body.from == Index(2) && body.oldLast == Index(3));
}

void RaftTraceTest::aCommitIsToldWithItsQuorum() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    group.isolate(2);
    traced.events.clear();
    QVERIFY(group.propose(1, "x"));
    const auto commits = traced.events.recorded<trace::CommitAdvanced>();
    QCOMPARE(commits.size(), 2U);
    const auto& leader = std::get<trace::CommitAdvanced>(commits[0].body);
    QVERIFY(commits[0].node == NodeId(1));
    QVERIFY(leader.from == Index(1) && leader.to == Index(2));
    QVERIFY((leader.quorum == std::vector<NodeId>{NodeId(1), NodeId(3)}));
    QVERIFY(commits[1].node == NodeId(3));
    QVERIFY(std::get<trace::CommitAdvanced>(commits[1].body).quorum.empty());
}

void RaftTraceTest::progressIsToldWhenItsStateChanges() {
    Traced traced(2);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    auto changes = traced.events.all<trace::ProgressChanged>();
    QCOMPARE(changes.size(), 1U);
    QVERIFY(changes[0].peer == NodeId(2));
    QVERIFY(changes[0].from == ProgressState::Probe && changes[0].to == ProgressState::Replicate);
    QVERIFY(changes[0].match == Index(1) && changes[0].next == Index(2));
    group.core(1).reportUnreachable(NodeId(2));
    group.core(1).reportUnreachable(NodeId(2));
    changes = traced.events.all<trace::ProgressChanged>();
    QCOMPARE(changes.size(), 2U);
    QVERIFY(changes[1].to == ProgressState::Probe);
}

void RaftTraceTest::proposalsAreToldWhetherTakenOrRefused() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(!group.propose(1, "early"));
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "taken"));
    const auto proposed = traced.events.recorded<trace::Proposed>();
    QCOMPARE(proposed.size(), 2U);
    QCOMPARE(std::get<trace::Proposed>(proposed[1].body).bytes, 5U);
    QCOMPARE(std::get<trace::Proposed>(proposed[1].body).count, 1U);
    const auto refused = traced.events.recorded<trace::ProposalRefused>();
    QCOMPARE(refused.size(), 1U);
    QVERIFY(refused[0].cause == proposed[0].id);
    QVERIFY(std::get<trace::ProposalRefused>(refused[0].body).code ==
            quorate::ErrorCode::ProposalDropped);
}

void RaftTraceTest::snapshotsAreTold() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    quorate::raft::ConfState others;
    others.voters = {NodeId(2), NodeId(3)};
    QVERIFY(group.step(appendMessage(2, 1, 1, {}, {1, 1}, 1)).has_value());
    QVERIFY(group.step(snapshotMessage(1, votersUpTo(3))).has_value());
    QVERIFY(group.step(snapshotMessage(9, others)).has_value());
    QVERIFY(group.step(snapshotMessage(2, votersUpTo(3))).has_value());
    QVERIFY(group.step(snapshotMessage(9, votersUpTo(3))).has_value());
    std::vector<trace::SnapshotStep> steps;
    for (const auto& each : traced.events.all<trace::SnapshotEvent>()) {
        steps.push_back(each.step);
    }
    QVERIFY((steps == std::vector<trace::SnapshotStep>{
                          trace::SnapshotStep::IgnoredOld, trace::SnapshotStep::IgnoredNotMember,
                          trace::SnapshotStep::FastForwarded, trace::SnapshotStep::Restored,
                          trace::SnapshotStep::Installed}));
    const auto restored = traced.events.all<trace::SnapshotEvent>()[3];
    QVERIFY(restored.peer == NodeId(2) && restored.index == Index(9) && restored.term == Term(1));
}

void RaftTraceTest::configurationsAreTold() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "r3"));
    QVERIFY(group.proposeChange(1, ""));
    const auto changed = traced.events.recorded<trace::ConfigurationChanged>();
    // Node 3 hears of the commit before the leader forgets it.
    QCOMPARE(changed.size(), 3U);
    QVERIFY(std::get<trace::ConfigurationChanged>(changed[0].body).state == votersUpTo(2));
    const auto& cause = traced.events.event(changed[0].cause);
    QVERIFY(std::get<trace::Requested>(cause.body).request == trace::Request::ApplyConfChange);
    const auto replaced = traced.events.all<trace::ConfChangeReplaced>();
    QCOMPARE(replaced.size(), 1U);
    QVERIFY(replaced[0].index == Index(3));
}

void RaftTraceTest::readsAreTold() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    const auto steps = [&] {
        std::vector<trace::ReadStep> all;
        for (const auto& each : traced.events.all<trace::ReadEvent>()) {
            all.push_back(each.step);
        }
        return all;
    };
    group.core(1).campaign();
    QVERIFY(!group.core(1).readIndex(Bytes::copyOf("x")).has_value());
    group.handle(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 1)).has_value());
    QVERIFY(group.core(1).readIndex(Bytes::copyOf("y")).has_value());
    QVERIFY((steps() ==
             std::vector<trace::ReadStep>{trace::ReadStep::Refused, trace::ReadStep::Postponed}));
    traced.events.clear();
    group.settle();
    QVERIFY((steps() ==
             std::vector<trace::ReadStep>{trace::ReadStep::Waiting, trace::ReadStep::Confirmed}));
    traced.events.clear();
    QVERIFY(group.core(2).readIndex(Bytes::copyOf("z")).has_value());
    group.settle();
    QVERIFY((steps() ==
             std::vector<trace::ReadStep>{trace::ReadStep::Forwarded, trace::ReadStep::Waiting,
                                          trace::ReadStep::Confirmed, trace::ReadStep::Confirmed}));
    QVERIFY(traced.events.all<trace::ReadEvent>()[1].requester == NodeId(2));
    QVERIFY(traced.events.all<trace::ReadEvent>()[1].index == Index(1));
}

void RaftTraceTest::transfersAreTold() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).transferLeader(NodeId(2)).has_value());
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    std::vector<std::pair<std::uint64_t, trace::TransferStep>> steps;
    for (const auto& each : traced.events.all<trace::LeaderTransfer>()) {
        steps.emplace_back(each.to.value(), each.step);
    }
    using Step = trace::TransferStep;
    QVERIFY((steps == std::vector<std::pair<std::uint64_t, Step>>{{2, Step::Started},
                                                                  {2, Step::TimeoutNowSent},
                                                                  {2, Step::Aborted},
                                                                  {3, Step::Started},
                                                                  {3, Step::TimeoutNowSent}}));
    QVERIFY(traced.events.all<trace::Requested>().back().about == NodeId(3));
}

void RaftTraceTest::readysAreTold() {
    Traced traced(1);
    RaftGroup& group = traced.group;
    QVERIFY(group.elect(1));
    traced.events.clear();
    QVERIFY(group.propose(1, "x"));
    const auto taken = traced.events.all<trace::ReadyTaken>();
    QCOMPARE(taken.size(), 2U);
    QVERIFY(taken[0].firstEntry == Index(2) && taken[0].lastEntry == Index(2));
    QVERIFY(taken[0].firstCommitted == Index(0) && taken[0].mustSync);
    QVERIFY(taken[1].firstCommitted == Index(2) && taken[1].lastCommitted == Index(2));
    QVERIFY(taken[1].firstEntry == Index(0) && !taken[1].mustSync);
    QCOMPARE(traced.events.all<trace::Advanced>().size(), 2U);
}

void RaftTraceTest::messagesWithoutEffectAreTold() {
    Traced traced(3);
    RaftGroup& group = traced.group;
    QVERIFY(group.core(2).transferLeader(NodeId(1)).has_value());
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).transferLeader(NodeId(9)).has_value());
    group.start(NodeId(3), {{Term(7), {}, Index(0)}, {}, Index(0)});
    QVERIFY(group.step(message(MessageType::App, 1, 3, 1)).has_value());
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 3, 7)).has_value());
    Message rejected = message(MessageType::AppResp, 2, 1, 1);
    rejected.reject = true;
    QVERIFY(group.step(rejected).has_value());
    std::vector<trace::IgnoredBecause> ignored;
    for (const auto& each : traced.events.all<trace::MessageIgnored>()) {
        ignored.push_back(each.reason);
    }
    using Because = trace::IgnoredBecause;
    // The third vote of the election came when it was won.
    QVERIFY((ignored == std::vector<Because>{Because::NoLeader, Because::NotForThisRole,
                                             Because::NoProgress, Because::OldTerm,
                                             Because::NotForThisRole, Because::Stale}));
}

void RaftTraceTest::aBrokenInvariantIsTold() {
    Traced traced(1, [](Config& config) {
        config.onBrokenInvariant = quorate::raft::OnBrokenInvariant::Latch;
    });
    traced.group.core(1).campaign();
    static_cast<void>(traced.group.core(1).takeReady());
    static_cast<void>(traced.group.core(1).takeReady());
    const auto failed = traced.events.recorded<trace::Failed>();
    QCOMPARE(failed.size(), 1U);
    QCOMPARE(failed.front().text, traced.group.core(1).failure());
    const std::size_t before = traced.events.events().size();
    traced.group.core(1).campaign();
    QCOMPARE(traced.events.events().size(), before);
}

QTEST_APPLESS_MAIN(RaftTraceTest)
#include "tst_raft_trace.moc"
