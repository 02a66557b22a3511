// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QSlider>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>
#include <QtTest/QTest>

#include <memory>

#include "gui/time_bar/live_button.h"
#include "gui/time_bar/mark_wording.h"
#include "gui/time_bar/speed_scale.h"
#include "gui/time_bar/time_bar.h"
#include "gui/time_bar/time_strip.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using namespace quorate::tests;
using observe::Moment;

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;

/// A bar on a cluster that has elected and run for three seconds.
struct BarOnCluster {
    BarOnCluster() {
        world.session().elect();
        world.session().run(3 * kSecond);
        setRunning(true);
        QVERIFY(world.update());
        bar = std::make_unique<TimeBar>(world.context());
        bar->resize(1200, 72);
        bar->show();
        strip = &bar->strip();
        world.session().commands.clear();
    }
    void setRunning(bool isRunning) {
        SessionStatus status;
        status.isRunning = isRunning;
        status.speed = 0.01;
        world.session().setStatus(status);
    }
    template <class Widget>
    [[nodiscard]] Widget* find(const char* name) const {
        return bar->findChild<Widget*>(QLatin1String(name));
    }
    void drag(QPoint from, QPoint to) const {
        QTest::mousePress(strip, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, strip->mapToGlobal(to), Qt::NoButton,
                         Qt::LeftButton, {});
        QApplication::sendEvent(strip, &move);
        QTest::mouseRelease(strip, Qt::LeftButton, {}, to);
    }
    [[nodiscard]] Mark election() const {
        for (const Mark& mark : world.frames.history()->marks()) {
            if (mark.kind == MarkKind::LeaderElected) {
                return mark;
            }
        }
        return {};
    }
    template <class Type>
    [[nodiscard]] bool wasTold() {
        const std::vector<Command>& commands = world.session().commands;
        return commands.size() == 1 && std::holds_alternative<Type>(commands.front());
    }
    [[nodiscard]] FakeSession& session() { return world.session(); }

    ViewWorld world{3};
    std::unique_ptr<TimeBar> bar;
    TimeStrip* strip{nullptr};
};

}  // namespace

class TimeBarTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QFont font(QStringLiteral("Inter"));
        font.setPixelSize(12);
        QApplication::setFont(font);
    }

    void aDragGoesBackAndLiveReturns() {
        BarOnCluster scene;
        auto* live = scene.find<LiveButton>("liveButton");
        QVERIFY(live->isLive());
        scene.drag({700, 38}, {500, 38});
        QVERIFY(!scene.world.time.isLive());
        QTRY_VERIFY(!scene.world.frame().isLive);
        QTRY_VERIFY(std::abs(scene.strip->xOf(scene.world.frame().moment) - 500) <= 1);
        QVERIFY(!live->isLive());
        QVERIFY(live->caption().contains(QStringLiteral("behind")));
        QTest::mouseClick(live, Qt::LeftButton);
        QVERIFY(scene.world.time.isLive());
        QTRY_VERIFY(live->isLive());
        QCOMPARE(live->caption(), QStringLiteral("following"));
    }

    void aDragEndsAtTheEndsOfTheRecording() {
        BarOnCluster scene;
        scene.drag({700, 38}, {-400, 38});
        QTRY_COMPARE(scene.world.frame().moment, scene.world.frame().firstMoment);
        scene.drag({700, 38}, {5000, 38});
        QTRY_COMPARE(scene.world.frame().moment, scene.world.frame().lastMoment);
    }

    void aMarkIsExplainedAndLeadsToItsEvent() {
        BarOnCluster scene;
        const Mark mark = scene.election();
        QVERIFY(mark.number > 0);
        const QPoint point = scene.strip->placeOf(mark).toPoint();
        QHelpEvent help(QEvent::ToolTip, point, scene.strip->mapToGlobal(point));
        QApplication::sendEvent(scene.strip, &help);
        QVERIFY2(QToolTip::text().contains(markText(mark)), qPrintable(QToolTip::text()));
        QVERIFY(markText(mark).contains(QStringLiteral("became leader of term 1 at ")));
        QToolTip::hideText();
        QTest::mouseClick(scene.strip, Qt::LeftButton, {}, point);
        QVERIFY(scene.world.time.place() ==
                std::optional<TimeModel::Place>(EventPlace{mark.number + 1}));
        QTRY_COMPARE(scene.world.frame().eventCount, mark.number + 1);
    }

    void playAndPauseTellTheClusterAtTheLiveEdge() {
        BarOnCluster scene;
        auto* play = scene.find<QToolButton>("timePlay");
        QTest::mouseClick(play, Qt::LeftButton);
        QVERIFY(scene.wasTold<Pause>());
        scene.session().commands.clear();
        scene.setRunning(false);
        QTest::mouseClick(play, Qt::LeftButton);
        QVERIFY(scene.wasTold<Play>());
    }

    void playReplaysTheRecordingElsewhere() {
        BarOnCluster scene;
        QVERIFY(scene.world.goTo(Moment(kSecond)));
        auto* play = scene.find<QToolButton>("timePlay");
        QTest::mouseClick(play, Qt::LeftButton);
        QVERIFY(scene.world.time.isReplaying());
        QVERIFY(scene.session().commands.empty());
        QTest::mouseClick(play, Qt::LeftButton);
        QVERIFY(!scene.world.time.isReplaying());
    }

    void stepsGoByEvents() {
        BarOnCluster scene;
        scene.setRunning(false);
        const std::uint64_t last = scene.world.frame().eventCount;
        scene.bar->nextEvent();
        QVERIFY(scene.wasTold<StepEvent>());
        QTest::mouseClick(scene.find<QToolButton>("timeBack"), Qt::LeftButton);
        // The next one does not wait for the frame.
        scene.bar->previousEvent();
        QTRY_COMPARE(scene.world.frame().eventCount, last - 2);
        QTest::mouseClick(scene.find<QToolButton>("timeForward"), Qt::LeftButton);
        QTRY_COMPARE(scene.world.frame().eventCount, last - 1);
        scene.bar->nextEvent();
        QVERIFY(!scene.world.time.isLive());
        scene.bar->nextEvent();
        QVERIFY(scene.world.time.isLive());
        QTest::mouseClick(scene.find<QToolButton>("timeToStart"), Qt::LeftButton);
        QTRY_COMPARE(scene.world.frame().moment, scene.world.frame().firstMoment);
        QCOMPARE(scene.session().commands.size(), std::size_t{1});
    }

    void theSpeedIsLogarithmic() {
        QCOMPARE(speedAt(0), 1e-4);
        QCOMPARE(speedAt(kSpeedSteps), 10.0);
        QCOMPARE(speedAt(80), 1.0);
        for (int step = 0; step <= kSpeedSteps; ++step) {
            QCOMPARE(stepOf(speedAt(step)), step);
        }
        QCOMPARE(neighbourSpeed(1, 1), 2.0);
        QCOMPARE(neighbourSpeed(1, -1), 0.5);
        QCOMPARE(neighbourSpeed(0.03, 1), 0.05);
        QCOMPARE(neighbourSpeed(10, 1), 10.0);
        QCOMPARE(neighbourSpeed(1e-4, -1), 1e-4);
        QCOMPARE(speedText(0.01), QStringLiteral("0.01×"));
        QCOMPARE(speedText(10), QStringLiteral("10×"));
        QCOMPARE(speedText(1e-4), QStringLiteral("0.0001×"));
        QCOMPARE(speedText(1.1), QStringLiteral("1.1×"));
    }

    void theSliderAndTheKeysSetTheSpeed() {
        BarOnCluster scene;
        auto* slider = scene.find<QSlider>("speedSlider");
        QCOMPARE(slider->value(), stepOf(0.01));
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_PageUp);
        QVERIFY(scene.wasTold<SetSpeed>());
        QCOMPARE(std::get<SetSpeed>(scene.session().commands.front()).speed, 0.1);
        scene.bar->faster();
        QCOMPARE(std::get<SetSpeed>(scene.session().commands.back()).speed, 0.02);
        scene.bar->slower();
        QCOMPARE(std::get<SetSpeed>(scene.session().commands.back()).speed, 0.005);
    }

    void whatTheSessionCannotIsGreyAndSaysWhy() {
        BarOnCluster scene;
        scene.session().abilities.erase(Ability::Speed);
        scene.setRunning(true);
        auto* play = scene.find<QToolButton>("timePlay");
        QVERIFY(!play->isEnabled());
        QVERIFY(play->toolTip().contains(QStringLiteral("real time")));
        QVERIFY(!scene.find<QSlider>("speedSlider")->isEnabled());
        scene.bar->togglePlay();
        scene.bar->nextEvent();
        scene.bar->faster();
        QVERIFY(scene.session().commands.empty());
        // A recording can be played all the same.
        QVERIFY(scene.world.goTo(Moment(kSecond)));
        QVERIFY(play->isEnabled());
    }

    void theHistoryIsPaintedOnceAndThenCopied() {
        BarOnCluster scene;
        (void)scene.bar->grab();
        const int painted = scene.strip->paintings();
        QVERIFY(scene.world.goTo(Moment(kSecond)));
        (void)scene.bar->grab();
        QVERIFY(scene.world.goTo(Moment(2 * kSecond)));
        (void)scene.bar->grab();
        QCOMPARE(scene.strip->paintings(), painted);
        scene.world.theme.setAppearance(Appearance::Dark);
        (void)scene.bar->grab();
        QCOMPARE(scene.strip->paintings(), painted + 1);
    }

    void marksNameTheirFaults() {
        History history;
        observe::FaultStarted cut;
        cut.fault = 7;
        cut.nodes = {raft::NodeId(1), raft::NodeId(2)};
        history.add(0, {Moment(kSecond), {}, {}, {}, cut});
        observe::FaultStarted partition;
        partition.fault = 8;
        partition.kind = observe::FaultKind::Partition;
        partition.text = "{n1} | {n2 n3}";
        history.add(1, {Moment(2 * kSecond), {}, {}, {}, partition});
        history.add(2, {Moment(3 * kSecond), {}, {}, {}, observe::FaultEnded{7}});
        QCOMPARE(history.marks().size(), std::size_t{3});
        QCOMPARE(markText(history.marks()[0]), QStringLiteral("Cut n1 to n2 began at 1.000 s"));
        QCOMPARE(markText(history.marks()[1]),
                 QStringLiteral("Partition {n1} | {n2 n3} began at 2.000 s"));
        QCOMPARE(markText(history.marks()[2]),
                 QStringLiteral("Cut n1 to n2 was mended at 3.000 s"));
    }

    void theWheelZoomsAboutThePointer() {
        BarOnCluster scene;
        const QPointF pointer(500, 38);
        const auto under = [&] {
            return scene.strip->range().momentAt(pointer.x() -
                                                 scene.strip->xOf(scene.strip->range().from()));
        };
        const Moment before = under();
        QWheelEvent event(pointer, scene.strip->mapToGlobal(pointer), {}, {0, 480}, Qt::NoButton,
                          {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(scene.strip, &event);
        QVERIFY(scene.strip->range().to() < scene.world.frame().lastMoment);
        const auto moved =
            static_cast<double>(under().nanoseconds()) - static_cast<double>(before.nanoseconds());
        QVERIFY(std::abs(moved) <= 2 * scene.strip->range().nanosecondsPerPixel());
    }

    void aRangeFollowsTheEndUnlessItWasZoomed() {
        TimeRange range;
        range.setWidth(1000);
        range.setRecording(Moment(0), Moment(10 * kSecond));
        QCOMPARE(range.from(), Moment(0));
        range.setRecording(Moment(0), Moment(200 * kSecond));
        QVERIFY(range.from() >= Moment(139 * kSecond));
        QVERIFY(range.to() >= Moment(200 * kSecond));
        range.showAll();
        QCOMPARE(range.from(), Moment(0));
        range.zoomAbout(200, 6);
        const Moment from = range.from();
        range.setRecording(Moment(0), Moment(300 * kSecond));
        QCOMPARE(range.from(), from);
        range.makeVisible(Moment(290 * kSecond));
        QVERIFY(range.xOf(Moment(290 * kSecond)) >= 0 && range.xOf(Moment(290 * kSecond)) <= 1000);
        QVERIFY(range.ticks(80).moments.size() >= 3);
    }

    void bookmarksAreKeptInOrderAndGoWithTheSession() {
        BarOnCluster scene;
        scene.bar->addBookmark();
        QVERIFY(scene.world.goTo(Moment(kSecond)));
        scene.bar->addBookmark();
        scene.bar->addBookmark();
        const Bookmarks& bookmarks = scene.bar->bookmarks();
        QCOMPARE(bookmarks.all().size(), std::size_t{2});
        QCOMPARE(bookmarks.all().front().moment, Moment(kSecond));
        scene.bar->bookmarks().add(Moment(kSecond), QStringLiteral("here"));
        QCOMPARE(bookmarks.all().front().name, QStringLiteral("here"));
        scene.bar->bookmarks().remove(Moment(kSecond));
        QCOMPARE(bookmarks.all().size(), std::size_t{1});
        scene.world.desk.close();
        QVERIFY(bookmarks.all().empty());
        QVERIFY(!scene.bar->grab().isNull());
    }
};

QTEST_MAIN(TimeBarTest)
#include "tst_time_bar.moc"
