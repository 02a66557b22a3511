// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/node_frame.h"
#include "engine/observe/recording.h"
#include "tests/node/node_world.h"
#include "tests/unit/node_difference.h"

using namespace quorate;
using namespace quorate::observe;
using node::NodeConfig;
using node::ReadLevel;
using node::RequestToken;
using raft::EventId;
using raft::Index;
using raft::NodeId;
using tests::NodeFixture;
using tests::NodeWorld;

namespace {

/// Keeps all events, and checks that each one names an earlier one as its cause.
class Listener final : public Observer {
public:
    EventId observe(const Event& event) override {
        if (event.cause.value() > events.size()) {
            throw std::logic_error("an effect comes before its cause");
        }
        events.push_back(event);
        return EventId(events.size());
    }

    [[nodiscard]] const Event& at(EventId id) const { return events.at(id.value() - 1); }
    [[nodiscard]] const Event& causeOf(const Event& event) const { return at(event.cause); }

    template <class Body>
    [[nodiscard]] std::vector<const Event*> all(std::uint64_t node = 0) const {
        std::vector<const Event*> found;
        for (const Event& event : events) {
            if (std::holds_alternative<Body>(event.body) &&
                (node == 0 || event.node == NodeId(node))) {
                found.push_back(&event);
            }
        }
        return found;
    }
    template <class Body>
    [[nodiscard]] const Event& last(std::uint64_t node = 0) const {
        const auto found = all<Body>(node);
        if (found.empty()) {
            throw std::logic_error("there is no such event");
        }
        return *found.back();
    }
    /// Whether `effect` goes back to `cause`.
    [[nodiscard]] bool isDueTo(const Event& effect, const Event& cause) const {
        for (EventId id = effect.cause; id != raft::kNoEvent; id = at(id).cause) {
            if (&at(id) == &cause) {
                return true;
            }
        }
        return false;
    }

    std::vector<Event> events;
};

template <class Body>
const Body& body(const Event& event) {
    return std::get<Body>(event.body);
}

void tune(NodeConfig& config) {
    config.snapshotEntries = 10;
    config.catchUpEntries = 4;
    config.snapshotRetryTicks = 5;
    config.raft.checkQuorum = true;
    config.raft.preVote = true;
}

/// One or a few random things that happen to a world.
class Chaos {
public:
    Chaos(std::uint64_t seed, NodeWorld& world) : m_random(seed), m_world(world) {}

    void step() {
        m_world.setNow(Moment(m_world.now().nanoseconds() + m_random.below(2'000'000)));
        const std::uint64_t id = m_random.between(1, m_world.nodes().size());
        NodeFixture& fixture = m_world.at(id);
        if (!fixture.isUp()) {
            if (m_random.chance(1, 10) && !m_world.restart(id)) {
                throw std::logic_error("a node does not start");
            }
            return;
        }
        act(fixture);
        m_world.deliver();
    }

    int crashes{0};
    int installs{0};
    int saves{0};
    int failedSaves{0};

private:
    void act(NodeFixture& fixture) {
        switch (m_random.below(16)) {
        case 0:
        case 1:
            fixture.node().tick();
            break;
        case 2:
        case 3:
        case 4:
        case 5:
            fixture.finishWrite();
            break;
        case 6:
        case 7:
        case 8:
            fixture.finishApply();
            break;
        case 9:
            if (fixture.isSaving() && m_random.chance(1, 3)) {
                ++failedSaves;
                fixture.finishSave(Error(ErrorCode::OutOfSpace, "full"));
            } else {
                saves += fixture.finishSave() ? 1 : 0;
            }
            installs += fixture.finishInstall() ? 1 : 0;
            break;
        case 10:
        case 11:
            fixture.node().propose(nextToken(), Bytes::copyOf("x"));
            break;
        case 12:
            fixture.node().read(nextToken(), static_cast<ReadLevel>(m_random.below(3)));
            break;
        case 13:
            rare(fixture);
            break;
        default:
            break;
        }
    }

    void rare(NodeFixture& fixture) {
        const std::uint64_t id = fixture.node().id().value();
        switch (m_random.below(12)) {
        case 0:
            fixture.crash();
            m_world.crashed(id);
            ++crashes;
            break;
        case 1:
        case 2:
            for (std::uint64_t other = 1; other <= m_world.nodes().size(); ++other) {
                m_world.cut(id, other);
            }
            break;
        case 3:
            m_world.heal();
            break;
        case 5:
            static_cast<void>(
                fixture.node().transferLeader(NodeId(m_random.between(1, m_world.nodes().size()))));
            break;
        case 6: {
            raft::ConfChangeV2 change;
            const auto type = m_random.chance(1, 3) ? raft::ConfChangeType::AddLearnerNode
                                                    : raft::ConfChangeType::AddNode;
            change.changes.push_back({type, NodeId(m_random.between(1, 3))});
            fixture.node().changeMembership(nextToken(), change);
            break;
        }
        default:
            break;
        }
    }

    RequestToken nextToken() { return RequestToken(++m_lastToken); }

    Random m_random;
    NodeWorld& m_world;
    std::uint64_t m_lastToken{0};
};

/// Without what a node does not know any more: when its work began, and the revision of a snapshot
/// that was just installed.
RuntimeState timeless(RuntimeState runtime) {
    for (std::optional<EntryWork>* work : {&runtime.logWrite, &runtime.apply}) {
        if (*work) {
            (*work)->since = {};
        }
    }
    runtime.storeRevision = 0;
    return runtime;
}

/// Empty, or what a recording and the node differ in.
std::string difference(const NodeState& rebuilt, NodeFixture& fixture, Moment now) {
    const node::Node& node = fixture.node();
    const auto live = nodeStateOf(node.core().raft(),
                                  settingsOf(fixture.config().raft, fixture.config().tickNs), now);
    std::string text = test::difference(rebuilt, test::comparable(*live));
    const auto compare = [&text](bool equal, const char* what) {
        text += equal ? "" : std::string(" ") + what;
    };
    const RuntimeState& runtime = rebuilt.runtime;
    compare(rebuilt.incarnation == fixture.config().incarnation, "incarnation");
    compare(runtime.queuedProposals == node.pendingProposals(), "queuedProposals");
    compare(runtime.queuedReads == node.pendingReads(), "queuedReads");
    compare(runtime.snapshot.index == fixture.disk().snapshot.index, "snapshot");
    compare(runtime.snapshotBeingMade.has_value() == fixture.isSaving(), "snapshotBeingMade");
    compare(runtime.logWrite.has_value() == fixture.isWriting(), "logWrite");
    compare(runtime.apply.has_value() == fixture.isApplying(), "apply");
    compare(runtime.storeApplied == node.appliedIndex(), "storeApplied");
    // What the node says of itself to an observer that comes now.
    const auto told = node.state();
    text += test::difference(rebuilt, test::comparable(*told));
    compare(timeless(runtime) == timeless(told->runtime), "runtime of the state that is told");
    compare(rebuilt.incarnation == told->incarnation, "incarnation that is told");
    return text;
}

}  // namespace

class TestNodeEvents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordedStateIsThatOfTheNodes_data();
    void recordedStateIsThatOfTheNodes();
    void nodeThatStartsTellsAllOfItself();
    void observerMayComeLateAndGo();
    void putIsFollowedFromTheClientThroughTheCluster();
    void proposalsOfFollowersAreFollowedToTheLeaderAndBack();
    void proposalsOfOneTurnGoTogetherAndKeepTheirCauses();
    void proposalWithoutALeaderIsQueuedAndRefused();
    void whatIsNotTakenIsNotTold();
    void readIsFollowedFromTheQuestionToTheAnswer();
    void workOnTheDiskNamesItsCauses();
    void snapshotsAndCompactionAreTold();
    void failureOfTheDiskIsTheCauseOfWhatItEnds();
    void nobodyListeningChangesNothing();
};

void TestNodeEvents::recordedStateIsThatOfTheNodes_data() {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 4; ++seed) {
        QTest::newRow(("seed " + std::to_string(seed)).c_str()) << seed;
    }
}

void TestNodeEvents::recordedStateIsThatOfTheNodes() {
    QFETCH(const quint64, seed);
    Recorder recorder;
    Recording recording;
    NodeWorld world(3, tune, &recorder);
    Chaos chaos(seed, world);
    for (int step = 0; step < 5000; ++step) {
        chaos.step();
        QVERIFY(recording.append(recorder.publish(world.now())).has_value());
        for (const auto& [id, fixture] : world.nodes()) {
            const NodeState* rebuilt = recording.latestState().findNode(NodeId(id));
            QVERIFY(rebuilt != nullptr);
            if (!fixture->isUp()) {
                QVERIFY(rebuilt->condition == NodeCondition::Down);
                continue;
            }
            const std::string text = difference(*rebuilt, *fixture, world.now());
            QVERIFY2(text.empty(), ("step " + std::to_string(step) + ", " + text).c_str());
        }
    }
    qInfo("%d crashes, %d installed, %d saved, %d failed to be", chaos.crashes, chaos.installs,
          chaos.saves, chaos.failedSaves);
    QVERIFY(chaos.crashes > 0);
    QVERIFY(chaos.saves > 0);
}

void TestNodeEvents::nodeThatStartsTellsAllOfItself() {
    Listener listener;
    NodeWorld world(1, tune, &listener);
    QVERIFY(std::holds_alternative<NodeStarted>(listener.events.front().body));
    QCOMPARE(body<NodeStarted>(listener.events.front()).incarnation, std::uint64_t(1));
    const Event& told = listener.last<NodeFrame>();
    QVERIFY(&listener.causeOf(told) == &listener.events.front());
    const NodeState& state = *body<NodeFrame>(told).state;
    QCOMPARE(state.incarnation, std::uint64_t(1));
    QVERIFY(state.runtime.snapshot == (raft::EntryId{raft::Term(1), Index(1)}));
    QVERIFY(state.runtime.storeApplied == Index(1));
    QCOMPARE(state.runtime.stateHash, std::uint64_t(7));
    QCOMPARE(state.settings.tickNs, std::uint64_t(100'000'000));
    // What the core tells while it is made is due to the start.
    for (const Event& event : listener.events) {
        QVERIFY(&event == &listener.events.front() || event.cause != raft::kNoEvent);
    }
}

void TestNodeEvents::observerMayComeLateAndGo() {
    Recorder recorder;
    Recording recording;
    NodeWorld world(3, tune);
    world.elect(1);
    world.node(1).propose(RequestToken(1), Bytes::copyOf("abc"));
    world.settle();
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        node::Node& node = world.node(id);
        node.setObserver(&recorder);
        recorder.observe(
            {world.now(), NodeId(id), raft::Term(0), raft::kNoEvent, Body(toFrame(*node.state()))});
    }
    Chaos chaos(7, world);
    const auto compare = [&]() -> std::string {
        std::string text;
        for (const auto& [id, fixture] : world.nodes()) {
            text +=
                difference(*recording.latestState().findNode(NodeId(id)), *fixture, world.now());
        }
        return text;
    };
    for (int step = 0; step < 500 && chaos.crashes == 0; ++step) {
        QVERIFY(recording.append(recorder.publish(world.now())).has_value());
        const std::string text = compare();
        QVERIFY2(text.empty(), ("step " + std::to_string(step) + ", " + text).c_str());
        chaos.step();
    }
    QVERIFY(recording.size() > 100);
    static_cast<void>(recorder.publish(world.now()));
    for (const auto& [id, fixture] : world.nodes()) {
        if (fixture->isUp()) {
            fixture->node().setObserver(nullptr);
        }
    }
    world.tick(100);
    world.settle();
    QCOMPARE(recorder.unpublishedCount(), std::uint64_t(0));
}

void TestNodeEvents::putIsFollowedFromTheClientThroughTheCluster() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    const EventId invoked =
        listener.observe({world.now(), NodeId(1), {}, raft::kNoEvent, ClientInvoked{}});
    world.setNow(Moment(77));
    world.node(1).propose(RequestToken(9), Bytes::copyOf("a"), {OperationId(5), invoked});
    world.settle();
    const Event& queued = listener.last<ProposalQueued>();
    QVERIFY(queued.cause == invoked);
    QVERIFY(queued.moment == Moment(77));
    QVERIFY(body<ProposalQueued>(queued).operation == OperationId(5));
    const ProposalId id = body<ProposalQueued>(queued).proposal;
    QVERIFY(id == (ProposalId{NodeId(1), 1, 1}));
    const Event& appended = listener.last<ProposalAppended>();
    QVERIFY(body<ProposalAppended>(appended).entry.index == Index(3));
    QVERIFY(body<ProposalAppended>(appended).operation == OperationId(5));
    const Event& completed = listener.last<ProposalCompleted>();
    QVERIFY(body<ProposalCompleted>(completed).outcome == Outcome::Done);
    QVERIFY(body<ProposalCompleted>(completed).proposal == id);
    QVERIFY(std::holds_alternative<ApplyCompleted>(listener.causeOf(completed).body));
    for (const Event* event : {&appended, &completed}) {
        QVERIFY(listener.isDueTo(*event, queued));
    }
    // On the followers, too: the entry is written and applied there because of the client.
    for (const std::uint64_t follower : {2U, 3U}) {
        QVERIFY(listener.isDueTo(listener.last<EntriesAppended>(follower), queued));
        QVERIFY(listener.isDueTo(listener.last<ApplyCompleted>(follower), queued));
    }
}

void TestNodeEvents::proposalsOfFollowersAreFollowedToTheLeaderAndBack() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    world.node(2).propose(RequestToken(9), Bytes::copyOf("a"), {OperationId(5), {}});
    world.settle();
    const Event& queued = listener.last<ProposalQueued>(2);
    QVERIFY(listener.isDueTo(listener.last<EntriesAppended>(1), queued));
    QVERIFY(listener.all<ProposalAppended>(1).empty());
    QVERIFY(listener.isDueTo(listener.last<ProposalAppended>(2), queued));
    QVERIFY(listener.isDueTo(listener.last<ProposalCompleted>(2), queued));
    QCOMPARE(listener.all<ProposalCompleted>().size(), std::size_t(1));
}

void TestNodeEvents::proposalsOfOneTurnGoTogetherAndKeepTheirCauses() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    for (const std::uint64_t node : {1U, 2U}) {
        const std::size_t proposed = listener.all<raft::trace::Proposed>(node).size();
        std::vector<EventId> invoked;
        for (std::uint64_t i = 0; i < 3; ++i) {
            invoked.push_back(
                listener.observe({world.now(), NodeId(node), {}, raft::kNoEvent, ClientInvoked{}}));
            world.node(node).propose(RequestToken(100 + i), Bytes::copyOf("a"),
                                     {OperationId(10 * node + i), invoked.back()});
        }
        world.settle();
        QCOMPARE(listener.all<raft::trace::Proposed>(node).size(), proposed + 1);
        const auto appended = listener.all<ProposalAppended>(node);
        QVERIFY(appended.size() >= 3);
        for (std::size_t i = 0; i < 3; ++i) {
            const Event& one = *appended[appended.size() - 3 + i];
            QVERIFY(body<ProposalAppended>(one).operation == OperationId(10 * node + i));
            const Event& queued = listener.causeOf(one);
            QVERIFY(body<ProposalQueued>(queued).operation == OperationId(10 * node + i));
            QVERIFY(queued.cause == invoked[i]);
        }
    }
}

void TestNodeEvents::proposalWithoutALeaderIsQueuedAndRefused() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.node(1).propose(RequestToken(1), Bytes::copyOf("a"), {OperationId(5), {}});
    world.node(1).pump();
    const auto& completed = body<ProposalCompleted>(listener.last<ProposalCompleted>());
    QVERIFY(completed.outcome == Outcome::Refused);
    QVERIFY(completed.code == ErrorCode::ProposalDropped);
    QVERIFY(completed.operation == OperationId(5));
    QCOMPARE(listener.all<ProposalQueued>().size(), std::size_t(1));
    world.elect(1);
    world.node(2).propose(RequestToken(2), Bytes::copyOf("b"));
    world.node(2).pump();
    world.cut(1, 2);
    world.cut(1, 3);
    world.node(2).forgetLeader();
    world.node(2).pump();
    const Event& lost = listener.last<ProposalCompleted>();
    QVERIFY(body<ProposalCompleted>(lost).outcome == Outcome::Unknown);
    QVERIFY(std::holds_alternative<raft::trace::ReadyTaken>(listener.causeOf(lost).body));
}

void TestNodeEvents::whatIsNotTakenIsNotTold() {
    Listener listener;
    NodeWorld world(
        3,
        [](NodeConfig& config) {
            config.maxPendingProposals = 1;
            config.maxPendingReads = 1;
        },
        &listener);
    world.elect(1);
    for (std::uint64_t token = 1; token <= 2; ++token) {
        world.node(1).propose(RequestToken(token), Bytes::copyOf("a"));
        world.node(1).read(RequestToken(token + 10), ReadLevel::Linearizable);
    }
    QCOMPARE(world.at(1).outcome(2).text, std::string("Busy"));
    QCOMPARE(world.at(1).outcome(12).text, std::string("Busy"));
    QCOMPARE(listener.all<ProposalQueued>().size(), std::size_t(1));
    QCOMPARE(listener.all<ReadQueued>().size(), std::size_t(1));
}

void TestNodeEvents::readIsFollowedFromTheQuestionToTheAnswer() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    world.node(2).propose(RequestToken(1), Bytes::copyOf("a"));
    world.settle();
    world.node(2).read(RequestToken(2), ReadLevel::Linearizable, {OperationId(6), {}});
    world.settle();
    const Event& queued = listener.last<ReadQueued>();
    const Event& confirmed = listener.last<ReadConfirmed>();
    const Event& answered = listener.last<ReadAnswered>();
    QVERIFY(body<ReadConfirmed>(confirmed).index == Index(3));
    QVERIFY(body<ReadConfirmed>(confirmed).operation == OperationId(6));
    QVERIFY(listener.isDueTo(confirmed, queued));
    QVERIFY(&listener.causeOf(answered) == &confirmed);
    QCOMPARE(body<ReadAnswered>(answered).revision, std::uint64_t(1));
    QVERIFY(body<ReadAnswered>(answered).outcome == Outcome::Done);
    world.node(2).read(RequestToken(3), ReadLevel::Local, {OperationId(7), {}});
    QVERIFY(body<ReadAnswered>(listener.last<ReadAnswered>()).operation == OperationId(7));
    QVERIFY(
        std::holds_alternative<ReadQueued>(listener.causeOf(listener.last<ReadAnswered>()).body));
    world.node(3).forgetLeader();
    world.node(3).pump();
    world.node(3).read(RequestToken(4), ReadLevel::Linearizable);
    for (int i = 0; i < 60; ++i) {
        world.node(3).tick();
    }
    const auto& refused = body<ReadAnswered>(listener.last<ReadAnswered>(3));
    QVERIFY(refused.outcome == Outcome::Refused);
    QVERIFY(refused.code == ErrorCode::Unavailable);
}

void TestNodeEvents::workOnTheDiskNamesItsCauses() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    world.node(1).propose(RequestToken(1), Bytes::copyOf("abc"));
    world.settle();
    for (const Event* started : listener.all<LogWriteStarted>()) {
        QVERIFY(std::holds_alternative<MessageSent>(listener.causeOf(*started).body));
    }
    for (const Event* completed : listener.all<LogWriteCompleted>()) {
        QVERIFY(std::holds_alternative<LogWriteStarted>(listener.causeOf(*completed).body));
    }
    for (const Event* started : listener.all<ApplyStarted>()) {
        QVERIFY(std::holds_alternative<MessageSent>(listener.causeOf(*started).body));
    }
    for (const Event* completed : listener.all<ApplyCompleted>()) {
        QVERIFY(std::holds_alternative<ApplyStarted>(listener.causeOf(*completed).body));
    }
    for (const Event* stable : listener.all<raft::trace::Stable>()) {
        const Event& response = listener.causeOf(*stable);
        QVERIFY(std::holds_alternative<LogWriteCompleted>(listener.causeOf(response).body));
    }
    for (const Event* applied : listener.all<raft::trace::Applied>()) {
        const Event& response = listener.causeOf(*applied);
        QVERIFY(std::holds_alternative<ApplyCompleted>(listener.causeOf(response).body));
    }
    const auto writes = listener.all<LogWriteStarted>(1);
    QVERIFY(std::any_of(writes.begin(), writes.end(), [](const Event* event) {
        const auto& write = body<LogWriteStarted>(*event);
        return write.first == Index(3) && write.last == Index(3) && write.bytes > 3 && write.sync;
    }));
    // Readys are due to what was put in before them.
    for (const Event* ready : listener.all<raft::trace::ReadyTaken>()) {
        QVERIFY(ready->cause != raft::kNoEvent);
    }
}

void TestNodeEvents::snapshotsAndCompactionAreTold() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    for (std::uint64_t token = 1; token <= 30; ++token) {
        world.node(1).propose(RequestToken(token), Bytes::copyOf("x"));
        world.settle();
    }
    const Event& saved = listener.last<SnapshotSaved>(1);
    QVERIFY(std::holds_alternative<SnapshotStarted>(listener.causeOf(saved).body));
    const Event& compacted = listener.last<LogCompacted>(1);
    QVERIFY(&listener.causeOf(compacted) == &saved);
    QCOMPARE(body<LogCompacted>(compacted).before.index.value() + 4,
             body<SnapshotSaved>(saved).covers.index.value());
    QVERIFY(body<LogCompacted>(compacted).before.term == raft::Term(1));
    world.heal();
    world.tick(5);
    const Event& installed = listener.last<SnapshotInstalled>(3);
    QVERIFY(body<SnapshotInstalled>(installed).from == NodeId(1));
    QVERIFY(listener.isDueTo(installed, listener.last<raft::trace::SnapshotEvent>(1)) ||
            std::holds_alternative<MessageSent>(listener.causeOf(installed).body));
}

void TestNodeEvents::failureOfTheDiskIsTheCauseOfWhatItEnds() {
    Listener listener;
    NodeWorld world(3, tune, &listener);
    world.elect(1);
    world.node(1).propose(RequestToken(1), Bytes::copyOf("a"));
    world.node(1).read(RequestToken(2), ReadLevel::Linearizable);
    world.node(1).pump();
    QVERIFY(world.at(1).finishWrite(Error(ErrorCode::IoError, "gone")));
    const Event& writing = listener.last<LogWriteFailed>();
    QCOMPARE(body<LogWriteFailed>(writing).reason, std::string("gone"));
    const Event& failed = listener.last<NodeFailed>();
    QVERIFY(&listener.causeOf(failed) == &writing);
    const Event& completed = listener.last<ProposalCompleted>();
    QVERIFY(&listener.causeOf(completed) == &failed);
    QVERIFY(body<ProposalCompleted>(completed).outcome == Outcome::Unknown);
    QVERIFY(&listener.causeOf(listener.last<ReadAnswered>()) == &failed);
}

void TestNodeEvents::nobodyListeningChangesNothing() {
    const auto run = [](Observer* observer) {
        NodeWorld world(3, tune, observer);
        std::string said;
        world.filter = [&](const raft::Message& message) {
            said += std::to_string(static_cast<int>(message.type)) + ">" +
                    std::to_string(message.to.value()) + "@" +
                    std::to_string(message.index.value()) + " ";
            return observer != nullptr || message.event == raft::kNoEvent;
        };
        Chaos chaos(4, world);
        for (int step = 0; step < 3000; ++step) {
            chaos.step();
        }
        return said;
    };
    Listener listener;
    const std::string heard = run(&listener);
    QVERIFY(heard.size() > 1000);
    QVERIFY(run(nullptr) == heard);
}

QTEST_APPLESS_MAIN(TestNodeEvents)
#include "tst_node_events.moc"
