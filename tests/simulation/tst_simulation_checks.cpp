// SPDX-License-Identifier: Apache-2.0
// Every check of the simulation sees the violation that it is there for, and nothing where all is
// well.
#include <QTest>

#include <optional>
#include <vector>

#include "tests/simulation/checks.h"
#include "tests/simulation/checks/convergence.h"

using quorate::Bytes;
using quorate::observe::Moment;
using quorate::raft::Config;
using quorate::raft::ConfState;
using quorate::raft::Entries;
using quorate::raft::Entry;
using quorate::raft::EntryId;
using quorate::raft::EventId;
using quorate::raft::HardState;
using quorate::raft::IdSet;
using quorate::raft::Index;
using quorate::raft::Inflights;
using quorate::raft::JointConfig;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Progress;
using quorate::raft::Ready;
using quorate::raft::Status;
using quorate::raft::Term;
using namespace quorate::simulation;
using namespace quorate::stage;

namespace {

Entry entryAt(std::uint64_t index, std::uint64_t term, const char* data = "") {
    Entry entry;
    entry.index = Index(index);
    entry.term = Term(term);
    entry.data = Bytes::copyOf(data);
    return entry;
}

/// A log of entries with these terms, from index 1 on.
LogImage imageOf(const std::vector<std::uint64_t>& terms) {
    LogImage image(Index(0), kEmptyChain);
    for (const std::uint64_t term : terms) {
        const Index index = image.lastIndex().next();
        const Chain before = image.chainAt(image.lastIndex()).value_or(kEmptyChain);
        image.push({Term(term), chainAfter(before, entryAt(index.value(), term)), false});
    }
    return image;
}

DurablePromise::Promise promiseOf(const Message& message) {
    return {message.type, message.from,   message.to,
            message.term, message.reject, {message.logTerm, message.index}};
}

StoredLog diskOf(const std::vector<std::uint64_t>& terms) {
    StoredLog disk;
    for (const std::uint64_t term : terms) {
        disk.append(entryAt(disk.lastIndex().value() + 1, term));
    }
    return disk;
}

CommittedLog committedOf(const LogImage& image, std::uint64_t by) {
    CommittedLog committed;
    for (Index i(1); i <= image.lastIndex(); i = i.next()) {
        committed.add({*image.chainAt(i), Term(by)});
    }
    return committed;
}

JointConfig votersOf(std::vector<NodeId> ids) {
    JointConfig voters;
    voters.incoming.voters = IdSet(std::move(ids));
    return voters;
}

}  // namespace

class SimulationChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_verdicts.emplace(); }

    void theVerdictsKeepTheFirstViolationOfEachCheck();
    void aCheckThatIsSwitchedOffLooksAtNothing();
    void electionSafetySeesTwoLeadersOfATerm();
    void electionSafetySeesALeaderThatForgotThatItLed();
    void leaderAppendOnlySeesAnOverwrittenEntry();
    void leaderAppendOnlySeesADeletedTail();
    void logMatchingSeesAnEntryBehindAnotherPrefix();
    void leaderCompletenessSeesALeaderWithoutACommittedEntry();
    void leaderCompletenessSeesALeaderWithAnotherEntry();
    void leaderCompletenessExcusesTheLeaderOfAnEarlierTerm();
    void stateMachineSafetySeesASecondCommit();
    void stateMachineSafetySeesAnotherEntryApplied();
    void stateMachineSafetySeesAnUncommittedEntryApplied();
    void voteOnceSeesASecondVoteOfATerm();
    void durablePromiseSeesAVoteBeforeItsWrite();
    void durablePromiseSeesAnAcknowledgementBeforeItsWrite();
    void durablePromiseSeesACampaignBeforeItsLogIsWritten();
    void durablePromiseSeesALeaderBeforeItsVoteIsWritten();
    void durablePromiseExcusesAnAcknowledgementOfAnEarlierTerm();
    void termMonotonySeesAStoredTermGoBack();
    void termMonotonySeesARunningTermGoBack();
    void commitMonotonySeesTheCommitIndexGoBackInOneLife();
    void commitMonotonySeesMoreAppliedThanCommitted();
    void quorumCommitSeesACommitWithoutAQuorum();
    void quorumCommitSeesACommitWithoutTheOutgoingHalf();
    void currentTermCommitSeesACommitByCountingInAnEarlierTerm();
    void confChangeInFlightSeesASecondOne();
    void readLinearizabilitySeesAReadOfThePast();
    void readLinearizabilitySeesAReadOfWhatIsNotCommitted();
    void readLinearizabilitySeesAnAnswerThatNobodyAskedFor();
    void queueBoundsSeesTooMuchInFlight();
    void queueBoundsSeesTooManyReads();
    void queueBoundsSeesTooMuchUncommitted();
    void queueBoundsSeesALargeAppend();
    void queueBoundsSeesALargeReady();
    void convergenceSeesThatThereIsNoLeader();
    void convergenceSeesAMemberThatLagsBehind();
    void convergenceSeesThatNothingWasCommitted();
    void convergenceExcusesAGroupStrandedByARemoval();
    void convergenceExcusesAGroupStrandedByItsTermsWithoutPreVote();

private:
    void seen(const char* check) {
        QVERIFY(!m_verdicts->isClean());
        QCOMPARE(QString::fromStdString(m_verdicts->first()->check), QLatin1String(check));
        QVERIFY(!m_verdicts->first()->text.empty());
    }

    std::optional<Verdicts> m_verdicts;
};

void SimulationChecksTest::theVerdictsKeepTheFirstViolationOfEachCheck() {
    QVERIFY(m_verdicts->isClean());
    CheckReport& first = m_verdicts->add("First");
    CheckReport& second = m_verdicts->add("Second");
    m_verdicts->at(EventId(7), Moment(8));
    m_verdicts->violated(first, NodeId(1), "one", {{Term(2), Index(3)}});
    m_verdicts->violated(second, NodeId(2), "two");
    m_verdicts->violated(first, NodeId(3), "one more");
    seen("First");
    QCOMPARE(m_verdicts->violations().size(), std::size_t{2});
    QCOMPARE(first.violated, std::uint64_t{2});
    const Violation& violation = *m_verdicts->first();
    QVERIFY(violation.text == "one");
    QVERIFY(violation.event == EventId(7) && violation.moment == Moment(8));
    QVERIFY(violation.node == NodeId(1));
    QVERIFY(violation.entries.front() == (EntryId{Term(2), Index(3)}));
}

void SimulationChecksTest::aCheckThatIsSwitchedOffLooksAtNothing() {
    ElectionSafety check(*m_verdicts);
    check.elected(Term(2), NodeId(1), 1);
    QCOMPARE(m_verdicts->checks().front().exercised, std::uint64_t{1});
    QVERIFY(!m_verdicts->switchOff("NoSuchCheck"));
    QVERIFY(m_verdicts->switchOff("ElectionSafety"));
    check.elected(Term(2), NodeId(2), 1);
    QVERIFY(m_verdicts->isClean());
    QVERIFY(!m_verdicts->checks().front().isEnabled);
    QCOMPARE(m_verdicts->checks().front().exercised, std::uint64_t{1});
}

void SimulationChecksTest::electionSafetySeesTwoLeadersOfATerm() {
    ElectionSafety check(*m_verdicts);
    check.elected(Term(2), NodeId(1), 1);
    check.elected(Term(3), NodeId(2), 1);
    check.elected(Term(2), NodeId(1), 1);
    QVERIFY(m_verdicts->isClean());
    check.elected(Term(2), NodeId(3), 1);
    seen("ElectionSafety");
}

void SimulationChecksTest::electionSafetySeesALeaderThatForgotThatItLed() {
    ElectionSafety check(*m_verdicts);
    check.elected(Term(2), NodeId(1), 1);
    check.elected(Term(2), NodeId(1), 2);
    seen("ElectionSafety");
}

void SimulationChecksTest::leaderAppendOnlySeesAnOverwrittenEntry() {
    LeaderAppendOnly check(*m_verdicts);
    check.changed(NodeId(1), Index(0), Index(5));
    QVERIFY(m_verdicts->isClean());
    check.changed(NodeId(1), Index(5), Index(5));
    seen("LeaderAppendOnly");
}

void SimulationChecksTest::leaderAppendOnlySeesADeletedTail() {
    LeaderAppendOnly check(*m_verdicts);
    check.changed(NodeId(1), Index(4), Index(5));
    seen("LeaderAppendOnly");
}

void SimulationChecksTest::logMatchingSeesAnEntryBehindAnotherPrefix() {
    LogMatching check(*m_verdicts);
    const LogImage one = imageOf({1, 1, 3});
    const LogImage other = imageOf({1, 2, 3});
    check.seen(NodeId(1), {Term(3), Index(3)}, *one.chainAt(Index(3)));
    check.seen(NodeId(2), {Term(3), Index(3)}, *one.chainAt(Index(3)));
    check.seen(NodeId(2), {Term(2), Index(2)}, *other.chainAt(Index(2)));
    QVERIFY(m_verdicts->isClean());
    check.seen(NodeId(2), {Term(3), Index(3)}, *other.chainAt(Index(3)));
    seen("LogMatching");
}

void SimulationChecksTest::leaderCompletenessSeesALeaderWithoutACommittedEntry() {
    const CommittedLog committed = committedOf(imageOf({1, 2, 2}), 2);
    LeaderCompleteness check(committed, *m_verdicts);
    check.elected(Term(3), NodeId(1), imageOf({1, 2, 2, 2}));
    QVERIFY(m_verdicts->isClean());
    check.elected(Term(3), NodeId(1), imageOf({1, 2}));
    seen("LeaderCompleteness");
}

void SimulationChecksTest::leaderCompletenessSeesALeaderWithAnotherEntry() {
    const CommittedLog committed = committedOf(imageOf({1, 2, 2}), 2);
    LeaderCompleteness check(committed, *m_verdicts);
    check.elected(Term(4), NodeId(1), imageOf({1, 2, 3, 3}));
    seen("LeaderCompleteness");
}

void SimulationChecksTest::leaderCompletenessExcusesTheLeaderOfAnEarlierTerm() {
    const CommittedLog committed = committedOf(imageOf({1, 2, 4}), 4);
    LeaderCompleteness check(committed, *m_verdicts);
    check.elected(Term(3), NodeId(1), imageOf({1, 2}));
    QVERIFY(m_verdicts->isClean());
}

void SimulationChecksTest::stateMachineSafetySeesASecondCommit() {
    CommittedLog committed;
    StateMachineSafety check(committed, *m_verdicts);
    check.committed(NodeId(1), Term(2), imageOf({1, 2}), Index(2));
    check.committed(NodeId(2), Term(2), imageOf({1, 2}), Index(2));
    QCOMPARE(committed.lastIndex().value(), std::uint64_t{2});
    QVERIFY(m_verdicts->isClean());
    check.committed(NodeId(3), Term(3), imageOf({1, 3, 3}), Index(3));
    seen("StateMachineSafety");
}

void SimulationChecksTest::stateMachineSafetySeesAnotherEntryApplied() {
    const LogImage log = imageOf({1, 2});
    CommittedLog committed = committedOf(log, 2);
    StateMachineSafety check(committed, *m_verdicts);
    check.applied(NodeId(1), Index(2), *log.chainAt(Index(2)));
    QVERIFY(m_verdicts->isClean());
    check.applied(NodeId(1), Index(2), *imageOf({2, 2}).chainAt(Index(2)));
    seen("StateMachineSafety");
}

void SimulationChecksTest::stateMachineSafetySeesAnUncommittedEntryApplied() {
    const LogImage log = imageOf({1, 2, 2});
    CommittedLog committed = committedOf(imageOf({1, 2}), 2);
    StateMachineSafety check(committed, *m_verdicts);
    check.applied(NodeId(1), Index(3), *log.chainAt(Index(3)));
    seen("StateMachineSafety");
}

void SimulationChecksTest::voteOnceSeesASecondVoteOfATerm() {
    VoteOnce check(*m_verdicts);
    check.voted(NodeId(1), Term(2), NodeId(2));
    check.voted(NodeId(1), Term(2), NodeId(2));
    check.voted(NodeId(1), Term(3), NodeId(3));
    check.voted(NodeId(2), Term(2), NodeId(3));
    QVERIFY(m_verdicts->isClean());
    check.voted(NodeId(1), Term(2), NodeId(3));
    seen("VoteOnce");
}

void SimulationChecksTest::durablePromiseSeesAVoteBeforeItsWrite() {
    DurablePromise check(*m_verdicts);
    Message vote;
    vote.type = MessageType::VoteResp;
    vote.from = NodeId(1);
    vote.to = NodeId(2);
    vote.term = Term(3);
    StoredLog disk;
    disk.setHardState({Term(3), NodeId(2), Index(0)});
    check.leaves(promiseOf(vote), disk);
    disk.setHardState({Term(4), NodeId(3), Index(0)});
    check.leaves(promiseOf(vote), disk);
    QVERIFY(m_verdicts->isClean());
    disk.setHardState({Term(3), quorate::raft::kNoNode, Index(0)});
    check.leaves(promiseOf(vote), disk);
    seen("DurablePromise");
}

void SimulationChecksTest::durablePromiseSeesAnAcknowledgementBeforeItsWrite() {
    DurablePromise check(*m_verdicts);
    Message answer;
    answer.type = MessageType::AppResp;
    answer.from = NodeId(1);
    answer.term = Term(2);
    answer.index = Index(2);
    StoredLog disk = diskOf({1, 2});
    disk.setHardState({Term(2), quorate::raft::kNoNode, Index(0)});
    check.leaves(promiseOf(answer), disk);
    answer.reject = true;
    answer.index = Index(3);
    check.leaves(promiseOf(answer), disk);
    QVERIFY(m_verdicts->isClean());
    answer.reject = false;
    check.leaves(promiseOf(answer), disk);
    seen("DurablePromise");
}

void SimulationChecksTest::durablePromiseSeesACampaignBeforeItsLogIsWritten() {
    DurablePromise check(*m_verdicts);
    Message vote;
    vote.type = MessageType::Vote;
    vote.from = NodeId(1);
    vote.term = Term(3);
    vote.index = Index(2);
    vote.logTerm = Term(2);
    check.leaves(promiseOf(vote), diskOf({1, 2}));
    check.leaves(promiseOf(vote), diskOf({1, 2, 2}));
    QVERIFY(m_verdicts->isClean());
    check.leaves(promiseOf(vote), diskOf({1, 1}));
    seen("DurablePromise");
    m_verdicts.emplace();
    DurablePromise another(*m_verdicts);
    another.leaves(promiseOf(vote), diskOf({1}));
    seen("DurablePromise");
}

void SimulationChecksTest::durablePromiseSeesALeaderBeforeItsVoteIsWritten() {
    DurablePromise check(*m_verdicts);
    StoredLog disk;
    disk.setHardState({Term(3), NodeId(1), Index(0)});
    check.leads(NodeId(1), Term(3), disk);
    QVERIFY(m_verdicts->isClean());
    disk.setHardState({Term(2), NodeId(1), Index(0)});
    check.leads(NodeId(1), Term(3), disk);
    seen("DurablePromise");
}

void SimulationChecksTest::durablePromiseExcusesAnAcknowledgementOfAnEarlierTerm() {
    DurablePromise check(*m_verdicts);
    Message answer;
    answer.type = MessageType::AppResp;
    answer.from = NodeId(1);
    answer.term = Term(2);
    answer.index = Index(3);
    StoredLog disk = diskOf({1, 3});
    disk.setHardState({Term(3), quorate::raft::kNoNode, Index(0)});
    check.leaves(promiseOf(answer), disk);
    QVERIFY(m_verdicts->isClean());
}

void SimulationChecksTest::termMonotonySeesAStoredTermGoBack() {
    TermMonotony check(*m_verdicts);
    check.stored(NodeId(1), Term(3));
    check.restarted(NodeId(1));
    check.stored(NodeId(1), Term(3));
    check.stored(NodeId(2), Term(2));
    QVERIFY(m_verdicts->isClean());
    check.stored(NodeId(1), Term(2));
    seen("TermMonotony");
}

void SimulationChecksTest::termMonotonySeesARunningTermGoBack() {
    TermMonotony check(*m_verdicts);
    check.entered(NodeId(1), Term(3));
    check.restarted(NodeId(1));
    check.entered(NodeId(1), Term(2));
    QVERIFY(m_verdicts->isClean());
    check.entered(NodeId(1), Term(1));
    seen("TermMonotony");
}

void SimulationChecksTest::commitMonotonySeesTheCommitIndexGoBackInOneLife() {
    CommitMonotony check(*m_verdicts);
    check.progressed(NodeId(1), Index(5), Index(4));
    check.restarted(NodeId(1));
    check.progressed(NodeId(1), Index(3), Index(3));
    QVERIFY(m_verdicts->isClean());
    check.progressed(NodeId(1), Index(2), Index(2));
    seen("CommitMonotony");
}

void SimulationChecksTest::commitMonotonySeesMoreAppliedThanCommitted() {
    CommitMonotony check(*m_verdicts);
    check.progressed(NodeId(1), Index(5), Index(6));
    seen("CommitMonotony");
}

void SimulationChecksTest::quorumCommitSeesACommitWithoutAQuorum() {
    QuorumCommit check(*m_verdicts);
    const EntryId last{Term(2), Index(2)};
    const JointConfig voters = votersOf({NodeId(1), NodeId(2), NodeId(3)});
    check.committed(NodeId(1), last, voters, [](NodeId id) { return id < NodeId(3); });
    QVERIFY(m_verdicts->isClean());
    check.committed(NodeId(1), last, voters, [](NodeId id) { return id < NodeId(2); });
    seen("QuorumCommit");
}

void SimulationChecksTest::quorumCommitSeesACommitWithoutTheOutgoingHalf() {
    QuorumCommit check(*m_verdicts);
    const EntryId last{Term(2), Index(2)};
    const auto holds = [](NodeId id) { return id < NodeId(3); };
    JointConfig voters = votersOf({NodeId(1), NodeId(2)});
    check.committed(NodeId(1), last, voters, holds);
    QVERIFY(m_verdicts->isClean());
    voters.outgoing.voters = IdSet({NodeId(1), NodeId(3)});
    check.committed(NodeId(1), last, voters, holds);
    seen("QuorumCommit");
}

void SimulationChecksTest::currentTermCommitSeesACommitByCountingInAnEarlierTerm() {
    CurrentTermCommit check(*m_verdicts);
    check.committed(NodeId(1), Term(2), {Term(2), Index(2)});
    QVERIFY(m_verdicts->isClean());
    check.committed(NodeId(1), Term(3), {Term(2), Index(2)});
    seen("CurrentTermCommit");
}

void SimulationChecksTest::confChangeInFlightSeesASecondOne() {
    ConfChangeInFlight check(*m_verdicts);
    check.appended(NodeId(1), Index(3), Index(1), Index(1));
    check.appended(NodeId(1), Index(3), Index(0), Index(0));
    QVERIFY(m_verdicts->isClean());
    check.appended(NodeId(1), Index(3), Index(1), Index(0));
    seen("ConfChangeInFlight");
}

void SimulationChecksTest::readLinearizabilitySeesAReadOfThePast() {
    CommittedLog committed = committedOf(imageOf({1, 2}), 2);
    ReadLinearizability check(committed, *m_verdicts);
    const std::size_t early = check.requested();
    committed.add({3, Term(2)});
    const std::size_t late = check.requested();
    check.answered(NodeId(1), early, Index(2));
    check.answered(NodeId(1), early, Index(3));
    check.answered(NodeId(1), late, Index(3));
    QVERIFY(m_verdicts->isClean());
    check.answered(NodeId(1), late, Index(2));
    seen("ReadLinearizability");
}

void SimulationChecksTest::readLinearizabilitySeesAReadOfWhatIsNotCommitted() {
    const CommittedLog committed = committedOf(imageOf({1, 2}), 2);
    ReadLinearizability check(committed, *m_verdicts);
    check.answered(NodeId(1), check.requested(), Index(3));
    seen("ReadLinearizability");
}

void SimulationChecksTest::readLinearizabilitySeesAnAnswerThatNobodyAskedFor() {
    const CommittedLog committed;
    ReadLinearizability check(committed, *m_verdicts);
    check.answered(NodeId(1), 0, Index(1));
    seen("ReadLinearizability");
}

void SimulationChecksTest::queueBoundsSeesTooMuchInFlight() {
    Config config;
    config.maxInflightMessages = 2;
    CoreBounds check(config, *m_verdicts);
    Status status;
    Inflights inflights(8, quorate::raft::kNoLimit);
    Progress progress(Index(0), Index(1), inflights, false, true);
    progress.becomeReplicate();
    progress.sentEntries(1, 10);
    progress.sentEntries(1, 10);
    status.progress.insert(NodeId(2), progress);
    check.holds(status);
    QVERIFY(m_verdicts->isClean());
    status.progress.find(NodeId(2))->sentEntries(1, 10);
    check.holds(status);
    seen("QueueBounds");
}

void SimulationChecksTest::queueBoundsSeesTooManyReads() {
    Config config;
    config.maxPendingReads = 2;
    CoreBounds check(config, *m_verdicts);
    Status status;
    status.pendingReads = 2;
    check.holds(status);
    QVERIFY(m_verdicts->isClean());
    status.pendingReads = 3;
    check.holds(status);
    seen("QueueBounds");
}

void SimulationChecksTest::queueBoundsSeesTooMuchUncommitted() {
    Config config;
    config.maxUncommittedSize = 1000;
    CoreBounds check(config, *m_verdicts);
    Status status;
    status.uncommittedSize = 1000;
    check.holds(status);
    QVERIFY(m_verdicts->isClean());
    status.uncommittedSize = 1001;
    check.holds(status);
    seen("QueueBounds");
}

void SimulationChecksTest::queueBoundsSeesALargeAppend() {
    Config config;
    config.maxMessageSize = 10;
    CoreBounds check(config, *m_verdicts);
    Message append;
    append.type = MessageType::App;
    append.entries = Entries{entryAt(1, 1, "longer than the limit")};
    check.sends(append);
    QVERIFY(m_verdicts->isClean());
    append.entries.push_back(entryAt(2, 1));
    check.sends(append);
    seen("QueueBounds");
}

void SimulationChecksTest::queueBoundsSeesALargeReady() {
    Config config;
    config.maxCommittedSizePerReady = 10;
    CoreBounds check(config, *m_verdicts);
    Ready ready;
    ready.committedEntries = Entries{entryAt(1, 1, "longer than the limit")};
    check.handsOut(NodeId(1), ready);
    QVERIFY(m_verdicts->isClean());
    ready.committedEntries.push_back(entryAt(2, 1));
    check.handsOut(NodeId(1), ready);
    seen("QueueBounds");
}

namespace {

struct Group {
    Group() {
        members.voters = {NodeId(1), NodeId(2)};
        members.learners = {NodeId(3)};
        for (std::uint64_t id = 1; id <= 3; ++id) {
            nodes.push_back({NodeId(id), id == 1, Term(2), Index(2), *log.chainAt(Index(2)),
                             &members, EntryId{Term(2), Index(2)}, id < 3});
        }
    }
    LogImage log{imageOf({1, 2})};
    CommittedLog committed{committedOf(log, 2)};
    ConfState members;
    std::vector<Convergence::Node> nodes;
};

}  // namespace

void SimulationChecksTest::convergenceSeesThatThereIsNoLeader() {
    Group group;
    Convergence check(true, group.committed, *m_verdicts);
    QVERIFY(check.isReached(group.nodes, Index(2)));
    QVERIFY(check.expired() == Convergence::Stranded::No);
    QVERIFY(m_verdicts->isClean());
    group.nodes[0].isLeader = false;
    QVERIFY(!check.isReached(group.nodes, Index(2)));
    QVERIFY(check.expired() == Convergence::Stranded::No);
    seen("Convergence");
}

void SimulationChecksTest::convergenceSeesAMemberThatLagsBehind() {
    Group group;
    Convergence check(true, group.committed, *m_verdicts);
    group.nodes[2].applied = Index(1);
    QVERIFY(!check.isReached(group.nodes, Index(2)));
    group.nodes[2].applied = Index(2);
    group.nodes[2].chain = 1;
    QVERIFY(!check.isReached(group.nodes, Index(2)));
    QVERIFY(check.expired() == Convergence::Stranded::No);
    seen("Convergence");
}

void SimulationChecksTest::convergenceSeesThatNothingWasCommitted() {
    Group group;
    Convergence check(true, group.committed, *m_verdicts);
    QVERIFY(!check.isReached(group.nodes, Index(3)));
    QVERIFY(check.expired() == Convergence::Stranded::No);
    seen("Convergence");
}

void SimulationChecksTest::convergenceExcusesAGroupStrandedByARemoval() {
    Group group;
    Convergence check(true, group.committed, *m_verdicts);
    group.nodes[0].isLeader = false;
    group.nodes[2].last = EntryId{Term(2), Index(3)};
    QVERIFY(!check.isReached(group.nodes, Index(3)));
    QVERIFY(check.expired() == Convergence::Stranded::ByRemoval);
    QVERIFY(m_verdicts->isClean());
    group.nodes[1].last = EntryId{Term(2), Index(3)};
    QVERIFY(!check.isReached(group.nodes, Index(3)));
    QVERIFY(check.expired() == Convergence::Stranded::No);
    seen("Convergence");
}

void SimulationChecksTest::convergenceExcusesAGroupStrandedByItsTermsWithoutPreVote() {
    Group group;
    const ConfState others;
    group.nodes[0].isLeader = false;
    group.nodes[1].term = Term(9);
    group.nodes[1].confState = &others;
    Convergence check(false, group.committed, *m_verdicts);
    QVERIFY(!check.isReached(group.nodes, Index(2)));
    QVERIFY(check.expired() == Convergence::Stranded::ByTerm);
    QVERIFY(m_verdicts->isClean());
    Convergence withPreVote(true, group.committed, *m_verdicts);
    QVERIFY(!withPreVote.isReached(group.nodes, Index(2)));
    QVERIFY(withPreVote.expired() == Convergence::Stranded::No);
    seen("Convergence");
}

QTEST_APPLESS_MAIN(SimulationChecksTest)
#include "tst_simulation_checks.moc"
