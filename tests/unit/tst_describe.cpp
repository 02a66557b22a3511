// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/raft/conf_change.h"
#include "engine/raft/describe.h"
#include "tests/unit/raft_values.h"

using namespace quorate::raft;
using quorate::Bytes;
using quorate::tests::entryOf;
using quorate::tests::idsOf;
using quorate::tests::snapshotOf;

namespace {

Message messageOf(MessageType type, std::uint64_t from, std::uint64_t to) {
    Message message;
    message.type = type;
    message.from = NodeId(from);
    message.to = NodeId(to);
    message.term = Term(3);
    return message;
}

Entry changeEntry(const ConfChangeV2& change) {
    Entry entry = toEntry(change);
    entry.term = Term(1);
    entry.index = Index(7);
    return entry;
}

}  // namespace

class DescribeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsQuotedAsGoDoesIt_data();
    void textIsQuotedAsGoDoesIt();
    void idsAreHexadecimal_data();
    void idsAreHexadecimal();
    void messageTypesHaveTheirCommonNames_data();
    void messageTypesHaveTheirCommonNames();
    void rolesAndEntryTypesHaveTheirCommonNames();
    void entriesShowTheirPayloadOrTheirChanges_data();
    void entriesShowTheirPayloadOrTheirChanges();
    void severalEntriesAreALineEach();
    void aHardStateShowsItsVoteWhereItHasOne();
    void aSoftStateShowsLeaderAndRole();
    void aConfStateShowsAllItsLists();
    void aSnapshotShowsItsPlaceAndConfiguration();
    void aMessageShowsOnlyWhatIsSet_data();
    void aMessageShowsOnlyWhatIsSet();
    void oneEntryStandsInTheLineAndSeveralBelowIt();
    void responsesAreIndentedWithAllThatTheyHold();
    void aReadyShowsItsPartsInTheirOrder();
    void aReadyWithoutAnythingIsEmpty();
};

void DescribeTest::textIsQuotedAsGoDoesIt_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const QByteArray& text, const char* expected) {
        QTest::newRow(name) << text << QByteArray(expected);
    };
    row("nothing", "", R"("")");
    row("letters", "foo bar", R"("foo bar")");
    row("quotes", R"("x")", R"("\"x\"")");
    row("single quotes", "it's", R"("it's")");
    row("backslash", R"(a\b)", R"("a\\b")");
    row("controls with a letter", "\a\b\f\n\r\t\v", R"("\a\b\f\n\r\t\v")");
    row("other controls", QByteArray("\0\x01\x1f\x7f", 4), R"("\x00\x01\x1f\x7f")");
    row("two bytes", "\xc3\xa9", "\"\xc3\xa9\"");                   // e with acute
    row("three bytes", "\xe2\x88\x9e", "\"\xe2\x88\x9e\"");         // infinity
    row("four bytes", "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"");  // a face
    row("C1 control", "\xc2\x85", R"("\u0085")");
    row("no-break space", "\xc2\xa0", R"("\u00a0")");
    row("soft hyphen", "\xc2\xad", R"("\u00ad")");
    row("zero width space", "\xe2\x80\x8b", R"("\u200b")");
    row("line separator", "\xe2\x80\xa8", R"("\u2028")");
    row("ideographic space", "\xe3\x80\x80", R"("\u3000")");
    row("byte order mark", "\xef\xbb\xbf", R"("\ufeff")");
    row("private use", "\xee\x80\x80", R"("\ue000")");
    row("noncharacter", "\xef\xbf\xbf", R"("\uffff")");
    row("replacement character", "\xef\xbf\xbd", "\"\xef\xbf\xbd\"");
    row("private use beyond 16 bits", "\xf3\xb0\x80\x80", R"("\U000f0000")");
    row("a byte that starts nothing",
        "a\xff"
        "b",
        R"("a\xffb")");
    row("a lone continuation", "\x80", R"("\x80")");
    row("a cut sequence", "\xe2\x88", R"("\xe2\x88")");
    row("a cut sequence within", "\xe2\x88x", R"("\xe2\x88x")");
    row("an overlong form", "\xc0\xaf", R"("\xc0\xaf")");
    row("a surrogate", "\xed\xa0\x80", R"("\xed\xa0\x80")");
    row("beyond Unicode", "\xf4\x90\x80\x80", R"("\xf4\x90\x80\x80")");
}

void DescribeTest::textIsQuotedAsGoDoesIt() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(quorate::raft::quoted(text.toStdString()), expected.toStdString());
}

void DescribeTest::idsAreHexadecimal_data() {
    QTest::addColumn<quint64>("id");
    QTest::addColumn<QString>("text");
    QTest::newRow("nobody") << quint64{0} << "None";
    QTest::newRow("one") << quint64{1} << "1";
    QTest::newRow("ten") << quint64{10} << "a";
    QTest::newRow("sixteen") << quint64{16} << "10";
    QTest::newRow("large") << quint64{0x123456789abcdef0U} << "123456789abcdef0";
    QTest::newRow("the append thread") << quint64{kAppendThread.value()} << "AppendThread";
    QTest::newRow("the apply thread") << quint64{kApplyThread.value()} << "ApplyThread";
}

void DescribeTest::idsAreHexadecimal() {
    QFETCH(quint64, id);
    QFETCH(QString, text);
    QCOMPARE(toString(NodeId(id)), text.toStdString());
}

void DescribeTest::messageTypesHaveTheirCommonNames_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("name");
    const auto row = [](MessageType type, const char* name) {
        QTest::newRow(name) << static_cast<int>(type) << name;
    };
    row(MessageType::Prop, "MsgProp");
    row(MessageType::App, "MsgApp");
    row(MessageType::AppResp, "MsgAppResp");
    row(MessageType::Vote, "MsgVote");
    row(MessageType::VoteResp, "MsgVoteResp");
    row(MessageType::Snap, "MsgSnap");
    row(MessageType::Heartbeat, "MsgHeartbeat");
    row(MessageType::HeartbeatResp, "MsgHeartbeatResp");
    row(MessageType::TransferLeader, "MsgTransferLeader");
    row(MessageType::TimeoutNow, "MsgTimeoutNow");
    row(MessageType::ReadIndex, "MsgReadIndex");
    row(MessageType::ReadIndexResp, "MsgReadIndexResp");
    row(MessageType::PreVote, "MsgPreVote");
    row(MessageType::PreVoteResp, "MsgPreVoteResp");
    row(MessageType::Hup, "MsgHup");
    row(MessageType::Beat, "MsgBeat");
    row(MessageType::CheckQuorum, "MsgCheckQuorum");
    row(MessageType::Unreachable, "MsgUnreachable");
    row(MessageType::SnapStatus, "MsgSnapStatus");
    row(MessageType::ForgetLeader, "MsgForgetLeader");
    row(MessageType::StorageAppend, "MsgStorageAppend");
    row(MessageType::StorageAppendResp, "MsgStorageAppendResp");
    row(MessageType::StorageApply, "MsgStorageApply");
    row(MessageType::StorageApplyResp, "MsgStorageApplyResp");
}

void DescribeTest::messageTypesHaveTheirCommonNames() {
    QFETCH(int, type);
    QFETCH(QString, name);
    QCOMPARE(QString::fromLatin1(toString(static_cast<MessageType>(type))), name);
}

void DescribeTest::rolesAndEntryTypesHaveTheirCommonNames() {
    QCOMPARE(std::string(toString(Role::Follower)), std::string("StateFollower"));
    QCOMPARE(std::string(toString(Role::Candidate)), std::string("StateCandidate"));
    QCOMPARE(std::string(toString(Role::Leader)), std::string("StateLeader"));
    QCOMPARE(std::string(toString(Role::PreCandidate)), std::string("StatePreCandidate"));
    QCOMPARE(std::string(toString(EntryType::Normal)), std::string("EntryNormal"));
    QCOMPARE(std::string(toString(EntryType::ConfChange)), std::string("EntryConfChange"));
    QCOMPARE(std::string(toString(EntryType::ConfChangeV2)), std::string("EntryConfChangeV2"));
}

void DescribeTest::entriesShowTheirPayloadOrTheirChanges_data() {
    QTest::addColumn<QString>("actual");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Entry& entry, const char* expected) {
        QTest::newRow(name) << QString::fromStdString(describe(entry)) << expected;
    };
    row("payload", entryOf(2, 12, "x\n"), R"(2/12 EntryNormal "x\n")");
    row("no payload", entryOf(2, 12), R"(2/12 EntryNormal "")");
    ConfChangeV2 change;
    row("leave", changeEntry(change), "1/7 EntryConfChangeV2");
    change.changes = {{ConfChangeType::AddNode, NodeId(10)},
                      {ConfChangeType::AddLearnerNode, NodeId(2)},
                      {ConfChangeType::RemoveNode, NodeId(3)},
                      {ConfChangeType::UpdateNode, NodeId(4)}};
    row("changes, in decimal", changeEntry(change), "1/7 EntryConfChangeV2 v10 l2 r3 u4");
    Entry old = toEntry(ConfChange{{ConfChangeType::AddNode, NodeId(4)}, {}});
    row("the old form", old, "0/0 EntryConfChange v4");
}

void DescribeTest::entriesShowTheirPayloadOrTheirChanges() {
    QFETCH(QString, actual);
    QFETCH(QString, expected);
    QCOMPARE(actual, expected);
}

void DescribeTest::severalEntriesAreALineEach() {
    const Entries entries{entryOf(1, 4, "a"), entryOf(2, 5, "b")};
    QCOMPARE(describe(EntrySpan(entries)),
             std::string("1/4 EntryNormal \"a\"\n2/5 EntryNormal \"b\"\n"));
    QCOMPARE(describe(EntrySpan()), std::string());
}

void DescribeTest::aHardStateShowsItsVoteWhereItHasOne() {
    QCOMPARE(describe(HardState{Term(3), NodeId(16), Index(7)}),
             std::string("Term:3 Vote:16 Commit:7"));
    QCOMPARE(describe(HardState{Term(3), kNoNode, Index(0)}), std::string("Term:3 Commit:0"));
}

void DescribeTest::aSoftStateShowsLeaderAndRole() {
    QCOMPARE(describe(SoftState{NodeId(16), Role::Follower}),
             std::string("Lead:16 State:StateFollower"));
    QCOMPARE(describe(SoftState()), std::string("Lead:0 State:StateFollower"));
}

void DescribeTest::aConfStateShowsAllItsLists() {
    QCOMPARE(describe(ConfState()), std::string("Voters:[] VotersOutgoing:[] Learners:[] "
                                                "LearnersNext:[] AutoLeave:false"));
    const ConfState state{idsOf({1, 16}), idsOf({2}), idsOf({3, 4}), idsOf({5}), true};
    QCOMPARE(describe(state), std::string("Voters:[1 16] VotersOutgoing:[2] Learners:[3 4] "
                                          "LearnersNext:[5] AutoLeave:true"));
}

void DescribeTest::aSnapshotShowsItsPlaceAndConfiguration() {
    QCOMPARE(describe(snapshotOf(2, 9, {1})),
             std::string("Index:9 Term:2 ConfState:Voters:[1] VotersOutgoing:[] Learners:[] "
                         "LearnersNext:[] AutoLeave:false"));
}

void DescribeTest::aMessageShowsOnlyWhatIsSet_data() {
    QTest::addColumn<QString>("actual");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const Message& message, const char* expected) {
        QTest::newRow(name) << QString::fromStdString(describe(message)) << expected;
    };
    Message message = messageOf(MessageType::Heartbeat, 1, 16);
    row("the least", message, "1->10 MsgHeartbeat Term:3 Log:0/0");
    message.commit = Index(7);
    row("commit", message, "1->10 MsgHeartbeat Term:3 Log:0/0 Commit:7");
    message = messageOf(MessageType::AppResp, 2, 1);
    message.index = Index(9);
    message.logTerm = Term(2);
    message.rejectHint = Index(5);
    row("a hint without a rejection", message, "2->1 MsgAppResp Term:3 Log:2/9");
    message.reject = true;
    row("rejection", message, "2->1 MsgAppResp Term:3 Log:2/9 Rejected (Hint: 5)");
    message = messageOf(MessageType::StorageAppend, 1, kAppendThread.value());
    message.vote = NodeId(16);
    message.commit = Index(4);
    row("vote", message, "1->AppendThread MsgStorageAppend Term:3 Log:0/0 Commit:4 Vote:16");
    message = messageOf(MessageType::Snap, 1, 2);
    message.snapshot = std::make_shared<const Snapshot>();
    row("an empty snapshot", message, "1->2 MsgSnap Term:3 Log:0/0");
    message.snapshot = std::make_shared<const Snapshot>(snapshotOf(2, 9, {1}));
    row("snapshot", message,
        "1->2 MsgSnap Term:3 Log:0/0\n  Snapshot: Index:9 Term:2 ConfState:Voters:[1] "
        "VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false");
    message = messageOf(MessageType::Heartbeat, 1, 2);
    message.context = Bytes::copyOf("context");
    row("contexts are not shown", message, "1->2 MsgHeartbeat Term:3 Log:0/0");
}

void DescribeTest::aMessageShowsOnlyWhatIsSet() {
    QFETCH(QString, actual);
    QFETCH(QString, expected);
    QCOMPARE(actual, expected);
}

void DescribeTest::oneEntryStandsInTheLineAndSeveralBelowIt() {
    Message message = messageOf(MessageType::App, 1, 2);
    message.entries = {entryOf(3, 4, "a")};
    QCOMPARE(describe(message),
             std::string("1->2 MsgApp Term:3 Log:0/0 Entries:[3/4 EntryNormal \"a\"]"));
    message.entries.push_back(entryOf(3, 5, "b"));
    QCOMPARE(describe(message), std::string("1->2 MsgApp Term:3 Log:0/0 Entries:[\n"
                                            "  3/4 EntryNormal \"a\"\n"
                                            "  3/5 EntryNormal \"b\"\n"
                                            "]"));
}

void DescribeTest::responsesAreIndentedWithAllThatTheyHold() {
    Message response = messageOf(MessageType::StorageApplyResp, kApplyThread.value(), 1);
    response.entries = {entryOf(3, 4, "a"), entryOf(3, 5, "b")};
    Message message = messageOf(MessageType::StorageApply, 1, kApplyThread.value());
    message.responses = {response, messageOf(MessageType::AppResp, 1, 2)};
    QCOMPARE(describe(message, "  "),
             std::string("  1->ApplyThread MsgStorageApply Term:3 Log:0/0 Responses:[\n"
                         "    ApplyThread->1 MsgStorageApplyResp Term:3 Log:0/0 Entries:[\n"
                         "      3/4 EntryNormal \"a\"\n"
                         "      3/5 EntryNormal \"b\"\n"
                         "    ]\n"
                         "    1->2 MsgAppResp Term:3 Log:0/0\n"
                         "  ]"));
}

void DescribeTest::aReadyShowsItsPartsInTheirOrder() {
    Ready ready;
    ready.softState = SoftState{NodeId(1), Role::Leader};
    ready.hardState = HardState{Term(3), NodeId(1), Index(5)};
    ready.readStates = {{Index(5), Bytes::copyOf("r\n")}};
    ready.entries = {entryOf(3, 6, "b")};
    ready.snapshot = std::make_shared<const Snapshot>(snapshotOf(2, 4, {1}));
    ready.committedEntries = {entryOf(3, 5, "a")};
    ready.messages = {messageOf(MessageType::Heartbeat, 1, 2)};
    ready.mustSync = true;
    QCOMPARE(describe(ready),
             std::string("Ready MustSync=true:\n"
                         "Lead:1 State:StateLeader\n"
                         "HardState Term:3 Vote:1 Commit:5\n"
                         "ReadState Index:5 \"r\\n\"\n"
                         "Entries:\n"
                         "3/6 EntryNormal \"b\"\n"
                         "Snapshot Index:4 Term:2 ConfState:Voters:[1] VotersOutgoing:[] "
                         "Learners:[] LearnersNext:[] AutoLeave:false\n"
                         "CommittedEntries:\n"
                         "3/5 EntryNormal \"a\"\n"
                         "Messages:\n"
                         "1->2 MsgHeartbeat Term:3 Log:0/0\n"));
}

void DescribeTest::aReadyWithoutAnythingIsEmpty() {
    QCOMPARE(describe(Ready()), std::string("<empty Ready>"));
}

QTEST_APPLESS_MAIN(DescribeTest)
#include "tst_describe.moc"
