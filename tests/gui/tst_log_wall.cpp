// SPDX-License-Identifier: Apache-2.0
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>
#include <QtTest/QTest>

#include <memory>

#include "gui/log_wall/log_canvas.h"
#include "gui/log_wall/log_minimap.h"
#include "gui/log_wall/log_wall.h"
#include "tests/gui/long_logs.h"
#include "tests/gui/look.h"
#include "tests/gui/trouble.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using namespace quorate::tests;
using raft::Index;
using raft::NodeId;

namespace {

constexpr std::uint64_t kMany = 100'000;

/// A wall on five nodes with long logs, beside the one of the session.
struct WallOnLongLogs {
    WallOnLongLogs() {
        show(nodesWithLongLogs(kMany));
        wall = std::make_unique<LogWall>(world.context());
        wall->resize(1200, 340);
        wall->show();
        canvas = &wall->canvas();
        minimap = wall->findChild<LogMinimap*>(QStringLiteral("logMinimap"));
    }
    void show(const std::vector<observe::NodeState>& nodes) {
        world.session().run(1'000'000);
        world.session().recording().take(tell(recorder, nodes, world.session().stage().now()));
        // Events pass once no source can tell of an earlier one.
        world.session().run(1'000'000);
        const bool isThere = QTest::qWaitFor([&] {
            const FramePtr& frame = world.frames.frame();
            const observe::NodeState* node =
                frame != nullptr ? frame->state.findNode(NodeId(2)) : nullptr;
            return node != nullptr && node->log.last() == nodes[0].log.last();
        });
        QVERIFY(isThere);
    }
    void wheel(QPointF at, int steps, Qt::KeyboardModifiers modifiers) const {
        QWheelEvent event(at, canvas->viewport()->mapToGlobal(at), {}, {0, 120 * steps},
                          Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas->viewport(), &event);
    }
    [[nodiscard]] QPoint centreOf(NodeId node, Index index) const {
        return canvas->rectOf({node, index}).center();
    }

    ViewWorld world{1};
    observe::Recorder recorder{observe::SourceId(1)};
    std::unique_ptr<LogWall> wall;
    LogCanvas* canvas{nullptr};
    LogMinimap* minimap{nullptr};
};

}  // namespace

class LogWallTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QFont font(QStringLiteral("Inter"));
        font.setPixelSize(12);
        QApplication::setFont(font);
    }

    void buttonsShowEachZoom() {
        WallOnLongLogs scene;
        for (const auto& [name, zoom] :
             {std::pair("logZoomL1", LogZoom::L1), std::pair("logZoomL2", LogZoom::L2),
              std::pair("logZoomL3", LogZoom::L3), std::pair("logZoomL0", LogZoom::L0)}) {
            auto* button = scene.wall->findChild<QToolButton*>(QLatin1String(name));
            QVERIFY(button != nullptr);
            QTest::mouseClick(button, Qt::LeftButton);
            QCOMPARE(scene.canvas->geometry().zoom(), zoom);
            QVERIFY(button->isChecked());
            QVERIFY(!scene.wall->grab().isNull());
        }
    }

    void theWheelScrollsAndZooms() {
        WallOnLongLogs scene;
        const QPointF pointer(600, 60);
        scene.wheel(pointer, 60, Qt::ShiftModifier);
        QVERIFY(!scene.canvas->geometry().isFollowing());
        const Index under = scene.canvas->geometry().scale().indexAt(pointer.x());
        scene.wheel(pointer, -1, Qt::ControlModifier);
        QCOMPARE(scene.canvas->geometry().zoom(), LogZoom::L1);
        const Index now = scene.canvas->geometry().scale().indexAt(pointer.x());
        QVERIFY(now + 1 >= under && now <= under + 1);
        scene.wheel(pointer, 1, Qt::ControlModifier);
        QCOMPARE(scene.canvas->geometry().zoom(), LogZoom::L0);
    }

    void theBarComesAndGoesWithTheRows() {
        WallOnLongLogs scene;
        scene.wall->resize(1200, 240);
        QVERIFY(scene.canvas->verticalScrollBar()->isVisible());
        scene.wheel({600, 60}, -1, {});
        QVERIFY(scene.canvas->geometry().top() > 0);
        QCOMPARE(scene.canvas->verticalScrollBar()->value(), scene.canvas->geometry().top());
        scene.canvas->verticalScrollBar()->setValue(0);
        QCOMPARE(scene.canvas->geometry().top(), 0);
        scene.wall->resize(1200, 500);
        QTRY_VERIFY(!scene.canvas->verticalScrollBar()->isVisible());
    }

    void whoeverIsAtTheEndFollowsAndOthersStay() {
        WallOnLongLogs scene;
        scene.show(nodesWithLongLogs(kMany + 40));
        QCOMPARE(scene.canvas->geometry().visible().end.value(), std::uint64_t{kMany + 41});
        scene.wheel({600, 60}, 4, Qt::ShiftModifier);
        const Index left = scene.canvas->geometry().visible().first;
        scene.show(nodesWithLongLogs(kMany + 90));
        QCOMPARE(scene.canvas->geometry().visible().first.value(), left.value());
        QCOMPARE(scene.canvas->geometry().extent().end.value(), std::uint64_t{kMany + 91});
    }

    void aClickSelectsTheEntryForAllViews() {
        WallOnLongLogs scene;
        const EntryOnNode entry{NodeId(2), Index(kMany - 5)};
        QTest::mouseClick(scene.canvas->viewport(), Qt::LeftButton, {},
                          scene.centreOf(entry.node, entry.index));
        QCOMPARE(std::get<EntryOnNode>(scene.world.selection.selected()), entry);
        QCOMPARE(scene.canvas->accessibleDescription(),
                 QStringLiteral("index 99995, term 6, stable, committed")
                     .replace(QStringLiteral("99995"), QStringLiteral("99\u202F995")));
        // The head of a row stands for the node.
        QTest::mouseClick(scene.canvas->viewport(), Qt::LeftButton, {},
                          QPoint(40, scene.centreOf(entry.node, entry.index).y()));
        QCOMPARE(scene.world.selection.selected(), Selected(NodeId(2)));
    }

    void thePointerIsSharedAndExplained() {
        WallOnLongLogs scene;
        const EntryOnNode entry{NodeId(4), Index(kMany - 1)};
        const QPoint point = scene.centreOf(entry.node, entry.index);
        QMouseEvent move(QEvent::MouseMove, point, scene.canvas->viewport()->mapToGlobal(point),
                         Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(scene.canvas->viewport(), &move);
        QVERIFY(scene.world.selection.hovered() == Selected(entry));
        QHelpEvent help(QEvent::ToolTip, point, scene.canvas->viewport()->mapToGlobal(point));
        QApplication::sendEvent(scene.canvas->viewport(), &help);
        QVERIFY2(QToolTip::text().contains(QStringLiteral("conflicts with the leader")),
                 qPrintable(QToolTip::text()));
        QToolTip::hideText();
    }

    void keysMoveTheSelection() {
        WallOnLongLogs scene;
        scene.canvas->setFocus();
        scene.world.selection.select(EntryOnNode{NodeId(2), Index(kMany - 3)});
        const auto selected = [&] {
            return std::get<EntryOnNode>(scene.world.selection.selected());
        };
        QTest::keyClick(scene.canvas, Qt::Key_Left);
        QCOMPARE(selected().index.value(), std::uint64_t{kMany - 4});
        QTest::keyClick(scene.canvas, Qt::Key_Down);
        QCOMPARE(selected().node.value(), std::uint64_t{3});
        // This node lacks the last ten.
        QCOMPARE(selected().index.value(), std::uint64_t{kMany - 10});
        QTest::keyClick(scene.canvas, Qt::Key_Up);
        QTest::keyClick(scene.canvas, Qt::Key_Home);
        QCOMPARE(selected(), (EntryOnNode{NodeId(2), Index(1)}));
        QVERIFY(scene.canvas->geometry().visible().first <= Index(1));
        QTest::keyClick(scene.canvas, Qt::Key_End);
        QCOMPARE(selected().index.value(), std::uint64_t{kMany});
        QVERIFY(scene.canvas->geometry().isFollowing());
        QTest::keyClick(scene.canvas, Qt::Key_Minus);
        QCOMPARE(scene.canvas->geometry().zoom(), LogZoom::L1);
        QTest::keyClick(scene.canvas, Qt::Key_Plus);
        QCOMPARE(scene.canvas->geometry().zoom(), LogZoom::L0);
    }

    void draggingTheFrameOfTheMapScrolls() {
        WallOnLongLogs scene;
        const QRect frame = scene.minimap->viewFrame();
        QVERIFY(frame.right() > scene.minimap->width() - 20);
        const QPoint grip = frame.center();
        const QPoint middle(scene.minimap->width() / 2, grip.y());
        QTest::mousePress(scene.minimap, Qt::LeftButton, {}, grip);
        QMouseEvent move(QEvent::MouseMove, middle, scene.minimap->mapToGlobal(middle),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(scene.minimap, &move);
        QTest::mouseRelease(scene.minimap, Qt::LeftButton, {}, middle);
        const Index seen = scene.canvas->geometry().visible().first;
        QVERIFY(seen > Index(30'000) && seen < Index(70'000));
        QVERIFY(!scene.canvas->geometry().isFollowing());
        QVERIFY(std::abs(scene.minimap->viewFrame().center().x() - middle.x()) <= 6);
    }

    void draggingTheCanvasScrolls() {
        WallOnLongLogs scene;
        const double before = scene.canvas->geometry().offset();
        QTest::mousePress(scene.canvas->viewport(), Qt::LeftButton, {}, {400, 60});
        const QPoint to(500, 60);
        QMouseEvent move(QEvent::MouseMove, to, scene.canvas->viewport()->mapToGlobal(to),
                         Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(scene.canvas->viewport(), &move);
        QTest::mouseRelease(scene.canvas->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(scene.canvas->geometry().offset(), before - 100);
        // A drag is no click.
        QVERIFY(std::holds_alternative<std::monostate>(scene.world.selection.selected()));
    }

    void itIsATableToThoseWhoDoNotSeeIt() {
        WallOnLongLogs scene;
        QAccessibleInterface* wall = QAccessible::queryAccessibleInterface(scene.canvas);
        QVERIFY(wall != nullptr);
        QCOMPARE(wall->role(), QAccessible::Table);
        QAccessibleTableInterface* table = wall->tableInterface();
        QVERIFY(table != nullptr);
        QCOMPARE(table->rowCount(), static_cast<int>(scene.canvas->geometry().rowCount()));
        QCOMPARE(table->columnCount(), static_cast<int>(kMany) + 1);
        QCOMPARE(wall->childCount(), table->rowCount() * table->columnCount());

        const int row = static_cast<int>(*scene.canvas->rowOf(NodeId(4)));
        const int column = static_cast<int>(kMany) - 1;
        QAccessibleInterface* cell = table->cellAt(row, column);
        QVERIFY(cell != nullptr && cell->isValid());
        QCOMPARE(cell->role(), QAccessible::Cell);
        QCOMPARE(
            cell->text(QAccessible::Name),
            QStringLiteral("index 99\u202F999, term 5, unstable, conflicts with the leader’s log"));
        QCOMPARE(cell->parent(), wall);
        QCOMPARE(wall->child(wall->indexOfChild(cell)), cell);
        QCOMPARE(cell->tableCellInterface()->rowIndex(), row);
        QCOMPARE(cell->tableCellInterface()->columnIndex(), column);
        QVERIFY(!cell->state().offscreen);
        QVERIFY(table->cellAt(row, 5)->state().offscreen);
        QVERIFY(table->cellAt(99, 1) == nullptr);
        QVERIFY(table->cellAt(row, static_cast<int>(kMany) + 1) == nullptr);
        // What is at a point is what is painted there.
        const QPoint point =
            scene.canvas->viewport()->mapToGlobal(scene.centreOf(NodeId(4), Index(kMany - 1)));
        QCOMPARE(wall->childAt(point.x(), point.y()), cell);
        QVERIFY(cell->rect().contains(point));

        // The first column has the nodes.
        const QList<QAccessibleInterface*> heads = cell->tableCellInterface()->rowHeaderCells();
        QCOMPARE(heads.size(), 1);
        QCOMPARE(heads.first(), table->cellAt(row, 0));
        QCOMPARE(heads.first()->role(), QAccessible::RowHeader);
        QVERIFY2(heads.first()->text(QAccessible::Name).startsWith(QStringLiteral("n4, follower")),
                 qPrintable(heads.first()->text(QAccessible::Name)));
        QCOMPARE(table->rowDescription(row), QStringLiteral("n4 follower"));
        QCOMPARE(table->columnDescription(column), QStringLiteral("index 99\u202F999"));
        // A log that is compacted says so where nothing is painted but a slab.
        const int compacted = static_cast<int>(*scene.canvas->rowOf(NodeId(5)));
        QVERIFY2(table->cellAt(compacted, 5)
                     ->text(QAccessible::Name)
                     .contains(QStringLiteral("snapshot")),
                 qPrintable(table->cellAt(compacted, 5)->text(QAccessible::Name)));
    }

    void cellsAreChosenWithoutAPicture() {
        WallOnLongLogs scene;
        QAccessibleInterface* wall = QAccessible::queryAccessibleInterface(scene.canvas);
        QAccessibleTableInterface* table = wall->tableInterface();
        const int row = static_cast<int>(*scene.canvas->rowOf(NodeId(3)));
        QCOMPARE(table->selectedCellCount(), 0);
        QAccessibleInterface* cell = table->cellAt(row, 5);
        cell->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(scene.world.selection.selected(), Selected(EntryOnNode{NodeId(3), Index(5)}));
        QVERIFY(cell->tableCellInterface()->isSelected());
        QVERIFY(cell->state().selected);
        // It has come into sight.
        QVERIFY(!cell->state().offscreen);
        QCOMPARE(table->selectedCells().first(), cell);
        QVERIFY(wall->focusChild() == nullptr);
        scene.canvas->activateWindow();
        scene.canvas->setFocus();
        QTRY_VERIFY(scene.canvas->hasFocus());
        QCOMPARE(wall->focusChild(), cell);

        QVERIFY(table->selectRow(row));
        QCOMPARE(scene.world.selection.selected(), Selected(NodeId(3)));
        QVERIFY(table->isRowSelected(row));
        QCOMPARE(table->selectedRows(), QList<int>{row});
        QVERIFY(table->unselectRow(row));
        QCOMPARE(scene.world.selection.selected(), Selected());
        QVERIFY(!table->selectRow(99));
    }

    void theTableGrowsWithTheLogs() {
        WallOnLongLogs scene;
        QAccessibleInterface* wall = QAccessible::queryAccessibleInterface(scene.canvas);
        QAccessibleTableInterface* table = wall->tableInterface();
        const int row = static_cast<int>(*scene.canvas->rowOf(NodeId(2)));
        QAccessibleInterface* cell = table->cellAt(row, static_cast<int>(kMany));
        const QString before = cell->text(QAccessible::Name);
        QVERIFY2(before.endsWith(QStringLiteral("unstable")), qPrintable(before));
        scene.show(nodesWithLongLogs(kMany + 40));
        QCOMPARE(table->columnCount(), static_cast<int>(kMany) + 41);
        // A place stays what it is, and tells what has become of it.
        QCOMPARE(table->cellAt(row, static_cast<int>(kMany)), cell);
        QVERIFY(cell->text(QAccessible::Name).endsWith(QStringLiteral("applied")));
        QVERIFY(table->cellAt(row, static_cast<int>(kMany) + 40)->isValid());
        scene.world.desk.close();
        QTRY_COMPARE(table->rowCount(), 0);
        QVERIFY(!cell->isValid() || cell->text(QAccessible::Name).isEmpty());
    }

    void aRowHasTheMenuOfItsNode() {
        WallOnLongLogs scene;
        QWidget& viewport = *scene.canvas->viewport();
        const EntryOnNode entry{NodeId(2), Index(kMany - 5)};
        const QPoint point = scene.centreOf(entry.node, entry.index);
        QMenu* menu = menuAt(viewport, point, *scene.canvas, "logMenu");
        QVERIFY(menu != nullptr);
        QVERIFY(scene.world.selection.selected() == Selected(entry));
        clickIn(menu, "copyEntry");
        QVERIFY2(QGuiApplication::clipboard()->text().startsWith(
                     QStringLiteral("index 99\u202F995, term 6")),
                 qPrintable(QGuiApplication::clipboard()->text()));
        QTRY_VERIFY(scene.canvas->findChild<QMenu*>() == nullptr);
        // What its tool tip names, which cannot be clicked.
        menu = menuAt(viewport, QPoint(40, point.y()), *scene.canvas, "logMenu");
        clickIn(menu, "named0");
        QVERIFY(scene.world.selection.selected() == Selected(NodeId(2)));
        QTRY_VERIFY(scene.canvas->findChild<QMenu*>() == nullptr);
        menu = menuAt(viewport, point, *scene.canvas, "logMenu");
        const QString other = menu->findChild<QAction*>(QStringLiteral("named1"))->text();
        QVERIFY2(other.contains(QStringLiteral("/99995 on n")), qPrintable(other));
        clickIn(menu, "named1");
        QVERIFY(scene.world.selection.selected() ==
                Selected(EntryOnNode{NodeId(other.right(1).toULongLong()), entry.index}));
        QTRY_VERIFY(scene.canvas->findChild<QMenu*>() == nullptr);
        menu = menuAt(viewport, QPoint(40, point.y()), *scene.canvas, "logMenu");
        QVERIFY(menu != nullptr);
        QVERIFY(scene.world.selection.selected() == Selected(NodeId(2)));
        clickIn(menu, "kill");
        const auto* kill = std::get_if<ActOnNode>(&scene.world.session().commands.back());
        QVERIFY(kill != nullptr && kill->node == NodeId(2));
        // Below the rows there is nothing to act on.
        scene.wall->resize(1200, 900);
        QTRY_VERIFY(scene.canvas->findChild<QMenu*>() == nullptr);
        QVERIFY(menuAt(viewport, QPoint(400, viewport.height() - 10), *scene.canvas, "logMenu") ==
                nullptr);
    }

    void nothingIsCutOffAtAnySizeOfText() {
        for (const int percent : {80, 100, 150, 200}) {
            const TextSize size(percent);
            WallOnLongLogs scene;
            for (const int width : {600, 1047}) {
                scene.wall->resize(width, 340);
                QVERIFY2(scene.wall->minimumSizeHint().width() <= 600,
                         qPrintable(QStringLiteral("%1 at %2 %")
                                        .arg(scene.wall->minimumSizeHint().width())
                                        .arg(percent)));
                QCOMPARE(scene.wall->width(), width);
                for (const LogZoom zoom : {LogZoom::L0, LogZoom::L3}) {
                    scene.canvas->setZoom(zoom);
                    QCoreApplication::processEvents();
                    QVERIFY2(cutOffIn(*scene.wall).isEmpty(),
                             qPrintable(cutOffIn(*scene.wall).join(u'\n')));
                }
            }
            scene.canvas->setZoom(LogZoom::L0);
            const double line = QFontMetricsF(QApplication::font()).height();
            QVERIFY(scene.canvas->geometry().rowPitch() >= 2 * line);
            QVERIFY(scene.canvas->geometry().axisHeight() >= line);
        }
    }

    void theHeaderFollowsTheTheme() {
        WallOnLongLogs scene;
        for (const Appearance appearance : {Appearance::Dark, Appearance::Light}) {
            scene.world.theme.setAppearance(appearance);
            const TextSize size(120);
            auto* header = scene.wall->findChild<QWidget*>(QStringLiteral("logWallHeader"));
            QCOMPARE(header->grab().toImage().pixelColor(2, 2), scene.world.theme.theme().header);
        }
    }

    void saysWhatToDoWhereNothingIs() {
        ViewWorld world(1);
        world.desk.close();
        LogWall wall(world.context());
        wall.resize(700, 260);
        wall.show();
        QVERIFY(!wall.grab().isNull());
        QCOMPARE(wall.canvas().geometry().rowCount(), std::size_t{0});
        QTest::keyClick(&wall.canvas(), Qt::Key_Left);
        QTest::keyClick(&wall.canvas(), Qt::Key_End);
        QTest::mouseClick(wall.canvas().viewport(), Qt::LeftButton, {}, {300, 100});
        QVERIFY(std::holds_alternative<std::monostate>(world.selection.selected()));
    }

    /// With QUORATE_PICTURES=folder, what it looks like is there to be seen.
    void pictures() {
        const QString folder = picturesFolder();
        if (folder.isEmpty()) {
            QSKIP("QUORATE_PICTURES names no folder");
        }
        for (const int percent : {80, 100, 150, 200}) {
            const TextSize size(percent);
            Trouble trouble;
            QVERIFY(trouble.isThere);
            WallOnLongLogs longLogs;
            LogWall wall(trouble.world.context());
            wall.show();
            for (const bool isDark : {false, true}) {
                for (ViewWorld* world : {&trouble.world, &longLogs.world}) {
                    world->theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
                }
                for (const int width : {480, 1047}) {
                    for (LogWall* each : {&wall, longLogs.wall.get()}) {
                        each->resize(width, 340);
                        const QString name =
                            QStringLiteral("%1/wall-%2-%3-%4-%5-%6.png")
                                .arg(folder, each == &wall ? QStringLiteral("trouble")
                                                           : QStringLiteral("long"));
                        for (const LogZoom zoom :
                             {LogZoom::L0, LogZoom::L1, LogZoom::L2, LogZoom::L3}) {
                            each->canvas().setZoom(zoom);
                            QTest::qWait(30);
                            each->grab().save(
                                name.arg(static_cast<int>(zoom))
                                    .arg(isDark ? QStringLiteral("dark") : QStringLiteral("light"))
                                    .arg(percent)
                                    .arg(width));
                        }
                    }
                }
            }
        }
    }
};

QTEST_MAIN(LogWallTest)
#include "tst_log_wall.moc"
