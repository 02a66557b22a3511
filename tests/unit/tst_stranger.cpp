// SPDX-License-Identifier: Apache-2.0
// Messages that pass every check and are lies all the same: a node may be led astray by them, but
// never brought down, and it can always start again from what it wrote.
#include <QTest>

#include <string>
#include <utility>
#include <vector>

#include "engine/raft/codec.h"
#include "engine/raft/conf_changer.h"
#include "tests/fuzz/raft_situations.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::tests::CoreHost;
using quorate::tests::makeSituation;
using quorate::tests::Situation;
namespace raft = quorate::raft;
using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;
using raft::Term;

namespace {

constexpr std::uint8_t kSync = 0;
constexpr std::uint8_t kAsync = 1;

Message messageOf(MessageType type, std::uint64_t from, Term term) {
    Message message;
    message.type = type;
    message.to = NodeId(1);
    message.from = NodeId(from);
    message.term = term;
    return message;
}

/// From node 2, who leads term 2 of a follower made by makeSituation.
Message appendOf(raft::EntryId previous, const std::vector<std::uint64_t>& terms) {
    Message message = messageOf(MessageType::App, 2, Term(2));
    message.index = previous.index;
    message.logTerm = previous.term;
    for (const std::uint64_t term : terms) {
        raft::Entry entry;
        entry.index = previous.index + (message.entries.size() + 1);
        entry.term = Term(term);
        message.entries.push_back(std::move(entry));
    }
    return message;
}

Message snapshotAt(Index index, std::vector<NodeId> voters) {
    Message message = messageOf(MessageType::Snap, 2, Term(2));
    raft::Snapshot snapshot;
    snapshot.metadata = {index, Term(2), {std::move(voters), {}, {}, {}, false}};
    message.snapshot = std::make_shared<const raft::Snapshot>(std::move(snapshot));
    return message;
}

raft::ConfChangeV2 addLearners(std::uint64_t first, std::uint64_t count) {
    raft::ConfChangeV2 change;
    for (std::uint64_t id = first; id < first + count; ++id) {
        change.changes.push_back({raft::ConfChangeType::AddLearnerNode, NodeId(id)});
    }
    change.transition = raft::ConfChangeTransition::JointExplicit;
    return change;
}

}  // namespace

class StrangerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writeOfReplacedEntriesConfirmsNothing();
    void writeOfReplacedEntriesConfirmsNothingWithoutStorageThreads();
    void writeBeforeASnapshotConfirmsNothingBehindIt();
    void logEndsAtTheLastIndex();
    void leaderTakesNoProposalBeyondTheLastIndex();
    void nodeAtTheLastIndexDoesNotCampaign();
    void nodeAtTheLastTermDoesNotCampaign();
    void configurationNeverOutgrowsItsEncoding();
    void candidateThatIsNoMemberAnyMoreGivesUp_data();
    void candidateThatIsNoMemberAnyMoreGivesUp();
    void committedEntriesAreHandedOutUnderALimitOfNothing();
};

/// Entries 9 and 10 are being written when the leader takes 7 and all behind it back, and then
/// brings back entries with the old places and terms. When the first write is confirmed, its
/// entries are about to be overwritten by the second.
void StrangerTest::writeOfReplacedEntriesConfirmsNothing() {
    const auto host = makeSituation(Situation::Follower, kAsync);
    host->settle();
    QVERIFY(host->core().step(appendOf({Term(2), Index(8)}, {2, 2})).has_value());
    host->takeReady();
    QVERIFY(host->core().step(appendOf({Term(1), Index(6)}, {1})).has_value());
    host->takeReady();
    Message rest = appendOf({Term(1), Index(7)}, {2, 2, 2});
    rest.commit = Index(10);
    QVERIFY(host->core().step(std::move(rest)).has_value());

    host->workOnLog();  // writes 9 and 10
    QCOMPARE(host->storage().lastIndex().value(), std::uint64_t{10});
    host->workOnLog();  // confirms them, or sends the answer that waited
    host->workOnLog();
    QVERIFY(host->core().status().log.unstableOffset <= Index(7));
    host->workOnLog();  // writes 7
    host->check();
    QCOMPARE(host->core().status().log.last.index.value(), std::uint64_t{10});
    host->settle();
    host->check();
    QCOMPARE(host->storage().lastIndex().value(), std::uint64_t{10});
    QCOMPARE(host->storage().term(Index(7))->value(), std::uint64_t{1});
    QCOMPARE(host->core().status().log.applied.value(), std::uint64_t{10});
}

void StrangerTest::writeOfReplacedEntriesConfirmsNothingWithoutStorageThreads() {
    const auto host = makeSituation(Situation::Follower, kSync);
    host->settle();
    QVERIFY(host->core().step(appendOf({Term(2), Index(8)}, {2, 2})).has_value());
    host->takeReady();
    QVERIFY(host->core().step(appendOf({Term(1), Index(6)}, {1, 2, 2, 2})).has_value());
    host->workOnLog();
    host->settle();
    QCOMPARE(host->storage().term(Index(7))->value(), std::uint64_t{1});
    QCOMPARE(host->storage().lastIndex().value(), std::uint64_t{10});
}

void StrangerTest::writeBeforeASnapshotConfirmsNothingBehindIt() {
    const auto host = makeSituation(Situation::Follower, kAsync);
    host->settle();
    QVERIFY(host->core().step(appendOf({Term(2), Index(8)}, {2, 2})).has_value());
    host->takeReady();
    // A snapshot in the middle of the log, of another history.
    Message snapshot = snapshotAt(Index(6), {NodeId(1), NodeId(2)});
    QVERIFY(host->core().step(std::move(snapshot)).has_value());
    Message rest = appendOf({Term(2), Index(6)}, {2, 2, 2, 2});
    rest.commit = Index(10);
    QVERIFY(host->core().step(std::move(rest)).has_value());
    for (int i = 0; i < 3; ++i) {
        host->workOnLog();
        host->check();
        QCOMPARE(host->core().status().log.last.index.value(), std::uint64_t{10});
    }
    host->settle();
    host->check();
    QCOMPARE(host->core().status().log.applied.value(), std::uint64_t{10});
    host->restart();
}

void StrangerTest::logEndsAtTheLastIndex() {
    const auto host = makeSituation(Situation::Follower, kSync);
    QVERIFY(host->core()
                .step(snapshotAt(raft::kMaxIndex.previous(), {NodeId(1), NodeId(2)}))
                .has_value());
    host->settle();
    const raft::EntryId last{Term(2), raft::kMaxIndex.previous()};
    QVERIFY(!host->core().step(appendOf(last, {2, 2})).has_value());
    QVERIFY(host->core().step(appendOf(last, {2})).has_value());
    host->settle();
    QVERIFY(host->storage().lastIndex() == raft::kMaxIndex);
    host->restart();
    host->check();
}

void StrangerTest::leaderTakesNoProposalBeyondTheLastIndex() {
    const auto host = makeSituation(Situation::Follower, kSync);
    QVERIFY(host->core()
                .step(snapshotAt(raft::kMaxIndex.previous().previous(), {NodeId(1)}))
                .has_value());
    host->settle();
    host->core().campaign();
    host->settle();
    QVERIFY(host->core().softState().role == raft::Role::Leader);
    raft::Entries two(2);
    QVERIFY(host->core().propose(two).error().code == ErrorCode::ProposalDropped);
    QCOMPARE(two.size(), std::size_t{2});
    QVERIFY(host->core().propose(Bytes::copyOf("the last one")).has_value());
    host->settle();
    QVERIFY(host->core().propose(Bytes()).error().code == ErrorCode::ProposalDropped);
    QVERIFY(host->core().status().log.applied == raft::kMaxIndex);
    host->restart();
}

void StrangerTest::nodeAtTheLastIndexDoesNotCampaign() {
    const auto host = makeSituation(Situation::Follower, kSync);
    QVERIFY(host->core().step(snapshotAt(raft::kMaxIndex, {NodeId(1)})).has_value());
    host->settle();
    host->core().campaign();
    host->settle();
    QVERIFY(host->core().softState().role == raft::Role::Follower);
    host->restart();
}

void StrangerTest::nodeAtTheLastTermDoesNotCampaign() {
    const auto host = makeSituation(Situation::Follower, kSync);
    QVERIFY(host->core().step(messageOf(MessageType::Vote, 77, raft::kMaxTerm)).has_value());
    host->settle();
    QVERIFY(host->core().hardState().term == raft::kMaxTerm);
    host->core().campaign();
    QVERIFY(host->core().step(messageOf(MessageType::TimeoutNow, 77, raft::kMaxTerm)).has_value());
    host->settle();
    QVERIFY(host->core().softState().role == raft::Role::Follower);
    QVERIFY(host->core().hardState().term == raft::kMaxTerm);
    host->restart();
}

void StrangerTest::configurationNeverOutgrowsItsEncoding() {
    const auto host = makeSituation(Situation::LeaderAlone, kSync);
    host->settle();
    const raft::ConfState before = host->core().confState();
    QCOMPARE(before.voters.size() + before.learners.size(), std::size_t{2});
    const auto refused = host->core().applyConfChange(addLearners(10, raft::kMaxMembers - 1));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::InvalidConfChange);
    QVERIFY(host->core().confState() == before);

    const auto taken = host->core().applyConfChange(addLearners(10, raft::kMaxMembers - 2));
    QVERIFY(taken.has_value());
    std::string encoded;
    raft::encode(*taken, encoded);
    QVERIFY(*raft::decodeConfState(Bytes::copyOf(encoded)) == *taken);
    QVERIFY(raft::restoreConfiguration(*taken, {}, Index(1)).has_value());
}

void StrangerTest::candidateThatIsNoMemberAnyMoreGivesUp_data() {
    QTest::addColumn<int>("situation");
    QTest::addColumn<int>("change");
    const auto add = [](const char* name, Situation situation, raft::ConfChangeType change) {
        QTest::newRow(name) << static_cast<int>(situation) << static_cast<int>(change);
    };
    add("candidate removed", Situation::Candidate, raft::ConfChangeType::RemoveNode);
    add("pre-candidate removed", Situation::PreCandidate, raft::ConfChangeType::RemoveNode);
    add("candidate demoted", Situation::Candidate, raft::ConfChangeType::AddLearnerNode);
}

/// A change that was committed before a snapshot can be applied late, beside an election.
void StrangerTest::candidateThatIsNoMemberAnyMoreGivesUp() {
    QFETCH(const int, situation);
    QFETCH(const int, change);
    const auto host = makeSituation(static_cast<Situation>(situation), kSync);
    const Term term = host->core().hardState().term;
    const raft::ConfChangeV2 removal{raft::ConfChangeTransition::Auto,
                                     {{static_cast<raft::ConfChangeType>(change), NodeId(1)}},
                                     {}};
    QVERIFY(host->core().applyConfChange(removal).has_value());
    QVERIFY(host->core().softState().role == raft::Role::Follower);
    QVERIFY(host->core().hardState().term == term);
    for (const std::uint64_t voter : {2ULL, 3ULL}) {
        QVERIFY(host->core().step(messageOf(MessageType::VoteResp, voter, term)).has_value());
        QVERIFY(
            host->core().step(messageOf(MessageType::PreVoteResp, voter, term.next())).has_value());
    }
    host->settle();
    QVERIFY(host->core().softState().role == raft::Role::Follower);
}

void StrangerTest::committedEntriesAreHandedOutUnderALimitOfNothing() {
    raft::Config config;
    config.id = NodeId(1);
    config.maxMessageSize = 0;
    raft::Snapshot snapshot;
    snapshot.metadata = {Index(1), Term(1), {{NodeId(1)}, {}, {}, {}, false}};
    CoreHost host(config, snapshot, {}, {Term(1), raft::kNoNode, Index(1)});
    host.core().campaign();
    host.settle();
    for (const char* text : {"one", "two", "three"}) {
        QVERIFY(host.core().propose(Bytes::copyOf(text)).has_value());
    }
    host.settle();
    QCOMPARE(host.core().status().log.applied.value(), std::uint64_t{5});
}

QTEST_APPLESS_MAIN(StrangerTest)
#include "tst_stranger.moc"
