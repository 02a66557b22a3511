// SPDX-License-Identifier: Apache-2.0
// What the picture of a node's inside says at a frame, and where it puts it; without widgets.
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "gui/model/figures.h"
#include "gui/pipeline/edge_points.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_layout.h"
#include "gui/pipeline/pipeline_overview.h"
#include "tests/gui/stage_film.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::StageFilm;
using raft::NodeId;
using stage::kMillisecond;
using stage::kSecond;

namespace {

/// A cluster of three with a leader and a put on its way, event by event.
class Watched {
public:
    Watched() : film(3) {
        leader = film.elect();
        film.put("first", "1");
        film.stage().runFor(kSecond);
        follower = leader == NodeId(1) ? NodeId(2) : NodeId(1);
    }
    void ask() {
        kv::PutRequest put;
        put.key = Bytes::copyOf("cart/11");
        put.value = Bytes::copyOf("2 items");
        stage::ClientRequest request;
        request.target = leader;
        request.what = kv::Command(std::move(put));
        film.stage().ask(std::move(request));
    }
    [[nodiscard]] PipelineContent now(NodeId node) { return pipelineOf(*film.frame(), node); }
    /// Steps until it is so; false if it never is.
    bool until(NodeId node, const std::function<bool(const PipelineContent&)>& isSo) {
        for (int i = 0; i < 400; ++i) {
            if (isSo(now(node))) {
                return true;
            }
            film.stage().step();
        }
        return false;
    }

    StageFilm film;
    NodeId leader;
    NodeId follower;
};

StepState stateOf(const PipelineContent& content, PipelineStep step) {
    return content.step(step).state;
}

std::size_t tokensOn(const PipelineContent& content, PipelineEdge edge) {
    return static_cast<std::size_t>(
        std::count_if(content.tokens.begin(), content.tokens.end(),
                      [edge](const PipelineToken& token) { return token.edge == edge; }));
}

}  // namespace

class PipelineContentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anAcknowledgementIsHeldUntilItsSync();
    void theStepsOfAReadyComeInTheirTrueOrder();
    void committedEntriesMoveToTheStateMachine();
    void callsAreNamedWhereTheyCameIn();
    void aSyncThatTakesLongIsLate();
    void aNodeThatIsDownHasOnlyWhatIsDurable();
    void whatWasSeenOfTheDiskIsShownWithItsAge();
    void aFaultOnAnEdgeIsMarkedThere();
    void everyPointLiesOnOneEdge();
    void everyItemSaysWhatItIs();
    void nothingOverlapsAtAnySize_data();
    void nothingOverlapsAtAnySize();
    void everyItemIsFoundWhereItIs();
    void cardsOfAllNodesLieBesideEachOther();
};

void PipelineContentTest::anAcknowledgementIsHeldUntilItsSync() {
    Watched watched;
    watched.ask();
    QVERIFY(watched.until(watched.follower, [](const PipelineContent& content) {
        return stateOf(content, PipelineStep::Sync) == StepState::Current && content.held > 0;
    }));
    PipelineContent content = watched.now(watched.follower);
    QVERIFY(content.heldText.startsWith(QLatin1String("ack ")));
    QCOMPARE(stateOf(content, PipelineStep::Take), StepState::Done);
    QCOMPARE(stateOf(content, PipelineStep::Write), StepState::Done);
    QCOMPARE(stateOf(content, PipelineStep::Send), StepState::ToCome);
    QVERIFY(content.edge(PipelineEdge::Release).isActive);
    QVERIFY(content.syncTitle.startsWith(QLatin1String("fsync is running")));
    QVERIFY(tokensOn(content, PipelineEdge::Persist) > 0);
    QVERIFY(content.box(PipelineBox::Unstable).depth > 0);
    QVERIFY(content.box(PipelineBox::Unstable).bytes > 0);
    QVERIFY(content.box(PipelineBox::Wal).dwellNs.has_value());
    QVERIFY(content.bar.written > content.bar.durable);
    QVERIFY(watched.until(watched.follower, [](const PipelineContent& now) {
        return stateOf(now, PipelineStep::Sync) != StepState::Current;
    }));
    content = watched.now(watched.follower);
    QCOMPARE(content.held, std::size_t{0});
    QCOMPARE(stateOf(content, PipelineStep::Sync), StepState::Done);
    QCOMPARE(stateOf(content, PipelineStep::Send), StepState::Done);
    QVERIFY(!content.step(PipelineStep::Sync).time.isEmpty());
    QCOMPARE(content.bar.durable, 1.0);
}

void PipelineContentTest::theStepsOfAReadyComeInTheirTrueOrder() {
    Watched watched;
    watched.ask();
    std::map<QString, PipelineContent> last;
    std::set<int> current;
    for (int i = 0; i < 300; ++i) {
        const PipelineContent content = watched.now(watched.follower);
        const auto before = last.find(content.ready);
        for (std::size_t step = 0; before != last.end() && step < kPipelineSteps; ++step) {
            // What is done stays done.
            if (before->second.steps[step].state == StepState::Done) {
                QCOMPARE(content.steps[step].state, StepState::Done);
            }
        }
        // Nothing leaves before its sync.
        if (stateOf(content, PipelineStep::Sync) == StepState::Current ||
            stateOf(content, PipelineStep::Write) == StepState::Current) {
            QVERIFY(stateOf(content, PipelineStep::Send) != StepState::Done);
            QVERIFY(stateOf(content, PipelineStep::Advance) != StepState::Done);
        }
        for (std::size_t step = 0; step < kPipelineSteps; ++step) {
            if (content.steps[step].state == StepState::Current) {
                current.insert(static_cast<int>(step));
            }
        }
        last[content.ready] = content;
        watched.film.stage().step();
    }
    QVERIFY(current.count(static_cast<int>(PipelineStep::Write)) > 0);
    QVERIFY(current.count(static_cast<int>(PipelineStep::Sync)) > 0);
    QVERIFY(current.count(static_cast<int>(PipelineStep::Apply)) > 0);
}

void PipelineContentTest::committedEntriesMoveToTheStateMachine() {
    Watched watched;
    watched.ask();
    QVERIFY(watched.until(watched.leader, [](const PipelineContent& content) {
        return tokensOn(content, PipelineEdge::Apply) == 1;
    }));
    const PipelineContent content = watched.now(watched.leader);
    QVERIFY(content.edge(PipelineEdge::Apply).isActive);
    QCOMPARE(stateOf(content, PipelineStep::Apply), StepState::Current);
    QVERIFY(content.box(PipelineBox::Store).depth > 0);
    QVERIFY(watched.until(watched.leader, [](const PipelineContent& now) {
        return now.box(PipelineBox::Store).depth == 0;
    }));
}

void PipelineContentTest::callsAreNamedWhereTheyCameIn() {
    Watched watched;
    watched.ask();
    const PipelineContent content = watched.now(watched.leader);
    const BoxContent& clients = content.box(PipelineBox::Transport);
    QCOMPARE(clients.depth, std::uint64_t{1});
    QCOMPARE(clients.lines.front().label, QStringLiteral("put cart/11"));
    QVERIFY(watched.now(watched.follower).box(PipelineBox::Transport).lines.empty());
    QVERIFY(watched.until(watched.leader, [](const PipelineContent& now) {
        return now.box(PipelineBox::Transport).depth == 0;
    }));
}

void PipelineContentTest::aSyncThatTakesLongIsLate() {
    Watched watched;
    stage::Pace pace;
    pace.logSync = {kSecond, kSecond};
    watched.film.stage().setPace(watched.follower, pace);
    watched.ask();
    QVERIFY(watched.until(watched.follower, [](const PipelineContent& content) {
        return stateOf(content, PipelineStep::Sync) == StepState::Current;
    }));
    QVERIFY(!watched.now(watched.follower).step(PipelineStep::Sync).isLate);
    watched.film.stage().runFor(200 * kMillisecond);
    const PipelineContent content = watched.now(watched.follower);
    QVERIFY(content.step(PipelineStep::Sync).isLate);
    QVERIFY(content.isSyncLate);
    QVERIFY(content.box(PipelineBox::Wal).isLate);
    QVERIFY(content.box(PipelineBox::Unstable).isLate);
    QVERIFY(content.syncText.contains(QLatin1String("usual here")));
}

void PipelineContentTest::aNodeThatIsDownHasOnlyWhatIsDurable() {
    Watched watched;
    watched.ask();
    QVERIFY(watched.until(watched.follower,
                          [](const PipelineContent& now) { return !now.unstable.empty(); }));
    QVERIFY(watched.film.stage().crash(watched.follower));
    const PipelineContent content = watched.now(watched.follower);
    QVERIFY(!content.isRunning);
    QVERIFY(!content.notice.isEmpty());
    QVERIFY(content.unstable.empty());
    QCOMPARE(content.box(PipelineBox::Unstable).depth, std::uint64_t{0});
    QCOMPARE(tokensOn(content, PipelineEdge::Persist), std::size_t{0});
    QVERIFY(
        content.box(PipelineBox::Wal).lines.front().label.startsWith(QLatin1String("durable to ")));
    QVERIFY(pipelineOf(*watched.film.frame(), NodeId(9)).node == raft::kNoNode);
}

void PipelineContentTest::whatWasSeenOfTheDiskIsShownWithItsAge() {
    Watched watched;
    watched.film.stage().runFor(3 * stage::kSecond);
    const FramePtr frame = watched.film.frame();
    DiskSeen disk;
    disk.node = watched.follower;
    disk.at = observe::Moment(frame->moment.nanoseconds() - 2'100'000'000);
    storage::LogAnswer log;
    log.segments.resize(3);
    log.segments[2].name.sequence = 7;
    log.segments[2].writtenSize = 62'464;
    disk.log = log;
    disk.stores = {{"a", {{2, 1024}, {5, 2048}}, 100}, {"b", {{1, 1024}}, 100}};
    const PipelineContent content = pipelineOf(*frame, watched.follower, &disk);
    QCOMPARE(content.box(PipelineBox::Wal).note,
             QStringLiteral("3 segments · #7: %1 · 2 s ago").arg(bytesText(62'464)));
    const auto& lines = content.box(PipelineBox::Store).lines;
    QCOMPARE(lines[1].label, QStringLiteral("L0 3 · L1 5 · %1").arg(bytesText(4096)));
    QCOMPARE(lines[1].value, QStringLiteral("2 s ago"));
    // Without a look there is what the recording tells.
    QVERIFY(!watched.now(watched.follower).box(PipelineBox::Wal).note.contains(u'#'));
}

void PipelineContentTest::aFaultOnAnEdgeIsMarkedThere() {
    Watched watched;
    watched.film.stage().tell(observe::FaultStarted{
        7, observe::FaultKind::AtPoint, {watched.follower}, "crash planned before-send"});
    const PipelineContent content = watched.now(watched.follower);
    QCOMPARE(content.marks.size(), std::size_t{1});
    QCOMPARE(content.marks.front().edge, PipelineEdge::Send);
    QCOMPARE(content.marks.front().act, PointAct::Crash);
    QVERIFY(watched.now(watched.leader).marks.empty());
    QVERIFY(describe(content, PipelineEdge::Send).contains(content.marks.front().text));
}

void PipelineContentTest::everyPointLiesOnOneEdge() {
    std::multiset<stage::CrashPoint> points;
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        const auto edge = static_cast<PipelineEdge>(i);
        for (const stage::CrashPoint point : pointsOf(edge)) {
            points.insert(point);
            QCOMPARE(edgeOf(point), edge);
            QVERIFY(!momentText(point).isEmpty());
        }
    }
    QCOMPARE(points.size(), stage::kCrashPointCount);
    QCOMPARE(std::set<stage::CrashPoint>(points.begin(), points.end()).size(),
             stage::kCrashPointCount);
    QVERIFY(!whyNotAt(PointAct::Crash, PipelineEdge::Take).isEmpty());
    QVERIFY(!whyNotAt(PointAct::FailOnce, PipelineEdge::Propose).isEmpty());
    QVERIFY(whyNotAt(PointAct::Stop, PipelineEdge::Send).isEmpty());
    observe::ActiveFault other;
    other.kind = observe::FaultKind::DiskSlow;
    QVERIFY(!pointFaultOf(other));
    other.kind = observe::FaultKind::AtPoint;
    other.nodes = {NodeId(1)};
    other.text = "nobody knows this";
    QVERIFY(!pointFaultOf(other));
}

void PipelineContentTest::everyItemSaysWhatItIs() {
    Watched watched;
    const PipelineContent content = watched.now(watched.leader);
    std::set<QString> texts;
    for (const PipelineItem& item : PipelineLayout::order()) {
        const QString text = describe(content, item);
        QVERIFY(!text.isEmpty());
        texts.insert(text);
    }
    QCOMPARE(texts.size(), PipelineLayout::order().size());
    QCOMPARE(PipelineLayout::order().size(), kPipelineBoxes + kPipelineEdges + kPipelineSteps);
}

void PipelineContentTest::nothingOverlapsAtAnySize_data() {
    QTest::addColumn<QSizeF>("room");
    QTest::addColumn<double>("scale");
    for (const double scale : {0.8, 1.0, 1.5, 2.0}) {
        for (const QSizeF room : {QSizeF(300, 200), QSizeF(760, 560), QSizeF(1046, 760),
                                  QSizeF(1900, 1000), QSizeF(2600, 700)}) {
            QTest::addRow("%.1f, %dx%d", scale, static_cast<int>(room.width()),
                          static_cast<int>(room.height()))
                << room << scale;
        }
    }
}

void PipelineContentTest::nothingOverlapsAtAnySize() {
    QFETCH(const QSizeF, room);
    QFETCH(const double, scale);
    const PipelineLayout layout(room, scale);
    QVERIFY(layout.size().width() >= room.width() && layout.size().height() >= room.height());
    QVERIFY(layout.size().width() >= PipelineLayout::leastSize(scale).width());
    const QRectF all(QPointF(0, 0), layout.size());
    std::vector<QRectF> rects{layout.steps()};
    for (std::size_t i = 0; i < kPipelineBoxes; ++i) {
        const auto box = static_cast<PipelineBox>(i);
        rects.push_back(layout.box(box));
        QVERIFY(all.contains(layout.box(box)));
        QVERIFY(layout.box(box).height() >= layout.titleRow());
        const bool isInCore =
            box == PipelineBox::Unstable || box == PipelineBox::Ready || box == PipelineBox::Memory;
        const bool isOnDisk =
            box == PipelineBox::Wal || box == PipelineBox::Snapshots || box == PipelineBox::Store;
        QVERIFY(!isInCore || layout.core().contains(layout.box(box)));
        QVERIFY(!isOnDisk || layout.disk().contains(layout.box(box)));
    }
    for (std::size_t a = 0; a < rects.size(); ++a) {
        for (std::size_t b = a + 1; b < rects.size(); ++b) {
            QVERIFY2(!rects[a].intersects(rects[b]),
                     qPrintable(QStringLiteral("%1 %2").arg(a).arg(b)));
        }
    }
    QVERIFY(!layout.core().intersects(layout.disk()));
    // Edges begin and end at what they join.
    const auto touches = [](const QRectF& box, QPointF point) {
        return box.adjusted(-1.5, -1.5, 1.5, 1.5).contains(point) &&
               !box.adjusted(1.5, 1.5, -1.5, -1.5).contains(point);
    };
    const auto joins = [&](PipelineEdge edge, const QRectF& from, const QRectF& to) {
        return touches(from, layout.path(edge).front()) && touches(to, layout.path(edge).back());
    };
    const auto box = [&](PipelineBox which) { return layout.box(which); };
    QVERIFY(joins(PipelineEdge::Propose, box(PipelineBox::Transport), layout.core()));
    QVERIFY(joins(PipelineEdge::ConfChange, box(PipelineBox::Transport), layout.core()));
    QVERIFY(joins(PipelineEdge::ReadIndex, box(PipelineBox::Transport), layout.core()));
    QVERIFY(joins(PipelineEdge::Process, box(PipelineBox::Peers), layout.core()));
    QVERIFY(joins(PipelineEdge::Take, box(PipelineBox::Unstable), box(PipelineBox::Ready)));
    QVERIFY(joins(PipelineEdge::Advance, box(PipelineBox::Ready), box(PipelineBox::Memory)));
    QVERIFY(joins(PipelineEdge::Send, box(PipelineBox::Ready), box(PipelineBox::Peers)));
    QVERIFY(joins(PipelineEdge::Persist, box(PipelineBox::Ready), box(PipelineBox::Wal)));
    QVERIFY(
        joins(PipelineEdge::PersistSnapshot, box(PipelineBox::Ready), box(PipelineBox::Snapshots)));
    QVERIFY(joins(PipelineEdge::Apply, box(PipelineBox::Ready), box(PipelineBox::Store)));
    QVERIFY(joins(PipelineEdge::Trigger, box(PipelineBox::Store), box(PipelineBox::Snapshots)));
    QVERIFY(joins(PipelineEdge::Load, box(PipelineBox::Snapshots), box(PipelineBox::Memory)));
    QVERIFY(touches(box(PipelineBox::Wal), layout.path(PipelineEdge::Release).front()));
    QVERIFY(layout.padlock().x() > layout.core().right());
    QVERIFY(layout.padlock().x() + layout.padlockRadius() < box(PipelineBox::Peers).left());
}

void PipelineContentTest::everyItemIsFoundWhereItIs() {
    const PipelineLayout layout(QSizeF(1046, 760), 1.0);
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        const auto edge = static_cast<PipelineEdge>(i);
        int found = 0;
        for (const double part : {0.1, 0.3, 0.5, 0.7, 0.9}) {
            found += layout.at(layout.along(edge, part)) == PipelineItem(edge) ? 1 : 0;
        }
        // Where it crosses another one, that one may be nearer.
        QVERIFY2(found >= 4, qPrintable(QString::number(i)));
    }
    for (std::size_t i = 0; i < kPipelineSteps; ++i) {
        const auto step = static_cast<PipelineStep>(i);
        QVERIFY(layout.at(layout.step(step).center()) == PipelineItem(step));
    }
    for (std::size_t i = 0; i < kPipelineBoxes; ++i) {
        const auto box = static_cast<PipelineBox>(i);
        QVERIFY(layout.at(layout.box(box).topLeft() + QPointF(20, 12)) == PipelineItem(box));
    }
    QVERIFY(layout.at(layout.padlock()) == PipelineItem(PipelineEdge::Send));
    QVERIFY(layout.at(QPointF(2, 2)) == PipelineItem());
}

void PipelineContentTest::cardsOfAllNodesLieBesideEachOther() {
    for (std::size_t count = 1; count <= 9; ++count) {
        for (const QSizeF room : {QSizeF(320, 200), QSizeF(760, 560), QSizeF(1900, 1000)}) {
            const OverviewLayout layout(room, 1.0, count);
            for (std::size_t a = 0; a < count; ++a) {
                QVERIFY(QRectF(QPointF(), layout.size()).contains(layout.card(a)));
                QCOMPARE(layout.at(layout.card(a).center()), a);
                for (std::size_t b = a + 1; b < count; ++b) {
                    QVERIFY(!layout.card(a).intersects(layout.card(b)));
                }
            }
            QCOMPARE(layout.at(QPointF(1, 1)), count);
            // A last row that is not full stands in the middle.
            const std::size_t columns = layout.columns();
            const std::size_t last = (count - 1) / columns * columns;
            const double middle = layout.card(last).left() + layout.card(count - 1).right();
            const double whole = layout.card(0).left() + layout.card(columns - 1).right();
            QVERIFY(std::abs(middle - whole) <= 2);
        }
    }
}

QTEST_GUILESS_MAIN(PipelineContentTest)
#include "tst_pipeline_content.moc"
