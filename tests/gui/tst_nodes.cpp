// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QTableView>
#include <QToolButton>
#include <QtTest/QtTest>

#include <string>
#include <variant>

#include "gui/nodes/nodes_view.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;
using tests::StageFilm;
using tests::ViewWorld;

namespace {

class Dock {
public:
    explicit Dock(std::size_t nodes = 3) : world(nodes), view(world.context()) {
        world.session().elect();
        view.resize(528, 300);
        if (!tests::bringUp(view) || !update()) {
            qFatal("the dock does not show");
        }
    }
    bool update() {
        const bool isNew = world.update();
        QTest::qWait(120);  // tables have a pace of their own
        return isNew;
    }
    QToolButton* button(const char* name) {
        auto* found = view.findChild<QToolButton*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return found;
    }
    QTableView* table() { return view.findChild<QTableView*>(QStringLiteral("nodeTable")); }
    void click(int row) {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(table()->model()->index(row, 1)).center());
    }
    QString text(int row, int column) {
        return table()->model()->index(row, column).data().toString();
    }
    template <class T>
    const T& lastCommand() {
        return std::get<T>(world.session().commands.back());
    }

    ViewWorld world;
    NodesView view;
};

}  // namespace

class TestNodes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsSayWhatNodesAre() {
        StageFilm film(3);
        const NodeId leader = film.elect();
        film.put("a", "1");
        film.stage().runFor(2 * stage::kSecond);
        const std::vector<NodeRow> rows = nodeRowsOf(*film.frame());
        QCOMPARE(rows.size(), std::size_t{3});
        for (const NodeRow& row : rows) {
            QCOMPARE(row.state,
                     row.node == leader ? QStringLiteral("leader") : QStringLiteral("follower"));
            QCOMPARE(row.leader, QStringLiteral("n%1").arg(leader.value()));
            QVERIFY(row.applied == row.committed);
            QVERIFY(row.isMember);
            QCOMPARE(row.lag, std::uint64_t{0});
        }
    }

    void whoWasAwayLacksWhatWasCommitted() {
        StageFilm film(3);
        const NodeId leader = film.elect();
        const NodeId away(leader.value() % 3 + 1);
        QVERIFY(film.stage().crash(away).has_value());
        film.put("a", "1");
        film.put("b", "2");
        for (const NodeRow& row : nodeRowsOf(*film.frame())) {
            if (row.node == away) {
                QCOMPARE(row.state, QStringLiteral("down"));
                QVERIFY(row.lag >= 2);
            }
        }
    }

    void theModelIsSound() {
        NodeTable table;
        const QAbstractItemModelTester tester(
            &table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        StageFilm film(3);
        table.setRows(nodeRowsOf(*film.frame()));
        film.elect();
        QSignalSpy resets(&table, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&table, &QAbstractItemModel::dataChanged);
        table.setRows(nodeRowsOf(*film.frame()));
        QCOMPARE(resets.count(), 0);
        QVERIFY(changes.count() > 0);
        changes.clear();
        table.setRows(nodeRowsOf(*film.frame()));
        QCOMPARE(changes.count(), 0);
        table.setRows({});
        QCOMPARE(table.rowCount(), 0);
    }

    void aFailedNodeSaysWhy() {
        observe::ClusterState state;
        state.apply(raft::EventId(1), {observe::Moment(1), NodeId(1), raft::Term(0), raft::kNoEvent,
                                       observe::NodeFailed{"the disk said no"}});
        Frame frame;
        frame.state = state;
        const auto rows = nodeRowsOf(frame);
        QVERIFY(rows.at(0).hasFailed);
        QCOMPARE(rows.at(0).failure, QStringLiteral("the disk said no"));
    }

    void aClickSelectsTheNodeAndTheSelectionOfOthersIsShown() {
        Dock dock;
        dock.click(1);
        QVERIFY(dock.world.selection.selected() == Selected(NodeId(2)));
        dock.world.selection.select(EntryOnNode{NodeId(3), raft::Index(1)});
        QCOMPARE(dock.table()->currentIndex().row(), 2);
        // What was selected there stays selected.
        QVERIFY(std::holds_alternative<EntryOnNode>(dock.world.selection.selected()));
    }

    void buttonsActOnTheSelectedNode() {
        Dock dock;
        dock.click(2);
        QTest::mouseClick(dock.button("killNode"), Qt::LeftButton);
        QCOMPARE(dock.lastCommand<ActOnNode>().act, NodeAct::Kill);
        QVERIFY(dock.lastCommand<ActOnNode>().node == NodeId(3));
        QTest::mouseClick(dock.button("pauseNode"), Qt::LeftButton);
        QCOMPARE(dock.lastCommand<ActOnNode>().act, NodeAct::Pause);
        QVERIFY(dock.world.session().stage().crash(NodeId(3)).has_value());
        QVERIFY(dock.update());
        QCOMPARE(dock.button("killNode")->text(), QStringLiteral("Start"));
        QVERIFY(!dock.button("pauseNode")->isEnabled());
        QTest::mouseClick(dock.button("killNode"), Qt::LeftButton);
        QCOMPARE(dock.lastCommand<ActOnNode>().act, NodeAct::Start);
        QTest::mouseClick(dock.button("addLearner"), Qt::LeftButton);
        QVERIFY(dock.lastCommand<AddNode>().asLearner);
        QTest::mouseClick(dock.button("addNode"), Qt::LeftButton);
        QVERIFY(!dock.lastCommand<AddNode>().asLearner);
    }

    void aPausedNodeIsResumed() {
        Dock dock;
        dock.click(0);
        QVERIFY(dock.world.session().stage().pause(NodeId(1)).has_value());
        QVERIFY(dock.update());
        QCOMPARE(dock.text(0, NodeTable::State), QStringLiteral("paused"));
        QCOMPARE(dock.button("pauseNode")->text(), QStringLiteral("Resume"));
        QTest::mouseClick(dock.button("pauseNode"), Qt::LeftButton);
        QCOMPARE(dock.lastCommand<ActOnNode>().act, NodeAct::Resume);
    }

    void nothingIsDoneToThePast() {
        Dock dock;
        dock.click(0);
        dock.world.session().run(stage::kSecond);
        QVERIFY(dock.update());
        QVERIFY(dock.world.goTo(observe::Moment(stage::kSecond)));
        QVERIFY(!dock.button("killNode")->isEnabled());
        QVERIFY(!dock.button("killNode")->toolTip().isEmpty());
        QVERIFY(!dock.button("addNode")->isEnabled());
    }
};

QTEST_MAIN(TestNodes)
#include "tst_nodes.moc"
