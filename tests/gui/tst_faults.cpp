// SPDX-License-Identifier: Apache-2.0
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTableWidget>
#include <QToolButton>
#include <QtTest/QtTest>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "engine/observe/fault_words.h"
#include "gui/faults/fault_commands.h"
#include "gui/faults/fault_history.h"
#include "gui/faults/fault_switches.h"
#include "gui/faults/fault_text.h"
#include "gui/faults/faults_view.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/permission.h"
#include "gui/session/link_fault.h"
#include "gui/widgets/empty_note.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using observe::FaultKind;
using observe::Link;
using raft::NodeId;
using tests::StageFilm;
using tests::ViewWorld;

namespace {

std::vector<Mark> marksOf(const observe::Recording& recording) {
    History history;
    for (std::uint64_t i = 0; i < recording.size(); ++i) {
        history.add(i, recording.event(i)->event);
    }
    return history.marks();
}

/// The dock in a world, on the screen.
class Dock {
public:
    explicit Dock(std::size_t nodes = 3) : world(nodes), view(world.context()) {
        world.session().elect();
        view.resize(528, 700);
        if (!tests::bringUp(view) || !update()) {
            qFatal("the dock does not show");
        }
    }
    bool update() {
        const bool isNew = world.update();
        QTest::qWait(120);  // tables have a pace of their own
        return isNew;
    }
    template <class Widget>
    Widget* find(const char* name) {
        auto* found = view.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return found;
    }
    LinkMatrix& matrix() { return *find<LinkMatrix>("linkMatrix"); }
    QPoint cell(int row, int column) { return matrix().matrix().rectOf({row, column}).center(); }
    template <class T>
    const T& lastCommand() {
        return std::get<T>(world.session().commands.back());
    }
    /// Chooses an entry of a palette button's menu, and of its submenu.
    void choose(const char* button, const QStringList& path) {
        QMenu* menu = find<QToolButton>(button)->menu();
        for (const QString& text : path) {
            Q_EMIT menu->aboutToShow();
            const auto actions = menu->actions();
            const auto action =
                std::find_if(actions.begin(), actions.end(),
                             [&text](const QAction* each) { return each->text() == text; });
            if (action == actions.end()) {
                qFatal("the menu has no such entry: %s", qPrintable(text));
            }
            if ((*action)->menu() != nullptr) {
                menu = (*action)->menu();
            } else {
                (*action)->trigger();
            }
        }
    }

    ViewWorld world;
    FaultsView view;
};

}  // namespace

class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- without widgets

    void presetsArePartitionsOfAllNodes() {
        StageFilm film(5);
        const NodeId leader = film.elect();
        const observe::ClusterState state = film.frame()->state;
        const Partition two = halves(state);
        QCOMPARE(two.groups[0].size(), std::size_t{2});
        QCOMPARE(two.groups[1].size(), std::size_t{3});
        // The leader loses its quorum, so that there is something to see.
        QVERIFY(std::count(two.groups[0].begin(), two.groups[0].end(), leader) == 1);
        const Partition alone = isolate(state, leader);
        QCOMPARE(alone.groups[0], std::vector{leader});
        QCOMPARE(alone.groups[1].size(), std::size_t{4});
        // Two sides of two, four pairs between them, and one node that hears all.
        QCOMPARE(bridge(state).size(), std::size_t{4});
    }

    void aGroupOfLinksIsCutUntilAllOfItIsAndHealedThen() {
        StageFilm film(3);
        const std::vector<Link> links{{NodeId(1), NodeId(2)}, {NodeId(1), NodeId(3)}};
        film.stage().cut(links[0]);
        std::vector<Command> commands = toggleCut(film.frame()->state, links);
        QCOMPARE(commands.size(), std::size_t{1});
        QVERIFY(std::get<CutLink>(commands[0]).link == links[1]);
        film.stage().cut(links[1]);
        commands = toggleCut(film.frame()->state, links);
        QCOMPARE(commands.size(), std::size_t{2});
        QVERIFY(std::get<HealLink>(commands[1]).link == links[1]);
    }

    void faultsThatEndedAreReadFromTheRecording() {
        StageFilm film(3);
        film.elect();
        film.stage().tell(observe::FaultStarted{1, FaultKind::NodeDown, {NodeId(2)}, "killed"});
        film.stage().runFor(stage::kSecond);
        film.stage().tell(observe::FaultStarted{2, FaultKind::NodePaused, {NodeId(3)}, "paused"});
        film.stage().tell(observe::FaultEnded{1});
        const observe::Moment between = film.stage().now();
        film.stage().runFor(stage::kSecond);
        film.stage().tell(observe::FaultEnded{2});
        const observe::Recording& recording = film.recording();
        const std::vector<Mark> marks = marksOf(recording);
        EndedFaults known;
        std::vector<EndedFault> ended = endedFaults(recording, marks, film.stage().now(), 8, known);
        QCOMPARE(ended.size(), std::size_t{2});
        QCOMPARE(ended[0].fault, std::uint64_t{2});
        QCOMPARE(ended[1].to, between);
        QCOMPARE(std::get<ActOnNode>(repeatOf(recording, ended[1])[0]).act, NodeAct::Kill);
        QCOMPARE(endedFaults(recording, marks, between, 8, known).size(), std::size_t{1});
        QCOMPARE(endCount(marks, between), std::size_t{1});
        QCOMPARE(endedFaults(recording, marks, film.stage().now(), 1, known).size(),
                 std::size_t{1});
    }

    void aPartitionIsRepeatedFromWhatItCut() {
        StageFilm film(5);
        film.elect();
        film.stage().runFor(stage::kSecond);
        film.stage().partition({{NodeId(1), NodeId(4)}, {NodeId(2), NodeId(3), NodeId(5)}});
        film.stage().tell(observe::FaultStarted{1, FaultKind::Partition, {NodeId(1)}, ""});
        film.stage().runFor(stage::kSecond);
        film.stage().healAll();
        film.stage().tell(observe::FaultEnded{1});
        EndedFaults known;
        const auto ended =
            endedFaults(film.recording(), marksOf(film.recording()), film.stage().now(), 8, known);
        const auto again = repeatOf(film.recording(), ended.at(0));
        QCOMPARE(again.size(), std::size_t{1});
        const auto& groups = std::get<Partition>(again[0]).groups;
        QCOMPARE(groups.size(), std::size_t{2});
        QCOMPARE(groups[0], (std::vector{NodeId(1), NodeId(4)}));
    }

    void aConditionIsRepeatedWithItsNumbers() {
        StageFilm film(3);
        film.elect();
        film.stage().runFor(stage::kSecond);
        const Link link{NodeId(1), NodeId(2)};
        observe::LinkCondition condition;
        condition.lossMillionths = 200'000;
        film.stage().tell(observe::LinkChanged{link, condition});
        film.stage().tell(observe::FaultStarted{1, FaultKind::Loss, {NodeId(1), NodeId(2)}, ""});
        film.stage().runFor(stage::kSecond);
        film.stage().tell(observe::FaultEnded{1});
        EndedFaults known;
        const auto ended =
            endedFaults(film.recording(), marksOf(film.recording()), film.stage().now(), 8, known);
        const auto again = repeatOf(film.recording(), ended.at(0));
        QCOMPARE(again.size(), std::size_t{1});
        QVERIFY(std::get<SetLinkCondition>(again[0]).condition == condition);
        QVERIFY(std::get<SetLinkCondition>(again[0]).links == std::vector{link});
    }

    void cutsAndPartitionsAreReadFromTheirTexts() {
        for (const bool bothWays : {false, true}) {
            const CutLink cut{{NodeId(1), NodeId(12)}, bothWays};
            const auto read = parseCut(textOf(cut));
            QVERIFY(read && read->link == cut.link && read->bothWays == bothWays);
        }
        const Partition two{{{NodeId(1), NodeId(4)}, {NodeId(2), NodeId(3), NodeId(5)}}};
        QCOMPARE(textOf(two), std::string("{n1 n4} | {n2 n3 n5}"));
        QVERIFY(parsePartition(textOf(two))->groups == two.groups);
        for (const char* text : {"", "n1", "n1 → ", "n1 → n1", "n0 → n1", "n1 → n2 ", "n1 -> n2",
                                 "n99999999999999999999 → n2"}) {
            QVERIFY2(!parseCut(text), text);
        }
        for (const char* text : {"", "{}", "{n1}", "{n1} | ", "{n1} | {n2", "{n1} | {n2} ",
                                 "{n1  n2} | {n3}", "{n1} {n2}"}) {
            QVERIFY2(!parsePartition(text), text);
        }
    }

    void whatBeganAtTheSameMomentIsNotRepeatedWithIt() {
        StageFilm film(5);
        film.elect();
        film.stage().runFor(stage::kSecond);
        observe::LinkCondition condition;
        condition.lossMillionths = 200'000;
        const std::string text = textOf(condition);
        film.stage().tell(observe::LinkChanged{{NodeId(1), NodeId(2)}, condition});
        film.stage().tell(observe::FaultStarted{1, FaultKind::Loss, {NodeId(1), NodeId(2)}, text});
        film.stage().tell(observe::LinkChanged{{NodeId(1), NodeId(3)}, condition});
        condition.lossMillionths = 500'000;
        film.stage().tell(observe::LinkChanged{{NodeId(2), NodeId(1)}, condition});
        film.stage().cut({NodeId(4), NodeId(5)});
        film.stage().cut({NodeId(5), NodeId(3)});
        film.stage().tell(
            observe::FaultStarted{2, FaultKind::LinkCut, {NodeId(4), NodeId(5)}, "n4 → n5"});
        film.stage().runFor(stage::kSecond);
        film.stage().tell(observe::FaultEnded{1});
        film.stage().tell(observe::FaultEnded{2});
        EndedFaults known;
        const auto ended =
            endedFaults(film.recording(), marksOf(film.recording()), film.stage().now(), 8, known);
        QCOMPARE(ended.size(), std::size_t{2});
        const auto cut = repeatOf(film.recording(), ended[0]);
        QCOMPARE(cut.size(), std::size_t{1});
        QVERIFY((std::get<CutLink>(cut[0]).link == Link{NodeId(4), NodeId(5)}));
        const auto loss = repeatOf(film.recording(), ended[1]);
        QCOMPARE(loss.size(), std::size_t{1});
        QVERIFY(
            (std::get<SetLinkCondition>(loss[0]).links == std::vector{Link{NodeId(1), NodeId(2)}}));
    }

    void whatIsSwitchedOffIsOffFromThenOnUntilItBeginsAnew() {
        StageFilm film(3);
        film.elect();
        stage::Stage& stage = film.stage();
        stage.tell(observe::FaultStarted{4, FaultKind::NodeDown, {NodeId(2)}, "killed"});
        stage.runFor(stage::kSecond);
        const FramePtr broken = film.frame();
        FaultSwitches switches;
        switches.switchOff(broken->state.faults().at(0), broken->moment);
        QVERIFY(switches.offAt(broken->state, broken->moment).empty());  // not yet over
        stage.runFor(stage::kSecond);
        stage.tell(observe::FaultEnded{4});
        const FramePtr mended = film.frame();
        QCOMPARE(switches.offAt(mended->state, mended->moment).size(), std::size_t{1});
        switches.switchOn(4, mended->state);
        stage.runFor(stage::kSecond);
        // Refused, or not done yet.
        switches.look(film.frame()->state);
        QCOMPARE(switches.offAt(film.frame()->state, stage.now()).size(), std::size_t{1});
        stage.tell(observe::FaultStarted{5, FaultKind::NodeDown, {NodeId(3)}, "killed"});
        switches.look(film.frame()->state);
        QCOMPARE(switches.offAt(film.frame()->state, stage.now()).size(), std::size_t{1});
        stage.tell(observe::FaultStarted{6, FaultKind::NodeDown, {NodeId(2)}, "killed"});
        switches.look(film.frame()->state);
        QVERIFY(switches.offAt(film.frame()->state, stage.now()).empty());
        // In the past it still is.
        QCOMPARE(switches.offAt(mended->state, mended->moment).size(), std::size_t{1});
    }

    void theMatrixHasAPlaceForEveryLinkAndNoneForANodeWithItself() {
        for (const int width : {360, 528}) {
            std::vector<NodeId> nodes;
            for (std::uint64_t id = 1; id <= 9; ++id) {
                nodes.emplace_back(id);
            }
            const MatrixLayout layout(nodes, {width, 300}, 15);
            QVERIFY(layout.rectOf({0, 8}).right() < width);
            const auto cell = layout.cellAt(layout.rectOf({7, 2}).center());
            QVERIFY(cell && *cell == (MatrixLayout::Cell{7, 2}));
            QVERIFY(layout.linkAt(*cell) == (Link{NodeId(8), NodeId(3)}));
            QVERIFY(!layout.linkAt({4, 4}));
            QVERIFY(!layout.cellAt({2, 2}));
            QCOMPARE(layout.linksWithin({0, 0}, {1, 1}).size(), std::size_t{2});
            QVERIFY(layout.nodeNote(0).right() < width);
        }
    }

    // --- the dock

    void withoutFaultsItSaysWhatToDo() {
        Dock dock;
        QVERIFY(dock.view.findChild<EmptyNote*>()->isVisible());
        QVERIFY(!dock.find<QTableWidget>("activeFaults")->isVisible());
        QVERIFY(dock.find<QLabel>("quorumLine")
                    ->text()
                    .contains(QStringLiteral("Quorum 2 of 3 is reachable")));
        QVERIFY(!dock.find<QToolButton>("healAll")->isEnabled());
    }

    void aClickCutsOneDirectionAndTheNextOneHealsIt() {
        Dock dock;
        QTest::mouseClick(&dock.matrix(), Qt::LeftButton, {}, dock.cell(0, 2));
        const Link link{NodeId(1), NodeId(3)};
        QVERIFY(dock.lastCommand<CutLink>().link == link);
        QVERIFY(!dock.lastCommand<CutLink>().bothWays);
        dock.world.session().stage().cut(link);
        QVERIFY(dock.update());
        QTest::mouseClick(&dock.matrix(), Qt::LeftButton, {}, dock.cell(0, 2));
        QVERIFY(dock.lastCommand<HealLink>().link == link);
        // A node does not talk to itself.
        const std::size_t before = dock.world.session().commands.size();
        QTest::mouseClick(&dock.matrix(), Qt::LeftButton, {}, dock.cell(1, 1));
        QCOMPARE(dock.world.session().commands.size(), before);
    }

    void aDragCutsAGroup() {
        Dock dock;
        QTest::mousePress(&dock.matrix(), Qt::LeftButton, {}, dock.cell(0, 1));
        QTest::mouseMove(&dock.matrix(), dock.cell(0, 2));
        QTest::mouseRelease(&dock.matrix(), Qt::LeftButton, {}, dock.cell(0, 2));
        QCOMPARE(dock.world.session().commands.size(), std::size_t{2});
        QCOMPARE(dock.matrix().chosen().size(), std::size_t{2});
    }

    void theKeyboardDoesTheSame() {
        Dock dock;
        dock.matrix().setFocus();
        QTest::keyClick(&dock.matrix(), Qt::Key_Down);
        QTest::keyClick(&dock.matrix(), Qt::Key_Right);
        QTest::keyClick(&dock.matrix(), Qt::Key_Space);
        QVERIFY((dock.lastCommand<CutLink>().link == Link{NodeId(2), NodeId(3)}));
        QTest::keyClick(&dock.matrix(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(&dock.matrix(), Qt::Key_Left, Qt::ShiftModifier);
        // The cell between them is no link.
        QCOMPARE(dock.matrix().chosen().size(), std::size_t{2});
    }

    void theMatrixShowsTheLinkThatIsPointedAt() {
        Dock dock;
        QTest::mouseMove(&dock.matrix(), dock.cell(2, 0));
        QTRY_VERIFY(dock.world.selection.hovered() == Selected(Link{NodeId(3), NodeId(1)}));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&dock.matrix(), &leave);
        QVERIFY(dock.world.selection.hovered() == Selected());
    }

    void thePaletteBreaksWhatItsMenuSays() {
        Dock dock;
        dock.choose("cut", {QStringLiteral("n2 from all others")});
        QCOMPARE(dock.lastCommand<Partition>().groups[0], std::vector{NodeId(2)});
        dock.choose("delay", {QStringLiteral("200 ms"), QStringLiteral("All links of n1")});
        QCOMPARE(dock.lastCommand<SetLinkCondition>().links.size(), std::size_t{4});
        QCOMPARE(dock.lastCommand<SetLinkCondition>().condition.maxDelayNs,
                 std::uint64_t{200'000'000});
        dock.choose("loss", {QStringLiteral("20 %"), QStringLiteral("All links")});
        QCOMPARE(dock.lastCommand<SetLinkCondition>().links.size(), std::size_t{6});
        QCOMPARE(dock.lastCommand<SetLinkCondition>().condition.lossMillionths, 200'000U);
        const NodeId leader = leaderOf(dock.world.frame().state)->id;
        dock.choose("presets", {QStringLiteral("Isolate the leader n%1").arg(leader.value())});
        QCOMPARE(dock.lastCommand<Partition>().groups[0], std::vector{leader});
        dock.choose("kill", {QStringLiteral("Kill n%1 leader").arg(leader.value())});
        QCOMPARE(dock.lastCommand<ActOnNode>().act, NodeAct::Kill);
        dock.choose("pause", {QStringLiteral("Pause n%1 leader").arg(leader.value())});
        QCOMPARE(dock.lastCommand<ActOnNode>().act, NodeAct::Pause);
    }

    void theLengthOfAPauseIsChosen() {
        Dock dock;
        const NodeId leader = leaderOf(dock.world.frame().state)->id;
        const QString pause = QStringLiteral("Pause n%1 leader").arg(leader.value());
        const auto pausedFor = [&](const QString& text) {
            dock.choose("pause", {text});
            return dock.lastCommand<ActOnNode>().forMs;
        };
        QCOMPARE(pausedFor(pause), std::uint64_t{0});
        // On real time it may go on by itself.
        dock.world.session().shownKind = SessionKind::Processes;
        QCOMPARE(pausedFor(pause), std::uint64_t{0});
        dock.choose("pause", {QStringLiteral("How long"), QStringLiteral("30 s")});
        QCOMPARE(pausedFor(pause + QStringLiteral(" for 30 s")), std::uint64_t{30'000});
        dock.choose("pause", {QStringLiteral("How long"), QStringLiteral("Until it is resumed")});
        QCOMPARE(pausedFor(pause), std::uint64_t{0});
        // Elsewhere it must.
        dock.world.session().shownKind = SessionKind::Attached;
        dock.world.session().abilities.insert(Ability::Arming);
        SessionStatus status;
        status.armed = {leader};
        dock.world.session().setStatus(status);
        QCOMPARE(pausedFor(pause + QStringLiteral(" for 10 s")), std::uint64_t{10'000});
        dock.choose("pause", {QStringLiteral("How long"), QStringLiteral("Another time…")});
        auto* dialog = dock.find<QInputDialog>("pauseLength");
        QVERIFY(dialog->labelText().contains(QStringLiteral("60 at most")));
        auto* box = dialog->findChild<QSpinBox*>();
        box->selectAll();
        QTest::keyClicks(box, QStringLiteral("61"));
        QTest::keyClicks(box, QStringLiteral("0"));
        QCOMPARE(box->value(), 60);
        box->selectAll();
        QTest::keyClicks(box, QStringLiteral("7"));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(pausedFor(pause + QStringLiteral(" for 7 s")), std::uint64_t{7'000});
    }

    void pausesSayHowLongTheyLast() {
        for (const std::uint64_t ms : {std::uint64_t{0}, std::uint64_t{1500}}) {
            QCOMPARE(observe::parsePause(observe::textOfPause(ms)), std::optional(ms));
        }
        for (const char* other : {"", "paused for", "paused for  ms", "paused for 5", "killed"}) {
            QVERIFY2(!observe::parsePause(other), other);
        }
        QCOMPARE(faultDetail(FaultKind::NodePaused, "paused for 1500 ms"),
                 QStringLiteral("for 1.5 s"));
        QCOMPARE(faultDetail(FaultKind::NodePaused, "paused"), QString());
    }

    void whereNothingIsAllowedYetTheDockSaysHow() {
        Dock dock;
        auto* note = dock.view.findChild<EmptyNote*>();
        QVERIFY(note->accessibleDescription().contains(QStringLiteral("press K")));
        dock.world.session().shownKind = SessionKind::Attached;
        dock.world.session().abilities = {Ability::Arming};
        dock.world.session().setStatus({});
        QTRY_VERIFY(note->accessibleDescription().contains(QStringLiteral("--allow-faults")));
        dock.world.session().abilities.clear();
        dock.world.session().setStatus({});
        QTRY_VERIFY(note->accessibleDescription().startsWith(QStringLiteral("etcd has no faults")));
    }

    void thePaletteTakesTheLinksThatAreChosen() {
        Dock dock;
        QTest::mouseClick(&dock.matrix(), Qt::LeftButton, {}, dock.cell(1, 0));
        dock.choose("loss", {QStringLiteral("50 %"), QStringLiteral("n2 to n1")});
        QVERIFY((dock.lastCommand<SetLinkCondition>().links ==
                 std::vector{Link{NodeId(2), NodeId(1)}}));
    }

    void activeFaultsAreListedAndUndone() {
        Dock dock;
        dock.world.session().stage().tell(
            observe::FaultStarted{7, FaultKind::Partition, {NodeId(1)}, "{n1} | {n2 n3}"});
        QVERIFY(dock.update());
        auto* table = dock.find<QTableWidget>("activeFaults");
        QVERIFY(table->isVisible());
        QCOMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("Partition {n1} | {n2 n3}"));
        QTest::mouseClick(dock.find<QToolButton>("undo7"), Qt::LeftButton);
        QCOMPARE(dock.lastCommand<EndFault>().fault, std::uint64_t{7});
        QTest::mouseClick(dock.find<QToolButton>("healAll"), Qt::LeftButton);
        QVERIFY(std::holds_alternative<EndAllFaults>(dock.world.session().commands.back()));
    }

    void whatWasUndoneCanBeRepeated() {
        Dock dock;
        dock.world.session().stage().tell(
            observe::FaultStarted{1, FaultKind::NodeDown, {NodeId(3)}, "killed"});
        dock.world.session().run(stage::kSecond);
        dock.world.session().stage().tell(observe::FaultEnded{1});
        QVERIFY(dock.update());
        auto* table = dock.find<QTableWidget>("endedFaults");
        QTRY_COMPARE(table->rowCount(), 1);
        QCOMPARE(table->item(0, 0)->text(), QStringLiteral("Kill n3"));
        QTest::mouseClick(dock.find<QToolButton>("repeat1"), Qt::LeftButton);
        QTRY_COMPARE(dock.world.session().commands.size(), std::size_t{1});
        QVERIFY(dock.lastCommand<ActOnNode>().node == NodeId(3));
    }

    void aLostQuorumIsSaid() {
        Dock dock;
        for (const std::uint64_t id : {1U, 2U}) {
            QVERIFY(dock.world.session().stage().crash(NodeId(id)).has_value());
        }
        QVERIFY(dock.update());
        QVERIFY(dock.find<QLabel>("quorumLine")->text().contains(QStringLiteral("No quorum")));
    }

    void chaosHasASeed() {
        Dock dock;
        auto* chaos = dock.find<SwitchButton>("chaos");
        auto* seed = dock.find<QLineEdit>("chaosSeed");
        seed->setText(QStringLiteral("1F"));
        QTest::mouseClick(chaos, Qt::LeftButton);
        QVERIFY(dock.lastCommand<SetChaos>().isOn);
        QCOMPARE(dock.lastCommand<SetChaos>().seed, std::uint64_t{0x1F});
        SessionStatus status;
        status.chaosSeed = 0x1F;
        dock.world.session().setStatus(status);
        QVERIFY(chaos->isChecked());
        QVERIFY(!seed->isEnabled());
        QTest::mouseClick(chaos, Qt::LeftButton);
        QVERIFY(!dock.lastCommand<SetChaos>().isOn);
        dock.world.session().setStatus(SessionStatus());
        const std::size_t before = dock.world.session().commands.size();
        seed->setText(QStringLiteral("no number"));
        QTest::mouseClick(chaos, Qt::LeftButton);
        QCOMPARE(dock.world.session().commands.size(), before);
        QVERIFY(!chaos->isChecked());
    }

    void thePastCannotBeBroken() {
        Dock dock;
        dock.world.session().run(stage::kSecond);
        QVERIFY(dock.update());
        QVERIFY(dock.world.goTo(observe::Moment(stage::kSecond)));
        QTest::qWait(120);
        QVERIFY(!dock.find<QToolButton>("cut")->isEnabled());
        QVERIFY(dock.find<QToolButton>("cut")->toolTip().contains(QStringLiteral("live")));
        QVERIFY(!dock.find<SwitchButton>("chaos")->isEnabled());
        QTest::mouseClick(&dock.matrix(), Qt::LeftButton, {}, dock.cell(0, 2));
        QVERIFY(dock.world.session().commands.empty());
    }

    void whatASessionCannotDoIsGreyedWithItsReason() {
        Dock dock;
        dock.world.session().abilities = {Ability::RunNodes};
        QVERIFY(dock.update());
        dock.world.session().setStatus(SessionStatus());
        dock.world.session().run(stage::kSecond);
        QVERIFY(dock.update());
        QVERIFY(dock.find<QToolButton>("cut")->isEnabled());
        QVERIFY(!dock.find<QToolButton>("delay")->isEnabled());
        const QString reason = whyNot(dock.world.context(), Ability::LinkConditions);
        QVERIFY(!reason.isEmpty());
        QCOMPARE(dock.find<QToolButton>("delay")->toolTip(), reason);
    }
};

QTEST_MAIN(TestFaults)
#include "tst_faults.moc"
