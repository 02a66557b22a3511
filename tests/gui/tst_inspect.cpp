// SPDX-License-Identifier: Apache-2.0
// What is said of things that are selected, without widgets.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QTest>

#include <variant>

#include "gui/inspector/field_changes.h"
#include "gui/inspector/field_layout.h"
#include "gui/inspector/field_tree.h"
#include "gui/inspector/inspect.h"
#include "gui/model/entry_state.h"
#include "gui/model/figures.h"
#include "gui/model/leader_timers.h"
#include "gui/model/wording.h"
#include "tests/gui/stage_film.h"
#include "tests/gui/trouble.h"

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

}  // namespace

/// Fields as values, what changed in them, and the tree that they make.
class InspectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLeaderTellsOfItsHeartbeatsAndOfItsQuorum();
    void aNodeHasAllOfItsState();
    void aNodeHasItsReadsThatWait();
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
    void theLogThatConflictsSaysFromWhere();
};

void InspectTest::aNodeHasAllOfItsState() {
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

void InspectTest::aNodeHasItsReadsThatWait() {
    tests::StageFilm film(3);
    film.put("a", "1");
    const raft::NodeId leader = film.elect();
    const auto read = [&film, leader] {
        stage::ClientRequest request;
        request.client = 1;
        request.target = leader;
        stage::ClientRead wanted;
        wanted.range.key = Bytes::copyOf("a");
        request.what = std::move(wanted);
        return film.stage().ask(std::move(request));
    };
    const auto queueOf = [&film](raft::NodeId node) {
        const auto inspection = inspect(*film.frame(), node, nullptr);
        for (const FieldSection& section : inspection->sections) {
            if (section.key == QStringLiteral("readQueue")) {
                return section.fields;
            }
        }
        return std::vector<Field>();
    };
    QVERIFY(queueOf(leader).empty());
    const auto first = read();
    const auto second = read();
    const auto isQueued = [&] { return queueOf(leader).size() == 2; };
    QVERIFY(film.stage().runUntil(isQueued, stage::after(film.stage().now(), stage::kSecond)));
    const std::vector<Field> queue = queueOf(leader);
    QCOMPARE(queue[0].name, QStringLiteral("get a"));
    QVERIFY(queue[0].nameLink == Selected(first));
    QVERIFY(queue[1].nameLink == Selected(second));
    QCOMPARE(queue[0].text(), QStringLiteral("waits for an index to read at"));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QVERIFY(raft::NodeId(id) == leader || queueOf(raft::NodeId(id)).empty());
    }
    const auto isDone = [&film] { return film.stage().openOperations() == 0; };
    QVERIFY(film.stage().runUntil(isDone, stage::after(film.stage().now(), stage::kSecond)));
    QVERIFY(queueOf(leader).empty());
}

void InspectTest::aLeaderHasTheProgressOfItsMembers() {
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

void InspectTest::whatDiffersFromTheLeaderIsTold() {
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

void InspectTest::anEntryIsFoundOnEveryNode() {
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

void InspectTest::anEntryThatIsNotThereSaysSo() {
    tests::StageFilm film(3);
    const raft::NodeId leader = film.elect();
    const Inspection inspection =
        *inspect(*film.frame(), EntryOnNode{leader, raft::Index(999)}, nullptr);
    QCOMPARE(textAt(inspection, "places", "n1"), QStringLiteral("not there"));
    QVERIFY2(inspection.subtitle.contains(QStringLiteral("not in the log")),
             qPrintable(inspection.subtitle));
}

void InspectTest::aMessageTellsWhatItSaysAndWhy() {
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

void InspectTest::aLinkTellsHowItIsAndWhatTravels() {
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

void InspectTest::anOperationTellsHowFarItCame() {
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

void InspectTest::anEventHasItsChainOfCauses() {
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

void InspectTest::changesAreCountedAndTold() {
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

void InspectTest::changesFadeWhileTheMomentMovesOn() {
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

void InspectTest::valuesAreBrokenIntoLines() {
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

void InspectTest::theTreeKeepsItsRowsWhileFieldsAreTheSame() {
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

void InspectTest::theLogThatConflictsSaysFromWhere() {
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

void InspectTest::aLeaderTellsOfItsHeartbeatsAndOfItsQuorum() {
    node::NodeConfig config;
    config.tickNs = 50 * stage::kMillisecond;
    config.raft.checkQuorum = true;
    tests::StageFilm film(3, 1, config);
    const raft::NodeId leader = film.elect();
    // Past the first check of its quorum, and not at a tick.
    film.stage().runFor(2 * stage::kSecond + 30 * stage::kMillisecond);
    FramePtr frame = film.frame();
    const auto stateOf = [&film](raft::NodeId id) { return *film.frame()->state.findNode(id); };
    const observe::NodeState node = stateOf(leader);
    auto timers = leaderTimersOf(node, frame->moment);
    QVERIFY(timers && timers->sinceHeartbeatNs);
    std::optional<observe::Moment> beat;
    std::optional<observe::Moment> check;
    const observe::Recording& recording = film.recording();
    for (std::uint64_t number = recording.size(); number > 0 && (!beat || !check); --number) {
        const auto recorded = recording.event(number - 1);
        const auto* fired = std::get_if<raft::trace::TimerFired>(&recorded->event.body);
        if (fired == nullptr || recorded->event.node != leader) {
            continue;
        }
        auto& last = fired->timer == raft::trace::Timer::Heartbeat ? beat : check;
        last = last.value_or(recorded->event.moment);
    }
    QVERIFY(beat && check);
    const std::uint64_t now = frame->moment.nanoseconds();
    QCOMPARE(*timers->sinceHeartbeatNs, now - beat->nanoseconds());
    QCOMPARE(timers->sinceCheckNs, now - check->nanoseconds());
    QVERIFY(timers->hasQuorum);
    QCOMPARE(timers->heard.size(), std::size_t{3});
    QCOMPARE(*timers->leadsForNs, 2 * timers->checkEveryNs - timers->sinceCheckNs);
    const Inspection inspection = inspectNode(*frame, leader);
    QVERIFY(textAt(inspection, "timers", "beat").startsWith(QStringLiteral("in about ")));
    QVERIFY(textAt(inspection, "timers", "lease").endsWith(QStringLiteral("at least")));
    QVERIFY(!leaderTimersOf(stateOf(otherThan(leader)), frame->moment));
    QCOMPARE(textAt(inspectNode(*frame, otherThan(leader)), "timers", "beat"),
             QStringLiteral("(none)"));

    // Cut off, it leads no longer than to the next check that finds nobody.
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (raft::NodeId(id) != leader) {
            film.stage().cut({raft::NodeId(id), leader});
        }
    }
    film.stage().runFor(timers->checkEveryNs);
    frame = film.frame();
    timers = leaderTimersOf(stateOf(leader), frame->moment);
    QVERIFY(timers && !timers->hasQuorum);
    QVERIFY(*timers->leadsForNs <= timers->checkEveryNs);
    const std::uint64_t left = *timers->leadsForNs;
    film.stage().runFor(left - stage::kMillisecond);
    QVERIFY(film.frame()->state.findNode(leader)->role == raft::Role::Leader);
    film.stage().runFor(2 * stage::kMillisecond);
    QVERIFY(film.frame()->state.findNode(leader)->role != raft::Role::Leader);
}

QTEST_MAIN(InspectTest)
#include "tst_inspect.moc"
