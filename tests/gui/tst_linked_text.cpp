// SPDX-License-Identifier: Apache-2.0
// What texts name is a link: what is found, and how it is followed by mouse and by keyboard.
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

#include "gui/cluster/caption_bar.h"
#include "gui/cluster/cluster_view.h"
#include "gui/events/events_view.h"
#include "gui/faults/faults_view.h"
#include "gui/model/linked_text.h"
#include "gui/model/wording.h"
#include "gui/nodes/nodes_view.h"
#include "gui/shell/status_line.h"
#include "gui/widgets/link_menu.h"
#include "gui/widgets/linked_cells.h"
#include "gui/widgets/linked_label.h"
#include "tests/gui/look.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;
using raft::NodeId;

namespace {

/// A world with a leader, and a view on the screen.
template <class View>
struct Shown {
    tests::ViewWorld world{3};
    NodeId leader;
    View view{world.context()};

    Shown() {
        leader = world.session().elect();
        world.session().run(stage::kSecond);
        view.resize(900, 500);
        if (!tests::bringUp(view) || !world.update()) {
            qFatal("the view does not show");
        }
        QTest::qWait(150);
    }
    [[nodiscard]] const Selected& selected() const { return world.selection.selected(); }
};

/// Clicks a link of a cell; false where there is none.
bool clickIn(QAbstractItemView& view, const QModelIndex& index, const Selected& target) {
    auto* cells = view.findChild<LinkedCells*>();
    const QPoint place = cells != nullptr ? cells->placeOf(index, target) : QPoint();
    if (place.isNull()) {
        return false;
    }
    QTest::mouseMove(view.viewport(), place);
    QTest::qWait(20);
    if (view.viewport()->cursor().shape() != Qt::PointingHandCursor) {
        return false;
    }
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, place);
    return true;
}

}  // namespace

class LinkedTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsKnownBesideTheTextIsALinkUpToTheNextName();
    void aMessageOfASentenceIsALink();
    void theCaptionLinksToItsEntryAndNodes();
    void aMessageOfTheStatusLineIsFollowed();
    void aMenuNamesEachThingOnce();
    void nodesAndEntriesAreFound();
    void whatIsNotThereIsNoLink();
    void anEntryIsThatOfTheNodeThatIsSpokenOf();
    void aLabelIsFollowedByMouse();
    void aLabelIsFollowedByKeyboard();
    void aLabelOfSeveralLinesHasItsLinksWhereTheyAreRead();
    void aSentenceOfAnEventLinksToItsNodes();
    void theKeyboardGoesFromLinkToLinkOfARow();
    void theLeaderOfANodeIsALink();
    void theScopeOfAFaultIsALink();
    void theStatusLineLinksToTheLeader();
};

void LinkedTextTest::nodesAndEntriesAreFound() {
    tests::StageFilm film(3);
    const NodeId leader = film.elect();
    film.put("k", "v");
    const FramePtr frame = film.frame();
    const observe::NodeState& node = *frame->state.findNode(leader);
    const QString entry = textOf(node.log.lastId());
    const QString text = QStringLiteral("n1 to n2: %1 (n3).").arg(entry);
    const auto links = linksIn(text, frame->state, leader);
    QCOMPARE(links.size(), std::size_t{4});
    QVERIFY((links[0] == TextLink{0, 2, NodeId(1)}));
    QVERIFY((links[1] == TextLink{6, 2, NodeId(2)}));
    QVERIFY((links[2] ==
             TextLink{10, static_cast<int>(entry.size()), EntryOnNode{leader, node.log.last()}}));
    QVERIFY(links[3].target == Selected(NodeId(3)));
}

void LinkedTextTest::whatIsNotThereIsNoLink() {
    tests::StageFilm film(3);
    film.elect();
    const observe::ClusterState state = film.frame()->state;
    for (const char* text : {"n4", "an1", "n1x", "9/9", "0/0", "in 1/2/3", "n99999999999999999999",
                             "127.0.0.1/8", "no"}) {
        QVERIFY2(linksIn(QString::fromLatin1(text), state).empty(), text);
    }
}

void LinkedTextTest::anEntryIsThatOfTheNodeThatIsSpokenOf() {
    tests::StageFilm film(3);
    film.elect();
    film.stage().runFor(stage::kSecond);
    const observe::ClusterState state = film.frame()->state;
    const QString entry = textOf(state.findNode(NodeId(1))->log.lastId());
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        const auto links = linksIn(entry, state, NodeId(id));
        QCOMPARE(links.size(), std::size_t{1});
        QCOMPARE(std::get<EntryOnNode>(links[0].target).node.value(), id);
    }
    // Of nobody: of whoever has it.
    QVERIFY(std::get<EntryOnNode>(linksIn(entry, state)[0].target).node == NodeId(1));
}

void LinkedTextTest::aLabelIsFollowedByMouse() {
    tests::ViewWorld world(3);
    world.session().elect();
    world.update();
    LinkedLabel label(world.context());
    label.setLinkedText(QStringLiteral("n1 waits for n3"));
    label.resize(300, 40);
    QVERIFY(tests::bringUp(label));
    QCOMPARE(label.links().size(), std::size_t{2});
    QTest::mouseMove(&label, label.placeOf(1));
    QTRY_VERIFY(world.selection.hovered() == Selected(NodeId(3)));
    QCOMPARE(label.cursor().shape(), Qt::PointingHandCursor);
    QTest::mouseClick(&label, Qt::LeftButton, {}, label.placeOf(1));
    QVERIFY(world.selection.selected() == Selected(NodeId(3)));
    // Beside the links nothing happens.
    QTest::mouseClick(&label, Qt::LeftButton, {}, {280, 20});
    QVERIFY(world.selection.selected() == Selected(NodeId(3)));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&label, &leave);
    QVERIFY(world.selection.hovered() == Selected());
}

void LinkedTextTest::aLabelIsFollowedByKeyboard() {
    tests::ViewWorld world(3);
    world.session().elect();
    world.update();
    LinkedLabel label(world.context());
    label.setLinkedText(QStringLiteral("nobody"));
    QCOMPARE(label.focusPolicy(), Qt::NoFocus);
    label.setLinkedText(QStringLiteral("n1, n2 and n3"));
    QCOMPARE(label.focusPolicy(), Qt::TabFocus);
    QVERIFY(tests::bringUp(label));
    label.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&label, Qt::Key_Return);
    QVERIFY(world.selection.selected() == Selected(NodeId(1)));
    QTest::keyClick(&label, Qt::Key_Right);
    QTest::keyClick(&label, Qt::Key_Right);
    QTest::keyClick(&label, Qt::Key_Right);
    QTest::keyClick(&label, Qt::Key_Return);
    QVERIFY(world.selection.selected() == Selected(NodeId(3)));
    QTest::keyClick(&label, Qt::Key_Left);
    QTest::keyClick(&label, Qt::Key_Enter);
    QVERIFY(world.selection.selected() == Selected(NodeId(2)));
}

void LinkedTextTest::aLabelOfSeveralLinesHasItsLinksWhereTheyAreRead() {
    tests::ViewWorld world(3);
    world.session().elect();
    world.update();
    LinkedLabel label(world.context());
    label.setWordWrap(true);
    label.setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label.setLinkedText(QStringLiteral("the first line names n1\nand the second one n2"));
    label.resize(400, 80);
    QVERIFY(tests::bringUp(label));
    QVERIFY(label.placeOf(1).y() > label.placeOf(0).y());
    const QPoint wide = label.placeOf(0);
    label.resize(90, 200);
    QVERIFY(label.placeOf(0).y() > wide.y());
    QTest::mouseClick(&label, Qt::LeftButton, {}, label.placeOf(1));
    QVERIFY(world.selection.selected() == Selected(NodeId(2)));
}

void LinkedTextTest::aSentenceOfAnEventLinksToItsNodes() {
    for (const int width : {900, 300}) {
        Shown<EventsView> shown;
        shown.view.resize(width, 500);
        QTest::qWait(150);
        auto* table = shown.view.findChild<QTableView*>(QStringLiteral("eventTable"));
        const auto links = [&](const QModelIndex& index) {
            return linksIn(index.data().toString(), shown.world.frame().state);
        };
        bool isFound = false;
        for (int row = 0; row < table->model()->rowCount() && !isFound; ++row) {
            const QModelIndex what = table->model()->index(row, EventTable::What);
            const auto found = links(what);
            if (!found.empty() && clickIn(*table, what, found[0].target)) {
                isFound = true;
                QVERIFY(shown.selected() == found[0].target);
            }
        }
        QVERIFY(isFound);
    }
}

void LinkedTextTest::theKeyboardGoesFromLinkToLinkOfARow() {
    Shown<EventsView> shown;
    auto* table = shown.view.findChild<QTableView*>(QStringLiteral("eventTable"));
    table->setFocus();
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QModelIndex what = table->model()->index(row, EventTable::What);
        const auto found = linksIn(what.data().toString(), shown.world.frame().state);
        if (found.empty()) {
            continue;
        }
        table->setCurrentIndex(what);
        // The node of the row comes first.
        QTest::keyClick(table, Qt::Key_Right);
        QTest::keyClick(table, Qt::Key_Right);
        QVERIFY(shown.world.selection.hovered() == found[0].target);
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(shown.selected() == found[0].target);
        return;
    }
    QFAIL("no event names a node");
}

void LinkedTextTest::theLeaderOfANodeIsALink() {
    Shown<NodesView> shown;
    auto* table = shown.view.findChild<QTableView*>(QStringLiteral("nodeTable"));
    const int other = shown.leader == NodeId(1) ? 1 : 0;
    QVERIFY(clickIn(*table, table->model()->index(other, NodeTable::Leader), shown.leader));
    QVERIFY(shown.selected() == Selected(shown.leader));
}

void LinkedTextTest::theScopeOfAFaultIsALink() {
    Shown<FaultsView> shown;
    shown.world.session().stage().tell(
        observe::FaultStarted{7, observe::FaultKind::ClockDrift, {NodeId(2)}, driftText(100'000)});
    QVERIFY(shown.world.update());
    auto* table = shown.view.findChild<QTableWidget*>(QStringLiteral("activeFaults"));
    QTRY_COMPARE(table->rowCount(), 1);
    QVERIFY(clickIn(*table, table->model()->index(0, 1), NodeId(2)));
    QVERIFY(shown.selected() == Selected(NodeId(2)));
}

void LinkedTextTest::theStatusLineLinksToTheLeader() {
    Shown<StatusLine> shown;
    auto* facts = shown.view.findChild<LinkedLabel*>(QStringLiteral("facts"));
    QVERIFY2(!facts->links().empty(), qPrintable(facts->text()));
    QTest::mouseClick(facts, Qt::LeftButton, {}, facts->placeOf(0));
    QVERIFY(shown.selected() == Selected(shown.leader));
}

void LinkedTextTest::whatIsKnownBesideTheTextIsALinkUpToTheNextName() {
    tests::StageFilm film(3);
    film.elect();
    const observe::ClusterState state = film.frame()->state;
    const Selected message(observe::MessageKey{raft::EventId(7), 0});
    const QString text = QStringLiteral("n1 sent an append with n2 in it to n3");
    const auto links = linksIn(text, state, NodeId(1), {{8, 25, message}});
    QCOMPARE(links.size(), std::size_t{4});
    QVERIFY(links[1].target == message);
    QCOMPARE(text.mid(links[1].start, links[1].length), QStringLiteral("an append with"));
    QVERIFY(links[2].target == Selected(NodeId(2)));
    // Not where the text was cut off, and a name that was cut off is none.
    QCOMPARE(linksIn(text.left(20), state, NodeId(1), {{8, 25, message}}).size(), std::size_t{1});
    QVERIFY(linksIn(QStringLiteral("n1…"), state).empty());
}

void LinkedTextTest::aMessageOfASentenceIsALink() {
    Shown<EventsView> shown;
    auto* table = shown.view.findChild<QTableView*>(QStringLiteral("eventTable"));
    auto* rows = shown.view.findChild<EventRows*>();
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QModelIndex what = table->model()->index(row, EventTable::What);
        const auto cells = rows->linkedCells(what);
        if (cells.empty() || cells[0].more.empty()) {
            continue;
        }
        const TextLink& message = cells[0].more[0];
        const auto* key = std::get_if<observe::MessageKey>(&message.target);
        QVERIFY(key != nullptr && key->sent != raft::kNoEvent);
        QVERIFY2(!cells[0].text.mid(message.start, message.length).contains(u'('),
                 qPrintable(cells[0].text));
        QVERIFY(clickIn(*table, what, message.target));
        QVERIFY(shown.selected() == message.target);
        return;
    }
    QFAIL("no event names a message");
}

void LinkedTextTest::theCaptionLinksToItsEntryAndNodes() {
    Shown<ClusterView> shown;
    QTRY_VERIFY(
        !shown.view.findChild<LinkedLabel*>(QStringLiteral("captionWords"))->links().empty());
    auto* words = shown.view.findChild<LinkedLabel*>(QStringLiteral("captionWords"));
    const raft::Index committed = shown.world.frame().state.findNode(shown.leader)->log.committed;
    QVERIFY2(
        words->text().startsWith(QString::number(committed.value()) + QStringLiteral(" is on")),
        qPrintable(words->text()));
    QVERIFY(words->links().size() >= 3);
    QTest::mouseClick(words, Qt::LeftButton, {}, words->placeOf(0));
    QVERIFY(shown.selected() == Selected(EntryOnNode{shown.leader, committed}));
    QTest::mouseClick(words, Qt::LeftButton, {}, words->placeOf(1));
    QVERIFY(shown.selected() == words->links()[1].target);
    QVERIFY(std::holds_alternative<NodeId>(shown.selected()));
    // The chip is the entry, too.
    auto* bar = shown.view.findChild<CaptionBar*>();
    QTest::mouseClick(bar, Qt::LeftButton, {}, {18, bar->height() / 2});
    QVERIFY(shown.selected() == Selected(EntryOnNode{shown.leader, committed}));
}

void LinkedTextTest::aMessageOfTheStatusLineIsFollowed() {
    Shown<StatusLine> shown;
    auto* message = shown.view.findChild<LinkedLabel*>(QStringLiteral("message"));
    shown.view.complain(QStringLiteral("n3 runs; stop it before its disk is wiped"));
    QCOMPARE(message->links().size(), std::size_t{1});
    const QPoint place = message->placeOf(0);
    QVERIFY(message->rect().contains(place));
    // It stands at the right, and so do its links.
    const int words = message->fontMetrics().horizontalAdvance(message->text());
    QVERIFY2(
        place.x() > message->width() - words - 2,
        qPrintable(QStringLiteral("%1 of %2, %3").arg(place.x()).arg(message->width()).arg(words)));
    // Beside the facts there is more room than it takes.
    QVERIFY(message->width() > words);
    QTest::mouseClick(message, Qt::LeftButton, {}, place);
    QVERIFY(shown.selected() == Selected(NodeId(3)));
}

void LinkedTextTest::aMenuNamesEachThingOnce() {
    tests::ViewWorld world(3);
    world.session().elect();
    world.update();
    QMenu menu;
    addNamed(menu, world.context(), QStringLiteral("nothing"), NodeId(1));
    QVERIFY(menu.actions().isEmpty());
    addNamed(menu, world.context(), QStringLiteral("n3 hears n2, n2 hears n3 and n9"), NodeId(1));
    QVERIFY(menu.findChild<QAction*>(QStringLiteral("named2")) == nullptr);
    auto* second = menu.findChild<QAction*>(QStringLiteral("named1"));
    QVERIFY(second != nullptr);
    QCOMPARE(second->text(), QStringLiteral("Select n2"));
    second->trigger();
    QVERIFY(world.selection.selected() == Selected(NodeId(2)));
}

QTEST_MAIN(LinkedTextTest)
#include "tst_linked_text.moc"
