// SPDX-License-Identifier: Apache-2.0
// The picture of a node's inside on screen: what mouse and keyboard do in it, and how it looks.
// With QUORATE_PICTURES naming a folder, pictures for the eye are drawn there.
#include <QAccessible>
#include <QAction>
#include <QContextMenuEvent>
#include <QInputDialog>
#include <QMenu>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <memory>
#include <variant>

#include "gui/pipeline/edge_points.h"
#include "gui/pipeline/pipeline_view.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::clickIn;
using quorate::tests::menuAt;
using quorate::tests::picturesFolder;
using quorate::tests::TextSize;
using quorate::tests::ViewWorld;
using raft::NodeId;

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;

/// A view of a cluster in which a put is on its way to the disk of a follower.
class Shown {
public:
    explicit Shown(QSize size = {1046, 790}, std::size_t nodes = 3)
        : world(nodes), view(world.context()) {
        world.session().abilities = {Ability::RunNodes, Ability::Points, Ability::PowerLoss};
        leader = world.session().elect();
        follower = leader == NodeId(1) ? NodeId(2) : NodeId(1);
        world.session().run(1000 * kMillisecond);
        view.resize(size);
        if (!tests::bringUp(view) || !show(follower)) {
            qFatal("the view does not show");
        }
    }
    bool update() {
        const bool isNew = world.update();
        QTest::qWait(120);
        return isNew;
    }
    bool show(NodeId node) {
        world.selection.select(node);
        return update();
    }
    void put(const char* key) {
        kv::PutRequest put;
        put.key = Bytes::copyOf(key);
        put.value = Bytes::copyOf("2 items");
        stage::ClientRequest request;
        request.target = leader;
        request.what = kv::Command(std::move(put));
        world.session().stage().ask(std::move(request));
    }
    /// Until the node waits for its disk.
    bool stepToSync(NodeId node) {
        auto& stage = world.session().stage();
        for (int i = 0; i < 400; ++i) {
            stage.step();
            world.session().publish();
            if (!world.update()) {
                return false;
            }
            const PipelineContent now = pipelineOf(world.frame(), node);
            if (now.step(PipelineStep::Sync).state == StepState::Current && now.held > 0) {
                return update();
            }
        }
        return false;
    }
    PipelineCanvas& canvas() { return view.canvas(); }
    QPoint on(PipelineEdge edge) { return canvas().inViewport(canvas().layout().along(edge, 0.5)); }
    QMenu* menuOn(PipelineEdge edge) {
        return menuAt(*canvas().viewport(), on(edge), canvas(), "edgeMenu");
    }
    template <class T>
    const T* last() {
        auto& commands = world.session().commands;
        return commands.empty() ? nullptr : std::get_if<T>(&commands.back());
    }

    ViewWorld world;
    PipelineView view;
    NodeId leader;
    NodeId follower;
};

void draw(QWidget& view, const QString& name) {
    const QString folder = picturesFolder();
    if (!folder.isEmpty()) {
        view.grab().save(QStringLiteral("%1/pipeline-%2.png").arg(folder, name));
    }
}

}  // namespace

class PipelineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNodeThatIsSelectedIsShown();
    void aClickOnAButtonShowsThatNode();
    void allNodesAreShownSmallAndOneOfThemLargeAgain();
    void aMenuOnAnEdgeBreaksWhatIsThere();
    void anEdgeWithTwoMomentsHasBothInItsMenu();
    void aDelayIsAskedFor();
    void whatCannotBeBrokenThereIsGreyedWithTheReason();
    void nothingIsBrokenInAPastOrOffAStage();
    void whatIsBrokenIsUndoneInTheMenu();
    void theKeyboardReachesEverything();
    void theFocusIsToldToThoseWhoDoNotSee();
    void toolTipsSayWhatThingsAre();
    void aClickElsewhereIsAboutTheNode();
    void whatMovesAndWhatLinesNameIsALink();
    void aBoxOffersWhatItNames();
    void itIsScrolledWhereThereIsNoRoom();
    void itLooksRight();
};

void PipelineTest::theNodeThatIsSelectedIsShown() {
    Shown shown;
    QVERIFY(shown.canvas().node() == shown.follower);
    QVERIFY(shown.show(shown.leader));
    QVERIFY(shown.canvas().node() == shown.leader);
    QVERIFY(shown.canvas().content().title.contains(QLatin1String("leader")));
    shown.world.selection.clear();
    QVERIFY(shown.canvas().node() == shown.leader);
}

void PipelineTest::aClickOnAButtonShowsThatNode() {
    Shown shown;
    auto* button = shown.view.findChild<QToolButton*>(QStringLiteral("pipelineNode3"));
    QVERIFY(button != nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(shown.canvas().node() == NodeId(3));
    QVERIFY(button->isChecked());
    QVERIFY(shown.world.selection.node() == NodeId(3));
    QVERIFY(shown.view.findChild<QToolButton*>(QStringLiteral("pipelineNode4")) == nullptr);
}

void PipelineTest::allNodesAreShownSmallAndOneOfThemLargeAgain() {
    Shown shown;
    auto* all = shown.view.findChild<QToolButton*>(QStringLiteral("pipelineAll"));
    QTest::mouseClick(all, Qt::LeftButton);
    QVERIFY(shown.view.showsAll());
    QTest::qWait(120);
    PipelineOverview& overview = shown.view.overview();
    QCOMPARE(overview.contents().size(), std::size_t{3});
    QTest::mouseClick(overview.viewport(), Qt::LeftButton, {},
                      overview.layout().card(1).center().toPoint());
    QVERIFY(shown.world.selection.node() == NodeId(2));
    QVERIFY(shown.view.showsAll());
    overview.setFocus();
    QTest::keyClick(&overview, Qt::Key_Right);
    QVERIFY(shown.world.selection.node() == NodeId(3));
    QTest::keyClick(&overview, Qt::Key_Return);
    QVERIFY(!shown.view.showsAll());
    QVERIFY(shown.canvas().node() == NodeId(3));
    QTest::mouseClick(all, Qt::LeftButton);
    QTest::mouseDClick(overview.viewport(), Qt::LeftButton, {},
                       overview.layout().card(0).center().toPoint());
    QVERIFY(!shown.view.showsAll());
    QVERIFY(shown.canvas().node() == NodeId(1));
}

void PipelineTest::aMenuOnAnEdgeBreaksWhatIsThere() {
    Shown shown;
    const struct {
        const char* action;
        PipelineEdge edge;
        PointAct act;
        stage::CrashPoint point;
    } cases[] = {
        {"stopHere", PipelineEdge::Persist, PointAct::Stop, stage::CrashPoint::BeforeLogWrite},
        {"crashHere", PipelineEdge::Send, PointAct::Crash, stage::CrashPoint::BeforeSend},
        {"failHere", PipelineEdge::Release, PointAct::FailOnce, stage::CrashPoint::BeforeLogSync},
        {"crashHere", PipelineEdge::Propose, PointAct::Crash, stage::CrashPoint::BeforePropose},
        {"stopHere", PipelineEdge::Process, PointAct::Stop, stage::CrashPoint::BeforeReceive},
    };
    for (const auto& each : cases) {
        clickIn(shown.menuOn(each.edge), each.action);
        const auto* command = shown.last<ActAtPoint>();
        QVERIFY2(command != nullptr, each.action);
        QCOMPARE(command->act, each.act);
        QVERIFY(command->point == each.point);
        QVERIFY(command->node == shown.follower);
        QTRY_VERIFY(shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu")) == nullptr);
    }
    clickIn(shown.menuOn(PipelineEdge::Persist), "lieHere");
    const auto* lie = shown.last<SetDiskFault>();
    QVERIFY(lie != nullptr && lie->fault == (DiskFault{DiskFault::Kind::SyncsLie, 1'000'000}));
}

void PipelineTest::anEdgeWithTwoMomentsHasBothInItsMenu() {
    Shown shown;
    clickIn(shown.menuOn(PipelineEdge::Trigger), "crashHere2");
    QVERIFY(shown.last<ActAtPoint>() != nullptr);
    QVERIFY(shown.last<ActAtPoint>()->point == stage::CrashPoint::SnapshotSaved);
}

void PipelineTest::aDelayIsAskedFor() {
    Shown shown;
    clickIn(shown.menuOn(PipelineEdge::Apply), "delayHere");
    auto* dialog = shown.canvas().findChild<QInputDialog*>(QStringLiteral("delayDialog"));
    QVERIFY(dialog != nullptr && dialog->isVisible());
    dialog->findChild<QSpinBox*>()->setValue(70);
    QTest::keyClick(dialog, Qt::Key_Return);
    const auto* command = shown.last<ActAtPoint>();
    QVERIFY(command != nullptr);
    QCOMPARE(command->act, PointAct::Delay);
    QCOMPARE(command->delayNs, 70 * kMillisecond);
}

void PipelineTest::whatCannotBeBrokenThereIsGreyedWithTheReason() {
    Shown shown;
    QMenu* menu = shown.menuOn(PipelineEdge::Propose);
    QVERIFY(menu != nullptr);
    const auto action = [&menu](const char* name) {
        return menu->findChild<QAction*>(QLatin1String(name));
    };
    QVERIFY(action("stopHere")->isEnabled());
    QVERIFY(!action("failHere")->isEnabled());
    QVERIFY(!action("failHere")->toolTip().isEmpty());
    QVERIFY(!action("lieHere")->isEnabled());
    menu->close();
    QTRY_VERIFY(shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu")) == nullptr);
    menu = shown.menuOn(PipelineEdge::Take);
    for (const char* name : {"stopHere", "crashHere", "failHere", "delayHere"}) {
        QVERIFY2(!action(name)->isEnabled(), name);
        QVERIFY(action(name)->toolTip().contains(QLatin1String("the moment it is there")));
    }
}

void PipelineTest::nothingIsBrokenInAPastOrOffAStage() {
    Shown shown;
    shown.world.session().abilities = {Ability::RunNodes};
    QMenu* menu = shown.menuOn(PipelineEdge::Persist);
    QVERIFY(!menu->findChild<QAction*>(QStringLiteral("crashHere"))->isEnabled());
    QVERIFY(menu->findChild<QAction*>(QStringLiteral("crashHere"))
                ->toolTip()
                .contains(QLatin1String("on a Stage only")));
    menu->close();
    QTRY_VERIFY(shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu")) == nullptr);
    shown.world.session().abilities = {Ability::RunNodes, Ability::Points, Ability::PowerLoss};
    QVERIFY(shown.world.goTo(shown.world.frame().firstMoment));
    QTest::qWait(60);
    menu = shown.menuOn(PipelineEdge::Persist);
    QVERIFY(menu != nullptr);
    QVERIFY(!menu->findChild<QAction*>(QStringLiteral("crashHere"))->isEnabled());
    QVERIFY(menu->findChild<QAction*>(QStringLiteral("crashHere"))
                ->toolTip()
                .contains(QLatin1String("past")));
}

void PipelineTest::whatIsBrokenIsUndoneInTheMenu() {
    Shown shown;
    shown.world.session().stage().tell(observe::FaultStarted{
        5, observe::FaultKind::AtPoint, {shown.follower}, "stopped before-send"});
    QVERIFY(shown.update());
    QCOMPARE(shown.canvas().content().marks.size(), std::size_t{1});
    clickIn(shown.menuOn(PipelineEdge::Send), "mend5");
    const auto* mend = shown.last<EndFault>();
    QVERIFY(mend != nullptr);
    QCOMPARE(mend->fault, std::uint64_t{5});
}

void PipelineTest::theKeyboardReachesEverything() {
    Shown shown;
    shown.canvas().clearFocus();
    shown.canvas().setFocus(Qt::TabFocusReason);
    const auto& order = PipelineLayout::order();
    QVERIFY(shown.canvas().focused() == order.front());
    for (std::size_t i = 1; i < order.size(); ++i) {
        QTest::keyClick(&shown.canvas(), i % 2 == 0 ? Qt::Key_Tab : Qt::Key_Right);
        QVERIFY(shown.canvas().focused() == order[i]);
    }
    QTest::keyClick(&shown.canvas(), Qt::Key_Home);
    QVERIFY(shown.canvas().focused() == order.front());
    QTest::keyClick(&shown.canvas(), Qt::Key_Down);
    QVERIFY(shown.canvas().focused() == PipelineItem(PipelineEdge::Propose));
    QTest::keyClick(&shown.canvas(), Qt::Key_Return);
    auto* menu = shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu"));
    QVERIFY(menu != nullptr && menu->isVisible());
    menu->close();
    QTRY_VERIFY(shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu")) == nullptr);
    QContextMenuEvent byKey(QContextMenuEvent::Keyboard, QPoint(0, 0),
                            shown.canvas().mapToGlobal(QPoint(0, 0)));
    QApplication::sendEvent(shown.canvas().viewport(), &byKey);
    QVERIFY(shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu")) != nullptr);
}

void PipelineTest::theFocusIsToldToThoseWhoDoNotSee() {
    Shown shown;
    shown.canvas().clearFocus();
    shown.canvas().setFocus(Qt::TabFocusReason);
    QVERIFY(!shown.canvas().accessibleName().isEmpty());
    QVERIFY(shown.canvas().accessibleDescription().contains(QLatin1String("KV transport")));
    QTest::keyClick(&shown.canvas(), Qt::Key_Right);
    QVERIFY(shown.canvas().accessibleDescription().startsWith(QLatin1String("propose")));
    QVERIFY(!shown.view.overview().accessibleName().isEmpty());
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&shown.canvas());
    QVERIFY(list != nullptr);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->childCount(), static_cast<int>(PipelineLayout::order().size()));
    for (int i = 0; i < list->childCount(); ++i) {
        QAccessibleInterface* item = list->child(i);
        QVERIFY(!item->text(QAccessible::Name).isEmpty());
        QVERIFY(item->rect().isValid());
        QCOMPARE(list->indexOfChild(item), i);
    }
    QVERIFY(list->focusChild() == list->child(1));
    QVERIFY(list->child(1)->state().focused);
    list->child(7)->actionInterface()->doAction(QAccessibleActionInterface::showMenuAction());
    QVERIFY(shown.canvas().focused() == PipelineLayout::order()[7]);
    QVERIFY(shown.canvas().findChild<QMenu*>(QStringLiteral("edgeMenu")) != nullptr);
}

void PipelineTest::toolTipsSayWhatThingsAre() {
    Shown shown;
    const PipelineContent& content = shown.canvas().content();
    QVERIFY(describe(content, PipelineEdge::Send).contains(QLatin1String("padlock")));
    QVERIFY(describe(content, PipelineStep::Sync).contains(QLatin1String("fsync")));
    QTest::mouseMove(shown.canvas().viewport(), shown.on(PipelineEdge::Persist));
    QTRY_COMPARE(shown.canvas().viewport()->cursor().shape(), Qt::PointingHandCursor);
}

void PipelineTest::aClickElsewhereIsAboutTheNode() {
    Shown shown;
    const QPoint inBox =
        shown.canvas().inViewport(shown.canvas().layout().box(PipelineBox::Wal).center());
    QMenu* menu = menuAt(*shown.canvas().viewport(), inBox, shown.canvas(), "nodeMenu");
    clickIn(menu, "kill");
    const auto* kill = shown.last<ActOnNode>();
    QVERIFY(kill != nullptr && kill->act == NodeAct::Kill && kill->node == shown.follower);
}

void PipelineTest::whatMovesAndWhatLinesNameIsALink() {
    Shown shown;
    shown.put("cart/7f3a");
    QVERIFY(shown.stepToSync(shown.follower));
    PipelineCanvas& canvas = shown.canvas();
    const PipelineContent& content = canvas.content();
    const auto click = [&canvas](QPointF place) {
        QTest::mouseClick(canvas.viewport(), Qt::LeftButton, {}, canvas.inViewport(place));
    };
    // An entry that is not stable yet.
    const auto unstable = canvas.painter().unstableRects(content);
    QVERIFY(!unstable.empty());
    QTest::mouseMove(canvas.viewport(), canvas.inViewport(unstable[0].center()));
    const Selected entry(EntryOnNode{shown.follower, content.unstable[0].last});
    QTRY_VERIFY(shown.world.selection.hovered() == entry);
    QCOMPARE(canvas.viewport()->cursor().shape(), Qt::PointingHandCursor);
    click(unstable[0].center());
    QVERIFY(shown.world.selection.selected() == entry);
    QVERIFY(canvas.node() == shown.follower);
    // The message that waits at the padlock.
    const auto held =
        std::find_if(content.tokens.begin(), content.tokens.end(), [](const PipelineToken& token) {
            return token.edge == PipelineEdge::Send && token.message;
        });
    QVERIFY(held != content.tokens.end() && held->key && held->key->sent != raft::kNoEvent);
    const observe::MessageKey key = *held->key;
    click(canvas.painter()
              .rectOf(*held, static_cast<std::size_t>(held - content.tokens.begin()), content)
              .center());
    QVERIFY(shown.world.selection.selected() == Selected(key));
    QVERIFY(shown.show(shown.follower));
    // A peer, by its name in its line.
    const auto rows = canvas.painter().rowsOf(content, PipelineBox::Peers);
    const PipelineLine peer = content.box(PipelineBox::Peers).lines[rows[0].line];
    click(canvas.painter().roomsOf(rows[0].room, peer).label.topLeft() +
          QPointF(5, rows[0].room.height() / 2));
    QVERIFY(shown.world.selection.selected() == Selected(NodeId(peer.label.mid(1).toULongLong())));
    // An index that stands alone: the whole line is about it.
    QVERIFY(shown.show(shown.follower));
    const auto stored = canvas.painter().rowsOf(content, PipelineBox::Store);
    click(stored[0].room.center());
    QVERIFY(shown.world.selection.selected() ==
            Selected(EntryOnNode{
                shown.follower,
                shown.world.frame().state.findNode(shown.follower)->runtime.storeApplied}));
    // Where nothing is named it is about the node.
    click(canvas.layout().box(PipelineBox::Store).topLeft() + QPointF(4, 4));
    QVERIFY(shown.world.selection.selected() == Selected(shown.follower));
}

void PipelineTest::aBoxOffersWhatItNames() {
    Shown shown;
    PipelineCanvas& canvas = shown.canvas();
    canvas.setFocus();
    canvas.focusOn(PipelineBox::Peers);
    QTest::keyClick(&canvas, Qt::Key_Return);
    auto* menu = canvas.findChild<QMenu*>(QStringLiteral("nodeMenu"));
    QVERIFY(menu != nullptr);
    auto* first = menu->findChild<QAction*>(QStringLiteral("named0"));
    QVERIFY(first != nullptr);
    const QString peer = canvas.content().box(PipelineBox::Peers).lines[0].label;
    QCOMPARE(first->text(), QStringLiteral("Select %1").arg(peer));
    clickIn(menu, "named0");
    QVERIFY(shown.world.selection.selected() == Selected(NodeId(peer.mid(1).toULongLong())));
}

void PipelineTest::itIsScrolledWhereThereIsNoRoom() {
    const TextSize text(200);
    Shown shown({700, 500});
    PipelineCanvas& canvas = shown.canvas();
    QVERIFY(canvas.layout().size().width() > canvas.viewport()->width());
    canvas.clearFocus();
    canvas.setFocus(Qt::BacktabFocusReason);
    QTest::keyClick(&canvas, Qt::Key_End);
    const QRectF last = canvas.layout().rectOf(canvas.focused());
    QVERIFY(canvas.viewport()->rect().contains(canvas.inViewport(last.center())));
    QTest::keyClick(&canvas, Qt::Key_Home);
    const QRectF first = canvas.layout().rectOf(canvas.focused());
    QVERIFY(canvas.viewport()->rect().contains(canvas.inViewport(first.topLeft())));
}

void PipelineTest::itLooksRight() {
    if (picturesFolder().isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    const auto moments = [](Shown& shown, const QString& name) {
        shown.put("cart/11");
        shown.put("stock/42");
        QVERIFY(shown.stepToSync(shown.follower));
        draw(shown.view, name + QStringLiteral("-sync"));
        shown.world.session().run(300'000);
        QVERIFY(shown.show(shown.leader));
        draw(shown.view, name + QStringLiteral("-leader"));
        shown.view.showAll(true);
        QTest::qWait(120);
        draw(shown.view, name + QStringLiteral("-all"));
    };
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        const QString theme =
            appearance == Appearance::Light ? QStringLiteral("light") : QStringLiteral("dark");
        {
            Shown shown({1046, 790}, 5);
            shown.world.theme.setAppearance(appearance);
            stage::Pace pace;
            pace.logSync = {600 * kMillisecond, 600 * kMillisecond};
            shown.put("a");
            shown.world.session().run(500 * kMillisecond);
            moments(shown, theme);
            shown.view.showAll(false);
            shown.world.session().stage().setPace(shown.follower, pace);
            shown.put("late");
            QVERIFY(shown.stepToSync(shown.follower));
            shown.world.session().stage().tell(observe::FaultStarted{
                5, observe::FaultKind::AtPoint, {shown.follower}, "crash planned before-send"});
            shown.world.session().stage().tell(observe::FaultStarted{
                6, observe::FaultKind::AtPoint, {shown.follower}, "stopped before-apply"});
            shown.world.session().run(100 * kMillisecond);
            QVERIFY(shown.show(shown.follower));
            shown.canvas().clearFocus();
            shown.canvas().setFocus(Qt::TabFocusReason);
            draw(shown.view, theme + QStringLiteral("-late"));
            static_cast<void>(shown.world.session().stage().crash(shown.follower));
            QVERIFY(shown.update());
            draw(shown.view, theme + QStringLiteral("-down"));
        }
        Shown small({820, 560}, 3);
        small.world.theme.setAppearance(appearance);
        moments(small, theme + QStringLiteral("-small"));
    }
    const TextSize text(200);
    Shown large({1600, 1000}, 3);
    moments(large, QStringLiteral("200"));
    const TextSize little(80);
    Shown tiny({1046, 790}, 3);
    moments(tiny, QStringLiteral("80"));
}

QTEST_MAIN(PipelineTest)
#include "tst_pipeline.moc"
