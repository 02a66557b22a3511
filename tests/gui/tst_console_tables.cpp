// SPDX-License-Identifier: Apache-2.0
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <string>
#include <variant>

#include "gui/console/operation_delegate.h"
#include "gui/console/stage_dots.h"
#include "gui/widgets/linked_cells.h"
#include "tests/gui/console_screen.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::ConsoleScreen;
using quorate::tests::keysOfNode;

/// The tables of operations and of state machines.
class ConsoleTablesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClickSelectsAndADoubleClickGoesThere();
    void returnInspectsTheEntry();
    void anOperationHasAMenu();
    void aKeyIsAskedAbout();
    void aStageIsGoneTo();
    void theEntryOfAnOperationIsALink();
    void aColumnIsALinkToItsNode();
    void refusalsOfTheWorkloadSayWhy();
    void theTableKeepsItsPlaceWhileRowsComeIn();
    void onlyMineHidesTheWorkload();
    void stateMachinesAreSideBySide();
    void keysAreFiltered();
    void stateMachinesAreNotAskedForInThePast();
};

void ConsoleTablesTest::aClickSelectsAndADoubleClickGoesThere() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    for (const char* key : {"a", "b"}) {
        screen.type("key", QString::fromLatin1(key));
        screen.enter("key");
        QVERIFY(screen.answer());
    }
    QTRY_COMPARE(screen.rows().size(), std::size_t{2});
    auto& view = screen.part<QTableView>("operationTable");
    const QPoint second = view.visualRect(view.model()->index(1, OperationTable::What)).center();
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, second);
    const OperationRow& row = screen.rows()[1];
    QVERIFY(std::get<observe::OperationId>(screen.world.selection.selected()) == row.operation.id);
    const observe::Moment invoked = row.operation.invoked;
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, Qt::NoModifier, second);
    QVERIFY(std::get<observe::Moment>(*screen.world.time.place()) == invoked);
    // What other views select is selected here.
    screen.world.time.goLive();
    screen.world.selection.clear();
    QVERIFY(!view.currentIndex().isValid());
}

void ConsoleTablesTest::returnInspectsTheEntry() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.put(QStringLiteral("a"), QStringLiteral("1"));
    QVERIFY(screen.answer());
    screen.choose("operation", QStringLiteral("get"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.rows().size(), std::size_t{2});
    auto& view = screen.part<QTableView>("operationTable");
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Down);
    QCOMPARE(view.currentIndex().row(), 1);
    const observe::OperationState put = screen.rows()[1].operation;
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(screen.world.selection.selected(),
             Selected(EntryOnNode{screen.leader, put.entry.index}));
    QVERIFY(screen.world.time.isLive());
    // It is still the operation's row that is marked, here and when the entry is selected
    // elsewhere.
    QCOMPARE(view.currentIndex().row(), 1);
    screen.world.selection.clear();
    QVERIFY(!view.currentIndex().isValid());
    screen.world.selection.select(EntryOnNode{screen.leader, put.entry.index});
    QCOMPARE(view.currentIndex().row(), 1);

    QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(std::get<observe::Moment>(*screen.world.time.place()) == put.invoked);
    screen.world.time.goLive();
    // A read has no entry.
    QTest::keyClick(&view, Qt::Key_Up);
    const Selected read = screen.world.selection.selected();
    QVERIFY(read == Selected(screen.rows()[0].operation.id));
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(screen.world.selection.selected(), read);
}

void ConsoleTablesTest::anOperationHasAMenu() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.put(QStringLiteral("a"), QStringLiteral("1"));
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("answered"));
    const observe::OperationState put = screen.rows()[0].operation;
    auto& view = screen.part<QTableView>("operationTable");
    const auto open = [&screen, &view] {
        const QPoint row = view.visualRect(view.model()->index(0, OperationTable::What)).center();
        return tests::menuAt(*view.viewport(), row, screen.console, "operationMenu");
    };
    tests::clickIn(open(), "inspectEntry");
    QCOMPARE(screen.world.selection.selected(),
             Selected(EntryOnNode{screen.leader, put.entry.index}));
    QTRY_VERIFY(screen.console.findChild<QMenu*>("operationMenu") == nullptr);
    tests::clickIn(open(), "copyOperation");
    QVERIFY(
        QGuiApplication::clipboard()->text().startsWith(QStringLiteral("put\ta = 1\tanswered")));
    QTRY_VERIFY(screen.console.findChild<QMenu*>("operationMenu") == nullptr);
    tests::clickIn(open(), "goToAnswered");
    QVERIFY(std::get<observe::Moment>(*screen.world.time.place()) == put.answered);
}

void ConsoleTablesTest::aKeyIsAskedAbout() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOfNode(1, 4110, "1 item")};
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    auto& keys = screen.part<QTableView>("keyTable");
    QTRY_COMPARE(keys.model()->rowCount(), 2);
    const QPoint second = keys.visualRect(keys.model()->index(1, 0)).center();
    QTest::mouseClick(keys.viewport(), Qt::LeftButton, {}, second);
    QTest::mouseDClick(keys.viewport(), Qt::LeftButton, {}, second);
    QCOMPARE(screen.part<QLineEdit>("key").text(), QStringLiteral("stock/42"));
    QTRY_VERIFY(screen.part<QLineEdit>("value").hasFocus());
    screen.choose("operation", QStringLiteral("get"));
    keys.setFocus();
    keys.setCurrentIndex(keys.model()->index(0, 0));
    QTest::keyClick(&keys, Qt::Key_Return);
    QCOMPARE(screen.part<QLineEdit>("key").text(), QStringLiteral("cart/7f3a"));
    QTRY_VERIFY(screen.part<QLineEdit>("key").hasFocus());
}

void ConsoleTablesTest::theEntryOfAnOperationIsALink() {
    ConsoleScreen screen(3, {760, 700});
    QVERIFY(screen.isReady);
    screen.put(QStringLiteral("a"), QStringLiteral("n2"));
    QVERIFY(screen.answer());
    auto& view = screen.part<QTableView>("operationTable");
    QTRY_COMPARE(screen.rows().size(), std::size_t{1});
    const raft::Index index = screen.rows()[0].operation.entry.index;
    auto* cells = view.findChild<LinkedCells*>();
    const Selected entry(EntryOnNode{screen.rows()[0].operation.target == raft::kNoNode
                                         ? screen.leader
                                         : screen.rows()[0].operation.target,
                                     index});
    const QPoint place = cells->placeOf(view.model()->index(0, OperationTable::Now), entry);
    QVERIFY(!place.isNull());
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place);
    QVERIFY(screen.world.selection.selected() == entry);
    // Its menu names the node that was asked, too.
    QMenu* menu = tests::menuAt(*view.viewport(), place, screen.console, "operationMenu");
    QVERIFY(menu != nullptr);
    QVERIFY(menu->findChild<QAction*>(QStringLiteral("named0")) != nullptr);
    menu->close();
}

void ConsoleTablesTest::aColumnIsALinkToItsNode() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOfNode(1, 4110, "1 item"), keysOfNode(2, 4117, "2 items")};
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    auto& keys = screen.part<QTableView>("keyTable");
    QTRY_COMPARE(keys.model()->rowCount(), 2);
    QHeaderView* header = keys.horizontalHeader();
    const QPoint second(header->sectionViewportPosition(2) + header->sectionSize(2) / 2,
                        header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, second);
    QVERIFY(screen.world.selection.selected() == Selected(raft::NodeId(2)));
    QMenu* menu =
        tests::menuAt(*keys.viewport(), keys.visualRect(keys.model()->index(0, 1)).center(),
                      screen.console, "keyMenu");
    tests::clickIn(menu, "named0");
    QVERIFY(screen.world.selection.selected() == Selected(raft::NodeId(1)));
}

void ConsoleTablesTest::refusalsOfTheWorkloadSayWhy() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    // Whoever is left has nobody to elect.
    const raft::NodeId last(screen.leader == raft::NodeId(1) ? 2 : 1);
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (raft::NodeId(id) != last) {
            QVERIFY(screen.world.session().stage().crash(raft::NodeId(id)).has_value());
        }
    }
    screen.world.session().run(5 * stage::kSecond);
    screen.leader = last;
    screen.putOf(7, "k");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(),
                 QStringLiteral("refused · nobody leads, or leadership is being handed over"));
}

void ConsoleTablesTest::aStageIsGoneTo() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.type("key", QStringLiteral("a"));
    screen.enter("key");
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.now(), QStringLiteral("answered"));
    auto& view = screen.part<QTableView>("operationTable");
    const QRect cell = view.visualRect(view.model()->index(0, OperationTable::Stages));
    const QRectF dots = OperationDelegate::dotsIn(cell, view.fontMetrics());
    const observe::Moment answered = screen.rows().front().operation.answered;
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, Qt::NoModifier,
                       stageDotAt(dots, 5, 6).toPoint());
    QVERIFY(std::get<observe::Moment>(*screen.world.time.place()) == answered);
}

void ConsoleTablesTest::theTableKeepsItsPlaceWhileRowsComeIn() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    const auto put = [&screen](int count) {
        for (int i = 0; i < count; ++i) {
            screen.putOf(0, "k");
        }
    };
    put(40);
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.rows().size(), std::size_t{40});
    auto& view = screen.part<QTableView>("operationTable");
    view.verticalScrollBar()->setValue(10);
    const auto top = screen.rows()[10].operation.id;
    put(5);
    QVERIFY(screen.answer());
    QTRY_COMPARE(screen.rows().size(), std::size_t{45});
    QCOMPARE(view.rowAt(1), 15);
    QVERIFY(screen.rows()[15].operation.id == top);
}

void ConsoleTablesTest::onlyMineHidesTheWorkload() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.putOf(7, "k");
    QVERIFY(screen.world.update());
    QTRY_COMPARE(screen.rows().size(), std::size_t{1});
    QTest::mouseClick(&screen.part<QToolButton>("onlyMine"), Qt::LeftButton);
    QVERIFY(screen.rows().empty());
}

void ConsoleTablesTest::stateMachinesAreSideBySide() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOfNode(1, 4110, "1 item"), keysOfNode(2, 4117, "2 items")};
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    const KeyTable& table = screen.console.stateMachines().table();
    QTRY_COMPARE(table.rowCount(), 2);
    QCOMPARE(table.columnCount(), 4);
    QVERIFY(table.cellAt(table.index(0, 1))->differs);
    QVERIFY(!table.cellAt(table.index(0, 2))->differs);
    QCOMPARE(screen.part<SectionBar>("stateMachinesBar").notes().front(),
             QStringLiteral("2 keys, 1 differ"));
    QCOMPARE(screen.world.session().inspectedLimit, StateMachinesView::kLimit);
    // Nothing is asked for while nobody sees it.
    screen.console.hide();
    const auto asked = screen.world.session().inspectedPrefixes.size();
    screen.world.session().run(stage::kSecond);
    QVERIFY(screen.world.update());
    QTest::qWait(2 * StateMachinesView::kIntervalMs);
    QCOMPARE(screen.world.session().inspectedPrefixes.size(), asked);
}

void ConsoleTablesTest::keysAreFiltered() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.type("prefix", QStringLiteral("cart/"));
    QTRY_COMPARE(screen.world.session().inspectedPrefixes.back(), std::string("cart/"));
    // Five letters are less than five questions.
    QVERIFY(screen.world.session().inspectedPrefixes.size() <= 3);
}

void ConsoleTablesTest::stateMachinesAreNotAskedForInThePast() {
    ConsoleScreen screen;
    QVERIFY(screen.isReady);
    screen.world.session().keys = {keysOfNode(1, 1, "x")};
    QTRY_VERIFY(!screen.world.session().inspectedPrefixes.empty());
    auto& table = screen.part<QTableView>("keyTable");
    QTRY_VERIFY(screen.console.stateMachines().table().rowCount() > 0 || table.isHidden());
    QVERIFY(screen.world.goTo(observe::Moment(1)));
    const auto asked = screen.world.session().inspectedPrefixes.size();
    QVERIFY(!table.isVisible());
    QTest::qWait(2 * StateMachinesView::kIntervalMs);
    QCOMPARE(screen.world.session().inspectedPrefixes.size(), asked);
    screen.world.time.goLive();
    QTRY_VERIFY(screen.world.session().inspectedPrefixes.size() > asked);
    QTRY_VERIFY(table.isVisible());
}

QTEST_MAIN(ConsoleTablesTest)
#include "tst_console_tables.moc"
