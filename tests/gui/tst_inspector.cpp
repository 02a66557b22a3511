// SPDX-License-Identifier: Apache-2.0
// All fields of what is selected, as values and as a tree.
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <variant>

#include "gui/inspector/field_changes.h"
#include "gui/inspector/field_layout.h"
#include "gui/inspector/inspect.h"
#include "gui/inspector/inspector_view.h"
#include "gui/model/entry_state.h"
#include "gui/model/vocabulary.h"
#include "gui/model/wording.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/trouble.h"
#include "tests/gui/view_world.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

QString key(const char* name) {
    return QString::fromLatin1(name);
}

QString textAt(const Inspection& inspection, const char* section, const char* field) {
    const Field* found = inspection.find(key(section), key(field));
    return found == nullptr ? QStringLiteral("(none)") : found->text();
}

raft::NodeId otherThan(raft::NodeId node) {
    return raft::NodeId(node.value() == 1 ? 2 : 1);
}

/// The story of an event, as the view asks for it.
EventStory storyOfEvent(const observe::Recording& recording, raft::EventId id) {
    EventStory story;
    story.id = id;
    story.number = *recording.numberOf(id);
    story.chain = *recording.chainOfCauses(id);
    return story;
}

/// The latest event of a kind.
template <class Kind>
observe::RecordedEvent latest(const observe::Recording& recording) {
    for (std::uint64_t number = recording.size(); number > 0; --number) {
        auto recorded = recording.event(number - 1);
        if (std::holds_alternative<Kind>(recorded->event.body)) {
            return *recorded;
        }
    }
    return {};
}

/// An inspector on a cluster with a leader.
struct Shown {
    tests::ViewWorld world{3};
    raft::NodeId leader;
    InspectorView view{world.context()};

    Shown() {
        leader = world.session().elect();
        // Until all have heard of it.
        world.session().run(stage::kSecond);
        world.update();
        view.resize(528, 700);
        view.show();
    }
    void select(const Selected& selected) { world.selection.select(selected); }
    [[nodiscard]] FieldView& fields() const {
        return *view.findChild<FieldView*>(QStringLiteral("fieldView"));
    }
    /// Values are below their names.
    [[nodiscard]] bool isFolded() const { return fields().isColumnHidden(FieldTree::Value); }
    /// Each row is as high as its delegate wants it at the widths that it has.
    [[nodiscard]] bool hasRoomForEveryRow() const {
        const FieldTree& tree = view.tree();
        for (int section = 0; section < tree.rowCount(); ++section) {
            const QModelIndex parent = tree.index(section, 0);
            for (int row = 0; row < tree.rowCount(parent); ++row) {
                const QModelIndex field = tree.index(row, 0, parent);
                const int wanted = fields().sizeHintForIndex(field).height();
                if (fields().visualRect(field).height() != wanted) {
                    qWarning() << tree.pathOf(field) << fields().visualRect(field) << wanted;
                    return false;
                }
            }
        }
        return true;
    }
    void click(const char* path, const QString& part) const {
        const QModelIndex row = view.tree().find(key(path));
        fields().scrollTo(row);
        const QPoint place = fields().placeOf(key(path), part);
        QVERIFY2(!place.isNull(), path);
        QTest::mouseClick(fields().viewport(), Qt::LeftButton, {}, place);
    }
    [[nodiscard]] QString title() const {
        return view.findChild<QLabel*>(QStringLiteral("inspectorTitle"))->text();
    }
    [[nodiscard]] QString value(const char* path) const {
        const QModelIndex row = view.tree().find(key(path));
        return row.siblingAtColumn(FieldTree::Value).data().toString();
    }
};

}  // namespace

class InspectorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingSelectedIsNothingToSay();
    void aNodeHasAllOfItsState();
    void aLeaderHasTheProgressOfItsMembers();
    void whatDiffersFromTheLeaderIsTold();
    void anEntryIsFoundOnEveryNode();
    void anEntryThatIsNotThereSaysSo();
    void aMessageTellsWhatItSaysAndWhy();
    void aLinkTellsHowItIsAndWhatTravels();
    void anOperationTellsHowFarItCame();
    void anEventHasItsChainOfCauses();
    void changesAreCountedAndTold();
    void changesFadeWhileTheMomentMovesOn();
    void valuesAreBrokenIntoLines();
    void theTreeKeepsItsRowsWhileFieldsAreTheSame();
    void aClickFollowsALink();
    void theLogThatConflictsSaysFromWhere();
    void keysReachEveryLink();
    void sectionsStayFolded();
    void anEventCanBeGoneTo();
    void itIsLiveAndSaysWhatChanged();
    void itFitsInANarrowDock();
    void valuesGoBelowTheirNamesWhereTextIsLarge();
    void rowsAreAsHighAsTheirLinesAfterEveryChange();
    void pictures();
};

void InspectorTest::nothingSelectedIsNothingToSay() {
    tests::StageFilm film(3);
    QVERIFY(!inspect(*film.frame(), {}, nullptr));
    Shown shown;
    auto* note = shown.view.findChild<EmptyNote*>();
    QVERIFY(note->isVisible());
    QVERIFY(!note->accessibleDescription().isEmpty());
    shown.select(raft::NodeId(1));
    QVERIFY(!note->isVisible());
}

void InspectorTest::aNodeHasAllOfItsState() {
    tests::StageFilm film(3);
    film.put("a", "1");
    const raft::NodeId leader = film.elect();
    const FramePtr frame = film.frame();
    const observe::NodeState& node = *frame->state.findNode(leader);
    const Inspection inspection = *inspect(*frame, leader, nullptr);
    QCOMPARE(inspection.title, nameOf(leader));
    QCOMPARE(inspection.subtitle, QStringLiteral("leader"));
    QVERIFY(inspection.term == std::optional<raft::Term>(node.term));
    QCOMPARE(textAt(inspection, "hard", "term"), QString::number(node.term.value()));
    QCOMPARE(textAt(inspection, "hard", "vote"), nameOf(leader));
    QCOMPARE(textAt(inspection, "hard", "commit"), QString::number(node.log.committed.value()));
    QCOMPARE(textAt(inspection, "soft", "role"), QStringLiteral("leader"));
    QCOMPARE(textAt(inspection, "soft", "lead"), nameOf(leader));
    QCOMPARE(textAt(inspection, "log", "last"), textOf(node.log.lastId()));
    QCOMPARE(textAt(inspection, "configuration", "voters"), QStringLiteral("n1 n2 n3"));
    QCOMPARE(textAt(inspection, "runtime", "condition"), QStringLiteral("running"));
    QVERIFY(inspection.find(key("hard"), key("vote"))->parts[0].link == Selected(leader));
    const Selected last = inspection.find(key("log"), key("last"))->parts[0].link;
    QVERIFY(last == Selected(EntryOnNode{leader, node.log.last()}));

    const Inspection unknown = *inspect(*frame, raft::NodeId(9), nullptr);
    QVERIFY(unknown.sections.empty());
    QVERIFY(!unknown.subtitle.isEmpty());
}

void InspectorTest::aLeaderHasTheProgressOfItsMembers() {
    tests::StageFilm film(3);
    film.put("a", "1");
    const raft::NodeId leader = film.elect();
    const raft::NodeId other = otherThan(leader);
    const FramePtr frame = film.frame();
    const Inspection inspection = *inspect(*frame, leader, nullptr);
    const QString text = textAt(inspection, "progress", nameOf(other).toLatin1().constData());
    QVERIFY2(text.startsWith(QStringLiteral("replicate match ")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("in flight 0/")), qPrintable(text));
    QVERIFY(inspection.find(key("progress"), nameOf(other))->nameLink == Selected(other));
    QVERIFY(inspect(*frame, other, nullptr)->find(key("progress"), nameOf(leader)) == nullptr);
}

void InspectorTest::whatDiffersFromTheLeaderIsTold() {
    tests::StageFilm film(3);
    const raft::NodeId leader = film.elect();
    const raft::NodeId other = otherThan(leader);
    film.put("a", "1");
    QVERIFY(film.stage().crash(other));
    film.put("b", "2");
    const FramePtr frame = film.frame();
    const Inspection behind = *inspect(*frame, other, nullptr);
    QVERIFY(!behind.find(key("log"), key("last"))->leaderHas.isEmpty());
    QVERIFY(behind.find(key("log"), key("last"))
                ->leaderHas.contains(textOf(frame->state.findNode(leader)->log.lastId())));
    QVERIFY(behind.find(key("configuration"), key("voters"))->leaderHas.isEmpty());
    const Inspection itself = *inspect(*frame, leader, nullptr);
    for (const FieldSection& section : itself.sections) {
        for (const Field& field : section.fields) {
            QVERIFY(field.leaderHas.isEmpty());
        }
    }
}

void InspectorTest::anEntryIsFoundOnEveryNode() {
    tests::StageFilm film(3);
    film.put("a", "1");
    const raft::NodeId leader = film.elect();
    const FramePtr frame = film.frame();
    const observe::NodeState& node = *frame->state.findNode(leader);
    const raft::EntryId last = node.log.lastId();
    const Inspection inspection = *inspect(*frame, EntryOnNode{leader, last.index}, nullptr);
    QCOMPARE(inspection.title, QStringLiteral("Entry %1").arg(textOf(last)));
    QCOMPARE(textAt(inspection, "entry", "committed"), QStringLiteral("yes"));
    QCOMPARE(textAt(inspection, "entry", "operation"), QStringLiteral("put a"));
    QVERIFY(std::holds_alternative<observe::OperationId>(
        inspection.find(key("entry"), key("operation"))->parts[0].link));
    for (const char* name : {"n1", "n2", "n3"}) {
        const QString text = textAt(inspection, "places", name);
        QVERIFY2(text.startsWith(textOf(last)), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("stable")), qPrintable(text));
    }
}

void InspectorTest::anEntryThatIsNotThereSaysSo() {
    tests::StageFilm film(3);
    const raft::NodeId leader = film.elect();
    const Inspection inspection =
        *inspect(*film.frame(), EntryOnNode{leader, raft::Index(999)}, nullptr);
    QCOMPARE(textAt(inspection, "places", "n1"), QStringLiteral("not there"));
    QVERIFY2(inspection.subtitle.contains(QStringLiteral("not in the log")),
             qPrintable(inspection.subtitle));
}

void InspectorTest::aMessageTellsWhatItSaysAndWhy() {
    tests::StageFilm film(3);
    film.elect();
    stage::Stage& stage = film.stage();
    QVERIFY(stage.runUntil([&film] { return !film.frame()->state.messagesInFlight().empty(); },
                           stage::after(stage.now(), 5 * stage::kSecond)));
    const FramePtr frame = film.frame();
    const observe::MessageInFlight message = frame->state.messagesInFlight().front();
    const EventStory story = storyOfEvent(film.recording(), message.key.sent);
    const Inspection inspection = *inspect(*frame, message.key, &story);
    QCOMPARE(textAt(inspection, "message", "from"), nameOf(message.link.from));
    QCOMPARE(textAt(inspection, "message", "to"), nameOf(message.link.to));
    QVERIFY(inspection.find(key("way"), key("link"))->parts[0].link == Selected(message.link));
    QVERIFY(textAt(inspection, "way", "arrives").startsWith(QStringLiteral("in ")));
    QVERIFY(!textAt(inspection, "message", "saying").isEmpty());
    QVERIFY(inspection.find(key("causes"), key("1")) != nullptr);

    // Without its story it says what the frame knows; after it has arrived, what the story knows.
    const Inspection plain = *inspect(*frame, message.key, nullptr);
    QCOMPARE(textAt(plain, "message", "to"), nameOf(message.link.to));
    stage.runFor(stage::kSecond);
    const Inspection gone = *inspect(*film.frame(), message.key, &story);
    QCOMPARE(textAt(gone, "message", "to"), nameOf(message.link.to));
    QVERIFY(textAt(gone, "way", "gone").contains(QStringLiteral("not on its way")));
}

void InspectorTest::aLinkTellsHowItIsAndWhatTravels() {
    tests::StageFilm film(3);
    film.elect();
    const observe::Link link{raft::NodeId(1), raft::NodeId(2)};
    QCOMPARE(textAt(*inspect(*film.frame(), link, nullptr), "link", "cut"), QStringLiteral("no"));
    film.stage().cut(link);
    const Inspection inspection = *inspect(*film.frame(), link, nullptr);
    QVERIFY(textAt(inspection, "link", "cut").startsWith(QStringLiteral("since ")));
    QVERIFY(inspection.find(key("link"), key("cut"))->isProblem);
    const Selected back = inspection.find(key("link"), key("back"))->parts[0].link;
    QVERIFY(back == Selected(observe::Link{link.to, link.from}));
}

void InspectorTest::anOperationTellsHowFarItCame() {
    tests::StageFilm film(3);
    film.put("a key", "1");
    const FramePtr frame = film.frame();
    const observe::OperationState operation = frame->state.operations().back();
    const Inspection inspection = *inspect(*frame, operation.id, nullptr);
    QCOMPARE(inspection.subtitle, QStringLiteral("put a key"));
    QCOMPARE(textAt(inspection, "way", "entry"), textOf(operation.entry));
    QCOMPARE(textAt(inspection, "way", "committed"), QStringLiteral("yes"));
    QCOMPARE(textAt(inspection, "answer", "outcome"), QStringLiteral("done"));
    QVERIFY(textAt(inspection, "answer", "answered").contains(QStringLiteral("after")));
    const Inspection unknown = *inspect(*frame, observe::OperationId(99'999), nullptr);
    QVERIFY(!unknown.subtitle.isEmpty());
}

void InspectorTest::anEventHasItsChainOfCauses() {
    tests::StageFilm film(3);
    film.elect();
    const auto won = latest<raft::trace::VoteCounted>(film.recording());
    QVERIFY(won.id != raft::kNoEvent);
    const EventStory story = storyOfEvent(film.recording(), won.id);
    const Inspection inspection = *inspect(*film.frame(), won.id, &story);
    QVERIFY2(inspection.title.contains(QStringLiteral("counted")), qPrintable(inspection.title));
    QCOMPARE(textAt(inspection, "event", "kind"), QStringLiteral("VoteCounted"));
    QVERIFY(inspection.find(key("event"), key("field voter")) != nullptr);
    QVERIFY(story.chain.size() > 3);
    for (std::size_t i = 1; i < story.chain.size(); ++i) {
        const Field* cause = inspection.find(key("causes"), QString::number(i));
        QVERIFY(cause != nullptr);
        QVERIFY(cause->parts[0].link == Selected(story.chain[i].id));
    }
    // The story of another event is none.
    const Inspection other = *inspect(*film.frame(), raft::EventId(1), &story);
    QVERIFY(other.sections.empty());
}

void InspectorTest::changesAreCountedAndTold() {
    FieldSection section{key("s"), {}, {}};
    FieldWriter(section).number(key("n"), {}, 4118);
    FieldWriter(section).text(key("t"), {}, key("follower"));
    FieldWriter(section).text(key("clock"), {}, key("1 s")).isFlowing = true;
    Inspection now;
    now.sections = {section};
    Frame frame;
    FieldChanges changes;
    changes.update(now, frame, 0);
    QVERIFY(changes.changeOf(key("s"), key("n")).isEmpty());
    QVERIFY(!changes.isFlashing(key("s"), key("n"), 0));

    section.fields.clear();
    FieldWriter(section).number(key("n"), {}, 4121);
    FieldWriter(section).text(key("t"), {}, key("leader"));
    FieldWriter(section).text(key("clock"), {}, key("2 s")).isFlowing = true;
    now.sections = {section};
    frame.eventCount = 1;
    changes.update(now, frame, 100);
    QCOMPARE(changes.changeOf(key("s"), key("n")), QStringLiteral("+3"));
    QCOMPARE(changes.changeOf(key("s"), key("t")), QStringLiteral("was follower"));
    QVERIFY(changes.changeOf(key("s"), key("clock")).isEmpty());
    QVERIFY(changes.isFlashing(key("s"), key("n"), 100));
    QVERIFY(!changes.isFlashing(key("s"), key("n"), 100 + FieldChanges::kFlashMs));

    // The same moment, looked at again: what changed is still told.
    changes.update(now, frame, 60'000);
    QCOMPARE(changes.changeOf(key("s"), key("n")), QStringLiteral("+3"));
    // The next one, of a cluster that stands still: it is not.
    frame.eventCount = 2;
    changes.update(now, frame, 60'100);
    QVERIFY(changes.changeOf(key("s"), key("n")).isEmpty());
    changes.forget();
    changes.update(now, frame, 60'200);
    QVERIFY(changes.changeOf(key("s"), key("t")).isEmpty());
}

void InspectorTest::changesFadeWhileTheMomentMovesOn() {
    Inspection now;
    now.sections = {{key("s"), {}, {}}};
    FieldWriter(now.sections[0]).number(key("n"), {}, 10);
    Frame frame;
    frame.isRunning = true;
    FieldChanges changes;
    changes.update(now, frame, 0);
    now.sections[0].fields[0].number = 8;
    now.sections[0].fields[0].parts[0].text = key("8");
    frame.eventCount = 1;
    changes.update(now, frame, 100);
    frame.eventCount = 2;
    changes.update(now, frame, 200);
    QCOMPARE(changes.changeOf(key("s"), key("n")), QStringLiteral("−2"));
    frame.eventCount = 3;
    changes.update(now, frame, 100 + FieldChanges::kToldMs);
    QVERIFY(changes.changeOf(key("s"), key("n")).isEmpty());
}

void InspectorTest::valuesAreBrokenIntoLines() {
    const QFont font = QApplication::font();
    const std::vector<FieldPart> parts{
        {key("replicate"), {}, {}}, {key("match 4118"), {}, {}}, {key("8"), {}, raft::Term(8)}};
    const FieldLayout wide = layOut(parts, font, 1000);
    QCOMPARE(wide.parts.size(), parts.size());
    QCOMPARE(wide.parts[0].top(), wide.parts[2].top());
    const FieldLayout narrow = layOut(parts, font, wide.parts[1].right());
    QVERIFY(narrow.parts[2].top() > narrow.parts[0].top());
    QVERIFY(narrow.height > wide.height);
    const FieldLayout tight =
        layOut({{key("a sentence that is longer than its cell is wide"), {}, {}}}, font, 80);
    QVERIFY(tight.height >= 3 * QFontMetrics(font).height());
    QCOMPARE(tight.parts[0].width(), 80);
}

void InspectorTest::theTreeKeepsItsRowsWhileFieldsAreTheSame() {
    FieldTree tree;
    QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::Fatal);
    std::vector<FieldSection> sections{{key("a"), key("A"), {}}, {key("b"), key("B"), {}}};
    FieldWriter(sections[0]).text(key("x"), key("X"), key("1"));
    FieldWriter(sections[1]).text(key("y"), key("Y"), key("2"));
    FieldTree::Marks marks{{{}}, {{}}};
    tree.show(sections, marks);
    const QPersistentModelIndex kept = tree.find(key("b/y"));
    QVERIFY(kept.isValid());
    sections[1].fields[0].parts[0].text = key("3");
    tree.show(sections, marks);
    QVERIFY(kept.isValid());
    QCOMPARE(tree.find(key("b/y")).siblingAtColumn(FieldTree::Value).data().toString(), key("3"));
    FieldWriter(sections[0]).text(key("z"), key("Z"), key("4"));
    tree.show(sections, {{{}, {}}, {{}}});
    QVERIFY(!kept.isValid());
    QCOMPARE(tree.rowCount(tree.find(key("a"))), 2);
}

void InspectorTest::aClickFollowsALink() {
    Shown shown;
    const raft::NodeId other = otherThan(shown.leader);
    // A node, in a value and as the name of a row.
    shown.select(other);
    shown.click("soft/lead", nameOf(shown.leader));
    QVERIFY(shown.world.selection.selected() == Selected(shown.leader));
    QCOMPARE(shown.title(), nameOf(shown.leader));
    const QString progress = QStringLiteral("progress/") + nameOf(other);
    shown.click(progress.toLatin1().constData(), nameOf(other));
    QVERIFY(shown.world.selection.selected() == Selected(other));
    // An entry, and the operation and the places that it has.
    const observe::NodeState& node = *shown.world.frame().state.findNode(shown.leader);
    const raft::EntryId last = node.log.lastId();
    shown.select(shown.leader);
    shown.click("log/last", textOf(last));
    QVERIFY(shown.world.selection.selected() == Selected(EntryOnNode{shown.leader, last.index}));
    const QString place = QStringLiteral("places/") + nameOf(other);
    shown.click(place.toLatin1().constData(), textOf(last));
    QVERIFY(shown.world.selection.selected() == Selected(EntryOnNode{other, last.index}));

    // A message, on its link; then its cause, and from there back.
    for (int i = 0; i < 200 && shown.world.frame().state.messagesInFlight().empty(); ++i) {
        shown.world.session().run(5 * stage::kMillisecond);
        QVERIFY(shown.world.update());
    }
    const observe::MessageInFlight message = shown.world.frame().state.messagesInFlight().front();
    shown.select(message.link);
    const QString row = QStringLiteral("messages/%1.0").arg(message.key.sent.value());
    shown.click(row.toLatin1().constData(), messageName(message.type));
    QVERIFY(shown.world.selection.selected() == Selected(message.key));
    QTRY_VERIFY(shown.view.tree().find(key("causes/1")).isValid());
    const Field& cause = *shown.view.tree().field(shown.view.tree().find(key("causes/1")));
    const Selected event = cause.parts[0].link;
    shown.click("causes/1", cause.parts[0].text);
    QVERIFY(shown.world.selection.selected() == event);
    shown.select(message.key.sent);
    QTRY_VERIFY(shown.view.tree().find(key("event/message")).isValid());
    shown.click("event/message", QStringLiteral("all of it"));
    QVERIFY(shown.world.selection.selected() == Selected(message.key));
}

void InspectorTest::theLogThatConflictsSaysFromWhere() {
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    const observe::ClusterState& state = trouble.world.frame().state;
    const Inspection old = *inspect(trouble.world.frame(), trouble.oldLeader, nullptr);
    const auto conflict =
        firstConflict(state.findNode(trouble.oldLeader)->log, state.findNode(trouble.leader)->log);
    QVERIFY(conflict.has_value());
    QCOMPARE(textAt(old, "log", "conflict"), QString::number(conflict->value()));
    QVERIFY(old.find(key("log"), key("conflict"))->isProblem);
    QVERIFY2(old.subtitle.contains(QStringLiteral("differences from the leader ") +
                                   nameOf(trouble.leader)),
             qPrintable(old.subtitle));
    const Inspection other = *inspect(trouble.world.frame(), trouble.behind, nullptr);
    QVERIFY(other.find(key("log"), key("conflict")) == nullptr);
    // Its entry, node by node.
    const Inspection entry =
        *inspect(trouble.world.frame(), EntryOnNode{trouble.oldLeader, *conflict}, nullptr);
    const Field& place = *entry.find(key("places"), nameOf(trouble.oldLeader));
    QVERIFY(place.parts.back().isProblem);
    QVERIFY(place.leaderHas.startsWith(QStringLiteral("leader ") + nameOf(trouble.leader)));
    const Inspection candidate = *inspect(trouble.world.frame(), trouble.candidate, nullptr);
    QCOMPARE(textAt(candidate, "soft", "tally"), QStringLiteral("1 of 5"));
}

void InspectorTest::keysReachEveryLink() {
    Shown shown;
    shown.select(shown.leader);
    const QModelIndex row = shown.view.tree().find(key("configuration/voters"));
    QVERIFY(row.isValid());
    shown.fields().setCurrentIndex(row);
    QTest::keyClick(&shown.fields(), Qt::Key_Right);
    QTest::keyClick(&shown.fields(), Qt::Key_Right);
    QTest::keyClick(&shown.fields(), Qt::Key_Left);
    QTest::keyClick(&shown.fields(), Qt::Key_Return);
    QVERIFY(shown.world.selection.selected() == Selected(raft::NodeId(2)));
}

void InspectorTest::sectionsStayFolded() {
    Shown shown;
    shown.select(shown.leader);
    const auto folded = [&shown](const char* section) {
        return !shown.fields().isExpanded(shown.view.tree().find(key(section)));
    };
    QVERIFY(!folded("timers"));
    shown.fields().scrollTo(shown.view.tree().find(key("timers")));
    const QRect section = shown.fields().visualRect(shown.view.tree().find(key("timers")));
    QTest::mouseClick(shown.fields().viewport(), Qt::LeftButton, {},
                      QPoint(30, section.center().y()));
    QVERIFY(folded("timers"));
    shown.select(otherThan(shown.leader));
    QVERIFY(folded("timers"));
    QVERIFY(!folded("log"));
    shown.fields().setCurrentIndex(shown.view.tree().find(key("timers")));
    QTest::keyClick(&shown.fields(), Qt::Key_Return);
    QVERIFY(!folded("timers"));
}

void InspectorTest::anEventCanBeGoneTo() {
    Shown shown;
    auto* goThere = shown.view.findChild<QToolButton*>(QStringLiteral("goThere"));
    const raft::EventId id = shown.world.frame().state.lastEvent();
    shown.select(id);
    QTRY_VERIFY(goThere->isVisible());
    QTRY_VERIFY(shown.view.tree().find(key("causes")).isValid());
    QTest::mouseClick(goThere, Qt::LeftButton);
    QVERIFY(!shown.world.time.isLive());
    QTRY_VERIFY(shown.world.frame().state.lastEvent() == id);
    shown.select(raft::EventId(987'654'321));
    QTRY_VERIFY(shown.view.findChild<QLabel*>(QStringLiteral("inspectorSubtitle"))
                    ->text()
                    .contains(QStringLiteral("cannot be read")));
    QVERIFY(!goThere->isVisible());
}

void InspectorTest::itIsLiveAndSaysWhatChanged() {
    Shown shown;
    shown.select(shown.leader);
    const QString before = shown.value("hard/commit");
    Ask ask;
    kv::PutRequest put;
    put.key = Bytes::copyOf("a");
    put.value = Bytes::copyOf("1");
    ask.what = kv::Command(put);
    shown.world.session().ask(ask,
                              [](const Result<observe::OperationId>& begun) { QVERIFY(begun); });
    shown.world.session().run(1'000'000'000);
    QVERIFY(shown.world.update());
    QTRY_VERIFY(shown.value("hard/commit") != before);
    const QModelIndex row = shown.view.tree().find(key("hard/commit"));
    QVERIFY(
        row.siblingAtColumn(FieldTree::Change).data().toString().startsWith(QStringLiteral("Δ +")));
    QVERIFY(shown.view.tree().mark(row)->isFlashing);
    QTRY_VERIFY(!shown.view.tree().mark(shown.view.tree().find(key("hard/commit")))->isFlashing);
    QVERIFY(shown.world.time.isLive());
}

void InspectorTest::itFitsInANarrowDock() {
    for (const int percent : {80, 100, 150, 200}) {
        const tests::TextSize size(percent);
        Shown shown;
        shown.view.resize(360, 600);
        shown.select(shown.leader);
        QCOMPARE(shown.view.width(), 360);
        int sum = 0;
        for (int column = 0; column < FieldTree::Columns_; ++column) {
            sum += shown.fields().columnWidth(column);
        }
        QCOMPARE(sum, shown.fields().viewport()->width());
        QCOMPARE(shown.isFolded(), percent >= 150);
        QVERIFY(shown.hasRoomForEveryRow());
    }
}

void InspectorTest::valuesGoBelowTheirNamesWhereTextIsLarge() {
    const tests::TextSize size(200);
    Shown shown;
    shown.view.resize(360, 700);
    shown.select(shown.leader);
    QVERIFY(shown.isFolded());
    // Links are where they are painted.
    const QPoint vote = shown.fields().placeOf(key("hard/vote"), nameOf(shown.leader));
    QVERIFY(!vote.isNull());
    shown.select(otherThan(shown.leader));
    QVERIFY(shown.fields().indexAt(vote).isValid());
    QTest::mouseClick(shown.fields().viewport(), Qt::LeftButton, {}, vote);
    QVERIFY(shown.world.selection.selected() == Selected(shown.leader));
    shown.view.resize(800, 700);
    QVERIFY(!shown.isFolded());
    QVERIFY(shown.hasRoomForEveryRow());
}

void InspectorTest::rowsAreAsHighAsTheirLinesAfterEveryChange() {
    Shown shown;
    shown.view.resize(360, 700);
    const auto& state = shown.world.frame().state;
    for (const Selected& selected :
         {Selected(shown.leader), Selected(EntryOnNode{shown.leader, raft::Index(1)}),
          Selected(observe::Link{shown.leader, otherThan(shown.leader)}),
          Selected(state.lastEvent()), Selected(otherThan(shown.leader))}) {
        shown.select(selected);
        QTRY_VERIFY(shown.view.tree().rowCount() > 0);
        QVERIFY(shown.hasRoomForEveryRow());
    }
    {
        const tests::TextSize size(150);
        QTRY_VERIFY(shown.isFolded());
        QVERIFY(shown.hasRoomForEveryRow());
    }
    QTRY_VERIFY(!shown.isFolded());
    QVERIFY(shown.hasRoomForEveryRow());
}

/// With QUORATE_PICTURES=folder, what it looks like is there to be seen.
void InspectorTest::pictures() {
    const QString folder = tests::picturesFolder();
    if (folder.isEmpty()) {
        QSKIP("QUORATE_PICTURES names no folder");
    }
    tests::Trouble trouble;
    QVERIFY(trouble.isThere);
    const observe::ClusterState& state = trouble.world.frame().state;
    const observe::NodeState& old = *state.findNode(trouble.oldLeader);
    QVERIFY(!state.messagesInFlight().empty());
    const struct {
        const char* name;
        Selected selected;
    } things[] = {{"leader", trouble.leader},
                  {"candidate", trouble.candidate},
                  {"old", trouble.oldLeader},
                  {"behind", trouble.behind},
                  {"entry", EntryOnNode{trouble.oldLeader, old.log.last()}},
                  {"message", state.messagesInFlight().back().key},
                  {"link", observe::Link{trouble.oldLeader, trouble.leader}},
                  {"operation", state.operations().back().id},
                  {"event", state.lastEvent()}};
    for (const bool isDark : {false, true}) {
        trouble.world.theme.setAppearance(isDark ? Appearance::Dark : Appearance::Light);
        for (const int percent : {80, 100, 150, 200}) {
            const tests::TextSize size(percent);
            InspectorView view(trouble.world.context());
            view.show();
            for (const int width : {360, 480, 800}) {
                view.resize(width, 700);
                for (const auto& [name, selected] : things) {
                    trouble.world.selection.select(selected);
                    QTest::qWait(60);
                    view.grab().save(
                        QStringLiteral("%1/inspector-%2-%3-%4-%5.png")
                            .arg(folder, QLatin1String(name),
                                 isDark ? QStringLiteral("dark") : QStringLiteral("light"))
                            .arg(percent)
                            .arg(width));
                }
            }
        }
    }
}

QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
