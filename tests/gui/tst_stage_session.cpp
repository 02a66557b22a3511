// SPDX-License-Identifier: Apache-2.0
// Sessions on virtual time: they run, obey, and come back from their folder.
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

#include "gui/session/session_file.h"
#include "gui/session/stage/stage_session.h"
#include "tests/gui/session_talk.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::leaderOf;
using quorate::tests::putOf;
using quorate::tests::run;

namespace {

constexpr int kPatienceMs = tests::kPatienceMs;

QString newSession(const QTemporaryDir& directory) {
    return tests::newSession(directory, SessionFile());
}

}  // namespace

class StageSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewSessionHasALeaderAndAnswers();
    void whatWasPutIsThereWhenItIsOpenedAgain();
    void aKilledNodeIsAFaultUntilItIsUndone();
    void aCutLinkIsHealedWhenTheLastFaultOnItEnds();
    void aPauseStopsTimeAndAStepMovesItByOneEvent();
    void nodesAreAddedAndRemoved();
    void aWorkloadKeepsAskingUntilItIsSwitchedOff();
    void chaosMendsWhatItBroke();
    void aFolderInUseIsExplained();
    void aDamagedSessionFileIsExplained();
};

void StageSessionTest::aNewSessionHasALeaderAndAnswers() {
    const QTemporaryDir directory;
    auto session = StageSession::open(newSession(directory));
    QVERIFY2(session, session ? "" : session.error().message.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(**session) != nullptr, kPatienceMs);
    QVERIFY(run(**session, SetSpeed{10}).value());
    const auto answer = answerTo(**session, putOf("key", "value"));
    QVERIFY(answer);
    QCOMPARE(answer->answer.outcome, observe::Outcome::Done);
    std::vector<NodeKeys> keys;
    (*session)->inspectKeys("", 10, [&keys](std::vector<NodeKeys> found) { keys = found; });
    QTRY_COMPARE_WITH_TIMEOUT(keys.size(), 3U, kPatienceMs);
    QVERIFY(!keys.front().keys.empty() || !keys.back().keys.empty());
}

void StageSessionTest::whatWasPutIsThereWhenItIsOpenedAgain() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    std::uint64_t events = 0;
    {
        auto session = StageSession::open(folder);
        QVERIFY(session);
        QVERIFY(run(**session, SetSpeed{10}).value());
        const auto answer = answerTo(**session, putOf("key", "value"));
        QVERIFY(answer && answer->answer.outcome == observe::Outcome::Done);
        events = (*session)->recording().latest()->count;
    }
    auto session = StageSession::open(folder);
    QVERIFY2(session, session ? "" : session.error().message.c_str());
    QVERIFY((*session)->recording().latest()->count >= events);
    QVERIFY(run(**session, SetSpeed{10}).value());
    stage::ClientRead read;
    read.range.key = Bytes::copyOf("key");
    Ask ask;
    ask.what = read;
    const auto answer = answerTo(**session, ask);
    QVERIFY(answer && answer->answer.outcome == observe::Outcome::Done);
    const auto* range = std::get_if<kv::RangeResponse>(&answer->answer.response);
    QVERIFY(range != nullptr && range->kvs.size() == 1);
    QCOMPARE(range->kvs.front().value.toString(), std::string("value"));
}

void StageSessionTest::aKilledNodeIsAFaultUntilItIsUndone() {
    const QTemporaryDir directory;
    auto session = StageSession::open(newSession(directory));
    QVERIFY(session);
    QVERIFY(run(**session, ActOnNode{NodeAct::Kill, raft::NodeId(2)}).value());
    RecordingKeeper& recording = (*session)->recording();
    QTRY_COMPARE_WITH_TIMEOUT(recording.latest()->state.faults().size(), 1U, kPatienceMs);
    QCOMPARE(recording.latest()->state.findNode(raft::NodeId(2))->condition,
             observe::NodeCondition::Down);
    const std::uint64_t fault = recording.latest()->state.faults().front().fault;
    QVERIFY(run(**session, EndFault{fault}).value());
    QTRY_VERIFY_WITH_TIMEOUT(recording.latest()->state.faults().empty(), kPatienceMs);
    QCOMPARE(recording.latest()->state.findNode(raft::NodeId(2))->condition,
             observe::NodeCondition::Up);
    const auto again = run(**session, EndFault{fault});
    QVERIFY(again && !*again);
}

void StageSessionTest::aCutLinkIsHealedWhenTheLastFaultOnItEnds() {
    const QTemporaryDir directory;
    auto session = StageSession::open(newSession(directory));
    QVERIFY(session);
    const observe::Link link{raft::NodeId(1), raft::NodeId(2)};
    QVERIFY(run(**session, CutLink{link, true}).value());
    QVERIFY(
        run(**session, Partition{{{raft::NodeId(1)}, {raft::NodeId(2), raft::NodeId(3)}}}).value());
    const auto isCut = [&session, link] {
        const auto* found = (*session)->recording().latest()->state.findLink(link);
        return found != nullptr && found->isCut;
    };
    RecordingKeeper& recording = (*session)->recording();
    QTRY_COMPARE_WITH_TIMEOUT(recording.latest()->state.faults().size(), 2U, kPatienceMs);
    QVERIFY(isCut());
    QVERIFY(run(**session, EndFault{recording.latest()->state.faults().front().fault}).value());
    QTRY_COMPARE_WITH_TIMEOUT(recording.latest()->state.faults().size(), 1U, kPatienceMs);
    QVERIFY(isCut());
    QVERIFY(run(**session, EndAllFaults{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(!isCut(), kPatienceMs);
    const auto nobody = run(**session, Partition{{{raft::NodeId(1)}}});
    QVERIFY(nobody && !*nobody);
}

void StageSessionTest::aPauseStopsTimeAndAStepMovesItByOneEvent() {
    const QTemporaryDir directory;
    auto session = StageSession::open(newSession(directory));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(**session) != nullptr, kPatienceMs);
    const auto early = run(**session, StepEvent{});
    QVERIFY(early && !*early);
    QVERIFY(run(**session, Pause{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(!(*session)->status().isRunning, kPatienceMs);
    RecordingKeeper& recording = (*session)->recording();
    // What was on its way to the recording has arrived behind this question.
    std::optional<std::uint64_t> before;
    recording.ask(
        this, [](const observe::Recording& all) { return all.size(); },
        [&before](std::uint64_t size) { before = size; });
    QTRY_VERIFY_WITH_TIMEOUT(before, kPatienceMs);
    QVERIFY(run(**session, StepEvent{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(recording.latest()->count > *before, kPatienceMs);
}

void StageSessionTest::nodesAreAddedAndRemoved() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    auto session = StageSession::open(folder);
    QVERIFY(session);
    QVERIFY(run(**session, SetSpeed{10}).value());
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(**session) != nullptr, kPatienceMs);
    const auto added = run(**session, AddNode{});
    QVERIFY2(added && *added, added && !*added ? added->error().message.c_str() : "no answer");
    const auto voters = [&session] {
        const observe::NodeState* leader = leaderOf(**session);
        return leader == nullptr ? 0 : leader->configuration.voters.size();
    };
    QTRY_COMPARE_WITH_TIMEOUT(voters(), 4U, kPatienceMs);
    const auto removed = run(**session, ActOnNode{NodeAct::Remove, raft::NodeId(4)});
    QVERIFY(removed && *removed);
    QTRY_COMPARE_WITH_TIMEOUT(voters(), 3U, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(readSessionFile(folder)->removed.size(), 1U, kPatienceMs);
    QCOMPARE(readSessionFile(folder)->unusedNode().value(), 5U);
}

void StageSessionTest::aWorkloadKeepsAskingUntilItIsSwitchedOff() {
    const QTemporaryDir directory;
    auto session = StageSession::open(newSession(directory));
    QVERIFY(session);
    QVERIFY(run(**session, SetSpeed{10}).value());
    QVERIFY(run(**session, SetWorkload{Workload()}).value());
    const auto asked = [&session] {
        std::uint64_t sum = 0;
        for (const std::uint32_t count : (*session)->recording().latest()->history->operations()) {
            sum += count;
        }
        return sum;
    };
    QTRY_VERIFY_WITH_TIMEOUT(asked() > 50, kPatienceMs);
    QVERIFY(run(**session, SetWorkload{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(!(*session)->status().workload, kPatienceMs);
}

void StageSessionTest::chaosMendsWhatItBroke() {
    const QTemporaryDir directory;
    auto session = StageSession::open(newSession(directory));
    QVERIFY(session);
    QVERIFY(run(**session, SetSpeed{10}).value());
    QVERIFY(run(**session, SetChaos{true, 7}).value());
    RecordingKeeper& recording = (*session)->recording();
    QTRY_VERIFY_WITH_TIMEOUT(!recording.latest()->state.faults().empty(), kPatienceMs);
    QVERIFY(run(**session, SetChaos{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(recording.latest()->state.faults().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(**session) != nullptr, kPatienceMs);
    QCOMPARE(recording.latest()->state.violationCount(), 0U);
}

void StageSessionTest::aFolderInUseIsExplained() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    auto session = StageSession::open(folder);
    QVERIFY(session);
    const auto second = StageSession::open(folder);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Busy);
    const QString message = QString::fromStdString(second.error().message);
    QVERIFY2(message.contains(folder), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("open in another window: close it there first")),
             qPrintable(message));
}

void StageSessionTest::aDamagedSessionFileIsExplained() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    QFile file(QDir(folder).filePath(QStringLiteral("session.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"version\": 1, \"cluster\": \"1\", \"firstMembers\": 77}");
    file.close();
    const auto session = StageSession::open(folder);
    QVERIFY(!session);
    QCOMPARE(session.error().code, ErrorCode::Malformed);
    QVERIFY(
        QString::fromStdString(session.error().message).contains(QStringLiteral("session.json")));
}

QTEST_MAIN(StageSessionTest)
#include "tst_stage_session.moc"
