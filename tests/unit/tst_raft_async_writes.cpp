// SPDX-License-Identifier: Apache-2.0
// Asynchronous storage writes: what may leave before a write is durable, and what a write confirms.
#include <QTest>

#include <string>
#include <utility>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::raft::Config;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::RawNode;
using quorate::raft::Role;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;
using quorate::tests::votersUpTo;

namespace {

void asynchronously(Config& config) {
    config.asyncStorageWrites = true;
}

/// The work for one of the storage threads in what the core wants done now, or a default message.
Message takeWork(RawNode& core, MessageType type) {
    auto messages = only(type, core.takeReady().messages);
    return messages.empty() ? Message() : messages.front();
}

/// Gives back those responses of finished work that are for the core itself.
void finish(RawNode& core, const Message& work) {
    for (const Message& response : work.responses) {
        if (response.to == core.id()) {
            QVERIFY(core.stepLocal(response).has_value());
        }
    }
}

std::uint64_t stableUpTo(const RawNode& core) {
    return core.status().log.unstableOffset.previous().value();
}

}  // namespace

class RaftAsyncWritesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLeadersAppendsLeaveBesideItsOwnWrite();
    void acknowledgementsAndVotesAreResponsesOfTheWrite();
    void whatIsBeingWrittenIsHandedOutOnce();
    void aWriteConfirmsWhatItWroteAndNoMore();
    void aConfirmationFromAnOlderTermIsNotBelieved();
    void theWriteOfTheNewTermConfirmsAllBeforeIt();
    void aSnapshotIsConfirmedWhateverTheTermIs();
    void entriesAreAppliedOnlyOnceTheyAreStableHere();
    void aCommitIndexAloneIsWrittenWithoutASync();
    void theOwnVoteCountsOnlyOnceItIsDurable();
    void theOwnAcknowledgementOfAFormerLeaderCountsForNothing();
    void theOwnAcknowledgementOfARemovedLeaderIsRefused();
    void appliedEntriesAreConfirmedPieceByPiece();
    void aGroupWithAsynchronousWritesAgrees();
};

void RaftAsyncWritesTest::aLeadersAppendsLeaveBesideItsOwnWrite() {
    RaftGroup group(3, asynchronously);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    const auto ready = group.core(1).takeReady();
    QCOMPARE(text(ready.messages),
             std::string(
                 "1->2 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]\n"
                 "1->3 MsgApp Term:1 Log:1/1 Commit:1 Entries:[1/2 EntryNormal \"x\"]\n"
                 "1->AppendThread MsgStorageAppend Term:0 Log:0/0 Entries:[1/2 EntryNormal \"x\"] "
                 "Responses:[\n"
                 "  1->1 MsgAppResp Term:1 Log:0/2\n"
                 "  AppendThread->1 MsgStorageAppendResp Term:1 Log:1/2\n]"));
}

void RaftAsyncWritesTest::acknowledgementsAndVotesAreResponsesOfTheWrite() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1}, 0)).has_value());
    QVERIFY(core.step(quorate::tests::voteRequest(MessageType::Vote, 3, 1, 2, {Term(1), Index(1)}))
                .has_value());
    // Answers to heartbeats promise nothing, and need not wait.
    QVERIFY(core.step(message(MessageType::Heartbeat, 3, 1, 2)).has_value());
    const auto ready = core.takeReady();
    QCOMPARE(ready.messages.size(), 2U);
    QVERIFY(ready.messages[0].type == MessageType::HeartbeatResp);
    QCOMPARE(text(ready.messages[1].responses),
             std::string("1->2 MsgAppResp Term:1 Log:0/1\n1->3 MsgVoteResp Term:2 Log:0/0\n"
                         "AppendThread->1 MsgStorageAppendResp Term:2 Log:1/1"));
}

void RaftAsyncWritesTest::whatIsBeingWrittenIsHandedOutOnce() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1}, 0)).has_value());
    QCOMPARE(takeWork(core, MessageType::StorageAppend).entries.size(), 1U);
    QVERIFY(!core.hasReady());
    QVERIFY(core.step(appendMessage(2, 1, 1, {Term(1), Index(1)}, {1}, 0)).has_value());
    const Message second = takeWork(core, MessageType::StorageAppend);
    QCOMPARE(second.entries.size(), 1U);
    QCOMPARE(second.entries.front().index.value(), 2U);
    QCOMPARE(core.status().log.unstableOffset.value(), 1U);
    QCOMPARE(core.status().log.unstableOffsetInProgress.value(), 3U);
}

void RaftAsyncWritesTest::aWriteConfirmsWhatItWroteAndNoMore() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1, 1}, 0)).has_value());
    const Message first = takeWork(core, MessageType::StorageAppend);
    QVERIFY(core.step(appendMessage(2, 1, 1, {Term(1), Index(2)}, {1}, 0)).has_value());
    const Message second = takeWork(core, MessageType::StorageAppend);
    QCOMPARE(stableUpTo(core), 0U);
    finish(core, first);
    QCOMPARE(stableUpTo(core), 2U);
    finish(core, second);
    QCOMPARE(stableUpTo(core), 3U);
}

// An entry is replaced while it is being written, and comes back with the same term and index: what
// the first write confirms is not what the disk holds after the second one.
void RaftAsyncWritesTest::aConfirmationFromAnOlderTermIsNotBelieved() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1, 1}, 0)).has_value());
    const Message original = takeWork(core, MessageType::StorageAppend);
    QVERIFY(core.step(appendMessage(3, 1, 2, {Term(1), Index(1)}, {2}, 0)).has_value());
    const Message replacement = takeWork(core, MessageType::StorageAppend);
    QVERIFY(core.step(appendMessage(2, 1, 3, {Term(1), Index(1)}, {1}, 0)).has_value());
    QCOMPARE(group.logOf(1), std::string("1 1"));
    finish(core, original);
    QCOMPARE(stableUpTo(core), 0U);
    finish(core, replacement);
    QCOMPARE(stableUpTo(core), 0U);
    const Message restored = takeWork(core, MessageType::StorageAppend);
    QCOMPARE(describe(restored.entries.front()), std::string("1/2 EntryNormal \"\""));
    finish(core, restored);
    QCOMPARE(stableUpTo(core), 2U);
}

void RaftAsyncWritesTest::theWriteOfTheNewTermConfirmsAllBeforeIt() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1, 1}, 0)).has_value());
    const Message first = takeWork(core, MessageType::StorageAppend);
    // The term changes and no entry does: the next write has to confirm the earlier ones.
    QVERIFY(core.step(appendMessage(3, 1, 2, {Term(1), Index(2)}, {}, 0)).has_value());
    const Message second = takeWork(core, MessageType::StorageAppend);
    QVERIFY(second.entries.empty());
    finish(core, first);
    QCOMPARE(stableUpTo(core), 0U);
    finish(core, second);
    QCOMPARE(stableUpTo(core), 2U);
}

void RaftAsyncWritesTest::aSnapshotIsConfirmedWhateverTheTermIs() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    Message snap = message(MessageType::Snap, 2, 1, 1);
    snap.snapshot = std::make_shared<const Snapshot>(
        Snapshot{{Index(5), Term(1), votersUpTo(3)}, Bytes::copyOf("s")});
    QVERIFY(core.step(snap).has_value());
    const Message work = takeWork(core, MessageType::StorageAppend);
    QVERIFY(core.step(message(MessageType::Heartbeat, 3, 1, 2)).has_value());
    QCOMPARE(core.status().log.unstableSnapshot.value(), 5U);
    QCOMPARE(core.status().log.applied.value(), 0U);
    QVERIFY(group.storage(1).log.applySnapshot(*work.snapshot).has_value());
    finish(core, work);
    QCOMPARE(core.status().log.unstableSnapshot.value(), 0U);
    QCOMPARE(core.status().log.applied.value(), 5U);
}

void RaftAsyncWritesTest::entriesAreAppliedOnlyOnceTheyAreStableHere() {
    RaftGroup group(3, asynchronously);
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1, 1}, 2)).has_value());
    QCOMPARE(group.committed(1), 2U);
    auto ready = core.takeReady();
    QVERIFY(ready.committedEntries.empty());
    const Message write = only(MessageType::StorageAppend, ready.messages).front();
    QVERIFY(group.storage(1).log.append(write.entries).has_value());
    finish(core, write);
    const Message apply = takeWork(core, MessageType::StorageApply);
    QCOMPARE(apply.entries.size(), 2U);
    QCOMPARE(core.status().log.applying.value(), 2U);
    QCOMPARE(core.status().log.applied.value(), 0U);
    finish(core, apply);
    QCOMPARE(core.status().log.applied.value(), 2U);
    // Without asynchronous writes the Ready is written as a whole, and its entries may be in it.
    RaftGroup other(3);
    QVERIFY(other.core(1).step(appendMessage(2, 1, 1, {}, {1, 1}, 2)).has_value());
    QCOMPARE(other.core(1).takeReady().committedEntries.size(), 2U);
}

void RaftAsyncWritesTest::aCommitIndexAloneIsWrittenWithoutASync() {
    RaftGroup group(3, asynchronously);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "x"));
    RawNode& core = group.core(2);
    QVERIFY(core.step(appendMessage(1, 2, 1, {Term(1), Index(2)}, {1}, 2)).has_value());
    group.handle(2);
    Message heartbeat = message(MessageType::Heartbeat, 1, 2, 1);
    heartbeat.commit = Index(3);
    QVERIFY(core.step(heartbeat).has_value());
    const auto ready = core.takeReady();
    QVERIFY(!ready.mustSync);
    const auto writes = only(MessageType::StorageAppend, ready.messages);
    QCOMPARE(text(writes),
             std::string("2->AppendThread MsgStorageAppend Term:1 Log:0/0 Commit:3 Vote:1"));
}

void RaftAsyncWritesTest::theOwnVoteCountsOnlyOnceItIsDurable() {
    RaftGroup group(1, asynchronously);
    group.core(1).campaign();
    const Message work = takeWork(group.core(1), MessageType::StorageAppend);
    QVERIFY(group.role(1) == Role::Candidate);
    finish(group.core(1), work);
    QVERIFY(group.role(1) == Role::Leader);
}

void RaftAsyncWritesTest::theOwnAcknowledgementOfAFormerLeaderCountsForNothing() {
    RaftGroup group(3, asynchronously);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    const Message work = takeWork(group.core(1), MessageType::StorageAppend);
    QVERIFY(group.core(1).step(message(MessageType::Heartbeat, 2, 1, 2)).has_value());
    finish(group.core(1), work);
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.committed(1), 1U);
}

void RaftAsyncWritesTest::theOwnAcknowledgementOfARemovedLeaderIsRefused() {
    RaftGroup group(3, asynchronously);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    const Message work = takeWork(group.core(1), MessageType::StorageAppend);
    QVERIFY(group.core(1)
                .applyConfChange({{}, {{quorate::raft::ConfChangeType::RemoveNode, NodeId(1)}}, {}})
                .has_value());
    const auto refused = group.core(1).stepLocal(work.responses.front());
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::PeerNotFound);
    QVERIFY(group.core(1).stepLocal(work.responses.back()).has_value());
    QCOMPARE(stableUpTo(group.core(1)), 2U);
}

void RaftAsyncWritesTest::appliedEntriesAreConfirmedPieceByPiece() {
    RaftGroup group(3, [](Config& config) {
        asynchronously(config);
        config.maxCommittedSizePerReady = 1;
    });
    RawNode& core = group.core(1);
    QVERIFY(core.step(appendMessage(2, 1, 1, {}, {1, 1}, 2)).has_value());
    const Message write = takeWork(core, MessageType::StorageAppend);
    QVERIFY(group.storage(1).log.append(write.entries).has_value());
    finish(core, write);
    const Message first = takeWork(core, MessageType::StorageApply);
    QCOMPARE(first.entries.size(), 1U);
    QVERIFY(!core.hasReady());
    finish(core, first);
    const Message second = takeWork(core, MessageType::StorageApply);
    QCOMPARE(second.entries.front().index.value(), 2U);
    finish(core, second);
    QCOMPARE(core.status().log.applied.value(), 2U);
}

void RaftAsyncWritesTest::aGroupWithAsynchronousWritesAgrees() {
    RaftGroup group(3, asynchronously);
    QVERIFY(group.elect(2));
    QVERIFY(group.propose(2, "a"));
    QVERIFY(group.proposeChange(2, "r3", quorate::raft::ConfChangeTransition::JointImplicit));
    QVERIFY(group.propose(2, "b"));
    QCOMPARE(group.applied(1), std::string("ab"));
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
}

QTEST_APPLESS_MAIN(RaftAsyncWritesTest)
#include "tst_raft_async_writes.moc"
