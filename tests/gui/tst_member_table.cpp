// SPDX-License-Identifier: Apache-2.0
// What members tell of themselves: pure functions of a frame, their model, and the dock.
#include <QAbstractItemModelTester>
#include <QTableView>
#include <QTest>

#include "gui/actions/confirmation.h"
#include "gui/beliefs/belief.h"
#include "gui/members/member_table.h"
#include "gui/members/members_view.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;

namespace {

struct Told {
    Frame frame;
    std::uint64_t events{0};

    void tell(std::uint64_t node, observe::Body body) {
        frame.moment = observe::Moment(frame.moment.nanoseconds() + 1'000'000'000);
        frame.state.apply(raft::EventId(++events), {frame.moment, NodeId(node), raft::Term(7),
                                                    raft::kNoEvent, std::move(body)});
    }
    void member(std::uint64_t id) {
        observe::ObservationChanged sight;
        sight.isSeen = true;
        tell(id, sight);
        observe::NodeState state;
        state.id = NodeId(id);
        state.condition = observe::NodeCondition::Up;
        state.term = raft::Term(7);
        state.lead = NodeId(1);
        state.role = id == 1 ? raft::Role::Leader : raft::Role::Follower;
        state.log.committed = raft::Index(40);
        tell(id, observe::NodeFrame{std::make_shared<const observe::NodeState>(state)});
        tell(id, observe::NodeReported{{{"member id", "8e9e05c52164694d"},
                                        {"name", "infra1"},
                                        {"version", "3.4.23"},
                                        {"revision", "21"},
                                        {"db size", "28672"},
                                        {"db size in use", "16384"},
                                        {"alarms", "none"},
                                        {"health", "ok"},
                                        {"fsync p99 ns", "7500000"},
                                        {"metrics problem", ""},
                                        {"peer round trips ns", "n2 1200000, n3 900000"}}});
    }
    [[nodiscard]] MemberRow::Cell cell(MemberRow::Column column, std::size_t row = 0) const {
        return memberRowsOf(frame).at(row).cells.at(column);
    }
    [[nodiscard]] QString text(MemberRow::Column column, std::size_t row = 0) const {
        return cell(column, row).text;
    }
};

}  // namespace

class MemberTableTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMemberIsDescribedByWhatItTold();
    void whatItDoesNotTellIsNotExposed();
    void whatIsWrongIsSetApart();
    void whatIsNotSeenIsTheLastThatWasKnown();
    void aClockIsNotMadeUp();
    void changesAreNamedBeforeTheyAreMade();
    void theTableIsAModel();
    void theDockShowsThemAndSelects();
    void aTextThatIsLongerThanAllBeforeHasItsRoomAtOnce();
};

void MemberTableTest::aMemberIsDescribedByWhatItTold() {
    Told told;
    told.member(1);
    QCOMPARE(told.text(MemberRow::Member), QStringLiteral("n1 infra1"));
    QCOMPARE(told.text(MemberRow::Id), QStringLiteral("8e9e05c52164694d"));
    QCOMPARE(told.text(MemberRow::Role), QStringLiteral("leader"));
    QCOMPARE(told.text(MemberRow::Term), QStringLiteral("7"));
    QCOMPARE(told.text(MemberRow::RaftIndex), QStringLiteral("40"));
    QCOMPARE(told.text(MemberRow::Revision), QStringLiteral("21"));
    QCOMPARE(told.text(MemberRow::Size), QStringLiteral("28 KiB (16 KiB in use)"));
    QCOMPARE(told.text(MemberRow::Health), QStringLiteral("✓ healthy"));
    QCOMPARE(told.text(MemberRow::Fsync), QStringLiteral("7.5 ms"));
    QCOMPARE(told.text(MemberRow::RoundTrips), QStringLiteral("n2 1.2 ms, n3 900 µs"));
}

void MemberTableTest::whatItDoesNotTellIsNotExposed() {
    Told told;
    told.member(1);
    for (const auto column :
         {MemberRow::Applied, MemberRow::Commit, MemberRow::Proposals, MemberRow::LeaderChanges}) {
        QCOMPARE(told.text(column), QStringLiteral("not exposed"));
        QVERIFY(!told.cell(column).isTold);
    }
    told.tell(1, observe::NodeReported{{{"metrics problem", "permission denied"}}});
    QCOMPARE(told.cell(MemberRow::Commit).tip, QStringLiteral("permission denied"));
    // A report that makes no sense is none.
    told.tell(1, observe::NodeReported{{{"revision", "many"}}});
    QCOMPARE(told.text(MemberRow::Revision), QStringLiteral("not exposed"));
}

void MemberTableTest::whatIsWrongIsSetApart() {
    Told told;
    told.member(1);
    QVERIFY(!told.cell(MemberRow::Alarms).isBad && !told.cell(MemberRow::Health).isBad);
    told.tell(1, observe::NodeReported{{{"alarms", "n2 NOSPACE"}, {"health", "no leader"}}});
    QVERIFY(told.cell(MemberRow::Alarms).isBad);
    QCOMPARE(told.text(MemberRow::Alarms), QStringLiteral("⚠ n2 NOSPACE"));
    QCOMPARE(told.text(MemberRow::Health), QStringLiteral("✕ no leader"));
}

void MemberTableTest::whatIsNotSeenIsTheLastThatWasKnown() {
    Told told;
    told.member(1);
    told.tell(1, observe::ObservationChanged{});
    const auto rows = memberRowsOf(told.frame);
    QVERIFY(!rows.front().isSeen);
    QCOMPARE(told.text(MemberRow::Revision), QStringLiteral("21"));
}

void MemberTableTest::aClockIsNotMadeUp() {
    Told told;
    told.member(1);
    QVERIFY(!beliefsOf(told.frame).front().clockOffsetNs);
    QVERIFY(beliefsOf(told.frame).front().isAsked);
}

void MemberTableTest::changesAreNamedBeforeTheyAreMade() {
    Told told;
    told.member(1);
    const QString question = questionOf(ActOnNode{NodeAct::Remove, NodeId(1)}, told.frame.state);
    QVERIFY(question.contains(QStringLiteral("n1, infra1, member 8e9e05c52164694d")));
    QVERIFY(questionOf(AddNode{true, "http://192.0.2.7:2380"}, told.frame.state)
                .contains(QStringLiteral("http://192.0.2.7:2380")));
}

void MemberTableTest::theTableIsAModel() {
    Told told;
    MemberTable table;
    const QAbstractItemModelTester tester(&table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    told.member(1);
    table.setRows(memberRowsOf(told.frame));
    QCOMPARE(table.rowCount(), 1);
    told.member(2);
    table.setRows(memberRowsOf(told.frame));
    QCOMPARE(table.rowCount(), 2);
    for (int column = 0; column < table.columnCount(); ++column) {
        QVERIFY(!table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        QVERIFY(!table.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
        QVERIFY(!table.data(table.index(0, column), Qt::DisplayRole).toString().isEmpty());
    }
    table.setRows({});
    QCOMPARE(table.rowCount(), 0);
}

void MemberTableTest::theDockShowsThemAndSelects() {
    tests::ViewWorld world;
    MembersView view(world.context());
    view.resize(900, 200);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    world.session().stage().runFor(5'000'000'000);
    QVERIFY(world.update());
    QTRY_COMPARE(view.table().rowCount(), 3);
    // Quorate nodes tell by their events, and nothing else.
    const auto& cells = view.table().rows().front().cells;
    QVERIFY(cells[MemberRow::Revision].isTold && cells[MemberRow::Applied].isTold);
    QVERIFY(!cells[MemberRow::Health].isTold);
    auto* table = view.findChild<QTableView*>(QStringLiteral("memberTable"));
    table->selectRow(1);
    QVERIFY(world.selection.node() == NodeId(2));
    world.selection.select(NodeId(3));
    QCOMPARE(table->currentIndex().row(), 2);
}

void MemberTableTest::aTextThatIsLongerThanAllBeforeHasItsRoomAtOnce() {
    tests::ViewWorld world;
    MembersView view(world.context());
    view.resize(900, 200);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const NodeId leader = world.session().elect();
    QVERIFY(world.update());
    QTRY_COMPARE(view.table().rowCount(), 3);
    const auto* table = view.findChild<QTableView*>(QStringLiteral("memberTable"));
    const QModelIndex role =
        view.table().index(leader == NodeId(1) ? 1 : 0, static_cast<int>(MemberRow::Role));
    QTRY_COMPARE(role.data().toString(), QStringLiteral("follower"));
    // Alone, it asks in vain.
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (id != (leader == NodeId(1) ? 2U : 1U)) {
            QVERIFY(world.session().stage().crash(NodeId(id)));
        }
    }
    world.session().stage().runFor(5'000'000'000);
    QVERIFY(world.update());
    QTRY_VERIFY(role.data().toString().size() > QStringLiteral("follower").size());
    QVERIFY(table->columnWidth(role.column()) >= table->sizeHintForIndex(role).width());
}

QTEST_MAIN(MemberTableTest)
#include "tst_member_table.moc"
