// SPDX-License-Identifier: Apache-2.0
// The limits of a core, flow control, and whether proposals are passed on.
#include <QTest>

#include <string>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::raft::ConfChange;
using quorate::raft::ConfChangeType;
using quorate::raft::Config;
using quorate::raft::Entries;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Term;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;

namespace {

/// Proposes without letting anybody answer.
bool offer(RaftGroup& group, std::uint64_t id, std::string_view text) {
    return group.core(id).propose(Bytes::copyOf(text)).has_value();
}

void acknowledge(RaftGroup& group, std::uint64_t from, std::uint64_t index) {
    Message answer = message(MessageType::AppResp, from, 1, group.term(1));
    answer.index = Index(index);
    QVERIFY(group.core(1).step(answer).has_value());
}

std::string progressOf(RaftGroup& group, std::uint64_t id) {
    return toString(*group.core(1).status().progress.find(NodeId(id)));
}

/// How many entries each append to node 2 carries.
std::vector<std::size_t> appendSizes(const std::vector<Message>& messages) {
    std::vector<std::size_t> sizes;
    for (const Message& each : messages) {
        if (each.type == MessageType::App && each.to == NodeId(2)) {
            sizes.push_back(each.entries.size());
        }
    }
    return sizes;
}

using Sizes = std::vector<std::size_t>;

}  // namespace

class RaftLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAppendCarriesSoManyBytesAndAtLeastOneEntry();
    void soManyBytesAreAppliedAtOneTime();
    void withoutALimitOfItsOwnApplyingFollowsTheMessageSize();
    void aTailThatIsTooLargeTakesNoMore();
    void anEmptyTailTakesAnySize();
    void entriesWithoutPayloadAlwaysFit();
    void aConfigurationChangeThatIsReplacedCountsForNothing();
    void aNewLeaderCountsFromTheBeginning();
    void soManyMessagesAreInFlight();
    void soManyBytesAreInFlight();
    void aHeartbeatsAnswerLetsOneEmptyAppendThrough();
    void whoIsProbedIsSentOneAppendARound();
    void whoCannotBeReachedIsProbed();
    void soManyReadsWait_data();
    void soManyReadsWait();
    void aFollowerPassesProposalsOn();
    void aFollowerThatIsToldNotToPassOnRefuses();
    void aCandidateRefusesProposals();
    void aProposalThatIsPassedOnKeepsItsKind();
};

void RaftLimitsTest::anAppendCarriesSoManyBytesAndAtLeastOneEntry() {
    RaftGroup group(2, [](Config& config) { config.maxMessageSize = 64; });
    QVERIFY(group.elect(1));
    group.isolate(2);
    group.core(1).reportUnreachable(NodeId(2));
    const std::string large(100, 'x');
    const std::string small(13, 'x');
    for (const std::string& payload : {large, small, small, small, large}) {
        QVERIFY(offer(group, 1, payload));
    }
    // The probe takes the first one alone.
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{1}));
    acknowledge(group, 2, 2);
    // An entry of 13 bytes counts 21 (its term, index and lengths included): three fit into 64.
    const quorate::raft::Entry entry{Term(1), Index(3), {}, Bytes::copyOf(small)};
    QCOMPARE(limitSize(entry), 21U);
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{3, 1}));
}

void RaftLimitsTest::soManyBytesAreAppliedAtOneTime() {
    RaftGroup group(1, [](Config& config) { config.maxCommittedSizePerReady = 45; });
    QVERIFY(group.elect(1));
    const std::string small(14, 'x');
    for (int i = 0; i < 5; ++i) {
        QVERIFY(offer(group, 1, small));
    }
    QVERIFY(offer(group, 1, std::string(100, 'x')));
    QVERIFY(offer(group, 1, small));
    Sizes batches;
    while (group.core(1).hasReady()) {
        const auto ready = group.core(1).takeReady();
        QVERIFY(group.storage(1).log.append(ready.entries).has_value());
        if (!ready.committedEntries.empty()) {
            batches.push_back(ready.committedEntries.size());
        }
        group.core(1).advance();
    }
    QCOMPARE(batches, (Sizes{2, 2, 1, 1, 1}));
}

void RaftLimitsTest::withoutALimitOfItsOwnApplyingFollowsTheMessageSize() {
    RaftGroup group(1, [](Config& config) { config.maxMessageSize = 1; });
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 1, "a"));
    QVERIFY(offer(group, 1, "b"));
    const auto ready = group.core(1).takeReady();
    QVERIFY(group.storage(1).log.append(ready.entries).has_value());
    group.core(1).advance();
    QCOMPARE(group.core(1).takeReady().committedEntries.size(), 1U);
}

void RaftLimitsTest::aTailThatIsTooLargeTakesNoMore() {
    RaftGroup group(3, [](Config& config) { config.maxUncommittedSize = 10; });
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 1, "12345"));
    QVERIFY(offer(group, 1, "67890"));
    QCOMPARE(group.core(1).status().uncommittedSize, 10U);
    const auto refused = group.core(1).propose(Bytes::copyOf("x"));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::ProposalDropped);
    QCOMPARE(group.logOf(1), std::string("1 1 1"));
    // What was passed on is refused in the same way.
    group.takeMessages(1);
    Message forwarded = message(MessageType::Prop, 2, 1, 0);
    forwarded.entries.resize(1);
    forwarded.entries.front().data = Bytes::copyOf("x");
    QVERIFY(!group.core(1).step(forwarded).has_value());
    acknowledge(group, 2, 2);
    group.handle(1);
    QCOMPARE(group.core(1).status().uncommittedSize, 5U);
    QVERIFY(offer(group, 1, "abcde"));
}

void RaftLimitsTest::anEmptyTailTakesAnySize() {
    RaftGroup group(3, [](Config& config) { config.maxUncommittedSize = 10; });
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 1, std::string(100, 'x')));
    QVERIFY(!offer(group, 1, "y"));
    group.settle();
    QCOMPARE(group.core(1).status().uncommittedSize, 0U);
    QVERIFY(offer(group, 1, "y"));
}

void RaftLimitsTest::entriesWithoutPayloadAlwaysFit() {
    RaftGroup group(3, [](Config& config) { config.maxUncommittedSize = 4; });
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 1, "1234"));
    QVERIFY(offer(group, 1, ""));
    QVERIFY(!offer(group, 1, "5"));
}

void RaftLimitsTest::aConfigurationChangeThatIsReplacedCountsForNothing() {
    RaftGroup group(3, [](Config& config) { config.maxUncommittedSize = 10; });
    QVERIFY(group.elect(1));
    // There is nothing to be left, so an empty entry stands for each of these.
    quorate::raft::ConfChangeV2 leave;
    leave.context = Bytes::copyOf("context");
    for (int i = 0; i < 5; ++i) {
        QVERIFY(group.core(1).proposeConfChange(leave).has_value());
        group.settle();
    }
    QCOMPARE(group.logOf(1), std::string("1 1 1 1 1 1"));
    QCOMPARE(group.core(1).status().uncommittedSize, 0U);
}

void RaftLimitsTest::aNewLeaderCountsFromTheBeginning() {
    RaftGroup group(3, [](Config& config) { config.maxUncommittedSize = 4; });
    QVERIFY(group.elect(1));
    group.isolate(1);
    QVERIFY(group.propose(1, "1234"));
    QVERIFY(!group.propose(1, "5"));
    QVERIFY(group.elect(2));
    group.heal();
    group.tick(2);
    group.settle();
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "5678"));
    QCOMPARE(group.core(1).status().uncommittedSize, 0U);
}

void RaftLimitsTest::soManyMessagesAreInFlight() {
    RaftGroup group(2, [](Config& config) { config.maxInflightMessages = 3; });
    QVERIFY(group.elect(1));
    group.handle(1);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(offer(group, 1, "x"));
    }
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{1, 1, 1}));
    QCOMPARE(progressOf(group, 2),
             std::string("StateReplicate match=1 next=5 paused inflight=3[full]"));
    // The window opens by one, and takes the rest in one append.
    acknowledge(group, 2, 2);
    const auto sizes = appendSizes(group.takeMessages(1));
    QCOMPARE(sizes, (Sizes{2}));
    QCOMPARE(progressOf(group, 2),
             std::string("StateReplicate match=2 next=7 paused inflight=3[full]"));
    acknowledge(group, 2, 6);
    QCOMPARE(progressOf(group, 2), std::string("StateReplicate match=6 next=7"));
}

void RaftLimitsTest::soManyBytesAreInFlight() {
    RaftGroup group(2, [](Config& config) {
        config.maxMessageSize = 20;
        config.maxInflightBytes = 30;
    });
    QVERIFY(group.elect(1));
    group.handle(1);
    for (int i = 0; i < 4; ++i) {
        QVERIFY(offer(group, 1, "1234567890"));
    }
    // Three payloads of ten bytes reach the limit.
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{1, 1, 1}));
    QCOMPARE(progressOf(group, 2),
             std::string("StateReplicate match=1 next=5 paused inflight=3[full]"));
    acknowledge(group, 2, 3);
    QCOMPARE(progressOf(group, 2), std::string("StateReplicate match=3 next=6 inflight=2"));
}

void RaftLimitsTest::aHeartbeatsAnswerLetsOneEmptyAppendThrough() {
    RaftGroup group(2, [](Config& config) { config.maxInflightMessages = 1; });
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 1, "x"));
    QVERIFY(offer(group, 1, "y"));
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{1}));
    for (int i = 0; i < 2; ++i) {
        QVERIFY(group.core(1).step(message(MessageType::HeartbeatResp, 2, 1, 1)).has_value());
        QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{0}));
        QCOMPARE(progressOf(group, 2),
                 std::string("StateReplicate match=1 next=3 paused inflight=1[full]"));
    }
}

void RaftLimitsTest::whoIsProbedIsSentOneAppendARound() {
    RaftGroup group(2);
    QVERIFY(group.elect(1));
    group.core(1).reportUnreachable(NodeId(2));
    QVERIFY(offer(group, 1, "x"));
    QVERIFY(offer(group, 1, "y"));
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{1}));
    QCOMPARE(progressOf(group, 2), std::string("StateProbe match=1 next=2 paused"));
    QVERIFY(group.core(1).step(message(MessageType::HeartbeatResp, 2, 1, 1)).has_value());
    QCOMPARE(appendSizes(group.takeMessages(1)), (Sizes{2}));
    acknowledge(group, 2, 3);
    QCOMPARE(progressOf(group, 2), std::string("StateReplicate match=3 next=4"));
}

void RaftLimitsTest::whoCannotBeReachedIsProbed() {
    RaftGroup group(2);
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 1, "x"));
    QCOMPARE(progressOf(group, 2), std::string("StateReplicate match=1 next=3 inflight=1"));
    group.core(1).reportUnreachable(NodeId(2));
    QCOMPARE(progressOf(group, 2), std::string("StateProbe match=1 next=2"));
    // Nobody else's business, and not that of a follower.
    const std::string before = quorate::tests::fingerprint(group.core(1));
    group.core(1).reportUnreachable(NodeId(7));
    QCOMPARE(quorate::tests::fingerprint(group.core(1)), before);
    const std::string follower = quorate::tests::fingerprint(group.core(2));
    group.core(2).reportUnreachable(NodeId(1));
    QCOMPARE(quorate::tests::fingerprint(group.core(2)), follower);
}

void RaftLimitsTest::soManyReadsWait_data() {
    QTest::addColumn<bool>("hasCommitted");
    QTest::newRow("for a round of heartbeats") << true;
    QTest::newRow("for the first commit of the term") << false;
}

void RaftLimitsTest::soManyReadsWait() {
    QFETCH(bool, hasCommitted);
    RaftGroup group(3, [](Config& config) { config.maxPendingReads = 2; });
    if (hasCommitted) {
        QVERIFY(group.elect(1));
    } else {
        group.core(1).campaign();
        group.handle(1);
        QVERIFY(group.core(1).step(message(MessageType::VoteResp, 2, 1, 1)).has_value());
        group.takeMessages(1);
    }
    QVERIFY(group.core(1).readIndex(Bytes::copyOf("a")).has_value());
    QVERIFY(group.core(1).readIndex(Bytes::copyOf("b")).has_value());
    const auto refused = group.core(1).readIndex(Bytes::copyOf("c"));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::Busy);
    QCOMPARE(group.core(1).status().pendingReads, 2U);
    group.queue().clear();
    group.heal();
    if (hasCommitted) {
        group.tick(1);
        group.settle();
        QCOMPARE(group.reads(1).size(), 2U);
        QVERIFY(group.core(1).readIndex(Bytes::copyOf("c")).has_value());
    }
}

void RaftLimitsTest::aFollowerPassesProposalsOn() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(offer(group, 2, "x"));
    QCOMPARE(text(group.takeMessages(2)),
             std::string("2->1 MsgProp Term:0 Log:0/0 Entries:[0/0 EntryNormal \"x\"]"));
    QVERIFY(group.propose(3, "y"));
    QCOMPARE(group.applied(2), std::string("y"));
}

void RaftLimitsTest::aFollowerThatIsToldNotToPassOnRefuses() {
    RaftGroup group(3, [](Config& config) { config.disableProposalForwarding = true; });
    QVERIFY(group.elect(1));
    const auto refused = group.core(2).propose(Bytes::copyOf("x"));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::ProposalDropped);
    QVERIFY(group.takeMessages(2).empty());
    QVERIFY(group.propose(1, "y"));
    QCOMPARE(group.applied(2), std::string("y"));
}

void RaftLimitsTest::aCandidateRefusesProposals() {
    RaftGroup group(3);
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(!offer(group, 1, "x"));
    RaftGroup asking(3, [](Config& config) { config.preVote = true; });
    asking.core(1).campaign();
    asking.takeMessages(1);
    QVERIFY(!offer(asking, 1, "x"));
}

void RaftLimitsTest::aProposalThatIsPassedOnKeepsItsKind() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(2)
                .proposeConfChange(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}})
                .has_value());
    group.settle();
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
}

QTEST_APPLESS_MAIN(RaftLimitsTest)
#include "tst_raft_limits.moc"
