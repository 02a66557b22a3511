// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "engine/stage/memory_disks.h"
#include "engine/stage/scenario/scenario.h"
#include "engine/stage/scenario/scenario_runner.h"
#include "network/loopback_wire.h"
#include "tests/stage/scenario_play.h"

using quorate::stage::Scenario;
using quorate::stage::ScenarioProgress;
using quorate::stage_test::play;
using quorate::stage_test::Played;

namespace {

/// A scenario of three nodes; the body begins on line 4.
std::string withHead(const std::string& body) {
    return "scenario nodes=3 seed=1\nTitle\n\n" + body + "\n";
}

/// The same with node 1 as the leader, from line 9 on.
std::string ledByOne(const std::string& body) {
    return withHead("timer fire 1\n\nwait-until leader 1\n\nstabilize\n\n" + body);
}

std::string errorOf(const std::string& text) {
    Played played;
    play(text, "x", played);
    return played.error;
}

}  // namespace

class ScenarioLanguageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHeadSaysWhatTheClusterIs();
    void commandsDoWhatTheySay_data();
    void commandsDoWhatTheySay();
    void whatIsWrongInTheTextIsFoundBeforeItRuns_data();
    void whatIsWrongInTheTextIsFoundBeforeItRuns();
    void whatFailsSaysWhereAndWhatWasFound_data();
    void whatFailsSaysWhereAndWhatWasFound();
    void captionsAreFilledIn();
    void questionsAreTakenApart();
    void outputIsComparedWhereItIsGiven();
    void theRunnerGoesCaseByCaseAndStopsForItsReader();
    void anErrorIsFinal();
    void theSameScenarioComesOutTheSame();
};

void ScenarioLanguageTest::theHeadSaysWhatTheClusterIs() {
    const auto scenario = Scenario::parse(
        "# about\nscenario nodes=5 seed=7 tick=50ms election-ticks=20 heartbeat-ticks=2 "
        "prevote=true checkquorum=true leases=true forwarding=false inflight=4 max-message=100 "
        "snapshot-entries=9 catch-up-entries=3 promotion-lag=2 proposal-timeout=8 read-timeout=6 "
        "delay=1ms..2ms\nThe title\nWhat it\nteaches.\n\nrun-for 1s\n",
        "x");
    QVERIFY2(scenario.has_value(), scenario ? "" : scenario.error().message.c_str());
    const auto& head = scenario->head();
    QCOMPARE(head.title, std::string("The title"));
    QCOMPARE(head.teaches, std::string("What it teaches."));
    QCOMPARE(head.members.confState.voters.size(), std::size_t{5});
    QCOMPARE(head.options.seed, std::uint64_t{7});
    QCOMPARE(head.options.tickNs, std::uint64_t{50'000'000});
    const auto& node = head.options.node;
    QCOMPARE(node.raft.electionTicks, 20U);
    QCOMPARE(node.raft.heartbeatTicks, 2U);
    QVERIFY(node.raft.preVote);
    QVERIFY(node.raft.checkQuorum);
    QVERIFY(node.raft.readOnlyOption == quorate::raft::ReadOnlyOption::LeaseBased);
    QVERIFY(node.raft.disableProposalForwarding);
    QCOMPARE(node.raft.maxInflightMessages, std::size_t{4});
    QCOMPARE(node.raft.maxMessageSize, std::uint64_t{100});
    QCOMPARE(node.snapshotEntries, std::uint64_t{9});
    QCOMPARE(node.catchUpEntries, std::uint64_t{3});
    QCOMPARE(node.promotionLag, std::uint64_t{2});
    QCOMPARE(node.proposalTimeoutTicks, 8U);
    QCOMPARE(node.readTimeoutTicks, 6U);
    QCOMPARE(head.delay->max, std::uint64_t{2'000'000});
    QCOMPARE(scenario->steps().size(), std::size_t{1});
}

void ScenarioLanguageTest::commandsDoWhatTheySay_data() {
    QTest::addColumn<QString>("body");
    const auto row = [](const char* name, const char* body) { QTest::newRow(name) << body; };
    row("campaign", "campaign 2\n\nwait-until leader 2");
    row("timer set",
        "timer set 3 10\n\ntimer set 1,2 19\n\nwait-until leader 3\n\nexpect elapsed >= 1s");
    row("set-randomized-election-timeout",
        "set-randomized-election-timeout 2 timeout=10\n\ntimer set 1,3 19\n\nwait-until leader 2");
    row("timer align", "timer align\n\nwait-until role all candidate\n\nexpect elapsed = 1s");
    row("timer spread", "timer spread\n\nwait-until leader 1");
    row("tick-election", "timer set 2 10\n\ntick-election 2\n\nexpect role 2 candidate");
    row("tick-heartbeat", "timer set 2 10\n\ntick-heartbeat 2\n\nexpect role 2 follower");
    row("forget-leader",
        "campaign 1\n\nwait-until lead 2 = 1\n\nforget-leader 2\n\n"
        "expect lead 2 = none\n\nwait-until lead 2 = 1");
    row("transfer",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\ntransfer 3\n\n"
        "wait-until leader 3");
    row("transfer-leadership",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\n"
        "transfer-leadership from=2 to=3\n\nwait-until leader 3");
    row("report-unreachable", "campaign 1\n\nwait-until leader 1\n\nreport-unreachable 1 2");
    row("stop and start", "stop 2\n\nexpect node 2 down\n\nstart 2\n\nexpect node 2 up");
    row("crash and restart",
        "crash 2,3\n\nexpect crashed 2,3 and not crashed 1\n\nrestart 2,3\n\nexpect node all up");
    row("pause and resume", "pause 2\n\nexpect node 2 paused\n\nresume 2\n\nexpect node 2 up");
    row("crash-at",
        "crash-at 2 before-send nth=1\n\ncampaign 1\n\nwait-until crashed 2 before-send"
        "\n\nexpect not crashed 2 before-apply");
    row("disarm",
        "crash-at 2 before-send\n\ndisarm 2\n\ncampaign 1\n\nwait-until leader 1\n\n"
        "stabilize\n\nexpect node 2 up");
    row("wipe",
        "campaign 1\n\nwait-until commit all >= 2\n\nstop 3\n\nwipe 3\n\nstart 3\n\n"
        "expect last 3 = 0");
    row("join, add and promote",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\njoin 4\n\nexpect term 4 = 0\n\n"
        "add-learner 4 as=a\n\nwait-until operation a done\n\nwait-until learners all = 4 and equal"
        "\n\npromote 4 as=p\n\nwait-until operation p done and voters all = 1,2,3,4\n\n"
        "expect learners all = none");
    row("add-voter and remove",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\njoin 5\n\nadd-voter 5 as=a\n\n"
        "wait-until operation a done\n\nremove 2 as=r\n\nwait-until operation r done\n\n"
        "expect voters 1 = 1,3,5");
    row("propose-conf-change",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\njoin 4\n\n"
        "propose-conf-change 1 transition=implicit as=c\nv4 r3\n\n"
        "wait-until voters 1,2 = 1,2,4 and operation c done");
    row("put, get and delete",
        "campaign 1\n\nwait-until leader\n\nstabilize\n\nclient a put k v as=p\n\n"
        "wait-until operation p done and value all k = v\n\nclient b get k at=2 as=g\n\n"
        "client b get k at=3 level=local as=l\n\nclient b get k level=lease as=e\n\n"
        "wait-until operation g answered and operation l done and operation e done\n\n"
        "expect operation g value = v and operation l value = v\n\nclient a delete k as=d\n\n"
        "wait-until operation d count = 1\n\nwait-until value all k = none\n\n"
        "client b get k as=n\n\nwait-until operation n value = none");
    row("cas",
        "campaign 1\n\nwait-until leader\n\nstabilize\n\nclient a cas k none 1 as=x\n\n"
        "wait-until operation x swapped\n\nclient a cas k 2 3 as=y\n\n"
        "wait-until operation y not-swapped\n\nclient a cas k 1 2 as=z\n\n"
        "wait-until operation z swapped");
    row("range",
        "campaign 1\n\nwait-until leader\n\nstabilize\n\nclient a put k1 v\n\n"
        "client a put k2 v as=p\n\nwait-until operation p done\n\n"
        "client a range k1 k3 as=r\n\nwait-until operation r count = 2");
    row("a client whose node is down",
        "stop 2\n\nclient a put k v at=2 as=p\n\nexpect operation p refused");
    row("a client that waits no longer",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\ncrash 2,3\n\n"
        "client a put k v timeout=1s as=p\n\nrun-for 999ms\n\nexpect operation p open\n\n"
        "run-for 1ms\n\nexpect operation p unknown");
    row("propose",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\npropose 1 x as=p\n\n"
        "wait-until operation p done and value all x = x");
    row("fault cut and heal",
        "fault cut 1->2\n\nexpect cut 1->2 and not cut 2->1\n\nfault cut 1<->3\n\n"
        "expect cut 1->3 and cut 3->1\n\nfault heal 1->2\n\nexpect not cut 1->2\n\n"
        "fault heal all\n\nexpect not cut 1->3");
    row("fault partition",
        "fault partition 1 | 2,3\n\nexpect cut 1<->2,3 and not cut 2->3\n\ncampaign 2\n\n"
        "wait-until leader 2\n\nexpect term 1 = 0");
    row("fault link loss",
        "fault link 1->all loss=100%\n\ncampaign 1\n\nrun-for 500ms\n\nexpect term 2,3 = 0\n\n"
        "fault link 1->all\n\ncampaign 1\n\nwait-until leader 1");
    row("fault link of one type",
        "note c commit 1\n\nfault link 1->all type=MsgApp loss=100%\n\ncampaign 1\n\n"
        "wait-until leader 1\n\nrun-for 500ms\n\nexpect last 1 > $c and commit 1 = $c and lead 2 = "
        "1");
    row("fault link delay",
        "fault link 1->2 delay=300ms..400ms duplicate=1% reorder=0.5%\n\ncampaign 1\n\n"
        "run-for 299ms\n\nexpect term 2 = 0 and term 3 = 1\n\nwait-until term 2 = 1 within=200ms");
    row("fault drift",
        "fault drift 1 +900000\n\ntimer set 1 19\n\ntimer set 2,3 12\n\nwait-until leader 1");
    row("fault disk",
        "fault disk 2 write=1s sync=1s..2s apply=1ms snapshot=1ms\n\ncampaign 1\n\n"
        "wait-until leader 1\n\nrun-for 500ms\n\nexpect stable 3 = 2 and stable 2 = 1\n\n"
        "fault disk 2");
    row("fault disk that lies",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nfault disk 2 lies=true forgets=true\n\n"
        "client a put k v as=p\n\nwait-until operation p done\n\nstabilize\n\ncrash 2\n\n"
        "start 2\n\nexpect met SyncLied > 0 and violated Durability and last 2 = 2");
    row("fault tear",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nfault tear 2\n\nclient a put k v "
        "as=p\n\n"
        "wait-until crashed 2 and operation p done\n\nstart 2\n\nexpect met TornTailCut = 1 and "
        "last 2 = 2\n\nwait-until equal\n\nexpect violated none");
    row("sabotage: a sync is skipped",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nfault sabotage skip-sync\n\nexpect "
        "violated none\n\n"
        "client a put k v\n\nwait-until violated DurablePromise");
    row("sabotage: votes are forgotten",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nfault sabotage forget-votes\n\ncampaign "
        "2\n\n"
        "wait-until leader 2\n\nexpect violated DurablePromise\n\nrestart 3\n\nexpect vote 3 = "
        "none");
    row("sabotage: a leader reads alone",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nfault sabotage read-alone\n\nfault "
        "partition 1 | 2,3\n\n"
        "campaign 2\n\nwait-until leader 2\n\nclient a put k v as=p\n\nwait-until operation p done"
        "\n\nexpect violated none\n\nclient b get k at=1 as=g\n\nwait-until operation g done\n\n"
        "expect operation g value = none and violated ReadLinearizability");
    row("sabotage that is over",
        "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nfault sabotage skip-sync\n\nfault "
        "sabotage skip-sync off"
        "\n\nfault sabotage forget-votes\n\nfault end\n\nclient a put k v as=p\n\n"
        "wait-until operation p done\n\ncampaign 2\n\nwait-until leader 2\n\nexpect violated none");
    row("fault end",
        "fault cut 1->2\n\nfault link 2->3 loss=100%\n\nfault drift 2 -100\n\n"
        "fault disk 3 sync=1s\n\nfault end\n\nexpect not cut 1->2\n\ncampaign 2\n\n"
        "wait-until lead 3 = 2 within=500ms");
    row("hold and release",
        "hold MsgVote 1->all\n\ncampaign 1\n\nwait-until message MsgVote 1->2 held and message "
        "MsgVote 1->3 held\n\nrun-for 500ms\n\nexpect term 2,3 = 0\n\nrelease MsgVote 1->2 first=1"
        "\n\nwait-until term 2 = 1\n\nexpect term 3 = 0\n\nrelease any\n\nwait-until leader 1");
    row("drop",
        "hold MsgVote\n\ncampaign 1\n\nwait-until message MsgVote held\n\ndrop MsgVote\n\n"
        "expect not message any\n\nrun-for 300ms\n\nexpect term 2,3 = 0");
    row("duplicate",
        "hold MsgVote 1->2\n\ncampaign 1\n\nwait-until message MsgVote 1->2\n\n"
        "duplicate MsgVote 1->2\n\nwait-until term 2 = 1\n\n"
        "expect message MsgVote 1->2 held");
    row("deliver-msgs",
        "hold any\n\ncampaign 1\n\nwait-until message MsgVote 1->3\n\n"
        "deliver-msgs 2 drop=(3) type=MsgVote\n----\n"
        "1->2 MsgVote Term:1 Log:1/1\ndropped: 1->3 MsgVote Term:1 Log:1/1\n\n"
        "expect term 2 = 1 and term 3 = 0\n\ndeliver-msgs 3\n----\nno messages");
    row("stabilize",
        "campaign 1\n\nstabilize\n\nexpect leader 1 and lead all = 1 and applied all = "
        "2 and equal and not message any");
    row("quiet but for what is held",
        "hold MsgVoteResp 3->1\n\ncampaign 1\n\nexpect not quiet\n\nwait-until quiet\n\n"
        "expect message MsgVoteResp held and leader 1");
    row("snapshots",
        "campaign 1\n\nstabilize\n\nexpect installed all = 0 and first all = 2 and "
        "revision all = 1");
    row("step", "step 5\n\nstep\n\nstep 2 node=3\n\nexpect elapsed > 0s");
    row("names and notes",
        "campaign 2\n\nwait-until leader 2\n\nstabilize\n\nname old leader\n\nname rest !old\n\n"
        "note t term old\n\ncrash old\n\nwait-until leader rest within=60s\n\n"
        "expect term leader >= $t+1 and term leader > $t-1 and term leader != $t");
    row("terms", "campaign 1\n\nwait-until leader 1\n\nstabilize\n\nexpect terms all = 1");
}

void ScenarioLanguageTest::commandsDoWhatTheySay() {
    QFETCH(QString, body);
    Played played;
    play(withHead(body.toStdString()), "x", played);
    QVERIFY2(played.error.empty(), played.error.c_str());
    QCOMPARE(played.said.ends, 1);
}

void ScenarioLanguageTest::whatIsWrongInTheTextIsFoundBeforeItRuns_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    const auto raw = [](const char* name, const std::string& text, const char* error) {
        QTest::newRow(name) << QString::fromStdString(text) << QString(error);
    };
    const auto row = [&raw](const char* name, const char* body, const char* error) {
        raw(name, withHead(body), error);
    };
    raw("nothing", "", "x: line 1, column 1: a scenario begins with");
    raw("no head", "run-for 1s\n", "x: line 1, column 1: a scenario begins with");
    raw("no title", "scenario nodes=3\n", "x: line 1, column 1: scenario: the title");
    raw("too many nodes", "scenario nodes=17\nT\n", "x: line 1, column 10: scenario: nodes lies");
    raw("an impossible cluster", "scenario election-ticks=2 heartbeat-ticks=5\nT\n",
        "x: line 1, column 1: scenario: ");
    raw("an unknown setting", "scenario nods=3\nT\n",
        "x: line 1, column 10: scenario: unknown argument \"nods=3\"");
    row("an unknown command", "fly 1", "x: line 4, column 1: unknown command \"fly\"");
    row("a command within a line", "  fly 1", "x: line 4, column 3: unknown command \"fly\"");
    row("no such node", "crash 4", "x: line 4, column 7: crash: there is no node 4");
    row("no such name", "crash 1,old", "x: line 4, column 7: crash: \"old\" is no node");
    row("a missing node", "crash", "x: line 4, column 6: crash: a node is missing");
    row("too much", "crash 1 2", "x: line 4, column 9: crash: unknown argument \"2\"");
    row("no blank line between", "crash 1\ncrash 2", "x: line 5, column 1: crash: this command");
    row("no crash point", "crash-at 1 lunch", "x: line 4, column 12: crash-at: unknown crash");
    row("no time", "run-for 10", "x: line 4, column 9: run-for: a time is a number with");
    row("too long", "run-for 25h", "x: line 4, column 9: run-for: a time is at most 24h");
    row("a huge time", "run-for 99999999999999999999h", "x: line 4, column 9: run-for: a time");
    row("a span backwards", "fault disk 1 sync=2s..1s", "x: line 4, column 14: fault: \"2s..1s\"");
    row("no probability", "fault link 1->2 loss=101%", "x: line 4, column 17: fault: a probab");
    row("no link", "fault cut 1", "x: line 4, column 11: fault: links are written");
    row("one group", "fault partition 1", "x: line 4, column 1: fault: a partition has");
    row("no fault", "fault rain", "x: line 4, column 7: fault: unknown fault \"rain\"");
    row("no rule", "fault sabotage all", "x: line 4, column 16: fault: unknown rule \"all\"");
    row("no check", "expect violated All", "x: line 4, column 17: expect: there is no check");
    row("nothing to meet", "expect met Rain > 1",
        "x: line 4, column 12: expect: disks do not meet");
    row("no type", "hold MsgMail", "x: line 4, column 6: hold: unknown message type");
    row("no condition", "expect", "x: line 4, column 7: expect: a condition is missing");
    row("an unknown condition", "expect rain", "x: line 4, column 8: expect: unknown condition");
    row("nothing behind and", "expect leader and", "x: line 4, column 18: expect: a condition is");
    row("no comparison", "expect term 1 2", "x: line 4, column 15: expect: one of = !=");
    row("no role", "expect role 1 king", "x: line 4, column 15: expect: one of follower");
    row("nothing noted", "expect term 1 = $t", "x: line 4, column 17: expect: nothing was noted");
    row("no operation", "expect operation p done", "x: line 4, column 18: expect: no operation");
    row("a name twice", "client a put k v as=p\n\nclient a put k v as=p",
        "x: line 6, column 18: client: there is an operation \"p\" already");
    row("a word as a name", "name leader 1", "x: line 4, column 6: name: \"leader\" is a word");
    row("no name", "name 1x 1", "x: line 4, column 6: name: a name is a letter");
    row("no request", "client a sing", "x: line 4, column 10: client: a client asks for");
    row("no level", "client a get k level=high", "x: line 4, column 16: client: a read is");
    row("a node twice", "join 2", "x: line 4, column 6: join: there is a node 2 already");
    row("an empty caption", "caption", "x: line 4, column 1: caption: the text belongs");
    row("an open place", "caption\na {b", "x: line 5, column 1: caption: a { in a text has no }");
    row("no such place", "caption\n{b}", "x: line 5, column 1: caption: \"b\" is no node");
    row("a question without choices", "ask right=A\nQ\nwhy: W",
        "x: line 4, column 1: ask: a question has at least two choices");
    row("a question without a reason", "ask right=A\nQ\nA) a\nB) b",
        "x: line 4, column 1: ask: a last line");
    row("a question without an answer", "ask\nQ\nA) a\nB) b\nwhy: W",
        "x: line 4, column 1: ask: right=LETTER");
    row("an answer that is no choice", "ask right=C\nQ\nA) a\nB) b\nwhy: W",
        "x: line 4, column 5: ask: no choice is called \"C\"");
    row("a list without end", "deliver-msgs drop=(1", "x: line 4, column 19: this list has no");
}

void ScenarioLanguageTest::whatIsWrongInTheTextIsFoundBeforeItRuns() {
    QFETCH(QString, text);
    QFETCH(QString, error);
    const auto scenario = Scenario::parse(text.toStdString(), "x");
    QVERIFY(!scenario.has_value());
    const QString found = QString::fromStdString(scenario.error().message);
    QVERIFY2(found.startsWith(error), qPrintable(found));
}

void ScenarioLanguageTest::whatFailsSaysWhereAndWhatWasFound_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* name, const char* body, const char* error) {
        QTest::newRow(name) << body << error;
    };
    row("a number", "expect term all >= 2",
        "x: line 10, column 1: expect: \"term all >= 2\" was expected, but node 1 has term 1");
    row("a role", "expect role 2 leader",
        "x: line 10, column 1: expect: \"role 2 leader\" was expected, but node 2 is follower");
    row("a leader", "expect leader 3",
        "x: line 10, column 1: expect: \"leader 3\" was expected, but node 1 leads");
    row("a value", "expect value 2 k = v",
        "x: line 10, column 1: expect: \"value 2 k = v\" was expected, but node 2 has none under "
        "k");
    row("the second of two", "expect leader and node 2 down",
        "x: line 10, column 1: expect: \"leader and node 2 down\" was expected, but node 2 is up");
    row("what must not be", "expect not leader",
        "x: line 10, column 1: expect: \"not leader\" was expected, but it is so");
    row("a node that is down", "crash 2\n\nexpect term 2 = 1",
        "x: line 12, column 1: expect: \"term 2 = 1\" was expected, but node 2 is down");
    row("an operation", "stop 2\n\nclient a get k at=2 as=g\n\nexpect operation g done",
        "x: line 14, column 1: expect: \"operation g done\" was expected, but g is refused (the "
        "node is down)");
    row("different states",
        "fault cut 1->3\n\npropose 1 x as=p\n\nwait-until operation p done\n\n"
        "expect equal",
        "x: line 16, column 1: expect: \"equal\" was expected, but node 1 has applied 3, node 2 2");
    row("waiting in vain", "wait-until leader 2 within=1s",
        "x: line 10, column 1: wait-until: waited 1s in vain: node 1 leads");
    row("a refused call", "start 2", "x: line 10, column 1: start: node 2 runs already");
    row("no leader", "crash 1\n\nclient a put k v",
        "x: line 12, column 1: client: nobody leads; at=NODE says who is asked then");
    row("no message", "drop MsgSnap", "x: line 10, column 1: drop: no such message is on its way");
    row("two where one is needed", "note t term all",
        "x: line 10, column 1: note: \"all\" is 3 nodes, where one is needed");
    row("in two groups", "fault partition 1,2 | 2",
        "x: line 10, column 1: fault: node 2 is in two groups");
}

void ScenarioLanguageTest::whatFailsSaysWhereAndWhatWasFound() {
    QFETCH(QString, body);
    QFETCH(QString, error);
    QCOMPARE(QString::fromStdString(errorOf(ledByOne(body.toStdString()))), error);
}

void ScenarioLanguageTest::captionsAreFilledIn() {
    Played played;
    play(ledByOne(
             "note t term 1\n\nname both 2,3\n\ncaption paper=5.2\nNode {leader} leads in {$t} and "
             "{$t+4},\n{both} and {all} follow: {lead 3}.\n"),
         "x", played);
    QVERIFY2(played.error.empty(), played.error.c_str());
    QCOMPARE(played.said.captions.size(), std::size_t{1});
    QCOMPARE(played.said.captions[0].text,
             std::string("Node 1 leads in 1 and 5, 2 and 3 and 1, 2 and 3 follow: 1."));
    QCOMPARE(played.said.captions[0].paper, std::string("§5.2"));
}

void ScenarioLanguageTest::questionsAreTakenApart() {
    Played played;
    play(withHead(
             "ask right=B paper=7\nWho\nis it?\nA) The first\none\nB) The second\nwhy: Since it\n"
             "is so.\n"),
         "x", played);
    QVERIFY2(played.error.empty(), played.error.c_str());
    const auto& question = played.said.questions.front();
    QCOMPARE(question.text, std::string("Who is it?"));
    QVERIFY((question.choices == std::vector<std::string>{"The first one", "The second"}));
    QCOMPARE(question.right, std::size_t{1});
    QCOMPARE(question.why, std::string("Since it is so."));
    QCOMPARE(question.paper, std::string("§7"));
}

void ScenarioLanguageTest::outputIsComparedWhereItIsGiven() {
    QCOMPARE(errorOf(ledByOne("crash 3\n\nraft-state\n----\n1: StateLeader (Voter) Term:1 Lead:1\n"
                              "2: StateFollower (Voter) Term:1 Lead:1\n3: down\n\n"
                              "client a put k v\n\nraft-log 1\n----\n1/2 EntryNormal \"\"\n"
                              "1/3 put \"k\" \"v\"\n\nrun-for 1s\n----\nok")),
             std::string());
    QCOMPARE(errorOf(ledByOne("raft-log 2\n----\nnothing")),
             std::string("x: line 10, column 1: raft-log: this was expected:\nnothing\nbut it "
                         "printed:\n1/2 EntryNormal \"\"\n"));
    Played played;
    play(ledByOne("status 1"), "x", played);
    QVERIFY(played.said.prints.front().starts_with("1: StateReplicate match="));
}

void ScenarioLanguageTest::theRunnerGoesCaseByCaseAndStopsForItsReader() {
    const auto scenario =
        Scenario::parse(withHead("caption\nOne.\n\ncaption pause=false\nTwo.\n\nrun-for 1s"), "x");
    QVERIFY(scenario.has_value());
    quorate::stage::MemoryDisks disks(1);
    quorate::network::LoopbackWire wire;
    quorate::stage::Witness witness;
    quorate::stage_test::Said said;
    const auto stage = quorate::stage::makeStage(*scenario, disks, wire, witness);
    quorate::stage::ScenarioRunner runner(*scenario, *stage, witness, said);
    QCOMPARE(runner.size(), std::size_t{3});
    QCOMPARE(runner.current()->command, std::string("caption"));
    QVERIFY(*runner.step() == ScenarioProgress::AtReader);
    QCOMPARE(runner.position(), std::size_t{1});
    QVERIFY(*runner.step() == ScenarioProgress::Between);
    QVERIFY(*runner.step() == ScenarioProgress::Running);
    QCOMPARE(runner.current()->line, std::size_t{10});
    QCOMPARE(stage->stepCount(), std::uint64_t{0});
    QVERIFY(*runner.step() == ScenarioProgress::Running);
    QCOMPARE(stage->stepCount(), std::uint64_t{1});
    QVERIFY(*runner.finishCase() == ScenarioProgress::Between);
    QCOMPARE(stage->now().nanoseconds(), std::uint64_t{1'000'000'000});
    QVERIFY(runner.current() == nullptr);
    QVERIFY(*runner.step() == ScenarioProgress::Finished);
    QVERIFY(*runner.step() == ScenarioProgress::Finished);
    QCOMPARE(said.ends, 1);
    // The Stage is there to go on with.
    QVERIFY(stage->crash(quorate::raft::NodeId(1)).has_value());
}

void ScenarioLanguageTest::anErrorIsFinal() {
    const auto scenario = Scenario::parse(withHead("expect leader\n\nrun-for 1s"), "x");
    quorate::stage::MemoryDisks disks(1);
    quorate::network::LoopbackWire wire;
    quorate::stage::Witness witness;
    quorate::stage_test::Said said;
    const auto stage = quorate::stage::makeStage(*scenario, disks, wire, witness);
    quorate::stage::ScenarioRunner runner(*scenario, *stage, witness, said);
    QVERIFY(!runner.step().has_value());
    QVERIFY(!runner.step().has_value());
    QCOMPARE(runner.position(), std::size_t{0});
    QCOMPARE(said.ends, 0);
}

void ScenarioLanguageTest::theSameScenarioComesOutTheSame() {
    const std::string text = withHead(
        "fault link all->all loss=10% duplicate=10% reorder=10% delay=1ms..200ms\n\nrun-for 20s");
    Played one;
    Played two;
    play(text, "x", one);
    play(text, "x", two);
    QVERIFY2(one.error.empty(), one.error.c_str());
    QVERIFY(one.events > 100);
    QCOMPARE(one.events, two.events);
    Played other;
    std::string changed = text;
    changed.replace(changed.find("seed=1"), 6, "seed=2");
    play(changed, "x", other);
    QVERIFY(one.events != other.events);
}

QTEST_APPLESS_MAIN(ScenarioLanguageTest)
#include "tst_scenario_language.moc"
