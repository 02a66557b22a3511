// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "engine/stage/script.h"
#include "engine/stage/trace_interpreter.h"
#include "tests/unit/raft_values.h"

using quorate::ErrorCode;
using quorate::Result;
using quorate::stage::parseScript;
using quorate::stage::ScriptCase;
using quorate::stage::TraceInterpreter;

namespace {

/// What one command prints; of a script that is wrong "error: " and why.
std::string run(TraceInterpreter& interpreter, const std::string& command,
                const std::string& input = {}) {
    const auto cases = parseScript(command + "\n" + input + "----\n");
    if (!cases || cases->size() != 1) {
        return "no case: " + (cases ? "" : cases.error().message);
    }
    auto output = interpreter.execute(cases->front());
    return output ? *output : "error: " + output.error().message;
}

/// Three nodes that start at index 10, with node 1 as their leader in term 1.
void startThree(TraceInterpreter& interpreter, const std::string& options = {}) {
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 3 voters=(1,2,3) index=10 " + options);
    run(interpreter, "campaign 1");
    run(interpreter, "stabilize");
    run(interpreter, "log-level debug");
}

}  // namespace

class TraceInterpreterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aForwardedProposalKeepsTheNameOfItsFirstSender();
    void aTransferToTheLeaderThatAFollowerPassesOnIsNoError();
    void stabilizeStopsAtTheFirstRefusal();
    void aRefusedMembershipChangeDoesNotStopTheNode();

    void aCommandThatPrintsNothingSaysOk();
    void aWrongScriptIsAnErrorThatNamesLineAndCommand_data();
    void aWrongScriptIsAnErrorThatNamesLineAndCommand();
    void nodesAreNumberedInTheOrderOfTheirCreation();
    void aNodeWithoutAnIndexStartsFromNothing();
    void anElectionTickLastsAWholeElectionTimeout();
    void anElectionTimeoutOutOfRangeIsRefused();
    void aHeartbeatTickMakesTheLeaderSendHeartbeats();
    void payloadsKeepTheirQuotesAndAreEscaped();
    void confChangesAreProposedInBothForms();
    void withoutInputAConfChangeLeavesTheJointConfiguration();
    void processReadyOfSeveralNodesHasHeadersAndIndentation();
    void processReadyWithoutWorkPrintsAnEmptyReady();
    void storageThreadsWithoutWorkSaySo();
    void storageWorkIsDoneInItsOrder();
    void messagesAreDeliveredRecipientByRecipient();
    void onlyMessagesOfTheNamedTypeAreDelivered();
    void localMessagesAreNeverDropped();
    void messagesToANodeThatDoesNotExistYetCanBeDropped();
    void deliverWithoutMessagesSaysSo();
    void aRefusedMessageIsToldBehindItAndTheNextOneIsDelivered();
    void stabilizeLeavesOtherNodesAlone();
    void compactPrintsWhatIsLeftOfTheLog();
    void compactBeyondTheLogIsRefused();
    void compactKeepsTheHistoryOfSnapshots();
    void anEmptyLogIsPrintedWithItsBounds();
    void aSnapshotIsQueuedAndPrinted();
    void statusIsEmptyOfAFollower();
    void statusShowsLearnersAndPausedMembers();
    void anUnreachableMemberIsProbed();
    void aForgottenLeaderIsFollowedAgainWhenItIsHeard();
    void leadershipIsTransferred();
    void theQuietLevelSilencesAllButErrors();
    void stabilizeCanBeQuietForOnce();
    void stabilizeCanBeLoudForOnce();
};

void TraceInterpreterTest::aForwardedProposalKeepsTheNameOfItsFirstSender() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "log-level none");
    // 3 leads in term 2 and 2 in term 3, of which 1 hears nothing.
    run(interpreter, "transfer-leadership from=1 to=3");
    run(interpreter, "stabilize");
    run(interpreter, "campaign 2");
    run(interpreter, "process-ready 2");
    run(interpreter, "deliver-msgs 3 drop=1");
    run(interpreter, "stabilize 2 3");
    run(interpreter, "deliver-msgs drop=1");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "raft-state"),
             std::string("1: StateFollower (Voter) Term:2 Lead:3\n"
                         "2: StateLeader (Voter) Term:3 Lead:2\n"
                         "3: StateFollower (Voter) Term:3 Lead:2\n"));
    QCOMPARE(run(interpreter, "propose 1 x"), std::string("ok\n"));
    run(interpreter, "process-ready 1");
    QCOMPARE(run(interpreter, "deliver-msgs 3"),
             std::string("1->3 MsgProp Term:0 Log:0/0 Entries:[0/0 EntryNormal \"x\"]\n"));
    QCOMPARE(run(interpreter, "process-ready 3"),
             std::string("Ready MustSync=false:\nMessages:\n"
                         "1->2 MsgProp Term:0 Log:0/0 Entries:[0/0 EntryNormal \"x\"]\n"));
}

void TraceInterpreterTest::aTransferToTheLeaderThatAFollowerPassesOnIsNoError() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    QCOMPARE(run(interpreter, "transfer-leadership from=2 to=1"), std::string("ok\n"));
    run(interpreter, "process-ready 2");
    QCOMPARE(run(interpreter, "deliver-msgs 1"),
             std::string("1->1 MsgTransferLeader Term:1 Log:0/0\n"));
    QCOMPARE(run(interpreter, "raft-state"),
             std::string("1: StateLeader (Voter) Term:1 Lead:1\n"
                         "2: StateFollower (Voter) Term:1 Lead:1\n"
                         "3: StateFollower (Voter) Term:1 Lead:1\n"));
}

void TraceInterpreterTest::stabilizeStopsAtTheFirstRefusal() {
    TraceInterpreter interpreter;
    startThree(interpreter, "disable-conf-change-validation=true");
    run(interpreter, "log-level none");
    // Of two changes that each remove a voter and add one, the second finds the first still joint.
    run(interpreter, "propose-conf-change 1 transition=explicit", "v4 r3\n");
    run(interpreter, "stabilize 1 2");
    run(interpreter, "propose-conf-change 1 transition=explicit", "v5 r4\n");
    run(interpreter, "process-ready 1 2 3");
    run(interpreter, "deliver-msgs 2");
    run(interpreter, "process-ready 2");
    run(interpreter, "deliver-msgs 1 drop=(3,4)");
    run(interpreter, "send-snapshot 1 2");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "stabilize 1 2"),
             std::string("> 1 handling Ready\n"
                         "  Ready MustSync=false:\n"
                         "  HardState Term:1 Vote:1 Commit:13\n"
                         "  CommittedEntries:\n"
                         "  1/13 EntryConfChangeV2 v5 r4\n"
                         "  Messages:\n"
                         "  1->2 MsgApp Term:1 Log:1/13 Commit:13\n"
                         "  1->3 MsgApp Term:1 Log:1/13 Commit:13\n"
                         "config is already joint\n"));
}

void TraceInterpreterTest::aRefusedMembershipChangeDoesNotStopTheNode() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1) index=10 disable-conf-change-validation=true");
    run(interpreter, "campaign 1");
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1", "r1\n");
    QCOMPARE(run(interpreter, "stabilize"), std::string("removed all voters\n"));
    run(interpreter, "propose 1 x");
    run(interpreter, "stabilize");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "raft-log 1"), std::string("1/11 EntryNormal \"\"\n"
                                                         "1/12 EntryConfChangeV2 r1\n"
                                                         "1/13 EntryNormal \"x\"\n"));
    QCOMPARE(run(interpreter, "process-ready 1"), std::string("<empty Ready>\n"));
}

void TraceInterpreterTest::aCommandThatPrintsNothingSaysOk() {
    TraceInterpreter interpreter;
    QCOMPARE(run(interpreter, "add-nodes 1 voters=(1) index=2"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "campaign 1"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "report-unreachable 1 1"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "forget-leader 1"), std::string("ok\n"));
}

void TraceInterpreterTest::aWrongScriptIsAnErrorThatNamesLineAndCommand_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* command, const char* reason) {
        QTest::newRow(command) << command << reason;
    };
    row("dance 1", "unknown command");
    row("campaign", "a node is missing");
    row("campaign 4", "there is no node 4");
    row("campaign 0", "there is no node 0");
    row("campaign one", "a node must be a number, not \"one\"");
    row("add-nodes", "a number of nodes is needed");
    row("add-nodes 65", "too many nodes");
    row("add-nodes 1 colour=red", "unknown argument \"colour=red\"");
    row("add-nodes 1 voters=(1,x) index=2", "voters must be a number, not \"x\"");
    row("add-nodes 1 prevote=maybe", "prevote must be true or false, not \"maybe\"");
    row("add-nodes 1 read-only=fast", "read-only must be safe or lease-based");
    row("add-nodes 1 voters=(1)", "a node starts from nothing, or from an index above 1");
    row("add-nodes 1 content=x", "a node starts from nothing, or from an index above 1");
    row("add-nodes 1 index=1", "a node starts from nothing, or from an index above 1");
    row("propose 1", "a node and a text are needed");
    row("propose 1 a b", "a node and a text are needed");
    row("propose-conf-change 1 transition=slow", "transition must be auto, implicit or explicit");
    row("propose-conf-change 1 v1=yes", "v1 must be true or false, not \"yes\"");
    row("propose-conf-change 1 v1=true",
        "the old form holds exactly one change, and no transition");
    row("process-ready", "a node is needed");
    row("process-ready 1 9", "there is no node 9");
    row("deliver-msgs type=MsgNone 1", "unknown message type \"MsgNone\"");
    row("deliver-msgs type=? 1", "unknown message type \"?\"");
    row("deliver-msgs keep=1", "unknown argument \"keep=1\"");
    row("deliver-msgs one", "a recipient must be a number, not \"one\"");
    row("transfer-leadership from=1", "from=ID and to=ID are needed");
    row("transfer-leadership from=1 to=x", "to must be a number, not \"x\"");
    row("report-unreachable 1", "a node is missing");
    row("send-snapshot 1", "a node is missing");
    row("compact 1", "a node and an index are needed");
    row("compact 1 x", "the index must be a number, not \"x\"");
    row("set-randomized-election-timeout 1", "timeout=TICKS is missing");
    row("log-level", "one level is needed");
}

void TraceInterpreterTest::aWrongScriptIsAnErrorThatNamesLineAndCommand() {
    QFETCH(QString, command);
    QFETCH(QString, reason);
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1) index=2");
    const std::string name = command.section(QLatin1Char(' '), 0, 0).toStdString();
    QCOMPARE(run(interpreter, command.toStdString()),
             "error: line 1: " + name + ": " + reason.toStdString());
}

void TraceInterpreterTest::nodesAreNumberedInTheOrderOfTheirCreation() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 2 voters=(1,2) learners=(3) index=5");
    run(interpreter, "add-nodes 1 voters=(1,2) learners=(3) index=5");
    QCOMPARE(run(interpreter, "raft-state"),
             std::string("1: StateFollower (Voter) Term:0 Lead:0\n"
                         "2: StateFollower (Voter) Term:0 Lead:0\n"
                         "3: StateFollower (Non-Voter) Term:0 Lead:0\n"));
}

void TraceInterpreterTest::aNodeWithoutAnIndexStartsFromNothing() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1");
    run(interpreter, "campaign 1");
    QCOMPARE(run(interpreter, "raft-state"),
             std::string("1: StateFollower (Non-Voter) Term:0 Lead:0\n"));
    QCOMPARE(run(interpreter, "raft-log 1"),
             std::string("log is empty: first index=1, last index=0\n"));
}

void TraceInterpreterTest::anElectionTickLastsAWholeElectionTimeout() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 2 voters=(1,2) index=10");
    QCOMPARE(run(interpreter, "set-randomized-election-timeout 1 timeout=3"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "set-randomized-election-timeout 2 timeout=4"), std::string("ok\n"));
    run(interpreter, "tick-election 1");
    run(interpreter, "tick-election 2");
    QCOMPARE(run(interpreter, "raft-state"),
             std::string("1: StateCandidate (Voter) Term:1 Lead:0\n"
                         "2: StateFollower (Voter) Term:0 Lead:0\n"));
}

void TraceInterpreterTest::anElectionTimeoutOutOfRangeIsRefused() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    const std::string refusal = "the election timeout must be from 3 to 5 ticks\n";
    for (const char* ticks : {"2", "6", "4294967299"}) {
        QCOMPARE(
            run(interpreter, std::string("set-randomized-election-timeout 1 timeout=") + ticks),
            refusal);
    }
}

void TraceInterpreterTest::aHeartbeatTickMakesTheLeaderSendHeartbeats() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "tick-heartbeat 1");
    QCOMPARE(run(interpreter, "process-ready 1"),
             std::string("Ready MustSync=false:\n"
                         "Messages:\n"
                         "1->2 MsgHeartbeat Term:1 Log:0/0 Commit:11\n"
                         "1->3 MsgHeartbeat Term:1 Log:0/0 Commit:11\n"));
}

void TraceInterpreterTest::payloadsKeepTheirQuotesAndAreEscaped() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    run(interpreter, "campaign 1");
    run(interpreter, "propose 1 \"x\"");
    run(interpreter, "propose 1 a\\b");
    run(interpreter, "propose 1 k=v");
    run(interpreter, "propose 1 k=(v,w)");
    run(interpreter, "stabilize");
    run(interpreter, "propose 1 \"x\"");
    run(interpreter, "propose 1 a\\b");
    run(interpreter, "propose 1 k=v");
    run(interpreter, "propose 1 k=(v,w)");
    run(interpreter, "log-level info");
    QCOMPARE(run(interpreter, "stabilize"), std::string("> 1 handling Ready\n"
                                                        "  Ready MustSync=true:\n"
                                                        "  Entries:\n"
                                                        "  1/12 EntryNormal \"\\\"x\\\"\"\n"
                                                        "  1/13 EntryNormal \"a\\\\b\"\n"
                                                        "  1/14 EntryNormal \"k=v\"\n"
                                                        "  1/15 EntryNormal \"k=(v,w)\"\n"
                                                        "> 1 handling Ready\n"
                                                        "  Ready MustSync=false:\n"
                                                        "  HardState Term:1 Vote:1 Commit:15\n"
                                                        "  CommittedEntries:\n"
                                                        "  1/12 EntryNormal \"\\\"x\\\"\"\n"
                                                        "  1/13 EntryNormal \"a\\\\b\"\n"
                                                        "  1/14 EntryNormal \"k=v\"\n"
                                                        "  1/15 EntryNormal \"k=(v,w)\"\n"));
}

void TraceInterpreterTest::confChangesAreProposedInBothForms() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    run(interpreter, "campaign 1");
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1 v1=true", "l2\n");
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1", "u1\n");
    run(interpreter, "stabilize");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "raft-log 1"), std::string("1/11 EntryNormal \"\"\n"
                                                         "1/12 EntryConfChange l2\n"
                                                         "1/13 EntryConfChangeV2 u1\n"));
    QCOMPARE(run(interpreter, "propose-conf-change 1", "x3\n"),
             std::string("error: line 1: propose-conf-change: unknown change \"x3\": v, l, r or u "
                         "and an id"));
}

void TraceInterpreterTest::withoutInputAConfChangeLeavesTheJointConfiguration() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    run(interpreter, "campaign 1");
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1 transition=explicit", "l2\n");
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1");
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1");  // nothing is joint: replaced by an empty entry
    run(interpreter, "stabilize");
    run(interpreter, "propose-conf-change 1 transition=implicit", "l3 r2\n");
    run(interpreter, "stabilize");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "raft-log 1"), std::string("1/11 EntryNormal \"\"\n"
                                                         "1/12 EntryConfChangeV2 l2\n"
                                                         "1/13 EntryConfChangeV2\n"
                                                         "1/14 EntryNormal \"\"\n"
                                                         "1/15 EntryConfChangeV2 l3 r2\n"
                                                         "1/16 EntryConfChangeV2\n"));
}

void TraceInterpreterTest::processReadyOfSeveralNodesHasHeadersAndIndentation() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 2 voters=(1,2) index=10");
    run(interpreter, "campaign 2");
    QCOMPARE(run(interpreter, "process-ready 2 1"),
             std::string("> 2 handling Ready\n"
                         "  Ready MustSync=true:\n"
                         "  Lead:0 State:StateCandidate\n"
                         "  HardState Term:1 Vote:2 Commit:10\n"
                         "  Messages:\n"
                         "  2->1 MsgVote Term:1 Log:1/10\n"
                         "> 1 handling Ready\n"
                         "  <empty Ready>\n"));
}

void TraceInterpreterTest::processReadyWithoutWorkPrintsAnEmptyReady() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    QCOMPARE(run(interpreter, "process-ready 1"), std::string("<empty Ready>\n"));
    QCOMPARE(run(interpreter, "process-ready 1"), std::string("<empty Ready>\n"));
}

void TraceInterpreterTest::storageThreadsWithoutWorkSaySo() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 2 voters=(1,2) index=10 async-storage-writes=true");
    QCOMPARE(run(interpreter, "process-append-thread 1"),
             std::string("no append work to perform\n"));
    QCOMPARE(run(interpreter, "process-apply-thread 1"), std::string("no apply work to perform\n"));
    QCOMPARE(run(interpreter, "process-append-thread 1 2"),
             std::string("> 1 processing append thread\n"
                         "  no append work to perform\n"
                         "> 2 processing append thread\n"
                         "  no append work to perform\n"));
    QCOMPARE(run(interpreter, "process-apply-thread 1 2"),
             std::string("> 1 processing apply thread\n"
                         "  no apply work to perform\n"
                         "> 2 processing apply thread\n"
                         "  no apply work to perform\n"));
}

void TraceInterpreterTest::storageWorkIsDoneInItsOrder() {
    TraceInterpreter interpreter;
    startThree(interpreter, "async-storage-writes=true");
    run(interpreter, "propose 1 a");
    run(interpreter, "process-ready 1");
    run(interpreter, "propose 1 b");
    run(interpreter, "process-ready 1");
    QCOMPARE(run(interpreter, "raft-log 1"), std::string("1/11 EntryNormal \"\"\n"));
    QCOMPARE(run(interpreter, "process-append-thread 1"),
             std::string("Processing:\n"
                         "1->AppendThread MsgStorageAppend Term:0 Log:0/0 "
                         "Entries:[1/12 EntryNormal \"a\"]\n"
                         "Responses:\n"
                         "1->1 MsgAppResp Term:1 Log:0/12\n"
                         "AppendThread->1 MsgStorageAppendResp Term:1 Log:1/12\n"));
    QCOMPARE(run(interpreter, "raft-log 1"),
             std::string("1/11 EntryNormal \"\"\n1/12 EntryNormal \"a\"\n"));
    run(interpreter, "process-append-thread 1");
    QCOMPARE(run(interpreter, "process-append-thread 1"),
             std::string("no append work to perform\n"));
}

void TraceInterpreterTest::messagesAreDeliveredRecipientByRecipient() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 3 voters=(1,2,3) index=10");
    run(interpreter, "campaign 1");
    run(interpreter, "campaign 2");
    run(interpreter, "process-ready 1 2");
    QCOMPARE(run(interpreter, "deliver-msgs 3 drop=(1,2)"),
             std::string("1->3 MsgVote Term:1 Log:1/10\n"
                         "2->3 MsgVote Term:1 Log:1/10\n"
                         "dropped: 2->1 MsgVote Term:1 Log:1/10\n"
                         "dropped: 1->2 MsgVote Term:1 Log:1/10\n"));
    QCOMPARE(run(interpreter, "process-ready 3"),
             std::string("Ready MustSync=true:\n"
                         "HardState Term:1 Vote:1 Commit:10\n"
                         "Messages:\n"
                         "3->1 MsgVoteResp Term:1 Log:0/0\n"
                         "3->2 MsgVoteResp Term:1 Log:0/0 Rejected (Hint: 0)\n"));
}

void TraceInterpreterTest::onlyMessagesOfTheNamedTypeAreDelivered() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "tick-heartbeat 1");
    run(interpreter, "propose 1 x");
    run(interpreter, "process-ready 1");
    QCOMPARE(run(interpreter, "deliver-msgs drop=3 type=MsgApp"),
             std::string("dropped: 1->3 MsgApp Term:1 Log:1/11 Commit:11 "
                         "Entries:[1/12 EntryNormal \"x\"]\n"));
    QCOMPARE(run(interpreter, "deliver-msgs type=MsgHeartbeat 3 2"),
             std::string("1->3 MsgHeartbeat Term:1 Log:0/0 Commit:11\n"
                         "1->2 MsgHeartbeat Term:1 Log:0/0 Commit:11\n"));
    QCOMPARE(run(interpreter, "deliver-msgs 2 3"),
             std::string("1->2 MsgApp Term:1 Log:1/11 Commit:11 "
                         "Entries:[1/12 EntryNormal \"x\"]\n"));
}

void TraceInterpreterTest::localMessagesAreNeverDropped() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1) index=10 async-storage-writes=true");
    run(interpreter, "campaign 1");
    run(interpreter, "process-ready 1");
    run(interpreter, "process-append-thread 1");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "deliver-msgs drop=(1)"), std::string("no messages\n"));
    QCOMPARE(run(interpreter, "deliver-msgs 1"), std::string("1->1 MsgVoteResp Term:1 Log:0/0\n"));
}

void TraceInterpreterTest::messagesToANodeThatDoesNotExistYetCanBeDropped() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1,2) index=10");
    run(interpreter, "campaign 1");
    run(interpreter, "process-ready 1");
    QCOMPARE(run(interpreter, "deliver-msgs 2"), std::string("no messages\n"));
    QCOMPARE(run(interpreter, "deliver-msgs drop=2"),
             std::string("dropped: 1->2 MsgVote Term:1 Log:1/10\n"));
}

void TraceInterpreterTest::deliverWithoutMessagesSaysSo() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    QCOMPARE(run(interpreter, "deliver-msgs 1"), std::string("no messages\n"));
    QCOMPARE(run(interpreter, "deliver-msgs drop=1 type=MsgApp"), std::string("no messages\n"));
}

void TraceInterpreterTest::aRefusedMessageIsToldBehindItAndTheNextOneIsDelivered() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "log-level none");
    run(interpreter, "tick-heartbeat 1");
    run(interpreter, "process-ready 1");
    run(interpreter, "deliver-msgs 3 2");
    run(interpreter, "process-ready 3 2");
    run(interpreter, "propose-conf-change 1", "r3\n");
    run(interpreter, "process-ready 1");
    run(interpreter, "deliver-msgs 2 drop=3");
    run(interpreter, "process-ready 2");
    run(interpreter, "deliver-msgs 1 type=MsgAppResp");
    run(interpreter, "process-ready 1");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "deliver-msgs 1"),
             std::string("3->1 MsgHeartbeatResp Term:1 Log:0/0\n"
                         "raft: cannot step as peer not found\n"
                         "2->1 MsgHeartbeatResp Term:1 Log:0/0\n"));
}

void TraceInterpreterTest::stabilizeLeavesOtherNodesAlone() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 2 voters=(1,2) index=10");
    run(interpreter, "campaign 1");
    run(interpreter, "campaign 2");
    QCOMPARE(run(interpreter, "stabilize 1"), std::string("> 1 handling Ready\n"
                                                          "  Ready MustSync=true:\n"
                                                          "  Lead:0 State:StateCandidate\n"
                                                          "  HardState Term:1 Vote:1 Commit:10\n"
                                                          "  Messages:\n"
                                                          "  1->2 MsgVote Term:1 Log:1/10\n"));
    QCOMPARE(run(interpreter, "stabilize 1"), std::string("ok\n"));
}

void TraceInterpreterTest::compactPrintsWhatIsLeftOfTheLog() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "propose 1 x");
    run(interpreter, "stabilize");
    QCOMPARE(run(interpreter, "compact 1 11"), std::string("1/12 EntryNormal \"x\"\n"));
    QCOMPARE(run(interpreter, "compact 1 12"),
             std::string("log is empty: first index=13, last index=12\n"));
    QCOMPARE(run(interpreter, "raft-log 2"),
             std::string("1/11 EntryNormal \"\"\n1/12 EntryNormal \"x\"\n"));
}

void TraceInterpreterTest::compactBeyondTheLogIsRefused() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    QCOMPARE(run(interpreter, "compact 1 10"),
             std::string("requested index is unavailable due to compaction\n"));
    QCOMPARE(run(interpreter, "compact 1 12"),
             std::string("requested entry at index is unavailable\n"));
    QCOMPARE(run(interpreter, "raft-log 1"), std::string("1/11 EntryNormal \"\"\n"));
}

void TraceInterpreterTest::compactKeepsTheHistoryOfSnapshots() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "compact 1 11");
    QCOMPARE(run(interpreter, "send-snapshot 1 3"),
             std::string("1->3 MsgSnap Term:1 Log:0/0\n"
                         "  Snapshot: Index:11 Term:1 ConfState:Voters:[1 2 3] VotersOutgoing:[] "
                         "Learners:[] LearnersNext:[] AutoLeave:false\n"));
}

void TraceInterpreterTest::anEmptyLogIsPrintedWithItsBounds() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    QCOMPARE(run(interpreter, "raft-log 1"),
             std::string("log is empty: first index=11, last index=10\n"));
}

void TraceInterpreterTest::aSnapshotIsQueuedAndPrinted() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1,2) learners=(3) index=10");
    run(interpreter, "add-nodes 1 voters=(1,2) learners=(3) index=8");
    run(interpreter, "campaign 1");
    run(interpreter, "log-level debug");
    const std::string printed =
        "1->2 MsgSnap Term:1 Log:0/0\n"
        "  Snapshot: Index:10 Term:1 ConfState:Voters:[1 2] VotersOutgoing:[] Learners:[3] "
        "LearnersNext:[] AutoLeave:false\n";
    QCOMPARE(run(interpreter, "send-snapshot 1 2"), printed);
    QCOMPARE(run(interpreter, "deliver-msgs 2"), printed);
    QCOMPARE(run(interpreter, "process-ready 2"),
             std::string("Ready MustSync=true:\n"
                         "Lead:1 State:StateFollower\n"
                         "HardState Term:1 Commit:10\n"
                         "Snapshot Index:10 Term:1 ConfState:Voters:[1 2] VotersOutgoing:[] "
                         "Learners:[3] LearnersNext:[] AutoLeave:false\n"
                         "Messages:\n"
                         "2->1 MsgAppResp Term:1 Log:0/10\n"));
    QCOMPARE(run(interpreter, "raft-log 2"),
             std::string("log is empty: first index=11, last index=10\n"));
}

void TraceInterpreterTest::statusIsEmptyOfAFollower() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    QCOMPARE(run(interpreter, "status 2"), std::string("ok\n"));
}

void TraceInterpreterTest::statusShowsLearnersAndPausedMembers() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 1 voters=(1) learners=(2) index=10 inflight=1");
    run(interpreter, "campaign 1");
    run(interpreter, "stabilize");
    run(interpreter, "log-level debug");
    QCOMPARE(run(interpreter, "status 1"),
             std::string("1: StateReplicate match=11 next=12\n"
                         "2: StateProbe match=0 next=11 learner paused inactive\n"));
}

void TraceInterpreterTest::anUnreachableMemberIsProbed() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "report-unreachable 1 2");
    QCOMPARE(run(interpreter, "status 1"), std::string("1: StateReplicate match=11 next=12\n"
                                                       "2: StateProbe match=11 next=12\n"
                                                       "3: StateReplicate match=11 next=12\n"));
}

void TraceInterpreterTest::aForgottenLeaderIsFollowedAgainWhenItIsHeard() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    run(interpreter, "forget-leader 2");
    QCOMPARE(run(interpreter, "process-ready 2"),
             std::string("Ready MustSync=false:\nLead:0 State:StateFollower\n"));
    run(interpreter, "tick-heartbeat 1");
    run(interpreter, "process-ready 1");
    run(interpreter, "deliver-msgs 2");
    QCOMPARE(run(interpreter, "process-ready 2"),
             std::string("Ready MustSync=false:\n"
                         "Lead:1 State:StateFollower\n"
                         "Messages:\n"
                         "2->1 MsgHeartbeatResp Term:1 Log:0/0\n"));
}

void TraceInterpreterTest::leadershipIsTransferred() {
    TraceInterpreter interpreter;
    startThree(interpreter);
    QCOMPARE(run(interpreter, "transfer-leadership from=1 to=3"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "propose 1 x"), std::string("raft proposal dropped\n"));
    QCOMPARE(run(interpreter, "process-ready 1"),
             std::string("Ready MustSync=false:\nMessages:\n1->3 MsgTimeoutNow Term:1 Log:0/0\n"));
    run(interpreter, "stabilize");
    QCOMPARE(run(interpreter, "raft-state"), std::string("1: StateFollower (Voter) Term:2 Lead:3\n"
                                                         "2: StateFollower (Voter) Term:2 Lead:3\n"
                                                         "3: StateLeader (Voter) Term:2 Lead:3\n"));
}

void TraceInterpreterTest::theQuietLevelSilencesAllButErrors() {
    TraceInterpreter interpreter;
    QCOMPARE(run(interpreter, "log-level none"), std::string("ok\n"));
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    QCOMPARE(run(interpreter, "raft-state"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "propose 1 x"), std::string("raft proposal dropped\n"));
    QCOMPARE(run(interpreter, "deliver-msgs 1"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "log-level warn"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "deliver-msgs 1"), std::string("no messages\n"));
}

void TraceInterpreterTest::stabilizeCanBeQuietForOnce() {
    TraceInterpreter interpreter;
    run(interpreter, "add-nodes 1 voters=(1) index=10");
    run(interpreter, "campaign 1");
    QCOMPARE(run(interpreter, "stabilize 1 log-level=none"), std::string("ok\n"));
    QCOMPARE(run(interpreter, "raft-state"), std::string("1: StateLeader (Voter) Term:1 Lead:1\n"));
}

void TraceInterpreterTest::stabilizeCanBeLoudForOnce() {
    TraceInterpreter interpreter;
    run(interpreter, "log-level none");
    run(interpreter, "add-nodes 2 voters=(1,2) index=10");
    run(interpreter, "campaign 1");
    QVERIFY(run(interpreter, "stabilize 1 log-level=debug") != "ok\n");
    QCOMPARE(run(interpreter, "raft-state"), std::string("ok\n"));
}

QTEST_APPLESS_MAIN(TraceInterpreterTest)
#include "tst_trace_interpreter.moc"
