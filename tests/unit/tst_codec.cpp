// SPDX-License-Identifier: Apache-2.0
// The encodings of engine/raft/FORMAT.md: their very bytes, and that every value comes back.
#include <QTest>

#include <memory>
#include <string>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/codec.h"
#include "tests/unit/random_values.h"

using quorate::Bytes;
using quorate::Result;
using quorate::tests::RandomValues;
namespace raft = quorate::raft;
using raft::Index;
using raft::Message;
using raft::MessageType;
using raft::NodeId;
using raft::Term;

namespace {

constexpr int kRounds = 300;

template <class Value>
std::string encoded(const Value& value) {
    std::string out;
    raft::encode(value, out);
    return out;
}

template <class Value>
QByteArray hexOf(const Value& value) {
    return QByteArray::fromStdString(encoded(value)).toHex();
}

Bytes fromHex(const char* hex) {
    return Bytes::copyOf(QByteArray::fromHex(hex).toStdString());
}

template <class Value>
bool comesBack(const Value& value, Result<Value> (*decode)(const Bytes&)) {
    const auto decoded = decode(Bytes::copyOf(encoded(value)));
    return decoded.has_value() && *decoded == value;
}

std::vector<NodeId> ids(std::initializer_list<std::uint64_t> values) {
    std::vector<NodeId> list;
    for (const std::uint64_t value : values) {
        list.emplace_back(value);
    }
    return list;
}

raft::Entry entryOf(raft::EntryType type, std::uint64_t term, std::uint64_t index,
                    const char* data) {
    raft::Entry entry;
    entry.type = type;
    entry.term = Term(term);
    entry.index = Index(index);
    entry.data = Bytes::copyOf(data);
    return entry;
}

Message messageOf(MessageType type, std::uint64_t to, std::uint64_t from, std::uint64_t term) {
    Message message;
    message.type = type;
    message.to = NodeId(to);
    message.from = NodeId(from);
    message.term = Term(term);
    return message;
}

}  // namespace

class CodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entryHasTheBytesOfItsFormat();
    void hardStateHasTheBytesOfItsFormat();
    void confStateHasTheBytesOfItsFormat();
    void snapshotHasTheBytesOfItsFormat();
    void confChangeHasTheBytesOfItsFormat();
    void confChangeV2HasTheBytesOfItsFormat();
    void changeThatLeavesAJointConfigurationIsEmpty();
    void messageWithoutPartsHasTheBytesOfItsFormat();
    void appendHasTheBytesOfItsFormat();
    void rejectionHasTheBytesOfItsFormat();
    void snapshotMessageHasTheBytesOfItsFormat();
    void heartbeatHasTheBytesOfItsFormat();
    void messageWithAllPartsHasThemInOrder();
    void messageTypesHaveTheNumbersOfTheFormat_data();
    void messageTypesHaveTheNumbersOfTheFormat();

    void randomValuesComeBack();
    void randomMessagesComeBack_data();
    void randomMessagesComeBack();
    void encodersAppend();
    void localMessagesAreNeverEncoded();
    void payloadsShareTheBufferOfTheInput();
};

void CodecTest::entryHasTheBytesOfItsFormat() {
    // version, type, term 2, index 300, 2 bytes
    QCOMPARE(hexOf(entryOf(raft::EntryType::Normal, 2, 300, "ab")), QByteArray("01"
                                                                               "00"
                                                                               "02"
                                                                               "ac02"
                                                                               "026162"));
    QCOMPARE(hexOf(entryOf(raft::EntryType::ConfChange, 1, 1, "")), QByteArray("0101010100"));
    QCOMPARE(hexOf(entryOf(raft::EntryType::ConfChangeV2, 1, 1, "")), QByteArray("0102010100"));
    const auto decoded = raft::decodeEntry(fromHex("010002ac02026162"));
    QCOMPARE(*decoded == entryOf(raft::EntryType::Normal, 2, 300, "ab"), true);
}

void CodecTest::hardStateHasTheBytesOfItsFormat() {
    const raft::HardState state{Term(5), NodeId(3), Index(300)};
    QCOMPARE(hexOf(state), QByteArray("01"
                                      "05"
                                      "03"
                                      "ac02"));
    QVERIFY(*raft::decodeHardState(fromHex("010503ac02")) == state);
}

void CodecTest::confStateHasTheBytesOfItsFormat() {
    const raft::ConfState state{ids({1, 2}), ids({1, 2, 3}), ids({4}), ids({3}), true};
    // version, voters, outgoing voters, learners, learners to be, auto leave
    QCOMPARE(hexOf(state), QByteArray("01"
                                      "020102"
                                      "03010203"
                                      "0104"
                                      "0103"
                                      "01"));
    QVERIFY(*raft::decodeConfState(fromHex("0102010203010203010401"
                                           "0301")) == state);
    QCOMPARE(hexOf(raft::ConfState()), QByteArray("010000000000"));
}

void CodecTest::snapshotHasTheBytesOfItsFormat() {
    raft::Snapshot snapshot;
    snapshot.metadata = {Index(7), Term(2), {ids({1}), {}, {}, {}, false}};
    snapshot.data = Bytes::copyOf("s");
    // version, index 7, term 2, the configuration without a version of its own, data
    QCOMPARE(hexOf(snapshot.metadata), QByteArray("01"
                                                  "07"
                                                  "02"
                                                  "01010000"
                                                  "0000"));
    QCOMPARE(hexOf(snapshot), QByteArray("01"
                                         "07"
                                         "02"
                                         "010100000000"
                                         "0173"));
    QVERIFY(*raft::decodeSnapshotMetadata(fromHex("010702010100000000")) == snapshot.metadata);
    QVERIFY(*raft::decodeSnapshot(fromHex("0107020101000000000173")) == snapshot);
}

void CodecTest::confChangeHasTheBytesOfItsFormat() {
    const raft::ConfChange change{{raft::ConfChangeType::AddLearnerNode, NodeId(4)},
                                  Bytes::copyOf("x")};
    QCOMPARE(hexOf(change), QByteArray("01"
                                       "0304"
                                       "0178"));
    QVERIFY(*raft::decodeConfChange(fromHex("0103040178")) == change);
    const auto hexOfType = [](raft::ConfChangeType type) {
        return hexOf(raft::ConfChange{{type, NodeId(9)}, {}});
    };
    QCOMPARE(hexOfType(raft::ConfChangeType::AddNode), QByteArray("01000900"));
    QCOMPARE(hexOfType(raft::ConfChangeType::RemoveNode), QByteArray("01010900"));
    QCOMPARE(hexOfType(raft::ConfChangeType::UpdateNode), QByteArray("01020900"));
}

void CodecTest::confChangeV2HasTheBytesOfItsFormat() {
    raft::ConfChangeV2 change;
    change.transition = raft::ConfChangeTransition::JointExplicit;
    change.changes = {{raft::ConfChangeType::AddNode, NodeId(5)},
                      {raft::ConfChangeType::RemoveNode, NodeId(300)}};
    // version, transition, 2 changes, no context
    QCOMPARE(hexOf(change), QByteArray("01"
                                       "02"
                                       "02"
                                       "0005"
                                       "01ac02"
                                       "00"));
    QVERIFY(*raft::decodeConfChangeV2(fromHex("01020200050"
                                              "1ac0200")) == change);
    change = {raft::ConfChangeTransition::JointImplicit, {}, {}};
    QCOMPARE(hexOf(change), QByteArray("01010000"));
}

void CodecTest::changeThatLeavesAJointConfigurationIsEmpty() {
    raft::ConfChangeV2 leave;
    QCOMPARE(hexOf(leave), QByteArray());
    QVERIFY(*raft::decodeConfChangeV2(Bytes()) == leave);
    leave.context = Bytes::copyOf("c");
    QCOMPARE(hexOf(leave), QByteArray("01"
                                      "00"
                                      "00"
                                      "0163"));
    QVERIFY(*raft::decodeConfChangeV2(fromHex("0100000163")) == leave);
}

void CodecTest::messageWithoutPartsHasTheBytesOfItsFormat() {
    // version, type, to, from, term, log term, index, commit, reject hint, parts
    Message message = messageOf(MessageType::Vote, 300, 2, 3);
    message.logTerm = Term(4);
    message.index = Index(5);
    message.commit = Index(6);
    message.rejectHint = Index(7);
    QCOMPARE(hexOf(message), QByteArray("01"
                                        "04"
                                        "ac02"
                                        "02"
                                        "03"
                                        "04"
                                        "05"
                                        "06"
                                        "07"
                                        "00"));
    QVERIFY(*raft::decodeMessage(fromHex("0104ac02020304050607"
                                         "00")) == message);
}

void CodecTest::appendHasTheBytesOfItsFormat() {
    Message message = messageOf(MessageType::App, 2, 1, 3);
    message.logTerm = Term(2);
    message.index = Index(10);
    message.commit = Index(9);
    message.entries = {entryOf(raft::EntryType::Normal, 3, 11, "x"),
                       entryOf(raft::EntryType::ConfChangeV2, 3, 12, "")};
    // ..., parts: entries; 2 of them, without versions of their own
    QCOMPARE(hexOf(message), QByteArray("010202010302"
                                        "0a0900"
                                        "01"
                                        "02"
                                        "00030b0178"
                                        "02030c00"));
    QVERIFY(*raft::decodeMessage(Bytes::copyOf(encoded(message))) == message);
}

void CodecTest::rejectionHasTheBytesOfItsFormat() {
    Message message = messageOf(MessageType::AppResp, 1, 2, 3);
    message.logTerm = Term(1);
    message.index = Index(10);
    message.reject = true;
    message.rejectHint = Index(5);
    QCOMPARE(hexOf(message), QByteArray("010301020301"
                                        "0a0005"
                                        "08"));
    QVERIFY(*raft::decodeMessage(fromHex("0103010203010a000508")) == message);
}

void CodecTest::snapshotMessageHasTheBytesOfItsFormat() {
    Message message = messageOf(MessageType::Snap, 2, 1, 3);
    raft::Snapshot snapshot;
    snapshot.metadata = {Index(7), Term(2), {ids({1}), {}, {}, {}, false}};
    snapshot.data = Bytes::copyOf("s");
    message.snapshot = std::make_shared<const raft::Snapshot>(snapshot);
    QCOMPARE(hexOf(message), QByteArray("0106020103"
                                        "00000000"
                                        "02"
                                        "0702010100000000"
                                        "0173"));
    QVERIFY(*raft::decodeMessage(Bytes::copyOf(encoded(message))) == message);
}

void CodecTest::heartbeatHasTheBytesOfItsFormat() {
    Message message = messageOf(MessageType::Heartbeat, 2, 1, 3);
    message.commit = Index(9);
    message.context = Bytes::copyOf("hi");
    message.event = raft::EventId(42);
    QCOMPARE(hexOf(message), QByteArray("0107020103"
                                        "0000"
                                        "09"
                                        "00"
                                        "14"
                                        "026869"
                                        "2a"));
    QVERIFY(*raft::decodeMessage(Bytes::copyOf(encoded(message))) == message);
}

void CodecTest::messageWithAllPartsHasThemInOrder() {
    Message message = messageOf(MessageType::ReadIndexResp, 1, 2, 3);
    message.entries = {entryOf(raft::EntryType::Normal, 0, 0, "e")};
    message.snapshot = std::make_shared<const raft::Snapshot>();
    message.context = Bytes::copyOf("c");
    message.reject = true;
    message.event = raft::EventId(1);
    // entries, snapshot, context, event
    QCOMPARE(hexOf(message), QByteArray("010c010203"
                                        "00000000"
                                        "1f"
                                        "01"
                                        "0000000165"
                                        "0000000000000000"
                                        "0163"
                                        "01"));
    QVERIFY(*raft::decodeMessage(Bytes::copyOf(encoded(message))) == message);
}

void CodecTest::messageTypesHaveTheNumbersOfTheFormat_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("number");
    const auto add = [](const char* name, MessageType type, const char* number) {
        QTest::newRow(name) << static_cast<int>(type) << QByteArray(number);
    };
    add("Prop", MessageType::Prop, "01");
    add("App", MessageType::App, "02");
    add("AppResp", MessageType::AppResp, "03");
    add("Vote", MessageType::Vote, "04");
    add("VoteResp", MessageType::VoteResp, "05");
    add("Snap", MessageType::Snap, "06");
    add("Heartbeat", MessageType::Heartbeat, "07");
    add("HeartbeatResp", MessageType::HeartbeatResp, "08");
    add("TransferLeader", MessageType::TransferLeader, "09");
    add("TimeoutNow", MessageType::TimeoutNow, "0a");
    add("ReadIndex", MessageType::ReadIndex, "0b");
    add("ReadIndexResp", MessageType::ReadIndexResp, "0c");
    add("PreVote", MessageType::PreVote, "0d");
    add("PreVoteResp", MessageType::PreVoteResp, "0e");
}

void CodecTest::messageTypesHaveTheNumbersOfTheFormat() {
    QFETCH(const int, type);
    QFETCH(const QByteArray, number);
    const Message message = messageOf(static_cast<MessageType>(type), 2, 1, 3);
    const QByteArray hex = "01" + number + "0201030000000000";
    QCOMPARE(hexOf(message), hex);
    QVERIFY(*raft::decodeMessage(fromHex(hex)) == message);
}

void CodecTest::randomValuesComeBack() {
    RandomValues values(11);
    for (int i = 0; i < kRounds; ++i) {
        QVERIFY(comesBack(values.entry(), raft::decodeEntry));
        QVERIFY(comesBack(values.hardState(), raft::decodeHardState));
        QVERIFY(comesBack(values.confState(), raft::decodeConfState));
        QVERIFY(comesBack(values.snapshotMetadata(), raft::decodeSnapshotMetadata));
        QVERIFY(comesBack(values.snapshot(), raft::decodeSnapshot));
        QVERIFY(comesBack(values.confChange(), raft::decodeConfChange));
        QVERIFY(comesBack(values.confChangeV2(), raft::decodeConfChangeV2));
    }
}

void CodecTest::randomMessagesComeBack_data() {
    messageTypesHaveTheNumbersOfTheFormat_data();
}

void CodecTest::randomMessagesComeBack() {
    QFETCH(const int, type);
    RandomValues values(static_cast<std::uint64_t>(type));
    for (int i = 0; i < kRounds; ++i) {
        QVERIFY(comesBack(values.message(static_cast<MessageType>(type)), raft::decodeMessage));
    }
}

void CodecTest::encodersAppend() {
    std::string out = "head";
    raft::encode(raft::HardState{Term(1), NodeId(2), Index(3)}, out);
    QCOMPARE(out, std::string("head\1\1\2\3"));
}

void CodecTest::localMessagesAreNeverEncoded() {
    for (const MessageType type : {MessageType::Hup, MessageType::StorageAppend,
                                   MessageType::StorageAppendResp, MessageType::StorageApplyResp}) {
        std::string out;
        QVERIFY_THROWS_EXCEPTION(quorate::InvariantViolation,
                                 raft::encode(messageOf(type, 1, 1, 1), out));
        QVERIFY(out.empty());
    }
}

void CodecTest::payloadsShareTheBufferOfTheInput() {
    Message message = messageOf(MessageType::App, 2, 1, 3);
    message.entries = {entryOf(raft::EntryType::Normal, 3, 1, "payload one"),
                       entryOf(raft::EntryType::Normal, 3, 2, "payload two")};
    raft::Snapshot snapshot;
    snapshot.data = Bytes::copyOf("state");
    message.snapshot = std::make_shared<const raft::Snapshot>(snapshot);
    message.context = Bytes::copyOf("context");

    auto owner = std::make_shared<const std::string>(encoded(message));
    const std::weak_ptr<const std::string> watch = owner;
    const char* begin = owner->data();
    const char* end = begin + owner->size();
    Bytes input = Bytes::within(owner, *owner);
    owner.reset();
    auto decoded = raft::decodeMessage(input);
    input = Bytes();
    QVERIFY(decoded.has_value());
    for (const Bytes& payload : {decoded->entries[0].data, decoded->entries[1].data,
                                 decoded->snapshot->data, decoded->context}) {
        QVERIFY(payload.data() >= begin && payload.data() + payload.size() <= end);
    }
    QVERIFY(*decoded == message);
    // The input lives exactly as long as a part of it.
    const Bytes kept = decoded->entries[1].data;
    decoded = Message();
    QVERIFY(!watch.expired());
    QCOMPARE(kept.toString(), std::string("payload two"));
}

QTEST_APPLESS_MAIN(CodecTest)
#include "tst_codec.moc"
