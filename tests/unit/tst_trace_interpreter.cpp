// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "engine/stage/script.h"
#include "engine/stage/trace_interpreter.h"
#include "raft_values.h"

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

QTEST_APPLESS_MAIN(TraceInterpreterTest)
#include "tst_trace_interpreter.moc"
