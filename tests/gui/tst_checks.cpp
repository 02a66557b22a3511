// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QListView>
#include <QToolButton>
#include <QtTest/QtTest>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <variant>
#include <vector>

#include "gui/checks/check_lamp.h"
#include "gui/checks/checks_view.h"
#include "gui/checks/sabotage_chip.h"
#include "gui/cluster/cluster_view.h"
#include "gui/log_wall/log_wall.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/shell/announcer.h"
#include "gui/widgets/switch_button.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/session_talk.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;
using stage::SabotagedRule;
using tests::ViewWorld;

namespace {

/// The dock and the chip in a world whose Stage moves when the test says so.
class Dock {
public:
    explicit Dock(std::size_t nodes = 3)
        : world(nodes), view(world.context()), chip(world.context()) {
        auto& session = world.session();
        session.abilities.insert(Ability::Sabotage);
        session.elect();
        view.resize(430, 720);
        if (!tests::bringUp(view) || !update()) {
            qFatal("the dock does not show");
        }
    }
    bool update() {
        const bool isNew = world.update();
        QTest::qWait(150);
        return isNew;
    }
    CheckList& list() { return *view.findChild<CheckList*>(); }
    QListView& lamps() { return *view.findChild<QListView*>(QStringLiteral("lamps")); }
    const CheckRow& row(const char* name) {
        const CheckRow* found = list().row(list().find(QString::fromLatin1(name)));
        if (found == nullptr) {
            qFatal("there is no check %s", name);
        }
        return *found;
    }
    SwitchButton& sabotage(SabotagedRule rule) {
        const QString name = QStringLiteral("sabotage-") +
                             QString::fromStdString(std::string(stage::toString(rule)));
        return *view.findChild<SwitchButton*>(name);
    }
    /// Clicks a switch, and does on the Stage what the command says.
    void flip(SabotagedRule rule) {
        QTest::mouseClick(&sabotage(rule), Qt::LeftButton, {}, QPoint(12, 8));
        const auto& command = std::get<SetSabotage>(world.session().commands.back());
        world.session().stage().setSabotage(command.rule, command.isOn);
        update();
    }
    /// Puts through the leader.
    void put(const char* key, const char* value) {
        world.session().ask(tests::putOf(key, value), [](const auto&) {});
        world.session().run(2'000'000'000);
    }

    ViewWorld world;
    ChecksView view;
    SabotageChip chip;
};

}  // namespace

/// The checks dock, by mouse and keyboard.
class ChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachCheckHasALampAndACount();
    void aSkippedSyncMakesItsLampRed();
    void forgottenVotesMakeTheirLampRed();
    void readsWithoutAQuorumMakeTheirLampRed();
    void aViolationIsGoneToByKeyAndByMouse();
    void itsSubjectsAreLinks();
    void theListOffersWhatAViolationConcerns();
    void allThatItIsAboutIsMarkedInAllViews();
    void aNewViolationIsAnnounced();
    void aViolationIsMarkedOnceInTheHistory();
    void theChipIsLoudWhileARuleIsOff();
    void switchesAreGreyWhereThereIsNoStage();
    void whatClientsWereToldIsJudged();
    void theListIsAModel();
    void lampsDifferWithoutColours();
    void itFitsLargeText();
    void pictures();
};

void ChecksTest::eachCheckHasALampAndACount() {
    Dock dock;
    dock.put("k", "v");
    dock.update();
    QCOMPARE(dock.list().rowCount(), 18);
    for (const CheckRow& row : dock.list().rows()) {
        QVERIFY2(!row.title.isEmpty() && row.title != row.name && !row.rule.isEmpty(),
                 qPrintable(row.name));
        QVERIFY(row.lamp != Lamp::Violated);
    }
    QCOMPARE(dock.row("ElectionSafety").lamp, Lamp::Holding);
    QVERIFY(dock.row("StateMachineSafety").exercised >= 3);
    QCOMPARE(dock.row("ConfChangeInFlight").lamp, Lamp::Idle);
    QVERIFY(dock.row("ElectionSafety").stateText().startsWith(QStringLiteral("holding · ")));
    const auto* summary = dock.view.findChild<QLabel*>(QStringLiteral("checksSummary"));
    QVERIFY(summary->text().startsWith(QStringLiteral("No check is violated")));
}

void ChecksTest::aSkippedSyncMakesItsLampRed() {
    Dock dock;
    dock.flip(SabotagedRule::SkipSync);
    QVERIFY(dock.sabotage(SabotagedRule::SkipSync).isChecked());
    QCOMPARE(dock.row("DurablePromise").lamp, Lamp::Holding);
    dock.put("k", "v");
    dock.update();
    QCOMPARE(dock.row("DurablePromise").lamp, Lamp::Violated);
    QCOMPARE(dock.list().rows().front().lamp, Lamp::Violated);
}

void ChecksTest::forgottenVotesMakeTheirLampRed() {
    Dock dock;
    dock.flip(SabotagedRule::ForgetVotes);
    auto& stage = dock.world.session().stage();
    const NodeId other(stage.leader()->id() == NodeId(1) ? 2 : 1);
    QVERIFY(stage.fireElectionTimer(other));
    dock.world.session().run(3'000'000'000);
    dock.update();
    QCOMPARE(dock.row("DurablePromise").lamp, Lamp::Violated);
}

void ChecksTest::readsWithoutAQuorumMakeTheirLampRed() {
    Dock dock;
    auto& stage = dock.world.session().stage();
    dock.flip(SabotagedRule::ReadAlone);
    const NodeId old = stage.leader()->id();
    std::vector<NodeId> others;
    for (const auto& node : stage.nodes()) {
        if (node->id() != old) {
            others.push_back(node->id());
        }
    }
    stage.partition({{old}, others});
    QVERIFY(stage.fireElectionTimer(others.front()));
    QVERIFY(stage.runUntil([&] { return stage.leader()->id() != old; },
                           stage::after(stage.now(), 30 * stage::kSecond)));
    dock.put("k", "new");
    dock.update();
    QCOMPARE(dock.row("ReadLinearizability").lamp, Lamp::Idle);
    stage::ClientRead read;
    read.range.key = Bytes::copyOf("k");
    Ask ask;
    ask.what = read;
    ask.target = old;
    dock.world.session().ask(ask, [](const auto&) {});
    dock.world.session().run(1'000'000'000);
    dock.update();
    QCOMPARE(dock.row("ReadLinearizability").lamp, Lamp::Violated);
}

void ChecksTest::aViolationIsGoneToByKeyAndByMouse() {
    Dock dock;
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    const CheckRow row = dock.row("DurablePromise");
    QVERIFY(row.first);
    dock.lamps().setCurrentIndex(dock.list().find(row.name));
    QTest::keyClick(&dock.lamps(), Qt::Key_Return);
    QVERIFY(!dock.world.time.isLive());
    QCOMPARE(std::get<EventPlace>(*dock.world.time.place()).count, row.first->number + 1);
    QVERIFY(row.first->message);
    QVERIFY(dock.world.selection.selected() == Selected(*row.first->message));
    QTRY_COMPARE(dock.world.frame().eventCount, row.first->number + 1);
    // It is on its way at that moment.
    const auto& flying = dock.world.frame().state.messagesInFlight();
    QVERIFY(std::any_of(flying.begin(), flying.end(),
                        [&](const auto& message) { return message.key == *row.first->message; }));

    dock.world.time.goLive();
    dock.world.selection.clear();
    auto* go = dock.view.findChild<QToolButton*>(QStringLiteral("goToFirst"));
    QVERIFY(go->isVisible());
    QTest::mouseClick(go, Qt::LeftButton);
    QVERIFY(!dock.world.time.isLive());
    QVERIFY(dock.world.selection.selected() == Selected(*row.first->message));
}

void ChecksTest::theListOffersWhatAViolationConcerns() {
    Dock dock;
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    const CheckRow row = dock.row("DurablePromise");
    const QPoint place = dock.lamps().visualRect(dock.list().find(row.name)).center();
    QMenu* menu = tests::menuAt(*dock.lamps().viewport(), place, dock.view, "checkMenu");
    tests::clickIn(menu, "linkNode");
    QVERIFY(dock.world.selection.selected() == Selected(row.first->node));
    QVERIFY(!dock.world.time.isLive());
}

void ChecksTest::itsSubjectsAreLinks() {
    Dock dock;
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    const CheckRow row = dock.row("DurablePromise");
    dock.lamps().setCurrentIndex(dock.list().find(row.name));
    auto* node = dock.view.findChild<QToolButton*>(QStringLiteral("linkNode"));
    QVERIFY(node != nullptr && node->isVisible());
    QTest::mouseClick(node, Qt::LeftButton);
    QVERIFY(dock.world.selection.selected() == Selected(row.first->node));
    if (!row.first->entries.empty()) {
        auto* entry = dock.view.findChild<QToolButton*>(QStringLiteral("linkEntry0"));
        QVERIFY(entry != nullptr);
        QTest::mouseClick(entry, Qt::LeftButton);
        QVERIFY(dock.world.selection.selected() ==
                Selected(EntryOnNode{row.first->node, row.first->entries.front().index}));
    }
    const auto* text = dock.view.findChild<QLabel*>(QStringLiteral("checkText"));
    QVERIFY(text->text().startsWith(QStringLiteral("✕ ")));
}

void ChecksTest::allThatItIsAboutIsMarkedInAllViews() {
    Dock dock;
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    auto& selection = dock.world.selection;
    const CheckRow row = dock.row("DurablePromise");
    dock.lamps().setCurrentIndex(dock.list().find(row.name));
    QTest::mouseClick(dock.view.findChild<QToolButton*>(QStringLiteral("goToFirst")),
                      Qt::LeftButton);
    const auto has = [&selection](const Selected& what) {
        const auto& all = selection.concerned();
        return std::find(all.begin(), all.end(), what) != all.end();
    };
    QVERIFY(has(row.first->node));
    QVERIFY(has(*row.first->message));
    QVERIFY(!row.first->entries.empty());
    for (std::uint64_t node = 1; node <= 3; ++node) {
        QVERIFY(has(EntryOnNode{NodeId(node), row.first->entries.front().index}));
    }
    // Marks, that something else which is selected takes away.
    ClusterView cluster(dock.world.context());
    LogWall wall(dock.world.context());
    PipelineView pipeline(dock.world.context());
    QTRY_COMPARE(dock.world.frame().eventCount, row.first->number + 1);
    const std::vector<Selected> concerned = selection.concerned();
    for (QWidget* view : std::vector<QWidget*>{&cluster, &wall, &pipeline}) {
        view->resize(900, 500);
        view->show();
        QTest::qWait(50);
        selection.select(row.first->event);
        const QImage plain = view->grab().toImage();
        QVERIFY(selection.concerned().empty());
        selection.selectWith(row.first->event, concerned);
        const QImage marked = view->grab().toImage();
        // In the inside of a node a token may be beyond its way at that moment.
        QVERIFY2(marked != plain || view == &pipeline, qPrintable(view->objectName()));
    }
    selection.select(NodeId(1));
    QVERIFY(selection.concerned().empty());
}

void ChecksTest::aNewViolationIsAnnounced() {
    Dock dock;
    Announcer announcer(dock.world.context());
    dock.put("a", "b");
    dock.update();
    QVERIFY(!announcer.said().contains(QStringLiteral("Violated")));
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    const QString title = dock.row("DurablePromise").title;
    QTRY_VERIFY2(announcer.said().startsWith(QStringLiteral("Violated: %1.").arg(title)),
                 qPrintable(announcer.said()));
    // Told once; where a session was opened in which it was violated, not at all.
    Announcer late(dock.world.context());
    dock.put("l", "w");
    dock.update();
    QVERIFY(!late.said().contains(QStringLiteral("Violated")));
}

void ChecksTest::aViolationIsMarkedOnceInTheHistory() {
    Dock dock;
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    const CheckRow row = dock.row("DurablePromise");
    // Told again by who ran the Stage, as a session does.
    dock.world.session().stage().tell(observe::CheckViolated{"DurablePromise", "again"});
    dock.update();
    const auto history = dock.world.frames.history();
    std::vector<Mark> marks;
    for (const Mark& mark : history->marks()) {
        if (mark.kind == MarkKind::Violation && mark.check == "DurablePromise") {
            marks.push_back(mark);
        }
    }
    QCOMPARE(marks.size(), std::size_t{1});
    QCOMPARE(marks.front().number, row.first->number);
    QCOMPARE(dock.row("DurablePromise").violated, row.violated);
}

void ChecksTest::theChipIsLoudWhileARuleIsOff() {
    Dock dock;
    QVERIFY(!dock.chip.isVisible());
    dock.flip(SabotagedRule::ReadAlone);
    QVERIFY(dock.chip.isVisible());
    QCOMPARE(dock.chip.text(), QStringLiteral("SABOTAGE: read without a quorum"));
    dock.flip(SabotagedRule::SkipSync);
    QCOMPARE(dock.chip.text(), QStringLiteral("SABOTAGE: 2 rules are off"));
    dock.flip(SabotagedRule::ReadAlone);
    dock.flip(SabotagedRule::SkipSync);
    QVERIFY(!dock.chip.isVisible());
    QVERIFY(!dock.sabotage(SabotagedRule::SkipSync).isChecked());
}

void ChecksTest::switchesAreGreyWhereThereIsNoStage() {
    Dock dock;
    dock.world.session().abilities.erase(Ability::Sabotage);
    Q_EMIT dock.world.desk.statusChanged();
    for (const SabotagedRule rule : stage::kSabotagedRules) {
        QVERIFY(!dock.sabotage(rule).isEnabled());
        QVERIFY(dock.sabotage(rule).toolTip().contains(QStringLiteral("Stage only")));
    }
    const std::size_t before = dock.world.session().commands.size();
    QTest::mouseClick(&dock.sabotage(SabotagedRule::SkipSync), Qt::LeftButton, {}, QPoint(12, 8));
    QCOMPARE(dock.world.session().commands.size(), before);
}

void ChecksTest::whatClientsWereToldIsJudged() {
    Dock dock;
    QCOMPARE(dock.row(kLinearizability).lamp, Lamp::Idle);
    SessionStatus status;
    status.history = HistoryStanding{3, 2, 0, {}};
    dock.world.session().setStatus(status);
    QCOMPARE(dock.row(kLinearizability).lamp, Lamp::Holding);
    QCOMPARE(dock.row(kLinearizability).exercised, std::uint64_t{2});
    status.history->verdict = {stage::HistoryVerdict::Kind::Undecided, "too many steps"};
    dock.world.session().setStatus(status);
    QCOMPARE(dock.row(kLinearizability).lamp, Lamp::Undecided);
    QCOMPARE(dock.row(kLinearizability).stateText(), QStringLiteral("undecided"));
    QCOMPARE(dock.row(kLinearizability).note, QStringLiteral("too many steps"));
    status.history->verdict = {stage::HistoryVerdict::Kind::Violated, "an old value"};
    dock.world.session().setStatus(status);
    dock.world.session().stage().tell(observe::CheckViolated{kLinearizability, "an old value"});
    dock.update();
    QCOMPARE(dock.row(kLinearizability).lamp, Lamp::Violated);
    QVERIFY(dock.row(kLinearizability).first);
}

void ChecksTest::theListIsAModel() {
    Dock dock;
    const QAbstractItemModelTester tester(&dock.list(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    dock.flip(SabotagedRule::SkipSync);
    dock.put("k", "v");
    dock.update();
    const QModelIndex first = dock.list().index(0);
    QVERIFY(first.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("violated at")));
}

void ChecksTest::lampsDifferWithoutColours() {
    std::vector<QImage> seen;
    for (const Lamp lamp : {Lamp::Idle, Lamp::Holding, Lamp::Undecided, Lamp::Violated}) {
        QImage image(32, 32, QImage::Format_Grayscale8);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintLamp(painter, QRectF(0, 0, 32, 32), lamp, lightTheme());
        painter.end();
        for (const QImage& other : seen) {
            int different = 0;
            for (int y = 0; y < 32; ++y) {
                for (int x = 0; x < 32; ++x) {
                    different +=
                        std::abs(qGray(image.pixel(x, y)) - qGray(other.pixel(x, y))) > 60 ? 1 : 0;
                }
            }
            QVERIFY2(different > 40, qPrintable(QString::number(different)));
        }
        seen.push_back(image);
    }
}

void ChecksTest::itFitsLargeText() {
    for (const int percent : {80, 200}) {
        const tests::TextSize size(percent);
        Dock dock;
        dock.view.resize(620, 1200);
        dock.flip(SabotagedRule::SkipSync);
        dock.put("k", "v");
        dock.update();
        const QStringList cut = tests::cutOffIn(dock.view);
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(QStringLiteral("; "))));
    }
}

void ChecksTest::pictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    for (const bool isDark : {false, true}) {
        Dock dock;
        dock.world.theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
        dock.put("a", "1");
        dock.update();
        const QString theme = isDark ? QStringLiteral("dark") : QStringLiteral("light");
        dock.view.grab().save(QStringLiteral("%1/checks-holding-%2.png").arg(folder, theme));
        dock.flip(SabotagedRule::SkipSync);
        dock.put("k", "v");
        dock.update();
        dock.view.grab().save(QStringLiteral("%1/checks-red-%2.png").arg(folder, theme));
        dock.chip.grab().save(QStringLiteral("%1/checks-chip-%2.png").arg(folder, theme));
    }
}

QTEST_MAIN(ChecksTest)
#include "tst_checks.moc"
