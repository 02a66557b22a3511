// SPDX-License-Identifier: Apache-2.0
// A node crashes at every point of its pipeline, stops and fails there, all by mouse; it recovers,
// and the checks of the Stage find nothing.
#include <QMenu>
#include <QTest>
#include <QToolButton>

#include <functional>
#include <memory>
#include <string>

#include "engine/stage/crash_point.h"
#include "gui/pipeline/edge_points.h"
#include "gui/pipeline/pipeline_view.h"
#include "tests/gui/look.h"
#include "tests/gui/session_talk.h"
#include "tests/gui/stage_theatre.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::clickIn;
using quorate::tests::kPatienceMs;
using quorate::tests::menuAt;
using quorate::tests::putOf;
using quorate::tests::run;
using raft::NodeId;
using stage::CrashPoint;

namespace {

/// A real Stage with what it stores, and the pipeline view over it.
class Theatre : public tests::StageTheatre<PipelineView> {
public:
    Theatre() : StageTheatre(tests::shortLogs(), {1046, 790}) {}

    [[nodiscard]] const observe::NodeState* node(NodeId id) const {
        const FramePtr& frame = frames.frame();
        return frame == nullptr ? nullptr : frame->state.findNode(id);
    }
    bool isIn(NodeId id, observe::NodeCondition condition) {
        return until([&] { return node(id) != nullptr && node(id)->condition == condition; });
    }
    void show(NodeId id) const {
        auto* button =
            view->findChild<QToolButton*>(QStringLiteral("pipelineNode%1").arg(id.value()));
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(view->canvas().node() == id);
    }
    void clickOn(PipelineEdge edge, const char* action) const {
        PipelineCanvas& canvas = view->canvas();
        // Where no other edge crosses it.
        QPoint place;
        for (const double part : {0.5, 0.25, 0.75}) {
            place = canvas.inViewport(canvas.layout().along(edge, part));
            if (canvas.layout().at(place) == PipelineItem(edge)) {
                break;
            }
        }
        QMenu* menu = menuAt(*canvas.viewport(), place, canvas, "edgeMenu");
        clickIn(menu, action);
        QTRY_VERIFY(canvas.findChild<QMenu*>(QStringLiteral("edgeMenu")) == nullptr);
    }
    void clickOnNode(const char* action) const {
        PipelineCanvas& canvas = view->canvas();
        QMenu* menu = menuAt(*canvas.viewport(),
                             canvas.inViewport(canvas.layout().box(PipelineBox::Wal).center()),
                             canvas, "nodeMenu");
        clickIn(menu, action);
        QTRY_VERIFY(canvas.findChild<QMenu*>(QStringLiteral("nodeMenu")) == nullptr);
    }
    [[nodiscard]] std::size_t faults(observe::FaultKind kind) const {
        std::size_t count = 0;
        for (const observe::ActiveFault& fault : frames.frame()->state.faults()) {
            count += fault.kind == kind ? 1 : 0;
        }
        return count;
    }
    void ask(const Ask& ask) const {
        session->ask(ask, [](const Result<observe::OperationId>&) {});
    }
    /// Puts until it is so.
    bool putUntil(const std::function<bool()>& isSo, NodeId target = {}) const {
        for (int i = 0; i < 400; ++i) {
            if (isSo()) {
                return true;
            }
            Ask put = putOf("key" + std::to_string(i % 7), "value");
            put.target = target;
            ask(put);
            QTest::qWait(10);
        }
        return isSo();
    }
    /// The node has applied all, what is asked is answered, and no check was violated.
    void recovered(NodeId id) {
        QVERIFY(isIn(id, observe::NodeCondition::Up));
        QVERIFY(hasLeader());
        QVERIFY(until([&] {
            const auto answer = answerTo(*session, putOf("after", "all"));
            return answer && answer->answer.outcome == observe::Outcome::Done;
        }));
        const raft::Index reached = tests::leaderOf(*session)->log.committed;
        QVERIFY(until([&] { return node(id)->runtime.storeApplied >= reached; }));
        QCOMPARE(frames.frame()->state.violationCount(), std::uint64_t{0});
    }
};

bool isOfReceivedSnapshots(CrashPoint point) {
    return point == CrashPoint::SnapshotReceive || point == CrashPoint::SnapshotInstall ||
           point == CrashPoint::SnapshotMark;
}

}  // namespace

class PipelineCrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDiskIsLookedAtWhileItIsLive();
    void aNodeCrashesAtThePointAndRecovers_data();
    void aNodeCrashesAtThePointAndRecovers();
    void whatIsStoppedOnAnEdgeGoesOnWhenItIsUndone_data();
    void whatIsStoppedOnAnEdgeGoesOnWhenItIsUndone();
    void aFailedSyncStopsTheNodeAndItComesBack();
    void aPlannedCrashIsTakenBack();
    void aDelayedEdgeIsSlow();
};

void PipelineCrashTest::aNodeCrashesAtThePointAndRecovers_data() {
    QTest::addColumn<int>("point");
    for (std::size_t i = 0; i < stage::kCrashPointCount; ++i) {
        const auto point = static_cast<CrashPoint>(i);
        QTest::newRow(std::string(stage::toString(point)).c_str()) << static_cast<int>(i);
    }
}

void PipelineCrashTest::aNodeCrashesAtThePointAndRecovers() {
    QFETCH(const int, point);
    const auto at = static_cast<CrashPoint>(point);
    const PipelineEdge edge = edgeOf(at);
    Theatre theatre;
    QVERIFY(theatre.hasLeader());
    QVERIFY(run(*theatre.session, SetSpeed{10}).value());
    const bool isOfRequests = at == CrashPoint::BeforePropose || at == CrashPoint::BeforeRead ||
                              at == CrashPoint::BeforeConfChange;
    const NodeId victim = isOfRequests ? theatre.leader() : theatre.follower();
    QVERIFY(theatre.until([&] { return theatre.node(victim) != nullptr; }));
    QTest::qWait(150);
    theatre.show(victim);
    if (isOfReceivedSnapshots(at)) {
        // It lacks what the others have cut off.
        theatre.clickOnNode("kill");
        QVERIFY(theatre.isIn(victim, observe::NodeCondition::Down));
        QVERIFY(theatre.putUntil([&] {
            return tests::leaderOf(*theatre.session) != nullptr &&
                   tests::leaderOf(*theatre.session)->log.before.index > raft::Index(30);
        }));
    }
    const bool isSecond = pointsOf(edge).front() != at;
    theatre.clickOn(edge, isSecond ? "crashHere2" : "crashHere");
    if (isOfReceivedSnapshots(at)) {
        theatre.clickOnNode("start");
    }
    const auto hasCrashed = [&] {
        const observe::NodeState* node = theatre.node(victim);
        if (node == nullptr || node->condition != observe::NodeCondition::Down) {
            return false;
        }
        for (const observe::ActiveFault& fault : theatre.frames.frame()->state.faults()) {
            if (fault.text == "crashed " + std::string(stage::toString(at))) {
                return true;
            }
        }
        return false;
    };
    if (at == CrashPoint::BeforeConfChange) {
        theatre.desk.run(AddNode{true});
        QVERIFY(theatre.until(hasCrashed));
    } else if (at == CrashPoint::BeforeRead) {
        kv::RangeRequest range;
        range.key = Bytes::copyOf("key");
        stage::ClientRead read;
        read.range = range;
        Ask ask;
        ask.what = read;
        ask.target = victim;
        theatre.ask(ask);
        QVERIFY(theatre.until(hasCrashed));
    } else if (isOfReceivedSnapshots(at)) {
        QVERIFY(theatre.until(hasCrashed));
    } else {
        QVERIFY(theatre.putUntil(hasCrashed, isOfRequests ? victim : NodeId()));
    }
    // It is told what is broken, and no crash is planned any more.
    QCOMPARE(theatre.faults(observe::FaultKind::AtPoint), std::size_t{0});
    QCOMPARE(theatre.faults(observe::FaultKind::NodeDown), std::size_t{1});
    QVERIFY(theatre.until([&] { return !theatre.view->canvas().content().notice.isEmpty(); }));
    theatre.clickOnNode("start");
    theatre.recovered(victim);
    QCOMPARE(theatre.faults(observe::FaultKind::NodeDown), std::size_t{0});
}

void PipelineCrashTest::whatIsStoppedOnAnEdgeGoesOnWhenItIsUndone_data() {
    QTest::addColumn<int>("edge");
    QTest::newRow("persist") << static_cast<int>(PipelineEdge::Persist);
    QTest::newRow("release") << static_cast<int>(PipelineEdge::Release);
    QTest::newRow("send") << static_cast<int>(PipelineEdge::Send);
    QTest::newRow("apply") << static_cast<int>(PipelineEdge::Apply);
    QTest::newRow("advance") << static_cast<int>(PipelineEdge::Advance);
    QTest::newRow("propose") << static_cast<int>(PipelineEdge::Propose);
}

void PipelineCrashTest::whatIsStoppedOnAnEdgeGoesOnWhenItIsUndone() {
    QFETCH(const int, edge);
    const auto on = static_cast<PipelineEdge>(edge);
    Theatre theatre;
    QVERIFY(theatre.hasLeader());
    QVERIFY(run(*theatre.session, SetSpeed{1}).value());
    const NodeId leader = theatre.leader();
    QTest::qWait(150);
    theatre.show(leader);
    theatre.clickOn(on, "stopHere");
    QVERIFY(theatre.until([&] { return theatre.faults(observe::FaultKind::AtPoint) == 1; }));
    QVERIFY(theatre.until([&] { return theatre.view->canvas().content().marks.size() == 1; }));
    Ask put = putOf("stopped", "here");
    put.target = leader;
    theatre.ask(put);
    const auto waits = [&] {
        const PipelineContent& content = theatre.view->canvas().content();
        switch (on) {
        case PipelineEdge::Persist:
        case PipelineEdge::Release:
        case PipelineEdge::Send:
            return content.box(PipelineBox::Unstable).depth > 0;
        case PipelineEdge::Apply:
        case PipelineEdge::Advance:
            return content.box(PipelineBox::Store).dwellNs.has_value();
        default:
            return content.box(PipelineBox::Transport).depth > 0;
        }
    };
    QVERIFY(theatre.until(waits));
    // And goes on waiting.
    const observe::Moment before = theatre.frames.frame()->moment;
    QVERIFY(theatre.until([&] {
        return theatre.frames.frame()->moment.nanoseconds() > before.nanoseconds() + 50'000'000;
    }));
    QVERIFY(waits());
    const std::uint64_t fault = theatre.view->canvas().content().marks.front().fault;
    theatre.clickOn(on, qPrintable(QStringLiteral("mend%1").arg(fault)));
    QVERIFY(theatre.until([&] { return theatre.frames.frame()->state.faults().empty(); }));
    QVERIFY(run(*theatre.session, SetSpeed{10}).value());
    theatre.recovered(leader);
}

void PipelineCrashTest::aFailedSyncStopsTheNodeAndItComesBack() {
    Theatre theatre;
    QVERIFY(theatre.hasLeader());
    QVERIFY(run(*theatre.session, SetSpeed{10}).value());
    const NodeId victim = theatre.follower();
    QTest::qWait(150);
    theatre.show(victim);
    theatre.clickOn(PipelineEdge::Release, "failHere");
    QVERIFY(theatre.putUntil(
        [&] { return theatre.node(victim)->condition == observe::NodeCondition::Failed; }));
    QVERIFY(theatre.until([&] {
        return theatre.faults(observe::FaultKind::NodeDown) == 1 &&
               theatre.faults(observe::FaultKind::AtPoint) == 0;
    }));
    QVERIFY(theatre.until([&] { return !theatre.view->canvas().content().notice.isEmpty(); }));
    theatre.clickOnNode("start");
    theatre.recovered(victim);
}

void PipelineCrashTest::aPlannedCrashIsTakenBack() {
    Theatre theatre;
    QVERIFY(theatre.hasLeader());
    QVERIFY(run(*theatre.session, SetSpeed{10}).value());
    const NodeId victim = theatre.follower();
    QTest::qWait(150);
    theatre.show(victim);
    // Nothing is being applied twice as planned: the second replaces the first.
    const auto marks = [&]() -> const auto& {
        return theatre.view->canvas().content().marks;
    };
    theatre.clickOn(PipelineEdge::Trigger, "crashHere");
    QVERIFY(theatre.until([&] { return marks().size() == 1; }));
    const std::uint64_t first = marks().front().fault;
    theatre.clickOn(PipelineEdge::Trigger, "crashHere");
    QVERIFY(theatre.until([&] { return marks().size() == 1 && marks().front().fault != first; }));
    QCOMPARE(theatre.faults(observe::FaultKind::AtPoint), std::size_t{1});
    const std::uint64_t fault = marks().front().fault;
    theatre.clickOn(PipelineEdge::Trigger, qPrintable(QStringLiteral("mend%1").arg(fault)));
    QVERIFY(theatre.until([&] { return theatre.faults(observe::FaultKind::AtPoint) == 0; }));
    // A snapshot later it still runs.
    QVERIFY(theatre.putUntil(
        [&] { return theatre.node(victim)->runtime.snapshot.index > raft::Index(0); }));
    theatre.recovered(victim);
}

void PipelineCrashTest::aDelayedEdgeIsSlow() {
    Theatre theatre;
    QVERIFY(theatre.hasLeader());
    const NodeId leader = theatre.leader();
    QTest::qWait(150);
    theatre.show(leader);
    const ActAtPoint delay{PointAct::Delay, leader, CrashPoint::BeforeApply, 400'000'000};
    QVERIFY(run(*theatre.session, delay).value());
    QVERIFY(run(*theatre.session, SetSpeed{1}).value());
    Ask put = putOf("slow", "here");
    put.target = leader;
    theatre.ask(put);
    QVERIFY(theatre.until([&] {
        const BoxContent& store = theatre.view->canvas().content().box(PipelineBox::Store);
        return store.dwellNs && *store.dwellNs > 100'000'000 && store.isLate;
    }));
    ActAtPoint wrong = delay;
    wrong.point = CrashPoint::SnapshotSaved;
    QVERIFY(!run(*theatre.session, wrong).value());
    wrong = {PointAct::FailOnce, leader, CrashPoint::BeforeSend, 0};
    QVERIFY(!run(*theatre.session, wrong).value());
    wrong = {PointAct::Crash, NodeId(77), CrashPoint::BeforeSend, 0};
    QVERIFY(!run(*theatre.session, wrong).value());
    QVERIFY(run(*theatre.session, EndAllFaults{}).value());
    theatre.recovered(leader);
}

void PipelineCrashTest::theDiskIsLookedAtWhileItIsLive() {
    Theatre theatre;
    QVERIFY(theatre.hasLeader());
    const auto note = [&] { return theatre.view->canvas().content().box(PipelineBox::Wal).note; };
    QVERIFY(theatre.until([&] { return note().startsWith(QStringLiteral("1 segment · #")); }));
    const auto stored = [&] {
        return theatre.view->canvas().content().box(PipelineBox::Store).lines.at(1);
    };
    QVERIFY(theatre.until([&] {
        return stored().label.contains(QStringLiteral("in memory")) ||
               stored().label.startsWith(QStringLiteral("L"));
    }));
    // Of the past nothing is known of it.
    theatre.time.goTo(theatre.frames.frame()->moment);
    QVERIFY(theatre.until([&] { return !note().contains(u'#'); }));
    theatre.time.goLive();
    QVERIFY(theatre.until([&] { return note().contains(u'#'); }));
}

QTEST_MAIN(PipelineCrashTest)
#include "tst_pipeline_crash.moc"
