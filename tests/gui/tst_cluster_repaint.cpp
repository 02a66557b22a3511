// SPDX-License-Identifier: Apache-2.0
// The cluster paints again only what moves: what is on screen then must be what a whole painting
// would give.
#include <QScreen>
#include <QTest>

#include "gui/cluster/cluster_view.h"
#include "gui/cluster/moving_region.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::ViewWorld;

namespace {

raft::NodeId n(std::uint64_t id) {
    return raft::NodeId(id);
}

/// Counts what is painted, and whether it was all of the widget.
class PaintCount final : public QObject {
public:
    int whole{0};
    int parts{0};

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            const auto* widget = static_cast<QWidget*>(watched);
            const QRegion& region = static_cast<QPaintEvent*>(event)->region();
            ++(region == QRegion(widget->rect()) ? whole : parts);
        }
        return false;
    }
};

QImage onScreen(ClusterCanvas& canvas) {
    return canvas.screen()
        ->grabWindow(canvas.winId())
        .toImage()
        .convertToFormat(QImage::Format_RGB32);
}

QImage painted(ClusterCanvas& canvas) {
    return canvas.grab().toImage().convertToFormat(QImage::Format_RGB32);
}

}  // namespace

class ClusterRepaintTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsOnScreenIsWhatAWholePaintingGives();
    void whatStandsStillIsNotPaintedAgain();
};

void ClusterRepaintTest::whatIsOnScreenIsWhatAWholePaintingGives() {
    ViewWorld world(5);
    // Flashes fade on a clock of their own.
    world.theme.setReducesMotion(true);
    ClusterCanvas canvas(world.context(), nullptr);
    canvas.resize(900, 560);
    canvas.show();
    QVERIFY(QTest::qWaitForWindowExposed(&canvas));
    stage::Stage& stage = world.session().stage();
    const auto compareFor = [&](int steps) {
        for (int step = 0; step < steps; ++step) {
            world.session().run(11 * stage::kMillisecond);
            QVERIFY(world.update());
            // Asked once more after it was so, a flash may have ended in between.
            constexpr int kPatienceMs = 5000;
            QVERIFY2(QTest::qWaitFor([&canvas] { return onScreen(canvas) == painted(canvas); },
                                     kPatienceMs),
                     qPrintable(QStringLiteral("at %1 ms")
                                    .arg(world.frame().moment.nanoseconds() / 1'000'000)));
        }
    };
    // A first election, with its candidate and votes.
    while (canvas.scene().messages.empty()) {
        world.session().run(11 * stage::kMillisecond);
        QVERIFY(world.update());
    }
    compareFor(12);
    const raft::NodeId leader = world.session().elect();
    compareFor(6);
    // Replication, with something selected.
    world.selection.select(leader);
    Ask ask;
    kv::PutRequest put;
    put.key = Bytes::copyOf("key");
    put.value = Bytes::copyOf("value");
    ask.what = kv::Command(put);
    world.session().ask(ask, [](const Result<observe::OperationId>&) {});
    compareFor(10);
    // A node that is gone, and messages to it that are lost.
    const raft::NodeId gone = leader == n(1) ? n(2) : n(1);
    QVERIFY(stage.crash(gone));
    compareFor(10);
}

void ClusterRepaintTest::whatStandsStillIsNotPaintedAgain() {
    ViewWorld world(5);
    world.theme.setReducesMotion(true);
    world.session().elect();
    ClusterCanvas canvas(world.context(), nullptr);
    canvas.resize(900, 560);
    canvas.show();
    QVERIFY(QTest::qWaitForWindowExposed(&canvas) && world.update());
    canvas.repaint();
    PaintCount count;
    canvas.installEventFilter(&count);
    constexpr int kSteps = 20;
    for (int step = 0; step < kSteps; ++step) {
        world.session().run(5 * stage::kMillisecond);
        QVERIFY(world.update());
        canvas.screen()->grabWindow(canvas.winId());
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY(count.parts > 0);
    QVERIFY2(count.parts > 2 * count.whole,
             qPrintable(QStringLiteral("%1 in part, %2 whole").arg(count.parts).arg(count.whole)));
    const QRegion moving = movingRegionOf(canvas.scene(), canvas.ringLayout());
    QVERIFY(!moving.isEmpty());
}

QTEST_MAIN(ClusterRepaintTest)
#include "tst_cluster_repaint.moc"
