// SPDX-License-Identifier: Apache-2.0
// Whom each node believes to lead: pure functions of a frame, their model, and the dock.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTableView>
#include <QTest>

#include <algorithm>

#include "gui/beliefs/belief_table.h"
#include "gui/beliefs/beliefs_view.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;
using raft::Term;

namespace {

/// A frame that is told event by event.
struct Told {
    Frame frame;
    std::uint64_t events{0};

    void tell(std::uint64_t node, observe::Body body, std::uint64_t term = 1,
              std::uint64_t moment = 0) {
        const observe::Moment at(moment != 0 ? moment : frame.moment.nanoseconds() + 1);
        frame.state.apply(raft::EventId(++events),
                          {at, NodeId(node), Term(term), raft::kNoEvent, std::move(body)});
        frame.moment = at;
    }
    /// A node that runs, in this term, and believes so.
    void node(std::uint64_t id, std::uint64_t term, std::uint64_t lead) {
        observe::NodeState state;
        state.id = NodeId(id);
        state.condition = observe::NodeCondition::Up;
        state.term = Term(term);
        state.lead = NodeId(lead);
        state.role = id == lead ? raft::Role::Leader : raft::Role::Follower;
        state.electionTimer = {observe::Moment(1'000'000'000), 20};
        tell(id, observe::NodeFrame{std::make_shared<const observe::NodeState>(state)}, term);
    }
    [[nodiscard]] Belief of(std::uint64_t id) const {
        for (const Belief& belief : beliefsOf(frame)) {
            if (belief.observer == NodeId(id)) {
                return belief;
            }
        }
        return {};
    }
};

observe::ObservationChanged sight(bool isSeen, std::int64_t offset = 0, std::uint64_t error = 0) {
    observe::ObservationChanged changed;
    changed.isSeen = isSeen;
    changed.clockOffsetNs = offset;
    changed.clockErrorNs = error;
    changed.text = isSeen ? "192.0.2.7:2379" : "no answer";
    return changed;
}

}  // namespace

class BeliefsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allAgreeOnTheLeaderOfTheNewestTerm();
    void whoHasNotHeardOfTheNewTermIsSetApart();
    void whoKnowsOfNobodySaysSo();
    void twoLeadersInOneTermAreNoticed();
    void whatIsNotSeenIsTheLastThatWasKnown();
    void whatIsHeardAgesWithTheMoment();
    void clocksAreShownWithWhatTheyMayBeWrongBy();
    void theTableIsAModel();
    void theDockShowsThemAndSelects();
};

void BeliefsTest::allAgreeOnTheLeaderOfTheNewestTerm() {
    Told told;
    for (std::uint64_t id = 1; id <= 3; ++id) {
        told.node(id, 5, 2);
    }
    for (const Belief& belief : beliefsOf(told.frame)) {
        QCOMPARE(belief.agreement, Agreement::Agrees);
        QVERIFY(belief.leader == NodeId(2));
        QVERIFY(belief.term == Term(5));
        QCOMPARE(belief.leads, belief.observer == NodeId(2));
    }
    QCOMPARE(sentenceOf(beliefsOf(told.frame)),
             QStringLiteral("3 of 3 agree: n2 leads in term 5."));
}

void BeliefsTest::whoHasNotHeardOfTheNewTermIsSetApart() {
    Told told;
    told.node(1, 4, 1);
    told.node(2, 5, 2);
    told.node(3, 5, 2);
    QCOMPARE(told.of(1).agreement, Agreement::OlderTerm);
    QCOMPARE(told.of(3).agreement, Agreement::Agrees);
    QCOMPARE(sentenceOf(beliefsOf(told.frame)),
             QStringLiteral("2 of 3 agree: n2 leads in term 5; n1 believes in n1, term 4."));
}

void BeliefsTest::whoKnowsOfNobodySaysSo() {
    Told told;
    told.node(1, 5, 1);
    told.node(2, 6, 0);
    QCOMPARE(told.of(1).agreement, Agreement::Agrees);
    QCOMPARE(told.of(2).agreement, Agreement::NoLeader);
    QVERIFY(sentenceOf(beliefsOf(told.frame)).contains(QStringLiteral("n2 knows of nobody")));
    Told nobody;
    nobody.node(1, 5, 0);
    QCOMPARE(sentenceOf(beliefsOf(nobody.frame)),
             QStringLiteral("Nobody who is seen knows of a leader."));
    QVERIFY(sentenceOf({}).isEmpty());
}

void BeliefsTest::twoLeadersInOneTermAreNoticed() {
    Told told;
    told.node(1, 5, 1);
    told.node(2, 5, 2);
    const std::vector<Belief> beliefs = beliefsOf(told.frame);
    QCOMPARE(std::count_if(beliefs.begin(), beliefs.end(),
                           [](const Belief& b) { return b.agreement == Agreement::Another; }),
             1);
    QVERIFY(textOf(Agreement::Another).startsWith(QStringLiteral("≠")));
}

void BeliefsTest::whatIsNotSeenIsTheLastThatWasKnown() {
    Told told;
    told.node(1, 5, 1);
    told.node(2, 5, 1);
    told.tell(1, sight(true));
    told.tell(1, sight(false), 0, 3'000'000'000);
    told.tell(2, sight(true), 0, 5'000'000'000);
    const Belief belief = told.of(1);
    QCOMPARE(belief.agreement, Agreement::NotSeen);
    QVERIFY(belief.leader == NodeId(1));
    QVERIFY(belief.term == Term(5));
    QCOMPARE(belief.notSeenForNs, std::optional<std::uint64_t>(2'000'000'000));
    QCOMPARE(told.frame.state.findNode(NodeId(1))->condition, observe::NodeCondition::Unreachable);
    QVERIFY(sentenceOf(beliefsOf(told.frame)).contains(QStringLiteral("n1 is not seen")));
    told.tell(1, sight(true));
    QCOMPARE(told.of(1).agreement, Agreement::Agrees);
    // One that said that it ends is down, and stays so.
    told.tell(2, observe::NodeStopped());
    told.tell(2, sight(false));
    QCOMPARE(told.frame.state.findNode(NodeId(2))->condition, observe::NodeCondition::Down);
}

void BeliefsTest::whatIsHeardAgesWithTheMoment() {
    Told told;
    told.node(1, 5, 1);
    told.node(2, 5, 1);
    told.frame.moment = observe::Moment(1'250'000'000);
    QCOMPARE(told.of(2).heardAgoNs, std::optional<std::uint64_t>(250'000'000));
    QVERIFY(!told.of(1).heardAgoNs);
    told.frame.moment = observe::Moment(1'500'000'000);
    QCOMPARE(told.of(2).heardAgoNs, std::optional<std::uint64_t>(500'000'000));
}

void BeliefsTest::clocksAreShownWithWhatTheyMayBeWrongBy() {
    Told told;
    told.node(1, 5, 1);
    told.node(2, 5, 1);
    told.tell(1, sight(true, -3'000'000, 40'000));
    BeliefTable table;
    table.setBeliefs(beliefsOf(told.frame));
    const auto text = [&table](int row) {
        return table.index(row, BeliefTable::Clock).data().toString();
    };
    QCOMPARE(text(0), QStringLiteral("−3 ms ± 40 µs"));
    QCOMPARE(text(1), QStringLiteral("the same"));
    told.tell(1, sight(true, -3'000'000, 0));
    table.setBeliefs(beliefsOf(told.frame));
    QCOMPARE(text(0), QStringLiteral("same machine"));
}

void BeliefsTest::theTableIsAModel() {
    BeliefTable table;
    const QAbstractItemModelTester tester(&table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    Told told;
    told.node(1, 5, 1);
    table.setBeliefs(beliefsOf(told.frame));
    told.node(2, 5, 1);
    table.setBeliefs(beliefsOf(told.frame));
    QCOMPARE(table.rowCount(), 2);
    told.node(2, 6, 2);
    table.setBeliefs(beliefsOf(told.frame));
    QCOMPARE(table.index(1, BeliefTable::Leader).data().toString(), QStringLiteral("itself"));
    QCOMPARE(table.index(0, BeliefTable::Standing).data().toString(), textOf(Agreement::OlderTerm));
    QCOMPARE(table.index(1, BeliefTable::Term).data(BeliefTable::kTermRole).toULongLong(), 6U);
    table.setBeliefs({});
    QCOMPARE(table.rowCount(), 0);
}

void BeliefsTest::theDockShowsThemAndSelects() {
    tests::ViewWorld world;
    BeliefsView view(world.context());
    view.resize(620, 220);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    world.session().stage().runFor(5'000'000'000);
    QVERIFY(world.update());
    QTRY_COMPARE(view.table().rowCount(), 3);
    QTRY_VERIFY(std::all_of(view.table().beliefs().begin(), view.table().beliefs().end(),
                            [](const Belief& b) { return b.agreement == Agreement::Agrees; }));
    auto* table = view.findChild<QTableView*>(QStringLiteral("beliefTable"));
    const QRect cell = table->visualRect(table->model()->index(1, BeliefTable::Standing));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QVERIFY(world.selection.node() == NodeId(2));
    world.selection.select(NodeId(3));
    QCOMPARE(table->currentIndex().row(), 2);
    if (const QString to = qEnvironmentVariable("QUORATE_PICTURES"); !to.isEmpty()) {
        view.grab().save(to + QStringLiteral("/beliefs.png"));
    }
}

QTEST_MAIN(BeliefsTest)
#include "tst_beliefs.moc"
