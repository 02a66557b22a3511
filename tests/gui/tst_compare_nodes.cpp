// SPDX-License-Identifier: Apache-2.0
// All nodes beside each other: the same values as the frame has, what differs, what changed.
#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cmath>

#include "gui/inspector/compare_nodes.h"
#include "gui/inspector/inspector_view.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/trouble.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;

namespace {

QString key(const char* name) {
    return QString::fromLatin1(name);
}

/// An inspector that compares the nodes of a cluster with a leader.
struct Shown {
    tests::ViewWorld world{3};
    NodeId leader;
    InspectorView view{world.context()};

    Shown() {
        leader = world.session().elect();
        world.session().run(stage::kSecond);
        world.update();
        view.resize(640, 700);
        if (!tests::bringUp(view)) {
            qFatal("the inspector does not show");
        }
        QTest::mouseClick(button("inspectAll"), Qt::LeftButton);
        update();
    }
    bool update() {
        const bool isNew = world.update();
        QTest::qWait(150);
        return isNew;
    }
    [[nodiscard]] QToolButton* button(const char* name) const {
        return view.findChild<QToolButton*>(QLatin1String(name));
    }
    [[nodiscard]] CompareView& table() const {
        return *view.findChild<CompareView*>(QStringLiteral("compareView"));
    }
    [[nodiscard]] QModelIndex at(const char* section, const char* field, NodeId node) const {
        return view.comparison().find(key(section), key(field), node);
    }
    [[nodiscard]] QString text(const char* section, const char* field, NodeId node) const {
        return at(section, field, node).data().toString();
    }
    [[nodiscard]] NodeId follower() const { return NodeId(leader == NodeId(1) ? 2 : 1); }
    [[nodiscard]] QPoint placeOf(const QModelIndex& index) const {
        table().scrollTo(index);
        return table().visualRect(index).center();
    }
};

}  // namespace

class CompareNodesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCellIsWhatTheFrameHas();
    void progressIsAColumnPerMember();
    void whatDiffersFromTheLeaderIsKnown();
    void rowsAreThoseThatAnyNodeHas();
    void timersCountInTicks();
    void whatChangedIsToldAndFlashes();
    void aClickOnACellSelectsWhatItNames();
    void theKeyboardDoesTheSame();
    void aTitleOfAColumnSelectsItsNode();
    void theSwitchIsReachedByKeyboardAndGoesBack();
    void aPointedAtCellIsPointedAtEverywhere();
    void textsFitAtAllSizes();
    void pictures();
};

void CompareNodesTest::everyCellIsWhatTheFrameHas() {
    Shown shown;
    const observe::ClusterState& state = shown.world.frame().state;
    QCOMPARE(shown.view.comparison().columnCount(), 3);
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        QCOMPARE(shown.text("hard", "term", node.id), QString::number(node.term.value()));
        QCOMPARE(shown.text("hard", "vote", node.id), nameOf(node.vote));
        QCOMPARE(shown.text("hard", "commit", node.id), countText(node.log.committed.value()));
        QCOMPARE(shown.text("soft", "role", node.id), wordFor(node.role));
        QCOMPARE(shown.text("soft", "lead", node.id), nameOf(node.lead));
        QCOMPARE(shown.text("log", "last", node.id), textOf(node.log.lastId()));
        QCOMPARE(shown.text("log", "applied", node.id), countText(node.log.applied.value()));
        QCOMPARE(shown.text("runtime", "reads", node.id), countText(node.runtime.queuedReads));
    }
}

void CompareNodesTest::progressIsAColumnPerMember() {
    Shown shown;
    const observe::NodeState& leader = *shown.world.frame().state.findNode(shown.leader);
    for (const observe::PeerProgress& peer : leader.progress) {
        QCOMPARE(shown.text("progress", "match", peer.peer), countText(peer.match.value()));
        QCOMPARE(shown.text("progress", "next", peer.peer), countText(peer.next.value()));
        if (peer.peer == shown.leader) {
            QCOMPARE(shown.text("progress", "state", peer.peer), QStringLiteral("itself"));
            QCOMPARE(shown.text("progress", "inflight", peer.peer), QStringLiteral("–"));
            continue;
        }
        QCOMPARE(shown.text("progress", "state", peer.peer), wordFor(peer.state));
        QCOMPARE(shown.text("progress", "inflight", peer.peer),
                 QStringLiteral("%1/%2")
                     .arg(peer.inflights.size())
                     .arg(leader.settings.maxInflightMessages));
        QCOMPARE(shown.text("progress", "paused", peer.peer),
                 peer.isPaused ? QStringLiteral("yes") : QStringLiteral("no"));
        QCOMPARE(shown.text("progress", "active", peer.peer),
                 peer.isRecentlyActive ? QStringLiteral("yes") : QStringLiteral("no"));
    }
    // The bar of the window.
    Field field;
    field.parts.push_back({QStringLiteral("64/256"), {}, {}});
    field.number = 64;
    const ComparedRow row{key("progress"), key("inflight"), {}};
    QVERIFY(std::abs(*shareOf(row, field) - 0.25) < 1e-9);
    QVERIFY(!shareOf({key("progress"), key("match"), {}}, field));
}

void CompareNodesTest::whatDiffersFromTheLeaderIsKnown() {
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    const auto nodes = comparedNodes(trouble.world.frame());
    const auto of = [&nodes](NodeId id) -> const ComparedNode& {
        return *std::find_if(nodes.begin(), nodes.end(),
                             [id](const ComparedNode& node) { return node.node == id; });
    };
    QVERIFY(of(trouble.leader).isLeader);
    const Field* last = of(trouble.oldLeader).fields.find(key("log"), key("last"));
    QVERIFY(last->leaderHas.startsWith(QStringLiteral("leader ") + nameOf(trouble.leader)));
    QVERIFY(of(trouble.oldLeader).fields.find(key("log"), key("conflict"))->isProblem);
    QVERIFY(of(trouble.leader).fields.find(key("log"), key("last"))->leaderHas.isEmpty());
}

void CompareNodesTest::rowsAreThoseThatAnyNodeHas() {
    tests::Trouble trouble;
    const auto nodes = comparedNodes(trouble.world.frame());
    const auto rows = comparedRows(nodes);
    for (const ComparedNode& node : nodes) {
        for (const FieldSection& section : node.fields.sections) {
            for (const Field& field : section.fields) {
                const auto count = std::count_if(rows.begin(), rows.end(), [&](const auto& row) {
                    return row.section == section.key && row.key == field.key;
                });
                QVERIFY2(count == 1, qPrintable(section.key + u'/' + field.key));
            }
        }
    }
    // A title before the rows of each section, and none without rows.
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QVERIFY(!rows[i].isTitle() || (i + 1 < rows.size() && !rows[i + 1].isTitle()));
        QVERIFY(rows[i].isTitle() || rows[i].section == rows[i - 1].section);
    }
    CompareTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
    table.show(trouble.world.frame(), 0);
    table.show(trouble.world.frame(), 100);
    QCOMPARE(table.rowCount(), static_cast<int>(rows.size()));
    table.clear();
    QCOMPARE(table.rowCount(), 0);
}

void CompareNodesTest::timersCountInTicks() {
    Shown shown;
    const Frame& frame = shown.world.frame();
    for (const NodeId id : {shown.leader, shown.follower()}) {
        const observe::NodeState& node = *frame.state.findNode(id);
        const std::uint64_t elapsed =
            (frame.moment.nanoseconds() - node.electionTimer.since.nanoseconds()) /
            node.settings.tickNs;
        QCOMPARE(shown.text("timers", "elapsed", id),
                 QStringLiteral("%1/%2").arg(elapsed).arg(node.electionTimer.timeoutTicks));
        QCOMPARE(shown.text("timers", "heartbeat", id),
                 durationText(node.settings.heartbeatTicks * node.settings.tickNs));
    }
}

void CompareNodesTest::whatChangedIsToldAndFlashes() {
    Shown shown;
    const QModelIndex commit = shown.at("hard", "commit", shown.leader);
    QVERIFY(shown.view.comparison().changeOf(commit).isEmpty());
    const std::uint64_t before =
        shown.world.frame().state.findNode(shown.leader)->log.committed.value();
    kv::PutRequest put;
    put.key = Bytes::copyOf("k");
    Ask ask;
    ask.what = kv::Command(std::move(put));
    shown.world.session().ask(ask, [](const auto&) {});
    shown.world.session().run(stage::kSecond);
    QVERIFY(shown.world.update());
    const QModelIndex now = shown.at("hard", "commit", shown.leader);
    QTRY_VERIFY(shown.view.comparison().isFlashing(now));
    const std::uint64_t after =
        shown.world.frame().state.findNode(shown.leader)->log.committed.value();
    QCOMPARE(shown.view.comparison().changeOf(now), QStringLiteral("+%1").arg(after - before));
    QVERIFY(now.data(Qt::ToolTipRole).toString().contains(QStringLiteral("changed: +")));
    QVERIFY(shown.view.comparison().changeOf(shown.at("hard", "term", shown.leader)).isEmpty());
    QTRY_VERIFY(!shown.view.comparison().isFlashing(now));
}

void CompareNodesTest::aClickOnACellSelectsWhatItNames() {
    Shown shown;
    const NodeId follower = shown.follower();
    QTest::mouseClick(shown.table().viewport(), Qt::LeftButton, {},
                      shown.placeOf(shown.at("soft", "lead", follower)));
    QVERIFY(shown.world.selection.selected() == Selected(shown.leader));
    const observe::NodeState& node = *shown.world.frame().state.findNode(follower);
    QTest::mouseClick(shown.table().viewport(), Qt::LeftButton, {},
                      shown.placeOf(shown.at("log", "last", follower)));
    QVERIFY(shown.world.selection.selected() == Selected(EntryOnNode{follower, node.log.last()}));
    // What names nothing is of its node.
    QTest::mouseClick(shown.table().viewport(), Qt::LeftButton, {},
                      shown.placeOf(shown.at("soft", "role", follower)));
    QVERIFY(shown.world.selection.selected() == Selected(follower));
}

void CompareNodesTest::theKeyboardDoesTheSame() {
    Shown shown;
    shown.table().setFocus();
    shown.table().setCurrentIndex(shown.at("hard", "vote", shown.leader));
    QTest::keyClick(&shown.table(), Qt::Key_Down);
    QTest::keyClick(&shown.table(), Qt::Key_Up);
    QTest::keyClick(&shown.table(), Qt::Key_Return);
    const NodeId vote = shown.world.frame().state.findNode(shown.leader)->vote;
    QVERIFY(shown.world.selection.selected() == Selected(vote));
}

void CompareNodesTest::aTitleOfAColumnSelectsItsNode() {
    Shown shown;
    QHeaderView& header = *shown.table().horizontalHeader();
    QTest::mouseClick(header.viewport(), Qt::LeftButton, {},
                      {header.sectionViewportPosition(2) + 10, header.height() / 2});
    QVERIFY(shown.world.selection.selected() == Selected(NodeId(3)));
    QCOMPARE(header.viewport()->cursor().shape(), Qt::PointingHandCursor);
}

void CompareNodesTest::theSwitchIsReachedByKeyboardAndGoesBack() {
    Shown shown;
    QSignalSpy changes(&shown.view, &InspectorView::comparesAllChanged);
    shown.world.selection.select(shown.leader);
    QVERIFY(shown.table().isVisible());
    QToolButton* one = shown.button("inspectOne");
    one->setFocus();
    QVERIFY(one->hasFocus());
    QTest::keyClick(one, Qt::Key_Space);
    QVERIFY(!shown.table().isVisible());
    QVERIFY(shown.view.findChild<FieldView*>(QStringLiteral("fieldView"))->isVisible());
    QTest::keyClick(shown.button("inspectAll"), Qt::Key_Space);
    QVERIFY(shown.table().isVisible());
    QCOMPARE(changes.size(), 2);
}

void CompareNodesTest::aPointedAtCellIsPointedAtEverywhere() {
    Shown shown;
    const QPoint place = shown.placeOf(shown.at("soft", "lead", shown.follower()));
    QTest::mouseMove(shown.table().viewport(), place);
    QTRY_VERIFY(shown.world.selection.hovered() == Selected(shown.leader));
    QCOMPARE(shown.table().viewport()->cursor().shape(), Qt::PointingHandCursor);
}

void CompareNodesTest::textsFitAtAllSizes() {
    Shown shown;
    for (const int percent : {80, 100, 200}) {
        const tests::TextSize size(percent);
        QTest::qWait(60);
        const QStringList cut = tests::cutOffIn(shown.view);
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u';')));
        QVERIFY(shown.table().rowHeight(1) >= shown.table().fontMetrics().height());
    }
}

void CompareNodesTest::pictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    tests::Trouble trouble;
    for (const bool isDark : {false, true}) {
        trouble.world.theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
        for (const int percent : {100, 200}) {
            const tests::TextSize size(percent);
            InspectorView view(trouble.world.context());
            view.setComparesAll(true);
            view.resize(percent == 100 ? 640 : 900, 760);
            view.show();
            QTest::qWait(150);
            view.grab().save(QStringLiteral("%1/compare-%2-%3.png")
                                 .arg(folder, isDark ? key("dark") : key("light"))
                                 .arg(percent));
        }
    }
}

QTEST_MAIN(CompareNodesTest)
#include "tst_compare_nodes.moc"
