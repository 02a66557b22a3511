// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cmath>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/occupied.h"
#include "gui/cluster/partition_line.h"
#include "gui/cluster/ring_layout.h"
#include "gui/cluster/ring_points.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

RingRequest requestFor(std::size_t nodes, QSizeF canvas) {
    RingRequest request;
    request.canvas = canvas;
    for (std::size_t id = 1; id <= nodes; ++id) {
        request.nodes.emplace_back(id);
    }
    request.label = QSizeF(130, 18);
    request.legend = QSizeF(250, 28);
    return request;
}

std::vector<QPointF> centresOf(const RingLayout& layout) {
    std::vector<QPointF> centres;
    for (const NodePlace& place : layout.nodes) {
        centres.push_back(place.centre);
    }
    return centres;
}

/// How far a box is from a point; 0 inside.
double gap(const QRectF& box, QPointF point) {
    const double x = std::clamp(point.x(), box.left(), box.right());
    const double y = std::clamp(point.y(), box.top(), box.bottom());
    return std::hypot(point.x() - x, point.y() - y);
}

observe::MessageInFlight messageFrom(std::uint64_t left, std::uint64_t due) {
    observe::MessageInFlight message;
    message.left = observe::Moment(left);
    message.due = observe::Moment(due);
    return message;
}

}  // namespace

/// Where things stand in the cluster view, without a widget.
class ClusterLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsClippedAndNothingCovered_data();
    void nothingIsClippedAndNothingCovered();
    void theRingUsesTheRoom();
    void stripsAreAsLongAsThereIsRoom();
    void theFirstNodeStandsOnTop();
    void aFlatRingKeepsItsNodesApart();
    void largeLabelsBecomeSmallerBeforeTheyCoverEachOther();

    void aBoxIsTouchedByTheLinesThatCrossIt();
    void lanesKeepToTheirRight();
    void lanesOfNodesThatTouchAreNone();
    void aMessageIsWhereItsTimesSay();
    void aMessageOfUnknownArrivalWaitsBeforeTheEnd();
    void aHeldMessageStandsInTheMiddle();

    void aLineDividesTheRing();
    void aLineBesideTheRingDividesNothing();
};

void ClusterLayoutTest::nothingIsClippedAndNothingCovered_data() {
    QTest::addColumn<int>("nodes");
    QTest::addColumn<QSizeF>("canvas");
    for (int nodes = 1; nodes <= 9; ++nodes) {
        for (const QSizeF& canvas :
             {QSizeF(1047, 415), QSizeF(730, 300), QSizeF(1900, 900), QSizeF(700, 760)}) {
            QTest::addRow("%d nodes on %.0f x %.0f", nodes, canvas.width(), canvas.height())
                << nodes << canvas;
        }
    }
}

void ClusterLayoutTest::nothingIsClippedAndNothingCovered() {
    QFETCH(int, nodes);
    QFETCH(QSizeF, canvas);
    const RingLayout layout = layOutRing(requestFor(static_cast<std::size_t>(nodes), canvas));
    QCOMPARE(layout.nodes.size(), static_cast<std::size_t>(nodes));
    std::vector<QRectF> boxes;
    for (const NodePlace& place : layout.nodes) {
        QVERIFY(!place.label.isNull());
        boxes.push_back(place.label);
        if (!place.strip.isNull()) {
            boxes.push_back(place.strip);
        }
        const QRectF ring(place.centre - QPointF(56, 56), QSizeF(112, 112));
        QVERIFY2(layout.canvas.contains(ring), "a ring is clipped");
    }
    if (!layout.legend.isNull()) {
        boxes.push_back(layout.legend);
    }
    for (std::size_t a = 0; a < boxes.size(); ++a) {
        QVERIFY2(layout.canvas.contains(boxes[a]), "a label or strip is clipped");
        for (std::size_t b = a + 1; b < boxes.size(); ++b) {
            QVERIFY2(!boxes[a].intersects(boxes[b]), "a label or strip covers another");
        }
        for (const NodePlace& place : layout.nodes) {
            QVERIFY2(gap(boxes[a], place.centre) >= 55.0, "a label or strip covers a node");
        }
    }
    QVERIFY2(smallestDistance(centresOf(layout)) >= 2 * 47.0, "two nodes touch");
}

void ClusterLayoutTest::theRingUsesTheRoom() {
    const RingLayout small = layOutRing(requestFor(5, {1047, 415}));
    const RingLayout large = layOutRing(requestFor(5, {1600, 800}));
    const auto widthOf = [](const RingLayout& layout) {
        return layout.find(raft::NodeId(2))->centre.x() - layout.find(raft::NodeId(5))->centre.x();
    };
    QVERIFY(widthOf(small) >= 400.0);
    QVERIFY(widthOf(large) >= 800.0);
}

void ClusterLayoutTest::stripsAreAsLongAsThereIsRoom() {
    QCOMPARE(layOutRing(requestFor(5, {1047, 415})).strip.cells, 17U);
    const RingLayout narrow = layOutRing(requestFor(5, {640, 340}));
    QVERIFY(narrow.strip.cells < 17U);
    RingRequest without = requestFor(5, {1047, 415});
    without.hasStrips = false;
    const RingLayout bare = layOutRing(without);
    QCOMPARE(bare.strip.cells, 0U);
    QVERIFY(bare.nodes.front().strip.isNull());
    // Longer numbers need more room than cells do.
    RingRequest wide = requestFor(5, {1047, 415});
    wide.numberWidth = 400.0;
    QVERIFY(layOutRing(wide).strip.numbersInTwoLines);
}

void ClusterLayoutTest::theFirstNodeStandsOnTop() {
    const RingLayout layout = layOutRing(requestFor(5, {1047, 415}));
    const QPointF top = layout.find(raft::NodeId(1))->centre;
    for (const NodePlace& place : layout.nodes) {
        QVERIFY(place.centre.y() >= top.y());
    }
    // Clockwise.
    QVERIFY(layout.find(raft::NodeId(2))->centre.x() > top.x());
    QVERIFY(layout.find(raft::NodeId(5))->centre.x() < top.x());
}

void ClusterLayoutTest::aFlatRingKeepsItsNodesApart() {
    const auto points = pointsOnRing(9, QRectF(0, 0, 700, 130), 112.0);
    QCOMPARE(points.size(), std::size_t{9});
    QVERIFY(smallestDistance(points) >= 100.0);
    // With plenty of room it is an ellipse with equal angles.
    const auto ellipse = pointsOnRing(4, QRectF(0, 0, 400, 300), 112.0);
    QCOMPARE(ellipse[0], QPointF(200, 0));
    QCOMPARE(ellipse[1], QPointF(400, 150));
}

void ClusterLayoutTest::largeLabelsBecomeSmallerBeforeTheyCoverEachOther() {
    // A window of 1280 x 800 with text at 200 %.
    RingRequest request = requestFor(5, {736, 200});
    request.label = QSizeF(330, 34);
    const RingLayout layout = layOutRing(request);
    QVERIFY(layout.labelScale < 1.0);
    for (std::size_t a = 0; a < layout.nodes.size(); ++a) {
        QVERIFY(layout.canvas.contains(layout.nodes[a].label));
        for (std::size_t b = a + 1; b < layout.nodes.size(); ++b) {
            QVERIFY(!layout.nodes[a].label.intersects(layout.nodes[b].label));
        }
    }
    QCOMPARE(layOutRing(requestFor(5, {1047, 415})).labelScale, 1.0);
}

void ClusterLayoutTest::aBoxIsTouchedByTheLinesThatCrossIt() {
    const QRectF box(10, 10, 20, 10);
    QVERIFY(touches(QLineF(0, 0, 40, 30), box));
    QVERIFY(touches(QLineF(15, 12, 16, 13), box));
    QVERIFY(!touches(QLineF(0, 0, 9, 40), box));
    QVERIFY(!touches(QLineF(0, 0, 5, 5), box));
    QVERIFY(!touches(QLineF(0, 25, 40, 25), box));
}

void ClusterLayoutTest::lanesKeepToTheirRight() {
    const QLineF axis = axisBetween({0, 0}, {400, 0});
    const QLineF there = laneBeside(axis);
    const QLineF back = laneBeside(QLineF(axis.p2(), axis.p1()));
    // To the east, the right hand is below.
    QCOMPARE(there.y1(), 6.0);
    QCOMPARE(back.y1(), -6.0);
    QCOMPARE(there.p1().x(), kNodeRoom);
    QCOMPARE(there.p2().x(), 400.0 - kNodeRoom);
    QCOMPARE(distanceTo(there, {200, 16}), 10.0);
    QCOMPARE(distanceTo(there, {kNodeRoom - 3.0, 10}), 5.0);
}

void ClusterLayoutTest::lanesOfNodesThatTouchAreNone() {
    QVERIFY(axisBetween({0, 0}, {100, 0}).isNull());
}

void ClusterLayoutTest::aMessageIsWhereItsTimesSay() {
    const auto message = messageFrom(1000, 3000);
    QCOMPARE(flightOf(message, observe::Moment(1000)), 0.0);
    QCOMPARE(flightOf(message, observe::Moment(1500)), 0.25);
    QCOMPARE(flightOf(message, observe::Moment(3000)), 1.0);
    QCOMPARE(flightOf(message, observe::Moment(9000)), 1.0);
    QCOMPARE(flightOf(message, observe::Moment(500)), 0.0);
}

void ClusterLayoutTest::aMessageOfUnknownArrivalWaitsBeforeTheEnd() {
    const auto message = messageFrom(1'000'000, 0);
    QCOMPARE(flightOf(message, observe::Moment(1'000'000)), 0.0);
    QCOMPARE(flightOf(message, observe::Moment(2'000'000)), 0.5);
    QCOMPARE(flightOf(message, observe::Moment(900'000'000)), 0.9);
}

void ClusterLayoutTest::aHeldMessageStandsInTheMiddle() {
    auto message = messageFrom(1000, 0);
    message.isHeld = true;
    QCOMPARE(flightOf(message, observe::Moment(1000)), 0.5);
    QCOMPARE(flightOf(message, observe::Moment(1'000'000'000)), 0.5);
}

void ClusterLayoutTest::aLineDividesTheRing() {
    const RingLayout layout = layOutRing(requestFor(5, {1047, 415}));
    // From the left of the top to the right of the bottom: n1, n2 and n3 are beyond it.
    const QPointF top = layout.find(raft::NodeId(1))->centre;
    const QPointF third = layout.find(raft::NodeId(3))->centre;
    const QPointF fourth = layout.find(raft::NodeId(4))->centre;
    const QLineF line(top - QPointF(100, 0), (third + fourth) / 2.0);
    const auto groups = groupsOf(line, layout);
    const std::vector<raft::NodeId> right{raft::NodeId(1), raft::NodeId(2), raft::NodeId(3)};
    QVERIFY(groups[0] == right || groups[1] == right);
    QCOMPARE(groups[0].size() + groups[1].size(), std::size_t{5});
    QCOMPARE(sideOf(line, line.pointAt(0.5)), 0);
    const QLineF across = acrossCanvas(line, layout.canvas);
    QVERIFY(!layout.canvas.contains(across.p1()) && !layout.canvas.contains(across.p2()));
}

void ClusterLayoutTest::aLineBesideTheRingDividesNothing() {
    const RingLayout layout = layOutRing(requestFor(3, {800, 400}));
    const auto groups = groupsOf(QLineF(1, 0, 1, 400), layout);
    QVERIFY(groups[0].empty() || groups[1].empty());
}

QTEST_MAIN(ClusterLayoutTest)
#include "tst_cluster_layout.moc"
