// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QTest>

#include "gui/log_wall/log_ghosts.h"
#include "gui/log_wall/log_spans.h"
#include "gui/log_wall/log_wall_geometry.h"
#include "gui/model/entry_state.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "tests/gui/long_logs.h"

using namespace quorate;
using namespace quorate::gui;
using namespace quorate::tests;
using raft::Index;
using raft::NodeId;
using raft::Term;

namespace {

constexpr std::uint64_t kMany = 100'000;

LogWallGeometry wallOf(std::uint64_t entries, std::uint64_t first = 1) {
    LogWallGeometry geometry;
    geometry.setFontScale(1, 18, 8);
    geometry.setView({1144, 300});
    geometry.setRowCount(5);
    geometry.setExtent({Index(first), Index(first + entries)});
    return geometry;
}

observe::Moment at(std::uint64_t milliseconds) {
    return observe::Moment(milliseconds * 1'000'000);
}

}  // namespace

class LogWallGeometryTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durabilityFollowsTheLog() {
        observe::NodeState node = nodeWithLog(NodeId(1), 10, 1);
        node.log.unstableOffset = Index(8);
        node.log.offsetInProgress = Index(10);
        node.log.committed = Index(6);
        node.log.applied = Index(4);
        const DurabilityBounds bounds(node.log);
        QCOMPARE(bounds.at(Index(4)), Durability::Applied);
        QCOMPARE(bounds.at(Index(5)), Durability::Committed);
        QCOMPARE(bounds.at(Index(7)), Durability::Stable);
        QCOMPARE(bounds.at(Index(8)), Durability::InProgress);
        QCOMPARE(bounds.at(Index(10)), Durability::Unstable);
        QCOMPARE(bounds.endOfRun(Index(5)).value(), std::uint64_t{7});
        QCOMPARE(bounds.endOfRun(Index(10)).value(), std::uint64_t{11});
    }

    void whatIsNotOnDiskSaysSoThoughItIsCommitted() {
        observe::NodeState node = nodeWithLog(NodeId(1), 10, 1);
        node.log.committed = Index(10);
        QCOMPARE(DurabilityBounds(node.log).at(Index(10)), Durability::Unstable);
        QCOMPARE(durabilityText(node.log, Index(10)), QStringLiteral("unstable, committed"));
    }

    void aConflictBeginsAtTheFirstDifference() {
        const auto nodes = nodesWithLongLogs(kMany);
        const observe::LogState& leader = nodes[0].log;
        QCOMPARE(firstConflict(nodes[2].log, leader), std::optional<Index>(Index(kMany - 2)));
        QVERIFY(!firstConflict(nodes[1].log, leader));
        QVERIFY(!firstConflict(nodes[3].log, leader));
        QVERIFY(!firstConflict(leader, leader));
    }

    void theLeaderOfTheHighestTermCounts() {
        auto nodes = nodesWithLongLogs(100);
        nodes[1].role = raft::Role::Leader;
        nodes[1].term = Term(7);
        QCOMPARE(leaderOf(frameOf(nodes, at(1))->state)->id.value(), std::uint64_t{3});
        nodes[1].condition = observe::NodeCondition::Down;
        QCOMPARE(leaderOf(frameOf(nodes, at(1))->state)->id.value(), std::uint64_t{2});
    }

    void anEntryIsDescribedInWords() {
        const auto nodes = nodesWithLongLogs(100);
        QCOMPARE(entryText(nodes[0], Index(95), &nodes[0]),
                 QStringLiteral("index 95, term 6, stable, committed"));
        QVERIFY(entryText(nodes[2], Index(99), &nodes[0]).contains(QStringLiteral("conflicts")));
        QVERIFY(
            entryText(nodes[1], Index(99), &nodes[0]).contains(QStringLiteral("not in the log")));
        QCOMPARE(indexText(Index(104096)), QStringLiteral("104\u202F096"));
        QCOMPARE(indexText(Index(4096)), QStringLiteral("4096"));
    }

    void followsTheNewestEndWhileItIsThere() {
        LogWallGeometry wall = wallOf(kMany);
        QVERIFY(wall.isFollowing());
        QCOMPARE(wall.visible().end.value(), std::uint64_t{kMany + 1});
        wall.setExtent({Index(1), Index(kMany + 51)});
        QCOMPARE(wall.visible().end.value(), std::uint64_t{kMany + 51});
        wall.scrollBy(-500);
        const Index left = wall.visible().first;
        const double x = wall.scale().xOf(left);
        wall.setExtent({Index(1), Index(kMany + 101)});
        QVERIFY(!wall.isFollowing());
        QCOMPARE(wall.visible().first.value(), left.value());
        QCOMPARE(wall.scale().xOf(left), x);
        wall.scrollBy(1e9);
        QVERIFY(wall.isFollowing());
    }

    void whatIsSeenStaysWhenTheFrontIsCompacted() {
        LogWallGeometry wall = wallOf(1000);
        wall.scrollTo(600 * 18);
        const Index left = wall.visible().first;
        const double x = wall.scale().xOf(left);
        wall.setExtent({Index(400), Index(1001)});
        QCOMPARE(wall.scale().xOf(left), x);
    }

    void zoomsAboutThePointer_data() {
        QTest::addColumn<int>("steps");
        QTest::newRow("L1") << -1;
        QTest::newRow("L2") << -2;
        QTest::newRow("L3") << -3;
        QTest::newRow("farther") << -5;
    }
    void zoomsAboutThePointer() {
        QFETCH(int, steps);
        LogWallGeometry wall = wallOf(kMany);
        wall.scrollTo(50'000 * 18);
        const double x = 700;
        const Index under = wall.scale().indexAt(x);
        wall.zoomAbout(x, steps);
        QVERIFY(wall.pixelsPerEntry() < 18);
        const double moved = wall.scale().xOf(under) - x;
        QVERIFY2(std::abs(moved) <= std::max(2.0, wall.pixelsPerEntry()),
                 qPrintable(QString::number(moved)));
    }

    void theFourZoomsHaveTheirScales() {
        LogWallGeometry wall = wallOf(kMany, 3901);
        for (const auto& [zoom, pixels] :
             {std::pair(LogZoom::L0, 18.0), std::pair(LogZoom::L1, 8.0),
              std::pair(LogZoom::L2, 2.0)}) {
            wall.setZoom(zoom);
            QCOMPARE(wall.zoom(), zoom);
            QCOMPARE(wall.pixelsPerEntry(), pixels);
            QVERIFY(wall.isFollowing());
        }
        wall.setZoom(LogZoom::L3);
        QCOMPARE(wall.zoom(), LogZoom::L3);
        QCOMPARE(wall.visible().first.value(), std::uint64_t{3901});
        QCOMPARE(wall.visible().end.value(), std::uint64_t{3901 + kMany});
        QVERIFY(wall.entriesPerColumn() > 100);
        wall.setExtent({Index(3901), Index(3901 + 2 * kMany)});
        QCOMPARE(wall.visible().first.value(), std::uint64_t{3901});
    }

    void labelsOfTheAxisDoNotTouch() {
        LogWallGeometry wall = wallOf(kMany);
        for (const LogZoom zoom : {LogZoom::L0, LogZoom::L1, LogZoom::L2, LogZoom::L3}) {
            wall.setZoom(zoom);
            const auto ticks = wall.ticks(50);
            QVERIFY(ticks.size() >= 2);
            QVERIFY(ticks.size() < 30);
            QVERIFY(wall.scale().xOf(ticks[1]) - wall.scale().xOf(ticks[0]) >= 50);
        }
    }

    void cellsAreRunsOfWhatIsSeen() {
        const auto nodes = nodesWithLongLogs(kMany);
        const auto runs = cellRuns(nodes[0].log, Index(kMany - 9), Index(kMany + 1));
        QCOMPARE(runs.size(), std::size_t{4});
        QCOMPARE(runs.front().first.value(), std::uint64_t{kMany - 9});
        QCOMPARE(runs.front().cell.durability, Durability::Applied);
        QCOMPARE(runs.back().cell.durability, Durability::Unstable);
        QCOMPARE(runs.back().end.value(), std::uint64_t{kMany + 1});
    }

    void aPixelShowsTheNewestTermInIt() {
        const observe::NodeState node = nodeWithLog(NodeId(1), kMany);
        const IndexScale scale{0, Index(1), 1000.0 / kMany};
        const auto spans = termSpans(node.log, scale, Index(1), Index(kMany + 1));
        QCOMPARE(spans.size(), std::size_t{6});
        for (std::size_t i = 1; i < spans.size(); ++i) {
            QCOMPARE(spans[i].left, spans[i - 1].right);
        }
        QCOMPARE(spans.back().term.value(), std::uint64_t{6});
        QCOMPARE(spans.back().right, 1000.0);
    }

    void manyRunsAreSampledWithTheSameResult() {
        observe::NodeState node = nodeWithLog(NodeId(1), 1, 1);
        observe::EntryRuns runs(Index(1));
        for (std::uint64_t i = 0; i < 40'000; ++i) {
            runs.append({1, Term(1 + i / 10'000),
                         i % 2 == 0 ? observe::EntryKind::Normal : observe::EntryKind::ConfChange});
        }
        node.log.append(runs);
        const IndexScale scale{0, Index(1), 1000.0 / 40'000};
        const auto spans = termSpans(node.log, scale, Index(1), Index(40'001));
        QCOMPARE(spans.size(), std::size_t{4});
        QCOMPARE(spans[1].left, 250.0);
        QCOMPARE(spans.back().right, 1000.0);
    }

    void truncatedEntriesLeaveGhostsForTwoSeconds() {
        LogGhosts ghosts;
        auto nodes = nodesWithLongLogs(100);
        ghosts.show(frameOf(nodes, at(1000)));
        QVERIFY(ghosts.empty());
        nodes[2].log.entries.truncateFrom(Index(98));
        ghosts.show(frameOf(nodes, at(1100)));
        QCOMPARE(ghosts.of(NodeId(4)).size(), std::size_t{1});
        QCOMPARE(ghosts.of(NodeId(4))[0].first.value(), std::uint64_t{98});
        QCOMPARE(ghosts.of(NodeId(4))[0].end.value(), std::uint64_t{101});
        ghosts.show(frameOf(nodes, at(3000)));
        QVERIFY(!ghosts.of(NodeId(4)).empty());
        ghosts.show(frameOf(nodes, at(3200)));
        QVERIFY(ghosts.empty());
    }

    void goingBackOrLeapingLeavesNoGhosts() {
        LogGhosts ghosts;
        auto nodes = nodesWithLongLogs(100);
        ghosts.show(frameOf(nodes, at(1000)));
        nodes[2].log.entries.truncateFrom(Index(98));
        ghosts.show(frameOf(nodes, at(900)));
        QVERIFY(ghosts.empty());
        nodes[2].log.entries.truncateFrom(Index(90));
        ghosts.show(frameOf(nodes, at(9000)));
        QVERIFY(ghosts.empty());
    }
};

QTEST_APPLESS_MAIN(LogWallGeometryTest)
#include "tst_log_wall_geometry.moc"
