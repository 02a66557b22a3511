// SPDX-License-Identifier: Apache-2.0
// What a core refuses leaves it as it was.
#include <QTest>

#include <functional>
#include <memory>
#include <string>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::Error;
using quorate::ErrorCode;
using quorate::Result;
using quorate::raft::ConfChangeType;
using quorate::raft::ConfChangeV2;
using quorate::raft::Config;
using quorate::raft::Entries;
using quorate::raft::EntryType;
using quorate::raft::Index;
using quorate::raft::kAppendThread;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::fingerprint;
using quorate::tests::message;
using quorate::tests::RaftGroup;
using quorate::tests::Start;
using quorate::tests::votersUpTo;

namespace {

using Call = std::function<Result<void>(RaftGroup&)>;

/// Node 1 leads three at term 1; node 2 follows.
std::unique_ptr<RaftGroup> ledGroup(const RaftGroup::Adjust& adjust = {}) {
    auto group = std::make_unique<RaftGroup>(3, adjust);
    group->elect(1);
    return group;
}

Call stepping(const Message& message) {
    return [message](RaftGroup& group) { return group.core(message.to.value()).step(message); };
}

Call steppingLocally(const Message& message) {
    return [message](RaftGroup& group) { return group.core(1).stepLocal(message); };
}

Call changing(ConfChangeV2 change) {
    return [change](RaftGroup& group) -> Result<void> {
        auto changed = group.core(1).applyConfChange(change);
        return changed ? Result<void>() : changed.error();
    };
}

Message with(Message message, const std::function<void(Message&)>& edit) {
    edit(message);
    return message;
}

Message snapshotMessage(const Snapshot& snapshot) {
    Message made = message(MessageType::Snap, 1, 2, 1);
    made.snapshot = std::make_shared<const Snapshot>(snapshot);
    return made;
}

}  // namespace

Q_DECLARE_METATYPE(Call)

class RaftRefusalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRefusedCallChangesNothing_data();
    void aRefusedCallChangesNothing();
    void aRefusedProposalIsLeftToTheCaller();
    void aRefusedReadIsNotCounted();
    void aCoreIsNotMadeOfWhatCannotWork_data();
    void aCoreIsNotMadeOfWhatCannotWork();
    void aCoreIsNotMadeOfACorruptedDisk_data();
    void aCoreIsNotMadeOfACorruptedDisk();

private:
    static void addCalls();
    static void addMessages();
    static void addLocalMessages();
};

void RaftRefusalsTest::aRefusedCallChangesNothing_data() {
    QTest::addColumn<Call>("call");
    QTest::addColumn<ErrorCode>("code");
    addCalls();
    addMessages();
    addLocalMessages();
}

void RaftRefusalsTest::addCalls() {
    QTest::newRow("proposal without a leader")
        << Call([](RaftGroup& group) { return group.core(3).propose(Bytes::copyOf("x")); })
        << ErrorCode::ProposalDropped;
    QTest::newRow("empty batch") << Call([](RaftGroup& group) {
        Entries none;
        return group.core(1).propose(none);
    }) << ErrorCode::InvalidArgument;
    QTest::newRow("read without a leader")
        << Call([](RaftGroup& group) { return group.core(3).readIndex(Bytes::copyOf("x")); })
        << ErrorCode::Unavailable;
    QTest::newRow("transfer to nobody") << Call([](RaftGroup& group) {
        return group.core(1).transferLeader(quorate::raft::kNoNode);
    }) << ErrorCode::InvalidArgument;
    QTest::newRow("transfer to a storage thread")
        << Call([](RaftGroup& group) { return group.core(1).transferLeader(kAppendThread); })
        << ErrorCode::InvalidArgument;
    QTest::newRow("election timeout too short")
        << Call([](RaftGroup& group) { return group.core(1).setRandomizedElectionTimeout(9); })
        << ErrorCode::OutOfRange;
    QTest::newRow("election timeout too long")
        << Call([](RaftGroup& group) { return group.core(1).setRandomizedElectionTimeout(20); })
        << ErrorCode::OutOfRange;
    const auto remove = [](std::uint64_t id) {
        return quorate::raft::ConfChangeSingle{ConfChangeType::RemoveNode, NodeId(id)};
    };
    QTest::newRow("removing everybody")
        << changing({quorate::raft::ConfChangeTransition::JointExplicit,
                     {remove(1), remove(2), remove(3)},
                     {}})
        << ErrorCode::InvalidConfChange;
    QTest::newRow("leaving what is not joint")
        << changing(ConfChangeV2{}) << ErrorCode::InvalidConfChange;
    QTest::newRow("a storage thread as a member")
        << changing({{}, {{ConfChangeType::AddNode, kAppendThread}}, {}})
        << ErrorCode::InvalidConfChange;
}

void RaftRefusalsTest::addMessages() {
    const Message append = appendMessage(1, 2, 1, {Term(1), Index(1)}, {1, 1}, 1);
    const auto row = [](const char* name, const Message& refused,
                        ErrorCode code = ErrorCode::InvalidMessage) {
        QTest::newRow(name) << stepping(refused) << code;
    };
    row("local type", message(MessageType::Hup, 1, 2, 0), ErrorCode::LocalMessage);
    row("storage response from a peer", message(MessageType::StorageAppendResp, 1, 2, 1),
        ErrorCode::LocalMessage);
    row("for somebody else", with(append, [](Message& m) { m.from = NodeId(2); }));
    row("from nobody", with(append, [](Message& m) { m.from = NodeId(0); }));
    row("from a storage thread", with(append, [](Message& m) { m.from = kAppendThread; }));
    row("without a term", with(append, [](Message& m) { m.term = Term(0); }));
    row("with a term too many",
        with(message(MessageType::Prop, 3, 2, 1), [](Message& m) { m.entries.resize(1); }));
    row("term out of range", with(append, [](Message& m) { m.term = Term(1ULL << 63U); }));
    row("index out of range", with(append, [](Message& m) { m.index = Index(1ULL << 63U); }));
    row("entries with a gap", with(append, [](Message& m) { m.entries[1].index = Index(9); }));
    row("entries with falling terms", with(append, [](Message& m) {
            m.term = Term(2);
            m.entries[0].term = Term(2);
        }));
    row("an entry of a later term", with(append, [](Message& m) { m.entries[1].term = Term(2); }));
    row("an entry before the first", appendMessage(1, 2, 1, {Term(1), Index(0)}, {1}, 0));
    row("the entry before is of a later term", appendMessage(1, 2, 1, {Term(2), Index(1)}, {}, 0));
    row("a change that is none",
        with(append, [](Message& m) { m.entries[0].type = EntryType::ConfChange; }));
    row("no snapshot", message(MessageType::Snap, 1, 2, 1));
    row("empty snapshot", snapshotMessage({}));
    row("snapshot of a later term", snapshotMessage({{Index(5), Term(2), votersUpTo(3)}, {}}));
    row("snapshot with an impossible configuration",
        snapshotMessage({{Index(5), Term(1), {{}, {}, {}, {}, true}}, {}}));
    row("a proposal of nothing", message(MessageType::Prop, 3, 1, 0));
    row("a read without an id", message(MessageType::ReadIndex, 3, 1, 0));
    row("a proposal where there is no leader",
        with(message(MessageType::Prop, 1, 3, 0), [](Message& m) { m.entries.resize(1); }),
        ErrorCode::ProposalDropped);
    row("an answer of a stranger", message(MessageType::AppResp, 9, 1, 1), ErrorCode::PeerNotFound);
    row("a vote of a stranger", message(MessageType::VoteResp, 9, 1, 1), ErrorCode::PeerNotFound);
    row("a heartbeat that commits what is not here",
        with(message(MessageType::Heartbeat, 1, 2, 1), [](Message& m) { m.commit = Index(2); }));
    row("an acknowledgement of what the leader has not",
        with(message(MessageType::AppResp, 2, 1, 1), [](Message& m) { m.index = Index(2); }));
}

void RaftRefusalsTest::addLocalMessages() {
    const auto row = [](const char* name, const Message& refused) {
        QTest::newRow(name) << steppingLocally(refused) << ErrorCode::LocalMessage;
    };
    row("local: of a peer", message(MessageType::AppResp, 2, 1, 1));
    row("local: a heartbeat", message(MessageType::Heartbeat, 1, 1, 1));
    row("local: a campaign", message(MessageType::Hup, 1, 1, 0));
    row("local: for somebody else", message(MessageType::AppResp, 1, 2, 1));
    row("local: written by a peer", message(MessageType::StorageAppendResp, 2, 1, 1));
}

void RaftRefusalsTest::aRefusedCallChangesNothing() {
    QFETCH(Call, call);
    QFETCH(ErrorCode, code);
    const auto group = ledGroup();
    // Node 3 has no leader.
    group->restart(NodeId(3));
    std::string before;
    std::string after;
    for (std::uint64_t id = 1; id <= 3; ++id) {
        before += fingerprint(group->core(id));
    }
    const auto result = call(*group);
    for (std::uint64_t id = 1; id <= 3; ++id) {
        after += fingerprint(group->core(id));
    }
    QVERIFY(!result.has_value());
    QVERIFY2(result.error().code == code, result.error().message.c_str());
    QVERIFY(!result.error().message.empty());
    QCOMPARE(after, before);
}

void RaftRefusalsTest::aRefusedProposalIsLeftToTheCaller() {
    const auto group = ledGroup([](Config& config) { config.maxUncommittedSize = 4; });
    group->isolate(2);
    group->isolate(3);
    QVERIFY(group->propose(1, "1234"));
    Entries batch(2);
    batch[0].data = Bytes::copyOf("5");
    batch[1] = toEntry(quorate::raft::ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}});
    const Entries copy = batch;
    const std::string before = fingerprint(group->core(1));
    const auto refused = group->core(1).propose(batch);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::ProposalDropped);
    QVERIFY(batch == copy);
    // Neither its size nor its change is pending.
    QCOMPARE(fingerprint(group->core(1)), before);
}

void RaftRefusalsTest::aRefusedReadIsNotCounted() {
    const auto group = ledGroup([](Config& config) { config.maxPendingReads = 2; });
    group->isolate(2);
    group->isolate(3);
    QVERIFY(group->core(1).readIndex(Bytes::copyOf("a")).has_value());
    QVERIFY(group->core(1).readIndex(Bytes::copyOf("b")).has_value());
    group->settle();
    const std::string before = fingerprint(group->core(1));
    const auto refused = group->core(1).readIndex(Bytes::copyOf("c"));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::Busy);
    QCOMPARE(fingerprint(group->core(1)), before);
}

void RaftRefusalsTest::aCoreIsNotMadeOfWhatCannotWork_data() {
    QTest::addColumn<RaftGroup::Adjust>("adjust");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* field, const RaftGroup::Adjust& adjust) {
        QTest::newRow(field) << adjust << QString::fromLatin1(field);
    };
    row("id", [](Config& config) { config.id = NodeId(0); });
    row("heartbeatTicks", [](Config& config) { config.heartbeatTicks = 0; });
    row("electionTicks", [](Config& config) { config.electionTicks = config.heartbeatTicks; });
    row("maxInflightMessages", [](Config& config) { config.maxInflightMessages = 0; });
    row("maxInflightBytes",
        [](Config& config) { config.maxInflightBytes = config.maxMessageSize - 1; });
    row("maxPendingReads", [](Config& config) { config.maxPendingReads = 0; });
    row("readOnlyOption", [](Config& config) {
        config.readOnlyOption = quorate::raft::ReadOnlyOption::LeaseBased;
        config.checkQuorum = false;
    });
}

void RaftRefusalsTest::aCoreIsNotMadeOfWhatCannotWork() {
    QFETCH(RaftGroup::Adjust, adjust);
    QFETCH(QString, field);
    Config config;
    config.id = NodeId(1);
    adjust(config);
    const quorate::tests::TestStorage storage;
    const auto made = quorate::raft::RawNode::create(config, storage);
    QVERIFY(!made.has_value());
    QVERIFY(made.error().code == ErrorCode::InvalidArgument);
    QVERIFY(made.error().message.find(field.toStdString()) == 0);
}

void RaftRefusalsTest::aCoreIsNotMadeOfACorruptedDisk_data() {
    QTest::addColumn<int>("commit");
    QTest::addColumn<int>("applied");
    QTest::addColumn<bool>("hasMembers");
    QTest::newRow("committed behind the end") << 3 << 0 << true;
    QTest::newRow("applied behind the end") << 1 << 3 << true;
    QTest::newRow("no such configuration") << 1 << 1 << false;
}

void RaftRefusalsTest::aCoreIsNotMadeOfACorruptedDisk() {
    QFETCH(int, commit);
    QFETCH(int, applied);
    QFETCH(bool, hasMembers);
    quorate::tests::TestStorage storage;
    QVERIFY(storage.log.append(quorate::tests::entriesOf(Index(1), {1, 1})).has_value());
    storage.log.setHardState({Term(1), {}, Index(static_cast<std::uint64_t>(commit))});
    storage.members = votersUpTo(3);
    if (!hasMembers) {
        storage.members.learners = {NodeId(1)};
    }
    Config config;
    config.id = NodeId(1);
    config.applied = Index(static_cast<std::uint64_t>(applied));
    const auto made = quorate::raft::RawNode::create(config, storage);
    QVERIFY(!made.has_value());
    QVERIFY(made.error().code == ErrorCode::Corrupted);
}

QTEST_APPLESS_MAIN(RaftRefusalsTest)
#include "tst_raft_refusals.moc"
