// SPDX-License-Identifier: Apache-2.0
#include <QContextMenuEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <variant>

#include "gui/actions/command_check.h"
#include "gui/actions/selection_acts.h"
#include "gui/cluster/cluster_view.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::ViewWorld;

namespace {

raft::NodeId n(std::uint64_t id) {
    return raft::NodeId(id);
}

/// A cluster view on screen, over a cluster with a leader.
struct Screen {
    explicit Screen(std::size_t nodes = 5) : world(nodes), view(world.context()) {
        leader = world.session().elect();
        view.resize(1047, 480);
        isReady = world.update() && tests::bringUp(view);
    }
    [[nodiscard]] ClusterCanvas& canvas() { return view.canvas(); }
    [[nodiscard]] QPoint at(std::uint64_t node) {
        return canvas().scene().find(n(node))->centre.toPoint();
    }
    [[nodiscard]] QPoint on(observe::Link link, double part = 0.15) {
        return canvas().scene().find(link)->line.pointAt(part).toPoint();
    }
    void click(QPoint point, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::mouseClick(&canvas(), Qt::LeftButton, modifiers, point);
    }
    void point(QPoint at) {
        QMouseEvent move(QEvent::MouseMove, at, canvas().mapToGlobal(at), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(&canvas(), &move);
    }
    void draw(QPoint from, QPoint to) {
        QTest::mousePress(&canvas(), Qt::LeftButton, Qt::NoModifier, from);
        QTest::mouseMove(&canvas(), (from + to) / 2);
        QTest::mouseMove(&canvas(), to);
        QTest::mouseRelease(&canvas(), Qt::LeftButton, Qt::NoModifier, to);
    }
    /// The context menu of what is there, open.
    [[nodiscard]] QMenu* menuAt(QPoint point) {
        QContextMenuEvent event(QContextMenuEvent::Mouse, point, canvas().mapToGlobal(point));
        QApplication::sendEvent(&canvas(), &event);
        return canvas().findChild<QMenu*>("selectionMenu");
    }
    template <class Kind>
    [[nodiscard]] const Kind* told() {
        const auto& commands = world.session().commands;
        return commands.empty() ? nullptr : std::get_if<Kind>(&commands.back());
    }

    ViewWorld world;
    ClusterView view;
    raft::NodeId leader;
    bool isReady{false};
};

/// Until a message is on screen.
bool runToMessages(Screen& screen) {
    for (int i = 0; i < 400 && screen.canvas().scene().messages.empty(); ++i) {
        screen.world.session().run(5 * stage::kMillisecond);
        if (!screen.world.update()) {
            return false;
        }
    }
    return !screen.canvas().scene().messages.empty();
}

/// Of all that is in the view: under a style sheet, fonts are not passed on.
void setFontSize(Screen& screen, int pixels) {
    QFont font = screen.view.font();
    font.setPixelSize(pixels);
    for (QWidget* widget : screen.view.findChildren<QWidget*>()) {
        widget->setFont(font);
    }
    QCoreApplication::processEvents();
}

void choose(QMenu* menu, const char* name) {
    auto* action = menu->findChild<QAction*>(name);
    QVERIFY2(action != nullptr, name);
    QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(action).center());
}

}  // namespace

/// The cluster view as a person uses it.
class ClusterViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMessageThatIsLostAtACutIsSeenAndNamed();
    void showsThatThereIsNothing();
    void aNodeIsKilledByItsMenu();
    void whatCannotBeDoneIsGreyedAndSaysWhy();
    void aClickSelectsANode();
    void whatIsPointedAtIsSharedWithOtherViews();
    void aClickCutsALinkAndAnotherOneHealsIt();
    void withShiftOneDirectionIsCut();
    void nothingIsCutInThePast();
    void aPartitionIsDrawn();
    void escapeGivesUpAPartition();
    void aLineBesideTheRingIsNoPartition();
    void tabAndArrowsWalkAndEnterInspects();
    void tabLeavesAtTheEndOfTheRing();
    void switchesHideWhatTheyName();
    void messagesAreHeldByTheirMenu();
    void keysActOnWhatIsSelected();
    void theDescriptionTellsRoles();
    void nothingIsPaintedWhileNothingMoves();
    void paintsInBothThemesAndAllFontSizes();
    void drawsItsPictures();
};

void ClusterViewTest::showsThatThereIsNothing() {
    SessionDesk desk;
    TimeModel time;
    FrameSource frames(desk, time);
    SelectionModel selection;
    ThemeModel theme;
    ViewContext context{frames, selection, time, theme, desk};
    ClusterView view(context);
    view.resize(600, 400);
    QVERIFY(!view.grab().isNull());
    QVERIFY(view.canvas().scene().nodes.empty());
    QTest::mouseClick(&view.canvas(), Qt::LeftButton);
    QTest::keyClick(&view.canvas(), Qt::Key_Right);
    QVERIFY(!whyNot(context, ActOnNode{NodeAct::Kill, n(1)}).isEmpty());
}

void ClusterViewTest::aNodeIsKilledByItsMenu() {
    Screen screen;
    QVERIFY(screen.isReady);
    QMenu* menu = screen.menuAt(screen.at(3));
    QVERIFY(menu != nullptr);
    choose(menu, "kill");
    const auto* act = screen.told<ActOnNode>();
    QVERIFY(act != nullptr);
    QCOMPARE(act->act, NodeAct::Kill);
    QVERIFY(act->node == n(3));
    QCOMPARE(screen.world.selection.selected(), Selected(n(3)));
}

void ClusterViewTest::whatCannotBeDoneIsGreyedAndSaysWhy() {
    Screen screen;
    screen.world.session().abilities.erase(Ability::Timers);
    QMenu* menu = screen.menuAt(screen.at(screen.leader.value()));
    const auto* timer = menu->findChild<QAction*>("fireTimer");
    QVERIFY(!timer->isEnabled() && !timer->toolTip().isEmpty());
    const auto* lead = menu->findChild<QAction*>("makeLeader");
    QVERIFY(!lead->isEnabled());
    QVERIFY2(lead->toolTip().contains("leads already"), qPrintable(lead->toolTip()));
    QVERIFY(menu->findChild<QAction*>("kill")->isEnabled());
    QVERIFY(menu->findChild<QAction*>("start") == nullptr);
    menu->close();
}

void ClusterViewTest::aClickSelectsANode() {
    Screen screen;
    screen.click(screen.at(2));
    QCOMPARE(screen.world.selection.selected(), Selected(n(2)));
    screen.click(QPoint(3, 3));
    QCOMPARE(screen.world.selection.selected(), Selected());
    QVERIFY(screen.world.session().commands.empty());
    QSignalSpy inspect(&screen.view, &ClusterView::inspectRequested);
    QTest::mouseDClick(&screen.canvas(), Qt::LeftButton, Qt::NoModifier, screen.at(2));
    QCOMPARE(inspect.count(), 1);
}

void ClusterViewTest::whatIsPointedAtIsSharedWithOtherViews() {
    Screen screen;
    screen.point(screen.at(4));
    QCOMPARE(screen.world.selection.hovered(), Selected(n(4)));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&screen.canvas(), &leave);
    QCOMPARE(screen.world.selection.hovered(), Selected());
}

void ClusterViewTest::aClickCutsALinkAndAnotherOneHealsIt() {
    Screen screen;
    const observe::Link link{n(4), n(5)};
    screen.click(screen.on(link));
    const auto* cut = screen.told<CutLink>();
    QVERIFY(cut != nullptr);
    QVERIFY(cut->bothWays);
    QVERIFY(cut->link == link || (cut->link == observe::Link{n(5), n(4)}));
    screen.world.session().stage().cut(link);
    QVERIFY(screen.world.update());
    screen.click(screen.on(link));
    const auto* heal = screen.told<HealLink>();
    QVERIFY(heal != nullptr);
    QVERIFY(heal->bothWays);
}

void ClusterViewTest::withShiftOneDirectionIsCut() {
    Screen screen;
    const observe::Link link{n(4), n(5)};
    screen.click(screen.on(link), Qt::ShiftModifier);
    const auto* cut = screen.told<CutLink>();
    QVERIFY(cut != nullptr);
    QVERIFY(!cut->bothWays);
    QCOMPARE(cut->link, link);
}

void ClusterViewTest::nothingIsCutInThePast() {
    Screen screen;
    QVERIFY(screen.world.goTo(observe::Moment(1'000'000)));
    screen.click(screen.on({n(4), n(5)}));
    QVERIFY(screen.world.session().commands.empty());
    QMenu* menu = screen.menuAt(screen.at(3));
    const auto* kill = menu->findChild<QAction*>("kill");
    QVERIFY(!kill->isEnabled());
    QVERIFY2(kill->toolTip().contains("live"), qPrintable(kill->toolTip()));
    menu->close();
}

void ClusterViewTest::aPartitionIsDrawn() {
    Screen screen;
    QSignalSpy tool(&screen.view, &ClusterView::partitionToolChanged);
    screen.view.setPartitionTool(true);
    QCOMPARE(tool.count(), 1);
    // From between n5 and n1 to between n2 and n3.
    const QPoint from = (screen.at(5) + screen.at(1)) / 2;
    const QPoint to = (screen.at(2) + screen.at(3)) / 2;
    screen.draw(from, to);
    const auto* partition = screen.told<Partition>();
    QVERIFY(partition != nullptr);
    auto groups = partition->groups;
    std::sort(groups.begin(), groups.end());
    const std::vector<std::vector<raft::NodeId>> expected{{n(1), n(2)}, {n(3), n(4), n(5)}};
    QCOMPARE(groups, expected);
    QVERIFY(!screen.view.hasPartitionTool());
    QCOMPARE(tool.count(), 2);
    // Once it is so, the line is where it was drawn.
    screen.world.session().stage().partition(expected);
    QVERIFY(screen.world.update());
    const Scene& scene = screen.canvas().scene();
    QVERIFY(scene.partition.hasLine());
    const QLineF line = scene.partition.line;
    const QPointF direction(line.dx() / line.length(), line.dy() / line.length());
    const QPointF offset = QPointF(from) - line.p1();
    QVERIFY(std::abs(direction.x() * offset.y() - direction.y() * offset.x()) < 1.0);
}

void ClusterViewTest::escapeGivesUpAPartition() {
    Screen screen;
    screen.view.setPartitionTool(true);
    QTest::mousePress(&screen.canvas(), Qt::LeftButton, Qt::NoModifier, QPoint(500, 5));
    QTest::mouseMove(&screen.canvas(), QPoint(510, 350));
    QVERIFY(screen.canvas().scene().partition.sides.size() == 2);
    QTest::keyClick(&screen.canvas(), Qt::Key_Escape);
    QVERIFY(screen.view.hasPartitionTool());
    QTest::mouseRelease(&screen.canvas(), Qt::LeftButton, Qt::NoModifier, QPoint(510, 350));
    QVERIFY(screen.world.session().commands.empty());
    QTest::keyClick(&screen.canvas(), Qt::Key_Escape);
    QVERIFY(!screen.view.hasPartitionTool());
}

void ClusterViewTest::aLineBesideTheRingIsNoPartition() {
    Screen screen;
    screen.view.setPartitionTool(true);
    screen.draw(QPoint(2, 10), QPoint(2, 300));
    QVERIFY(screen.world.session().commands.empty());
    QVERIFY(screen.view.hasPartitionTool());
}

void ClusterViewTest::tabAndArrowsWalkAndEnterInspects() {
    Screen screen;
    screen.canvas().setFocus(Qt::OtherFocusReason);
    QTest::keyClick(&screen.canvas(), Qt::Key_Tab);
    QCOMPARE(screen.world.selection.hovered(), Selected(n(1)));
    QTest::keyClick(&screen.canvas(), Qt::Key_Tab);
    QCOMPARE(screen.world.selection.hovered(), Selected(n(2)));
    QVERIFY(screen.canvas().accessibleName().startsWith("n2 "));
    QTest::keyClick(&screen.canvas(), Qt::Key_Left);
    QVERIFY(std::holds_alternative<observe::Link>(screen.world.selection.hovered()));
    QTest::keyClick(&screen.canvas(), Qt::Key_Right);
    QCOMPARE(screen.world.selection.hovered(), Selected(n(2)));
    QSignalSpy inspect(&screen.view, &ClusterView::inspectRequested);
    QTest::keyClick(&screen.canvas(), Qt::Key_Return);
    QCOMPARE(screen.world.selection.selected(), Selected(n(2)));
    QCOMPARE(inspect.count(), 1);
}

void ClusterViewTest::tabLeavesAtTheEndOfTheRing() {
    Screen screen;
    screen.canvas().setFocus(Qt::OtherFocusReason);
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(&screen.canvas(), Qt::Key_Tab);
        QVERIFY(screen.canvas().hasFocus());
    }
    QTest::keyClick(&screen.canvas(), Qt::Key_Tab);
    QVERIFY(!screen.canvas().hasFocus());
    QCOMPARE(screen.world.selection.hovered(), Selected());
}

void ClusterViewTest::switchesHideWhatTheyName() {
    Screen screen;
    QVERIFY(!screen.canvas().scene().nodes.front().stripBox.isNull());
    auto* logs = screen.view.findChild<QToolButton*>("showLogs");
    QTest::mouseClick(logs, Qt::LeftButton);
    QVERIFY(screen.canvas().scene().nodes.front().stripBox.isNull());
    const observe::Link link{screen.leader, n(screen.leader == n(1) ? 2 : 1)};
    QVERIFY(!screen.canvas().scene().find(link)->chip.isEmpty());
    QTest::mouseClick(screen.view.findChild<QToolButton*>("showLinks"), Qt::LeftButton);
    QVERIFY(screen.canvas().scene().find(link)->chip.isEmpty());
    QVERIFY(runToMessages(screen));
    QTest::mouseClick(screen.view.findChild<QToolButton*>("showMessages"), Qt::LeftButton);
    QVERIFY(screen.canvas().scene().messages.empty());
}

void ClusterViewTest::messagesAreHeldByTheirMenu() {
    Screen screen;
    QVERIFY(runToMessages(screen));
    const SceneMessage message = screen.canvas().scene().messages.front();
    QMenu* menu = screen.menuAt(message.centre.toPoint());
    QVERIFY(menu != nullptr);
    choose(menu, "hold");
    const auto* act = screen.told<ActOnMessage>();
    QVERIFY(act != nullptr);
    QCOMPARE(act->act, MessageAct::Hold);
}

void ClusterViewTest::keysActOnWhatIsSelected() {
    Screen screen;
    ViewContext& context = screen.world.context();
    QVERIFY(!actOnSelected(SelectionAct::KillOrStart, context));
    context.selection.select(n(2));
    QVERIFY(actOnSelected(SelectionAct::KillOrStart, context));
    QCOMPARE(screen.told<ActOnNode>()->act, NodeAct::Kill);
    QVERIFY(actOnSelected(SelectionAct::PauseOrResume, context));
    QCOMPARE(screen.told<ActOnNode>()->act, NodeAct::Pause);
    QVERIFY2(!actOnSelected(SelectionAct::HoldOrRelease, context), "a node is no message");
    QVERIFY(screen.world.session().stage().crash(n(2)));
    QVERIFY(screen.world.update());
    QVERIFY(actOnSelected(SelectionAct::KillOrStart, context));
    QCOMPARE(screen.told<ActOnNode>()->act, NodeAct::Start);
    QVERIFY2(!actOnSelected(SelectionAct::FireTimer, context), "it is down");
    context.selection.select(screen.leader);
    QVERIFY2(!actOnSelected(SelectionAct::FireTimer, context), "a leader has no election timer");
}

void ClusterViewTest::theDescriptionTellsRoles() {
    Screen screen(3);
    QVERIFY(!screen.canvas().scene().nodes.empty());
    QVERIFY2(screen.canvas().accessibleDescription().contains(
                 QStringLiteral("n%1 leader in term").arg(screen.leader.value())),
             qPrintable(screen.canvas().accessibleDescription()));
    QVERIFY(!screen.view.caption().text.isEmpty());
}

namespace {

class PaintCounter : public QObject {
public:
    int count{0};

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }
};

}  // namespace

void ClusterViewTest::nothingIsPaintedWhileNothingMoves() {
    Screen screen;
    // The flash of the last commit fades away first.
    QTest::qWait(400);
    PaintCounter counter;
    screen.canvas().installEventFilter(&counter);
    QTest::qWait(100);
    QCOMPARE(counter.count, 0);
    screen.world.session().run(20 * stage::kMillisecond);
    QVERIFY(screen.world.update());
    QTRY_VERIFY(counter.count > 0);
}

void ClusterViewTest::paintsInBothThemesAndAllFontSizes() {
    Screen screen;
    screen.world.session().stage().partition({{n(1), n(2)}, {n(3), n(4), n(5)}});
    QVERIFY(screen.world.update());
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        screen.world.theme.setAppearance(appearance);
        for (const int pixels : {10, 12, 24}) {
            setFontSize(screen, pixels);
            QCOMPARE(screen.canvas().font().pixelSize(), pixels);
            const QImage image = screen.view.grab().toImage();
            const QPoint onCanvas =
                screen.canvas().mapTo(&screen.view, screen.at(3) + QPoint(0, 25));
            QCOMPARE(image.pixelColor(onCanvas),
                     screen.world.theme.theme().termFill(
                         screen.canvas().scene().find(n(3))->glyph.term));
        }
    }
}

/// For the eye, where the environment names a folder.
void ClusterViewTest::drawsItsPictures() {
    const QString folder = qEnvironmentVariable("QUORATE_PICTURES");
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    const auto shoot = [&folder](Screen& screen, const QString& name, int pixels = 12) {
        for (const auto& [appearance, suffix] :
             {std::pair(Appearance::Light, "light"), std::pair(Appearance::Dark, "dark")}) {
            screen.world.theme.setAppearance(appearance);
            setFontSize(screen, pixels);
            QVERIFY(screen.world.update());
            QVERIFY(screen.view.grab().save(
                QStringLiteral("%1/%2-%3.png").arg(folder, name, QLatin1String(suffix))));
        }
    };
    {
        Screen screen;
        stage::Stage& stage = screen.world.session().stage();
        for (int i = 0; i < 30; ++i) {
            stage::ClientRequest request;
            request.client = 1;
            request.target = screen.leader;
            kv::PutRequest put;
            put.key = Bytes::copyOf("key");
            request.what = kv::Command(std::move(put));
            stage.ask(std::move(request));
            screen.world.session().run(4 * stage::kMillisecond);
        }
        screen.world.selection.select(n(2));
        shoot(screen, "replication");
        screen.world.session().stage().partition({{n(1), n(2)}, {n(3), n(4), n(5)}});
        shoot(screen, "partition");
        QVERIFY(stage.crash(n(5)));
        // Until somebody has two votes.
        for (int i = 0; i < 2000; ++i) {
            screen.world.session().run(3 * stage::kMillisecond);
            QVERIFY(screen.world.update());
            const observe::NodeState* candidate = candidateOf(screen.world.frame().state);
            if (candidate != nullptr && candidate->role == raft::Role::Candidate &&
                !screen.world.frame().state.messagesInFlight().empty() &&
                candidate->term == screen.world.frame().state.findNode(n(3))->term) {
                break;
            }
        }
        shoot(screen, "election");
    }
    for (const std::size_t nodes : {1U, 3U, 7U, 9U}) {
        Screen screen(nodes);
        screen.view.resize(nodes == 9 ? QSize(730, 330) : QSize(900, 520));
        screen.world.session().run(3 * stage::kSecond + 7 * stage::kMillisecond);
        shoot(screen, QStringLiteral("%1nodes").arg(nodes));
        if (nodes == 3) {
            shoot(screen, QStringLiteral("largefont"), 20);
        }
    }
}

void ClusterViewTest::aMessageThatIsLostAtACutIsSeenAndNamed() {
    Screen screen(3);
    QVERIFY(screen.isReady);
    const raft::NodeId other = screen.leader == n(1) ? n(2) : n(1);
    screen.world.session().stage().cut({screen.leader, other});
    screen.world.session().run(300 * stage::kMillisecond);
    QVERIFY(screen.world.update());
    const auto lost = [&screen] {
        const auto& messages = screen.canvas().scene().messages;
        return std::any_of(messages.begin(), messages.end(),
                           [](const SceneMessage& each) { return each.glyph.isLost; });
    };
    QTRY_VERIFY(lost());
    const auto& labels = screen.canvas().scene().labels;
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const SceneLabel& label) { return label.isLoss; }));
    // Before the cut, nothing is lost.
    QVERIFY(screen.world.goTo(observe::Moment(1)));
    QTRY_VERIFY(!lost());
}

QTEST_MAIN(ClusterViewTest)
#include "tst_cluster_view.moc"
