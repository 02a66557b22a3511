// SPDX-License-Identifier: Apache-2.0
// Scenarios in the window: played, walked through forward and back, and taken over.
#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest/QtTest>

#include <algorithm>
#include <memory>
#include <string>

#include "gui/scenario/choice_button.h"
#include "gui/scenario/scenario_shelf.h"
#include "gui/scenario/scenario_view.h"
#include "gui/session/stage/scenario_session.h"
#include "gui/session/stage/stage_session.h"
#include "gui/shell/main_window.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/session_talk.h"

using namespace quorate;
using namespace quorate::gui;
using State = ScenarioStanding::State;
using tests::kPatienceMs;
using tests::run;

namespace {

QByteArray textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The dock, and a scenario that is played in it.
class Lesson {
public:
    explicit Lesson(const QString& name) : view(context) {
        view.resize(430, 620);
        if (!tests::bringUp(view)) {
            qFatal("the dock does not show");
        }
        auto session = ScenarioSession::open(textOf(pathOfShelved(name)), name);
        if (!session) {
            qFatal("%s", session.error().message.c_str());
        }
        desk.open(std::move(*session));
        desk.run(SetSpeed{10});
    }
    [[nodiscard]] Session& session() { return *desk.session(); }
    [[nodiscard]] const ScenarioStanding& standing() { return *session().status().scenario; }
    [[nodiscard]] ScenarioPage& page() { return view.page(); }
    /// It has stopped, and all that happened is in the frame.
    [[nodiscard]] bool hasStopped() {
        const auto stopped = [this] {
            return standing().state != State::Playing && frames.frame() != nullptr &&
                   (standing().said.empty() ||
                    frames.frame()->lastCount >= standing().said.back().count);
        };
        return QTest::qWaitFor(stopped, kPatienceMs);
    }
    template <class Widget>
    Widget& find(const char* name) {
        auto* found = view.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return *found;
    }
    [[nodiscard]] bool isViolated(const std::string& check) {
        const auto& checks = session().recording().latest()->checks->checks;
        return std::any_of(checks.begin(), checks.end(), [&](const auto& one) {
            return one.name == check && one.first.has_value();
        });
    }

    SessionDesk desk;
    TimeModel time;
    FrameSource frames{desk, time};
    SelectionModel selection;
    ThemeModel theme;
    ViewContext context{frames, selection, time, theme, desk};
    ScenarioView view;
};

}  // namespace

class ScenarioTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allScenariosAreOnTheShelf();
    void theListSaysWhatEachTeaches();
    void eachOneIsWalkedThroughForwardAndBack_data();
    void eachOneIsWalkedThroughForwardAndBack();
    void aQuestionIsAnsweredByMouse();
    void nobodyElseActsWhileItLeads();
    void letMeTryHandsTheStageOver();
    void whatAScenarioBrokeIsListedAndMended_data();
    void whatAScenarioBrokeIsListedAndMended();
    void whatComesOutOtherwiseIsSaid();
    void aBrokenFileIsExplained();
    void withoutTheRuleTheLampsGoRed_data();
    void withoutTheRuleTheLampsGoRed();
    void aStageObeysTheSwitches();
    void theWindowPlaysOneFromItsMenu();
    void itFitsLargeText();
    void pictures();
};

void ScenarioTest::allScenariosAreOnTheShelf() {
    const QStringList files = QDir(QStringLiteral(QUORATE_SOURCE_DIR "/resources/scenarios"))
                                  .entryList({QStringLiteral("*.scenario")}, QDir::Files);
    QCOMPARE(static_cast<int>(shelvedScenarios().size()), static_cast<int>(files.size()));
    for (const ShelvedScenario& scenario : shelvedScenarios()) {
        QVERIFY(files.contains(scenario.name + QStringLiteral(".scenario")));
        QVERIFY(!scenario.title.isEmpty() && !scenario.teaches.isEmpty());
    }
    QCOMPARE(shelvedScenarios().front().name, QStringLiteral("first-election"));
    QVERIFY(pathOfShelved(QStringLiteral("none")).isEmpty());
}

void ScenarioTest::theListSaysWhatEachTeaches() {
    SessionDesk desk;
    TimeModel time;
    FrameSource frames(desk, time);
    SelectionModel selection;
    ThemeModel theme;
    ViewContext context{frames, selection, time, theme, desk};
    ScenarioView view(context);
    view.resize(430, 620);
    QVERIFY(tests::bringUp(view));
    auto* list = view.findChild<QListWidget*>(QStringLiteral("scenarios"));
    QVERIFY(list->isVisible());
    QCOMPARE(list->count(), static_cast<int>(shelvedScenarios().size()));
    QVERIFY(list->item(1)
                ->data(Qt::AccessibleTextRole)
                .toString()
                .contains(shelvedScenarios()[1].teaches));
    QSignalSpy plays(&view, &ScenarioView::playRequested);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(plays.size(), 1);
    QCOMPARE(plays.front().front().toString(), shelvedScenarios()[1].path);
    QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("playScenario")), Qt::LeftButton);
    QCOMPARE(plays.size(), 2);
}

void ScenarioTest::eachOneIsWalkedThroughForwardAndBack_data() {
    QTest::addColumn<QString>("name");
    for (const ShelvedScenario& scenario : shelvedScenarios()) {
        QTest::newRow(qPrintable(scenario.name)) << scenario.name;
    }
}

void ScenarioTest::eachOneIsWalkedThroughForwardAndBack() {
    QFETCH(QString, name);
    Lesson lesson(name);
    auto& text = lesson.find<QLabel>("scenarioText");
    constexpr std::array kForward{Qt::Key_Space, Qt::Key_Return, Qt::Key_Right};
    std::size_t stop = 0;
    QPoint place;
    while (true) {
        QVERIFY(lesson.hasStopped());
        QVERIFY2(lesson.standing().state != State::Failed, qPrintable(lesson.standing().problem));
        if (lesson.standing().state == State::Finished) {
            break;
        }
        ++stop;
        QCOMPARE(lesson.standing().said.size(), stop);
        const ScenarioSaid said = lesson.standing().said.back();
        QCOMPARE(text.text(), said.text);
        QCOMPARE(lesson.find<QLabel>("scenarioCount").text(),
                 QStringLiteral("%1 of %2").arg(stop).arg(lesson.standing().stops));
        // Always at the same place.
        const QPoint here = text.mapTo(&lesson.view, QPoint());
        QVERIFY(stop == 1 || here == place);
        place = here;
        // One exact event back, and on again.
        const std::uint64_t count = lesson.frames.frame()->eventCount;
        if (count > 2 && stop % 3 == 1) {
            QTest::keyClick(&lesson.page(), Qt::Key_Left);
            QVERIFY(!lesson.time.isLive());
            QTRY_COMPARE_WITH_TIMEOUT(lesson.frames.frame()->eventCount, count - 1, kPatienceMs);
            QTest::keyClick(&lesson.page(), Qt::Key_Left);
            QTRY_COMPARE_WITH_TIMEOUT(lesson.frames.frame()->eventCount, count - 2, kPatienceMs);
            QTest::keyClick(&lesson.page(), Qt::Key_Right);
            QTRY_COMPARE_WITH_TIMEOUT(lesson.frames.frame()->eventCount, count - 1, kPatienceMs);
            QTest::keyClick(&lesson.page(), Qt::Key_Space);
            QTRY_VERIFY_WITH_TIMEOUT(lesson.time.isLive(), kPatienceMs);
            QTRY_COMPARE_WITH_TIMEOUT(lesson.frames.frame()->eventCount, count, kPatienceMs);
            QCOMPARE(lesson.standing().said.size(), stop);
        }
        QTest::keyClick(&lesson.page(), kForward[stop % kForward.size()]);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return lesson.standing().state != State::AtReader ||
                       lesson.standing().said.size() > stop;
            },
            kPatienceMs));
    }
    QCOMPARE(stop, lesson.standing().stops);
    // Back through all texts: each is there at its moment.
    for (std::size_t i = stop; i-- > 0;) {
        const ScenarioSaid said = lesson.standing().said[i];
        lesson.time.goTo(EventPlace{said.count});
        QTRY_COMPARE_WITH_TIMEOUT(lesson.frames.frame()->eventCount, said.count, kPatienceMs);
        const ScenarioSaid* shown = lesson.page().shown();
        QVERIFY(shown != nullptr && shown->count == said.count);
        QTRY_COMPARE(text.text(), shown->text);
    }
}

void ScenarioTest::aQuestionIsAnsweredByMouse() {
    Lesson lesson(QStringLiteral("first-election"));
    QVERIFY(lesson.hasStopped());
    QTest::mouseClick(&lesson.find<QToolButton>("scenarioForward"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(lesson.standing().said.size(), std::size_t{2}, kPatienceMs);
    QVERIFY(lesson.hasStopped());
    QVERIFY(lesson.standing().said.back().isQuestion());
    auto& why = lesson.find<QLabel>("scenarioWhy");
    QVERIFY(!why.isVisible());
    QTest::mouseClick(&lesson.find<ChoiceButton>("choice0"), Qt::LeftButton);
    QVERIFY(why.isVisible());
    QVERIFY(why.text().startsWith(QStringLiteral("No. ")));
    QTest::mouseClick(&lesson.find<ChoiceButton>("choice1"), Qt::LeftButton);
    QVERIFY(why.text().startsWith(QStringLiteral("Right. ")));
    QCOMPARE(lesson.find<ChoiceButton>("choice1").mark(), ChoiceButton::Mark::Right);
    QCOMPARE(lesson.find<ChoiceButton>("choice2").mark(), ChoiceButton::Mark::None);
}

void ScenarioTest::nobodyElseActsWhileItLeads() {
    Lesson lesson(QStringLiteral("split-vote"));
    QVERIFY(lesson.hasStopped());
    QVERIFY(!lesson.session().can(Ability::RunNodes));
    const auto refused = run(lesson.session(), ActOnNode{NodeAct::Kill, raft::NodeId(1)});
    QVERIFY(refused && !*refused);
    QVERIFY(refused->error().message.find("Let me try") != std::string::npos);
}

void ScenarioTest::letMeTryHandsTheStageOver() {
    Lesson lesson(QStringLiteral("split-vote"));
    QVERIFY(lesson.hasStopped());
    QTest::keyClick(&lesson.page(), Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(lesson.standing().said.size(), std::size_t{2}, kPatienceMs);
    QVERIFY(lesson.hasStopped());
    const observe::Moment before = lesson.session().recording().latest()->through;
    QTest::mouseClick(&lesson.find<QToolButton>("scenarioTry"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(lesson.standing().state, State::HandedOver, kPatienceMs);
    QVERIFY(lesson.session().can(Ability::RunNodes));
    QVERIFY(run(lesson.session(), ActOnNode{NodeAct::Kill, raft::NodeId(1)}).value());
    const auto isDown = [&lesson] {
        const auto& state = lesson.session().recording().latest()->state;
        return state.findNode(raft::NodeId(1))->condition == observe::NodeCondition::Down;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isDown(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(lesson.session().recording().latest()->through > before, kPatienceMs);
    const auto again = run(lesson.session(), TakeOverStage{});
    QVERIFY(again && !*again);
}

void ScenarioTest::whatAScenarioBrokeIsListedAndMended_data() {
    using observe::FaultKind;
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("count");
    const auto row = [](const char* name, const char* fault, FaultKind kind, int count) {
        QTest::newRow(name) << QString::fromLatin1(fault) << static_cast<int>(kind) << count;
    };
    row("partition", "fault partition 1 | 2,3", FaultKind::Partition, 1);
    row("one way", "fault cut 1->2", FaultKind::LinkCut, 1);
    row("down", "crash 3", FaultKind::NodeDown, 1);
    row("paused", "pause 3", FaultKind::NodePaused, 1);
    row("clock", "fault drift 2 -200000", FaultKind::ClockDrift, 1);
    row("slow", "fault disk 1 sync=50ms", FaultKind::DiskSlow, 1);
    row("lies", "fault disk 2 lies=true", FaultKind::LyingSync, 1);
    row("loss", "fault link 1->2 loss=50%", FaultKind::Loss, 1);
}

void ScenarioTest::whatAScenarioBrokeIsListedAndMended() {
    QFETCH(QString, fault);
    QFETCH(int, kind);
    QFETCH(int, count);
    Lesson lesson(QStringLiteral("first-election"));
    auto opened = ScenarioSession::open(
        QStringLiteral("scenario nodes=3 seed=1\nBroken\nIt is.\n\n%1\n\ncaption\nLook.\n")
            .arg(fault)
            .toUtf8(),
        QStringLiteral("broken.scenario"));
    QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
    lesson.desk.open(std::move(*opened));
    QVERIFY(lesson.hasStopped());
    QVERIFY2(lesson.standing().state == State::AtReader, qPrintable(lesson.standing().problem));
    QVERIFY(run(lesson.session(), TakeOverStage{}).value());
    QVERIFY(run(lesson.session(), Pause{}).value());
    const auto faults = [&lesson] { return lesson.session().recording().latest()->state.faults(); };
    QTRY_COMPARE_WITH_TIMEOUT(faults().size(), static_cast<std::size_t>(count), kPatienceMs);
    const observe::ActiveFault first = faults().front();
    QCOMPARE(static_cast<int>(first.kind), kind);
    QVERIFY(run(lesson.session(), EndFault{first.fault}).value());
    QTRY_VERIFY_WITH_TIMEOUT(faults().empty(), kPatienceMs);
    const auto& state = lesson.session().recording().latest()->state;
    for (const observe::LinkState& link : state.links()) {
        QVERIFY(!link.isCut);
    }
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        QVERIFY(state.nodeAt(i).condition == observe::NodeCondition::Up);
    }
}

void ScenarioTest::whatComesOutOtherwiseIsSaid() {
    Lesson lesson(QStringLiteral("first-election"));
    auto session = ScenarioSession::open(
        "scenario nodes=3 seed=1\nWrong\nIt is.\n\nexpect leader 1\n", "wrong.scenario");
    QVERIFY(session);
    lesson.desk.open(std::move(*session));
    QVERIFY(lesson.hasStopped());
    QCOMPARE(lesson.standing().state, State::Failed);
    QVERIFY(lesson.standing().problem.startsWith(QStringLiteral("wrong.scenario: line 5")));
    QTRY_VERIFY(lesson.find<QLabel>("scenarioState").text().contains(QStringLiteral("line 5")));
}

void ScenarioTest::aBrokenFileIsExplained() {
    const auto session = ScenarioSession::open("scenario nodes=3\nT\n\nsing\n", "x.scenario");
    QVERIFY(!session);
    QVERIFY(QString::fromStdString(session.error().message)
                .startsWith(QStringLiteral("x.scenario: line 4")));
}

void ScenarioTest::withoutTheRuleTheLampsGoRed_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("check");
    QTest::newRow("counting") << QStringLiteral("figure-8-without-the-rule")
                              << QStringLiteral("CurrentTermCommit");
    QTest::newRow("lying") << QStringLiteral("lying-fsync") << QStringLiteral("Durability");
}

void ScenarioTest::withoutTheRuleTheLampsGoRed() {
    QFETCH(QString, name);
    QFETCH(QString, check);
    Lesson lesson(name);
    while (lesson.hasStopped() && lesson.standing().isLeading()) {
        const std::size_t stop = lesson.standing().said.size();
        lesson.desk.run(PlayScenarioOn{});
        QVERIFY(QTest::qWaitFor(
            [&] { return !lesson.standing().isLeading() || lesson.standing().said.size() > stop; },
            kPatienceMs));
    }
    QCOMPARE(lesson.standing().state, State::Finished);
    QTRY_VERIFY_WITH_TIMEOUT(lesson.isViolated(check.toStdString()), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(lesson.isViolated("LeaderCompleteness"), kPatienceMs);
    const auto& marks = lesson.session().recording().latest()->history->marks();
    QVERIFY(std::any_of(marks.begin(), marks.end(),
                        [](const Mark& mark) { return mark.kind == MarkKind::Violation; }));
}

void ScenarioTest::aStageObeysTheSwitches() {
    const QTemporaryDir directory;
    auto session = StageSession::open(tests::newSession(directory, SessionFile()));
    QVERIFY(session);
    QVERIFY(run(**session, SetSpeed{10}).value());
    QTRY_VERIFY_WITH_TIMEOUT(tests::leaderOf(**session) != nullptr, kPatienceMs);
    QVERIFY(tests::answerTo(**session, tests::putOf("a", "1")));
    QTRY_VERIFY_WITH_TIMEOUT(
        (*session)->status().history && (*session)->status().history->judged > 0, kPatienceMs);
    QCOMPARE((*session)->status().history->verdict.kind, stage::HistoryVerdict::Kind::Holds);
    const auto latest = [&session] { return (*session)->recording().latest(); };
    const auto isViolated = [&latest] {
        const auto& checks = latest()->checks->checks;
        return std::any_of(checks.begin(), checks.end(),
                           [](const auto& one) { return one.violated > 0; });
    };
    QVERIFY(!isViolated());
    QVERIFY(run(**session, SetSabotage{stage::SabotagedRule::SkipSync, true}).value());
    QTRY_COMPARE_WITH_TIMEOUT(latest()->state.faults().size(), std::size_t{1}, kPatienceMs);
    QVERIFY(tests::answerTo(**session, tests::putOf("a", "2")));
    QTRY_VERIFY_WITH_TIMEOUT(isViolated(), kPatienceMs);
    QVERIFY(run(**session, EndFault{latest()->state.faults().front().fault}).value());
    QTRY_VERIFY_WITH_TIMEOUT(latest()->state.faults().empty(), kPatienceMs);
    QVERIFY(run(**session, SetSabotage{stage::SabotagedRule::ReadAlone, true}).value());
    QVERIFY(run(**session, EndAllFaults{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(latest()->state.faults().empty(), kPatienceMs);
}

void ScenarioTest::theWindowPlaysOneFromItsMenu() {
    const QTemporaryDir directory;
    MainWindow window(directory.path(), directory.filePath(QStringLiteral("settings.ini")));
    window.resize(1500, 950);
    QVERIFY(tests::bringUp(window));
    window.actions().find(QStringLiteral("play-first-election"))->trigger();
    Session* session = window.context().desk.session();
    QVERIFY(session != nullptr && session->status().scenario != nullptr);
    auto* page = window.findChild<ScenarioPage*>();
    QVERIFY(page->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(session->status().scenario->state, State::AtReader, kPatienceMs);
    QTRY_VERIFY(page->hasFocus());
    QTest::keyClick(page, Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(session->status().scenario->said.size(), std::size_t{2}, kPatienceMs);
    // Space plays on wherever the focus is.
    window.setFocus();
    window.actions().find(QStringLiteral("play"))->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(session->status().scenario->said.size(), std::size_t{3}, kPatienceMs);
    if (const QString folder = tests::picturesFolder(); !folder.isEmpty()) {
        QTest::qWait(400);
        window.grab().save(folder + QStringLiteral("/scenario-window.png"));
    }
    QTest::mouseClick(window.findChild<QToolButton*>(QStringLiteral("scenarioTry")),
                      Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(session->status().scenario->state, State::HandedOver, kPatienceMs);
    QVERIFY(window.store().list().empty());
}

void ScenarioTest::itFitsLargeText() {
    for (const int percent : {80, 200}) {
        const tests::TextSize size(percent);
        Lesson lesson(QStringLiteral("first-election"));
        lesson.view.resize(620, 1100);
        QVERIFY(lesson.hasStopped());
        const QStringList cut = tests::cutOffIn(lesson.view);
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(QStringLiteral("; "))));
    }
}

void ScenarioTest::pictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    for (const bool isDark : {false, true}) {
        Lesson lesson(QStringLiteral("first-election"));
        lesson.theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
        const QString theme = isDark ? QStringLiteral("dark") : QStringLiteral("light");
        QVERIFY(lesson.hasStopped());
        QTest::qWait(200);
        lesson.view.grab().save(QStringLiteral("%1/scenario-text-%2.png").arg(folder, theme));
        QTest::keyClick(&lesson.page(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(lesson.standing().said.size(), std::size_t{2}, kPatienceMs);
        QVERIFY(lesson.hasStopped());
        QTest::mouseClick(&lesson.find<ChoiceButton>("choice0"), Qt::LeftButton);
        QTest::qWait(100);
        lesson.view.grab().save(QStringLiteral("%1/scenario-question-%2.png").arg(folder, theme));
        lesson.view.showList();
        QTest::qWait(100);
        lesson.view.grab().save(QStringLiteral("%1/scenario-list-%2.png").arg(folder, theme));
    }
}

QTEST_MAIN(ScenarioTest)
#include "tst_scenario.moc"
