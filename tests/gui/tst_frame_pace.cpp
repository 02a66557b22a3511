// SPDX-License-Identifier: Apache-2.0
// What does not follow each frame: that it takes turns, and that nothing stays behind.
#include <QStringList>
#include <QtTest/QtTest>

#include <memory>

#include "gui/beliefs/beliefs_view.h"
#include "gui/cluster/caption.h"
#include "gui/cluster/cluster_view.h"
#include "gui/members/members_view.h"
#include "gui/model/live_edge.h"
#include "gui/nodes/nodes_view.h"
#include "gui/pipeline/pipeline_canvas.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/widgets/frame_pace.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using observe::Moment;
using tests::ViewWorld;

namespace {

/// Notes that what was going on when it was asked for has ended.
void noteLater(QObject* owner, QStringList& notes, const QString& note) {
    QMetaObject::invokeMethod(
        owner, [&notes, note] { notes << note; }, Qt::QueuedConnection);
}

}  // namespace

class FramePaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneThingIsDoneInAFramesTimeInTheOrderInWhichTheyAsked();
    void oneThatHasNothingToDoOrIsGoneTakesNobodysTurn();
    void oneThatIsToldAtOnceWaitsForNobody();
    void allViewsShowTheMomentThatTimeStandsStillAt();
    void theEdgeIsCrossedOnceOnTheWayThroughThePast();
};

void FramePaceTest::oneThingIsDoneInAFramesTimeInTheOrderInWhichTheyAsked() {
    ViewWorld world;
    QStringList notes;
    for (const char* name : {"first", "second", "third"}) {
        world.frames.doInTurn(this, [this, &notes, name = QString::fromLatin1(name)] {
            notes << name;
            noteLater(this, notes, QStringLiteral("then"));
            return true;
        });
    }
    QTRY_COMPARE(notes.join(u' '), QStringLiteral("first then second then third then"));
}

void FramePaceTest::oneThatHasNothingToDoOrIsGoneTakesNobodysTurn() {
    ViewWorld world;
    QStringList notes;
    world.frames.doInTurn(this, [this, &notes] {
        notes << QStringLiteral("idle");
        noteLater(this, notes, QStringLiteral("then"));
        return false;
    });
    auto owner = std::make_unique<QObject>();
    world.frames.doInTurn(owner.get(), [&notes] {
        notes << QStringLiteral("gone");
        return true;
    });
    owner.reset();
    world.frames.doInTurn(this, [&notes] {
        notes << QStringLiteral("last");
        return true;
    });
    QTRY_COMPARE(notes.join(u' '), QStringLiteral("idle last then"));
}

void FramePaceTest::oneThatIsToldAtOnceWaitsForNobody() {
    ViewWorld world;
    QWidget widget;
    QVERIFY(tests::bringUp(widget));
    FramePace atOnce(world.frames, &widget, 0, FramePace::Turn::AtOnce);
    FramePace inTurn(world.frames, &widget, 0);
    const QSignalSpy told(&atOnce, &FramePace::due);
    const QSignalSpy later(&inTurn, &FramePace::due);
    inTurn.ask();
    atOnce.ask();
    QCOMPARE(told.count(), 1);
    QCOMPARE(later.count(), 0);
    QTRY_COMPARE(later.count(), 1);
}

void FramePaceTest::allViewsShowTheMomentThatTimeStandsStillAt() {
    ViewWorld world;
    world.session().elect();
    QWidget window;
    NodesView nodes(world.context(), &window);
    BeliefsView beliefs(world.context(), &window);
    MembersView members(world.context(), &window);
    ClusterView cluster(world.context(), &window);
    PipelineCanvas pipeline(world.context(), &window);
    window.resize(900, 700);
    cluster.resize(600, 400);
    QVERIFY(tests::bringUp(window));
    QVERIFY(world.update());
    const auto areAllAtTheFrame = [&] {
        const Frame& frame = world.frame();
        return nodes.table().rows() == nodeRowsOf(frame) &&
               beliefs.table().beliefs() == beliefsOf(frame) &&
               members.table().rows() == memberRowsOf(frame) &&
               cluster.caption() == captionOf(frame) &&
               pipeline.content() == pipelineOf(frame, pipeline.content().node);
    };
    QTRY_VERIFY(areAllAtTheFrame());
    // Faster than any of them follows.
    const std::uint64_t end = world.frame().lastMoment.nanoseconds();
    for (std::uint64_t part = 1; part <= 12; ++part) {
        QVERIFY(world.goTo(Moment(end * part / 13)));
    }
    QVERIFY(world.goTo(Moment(end / 2)));
    QTRY_VERIFY(areAllAtTheFrame());
    QVERIFY(world.frame().moment == Moment(end / 2));
    world.time.goLive();
    QTRY_VERIFY(world.frame().isLive && areAllAtTheFrame());
}

void FramePaceTest::theEdgeIsCrossedOnceOnTheWayThroughThePast() {
    TimeModel time;
    const LiveEdge edge(time, nullptr);
    const QSignalSpy crossed(&edge, &LiveEdge::crossed);
    time.goTo(Moment(5));
    time.goTo(Moment(6));
    time.goTo(EventPlace{3});
    QCOMPARE(crossed.count(), 1);
    time.goLive();
    QCOMPARE(crossed.count(), 2);
}

QTEST_MAIN(FramePaceTest)
#include "tst_frame_pace.moc"
