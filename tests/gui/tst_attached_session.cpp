// SPDX-License-Identifier: Apache-2.0
// Sessions on nodes that somebody else launched: real ones, in processes of their own.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "gui/beliefs/belief.h"
#include "gui/events/event_texts.h"
#include "gui/session/attached/attached_session.h"
#include "network/client/node_client.h"
#include "tests/gui/attached_talk.h"
#include "tests/gui/remote_servers.h"
#include "tests/gui/watch_talk.h"

using namespace quorate;
using namespace quorate::gui;
using namespace quorate::tests::attached;
using quorate::tests::Babbler;
using quorate::tests::FakeNode;
using quorate::tests::leaderOf;
using quorate::tests::page;
using quorate::tests::Relay;
using quorate::tests::RemoteNodes;
using quorate::tests::run;

namespace {

/// Of all events of the recording, in order, what `pick` makes of those that it wants.
template <class T>
std::vector<T> pickedFrom(
    AttachedSession& session,
    const std::function<std::optional<T>(std::uint64_t, const observe::RecordedEvent&)>& pick) {
    std::vector<T> all;
    bool isDone = false;
    session.recording().ask(
        &session,
        [pick](const observe::Recording& recording) {
            std::vector<T> found;
            for (std::uint64_t i = 0; i < recording.size(); ++i) {
                const auto event = recording.event(i);
                if (auto picked = event ? pick(i, *event) : std::nullopt) {
                    found.push_back(std::move(*picked));
                }
            }
            return found;
        },
        [&](std::vector<T> found) {
            all = std::move(found);
            isDone = true;
        });
    static_cast<void>(QTest::qWaitFor([&isDone] { return isDone; }, kPatienceMs));
    return all;
}

/// What the recording has of one source: its sequences, in order.
std::vector<std::uint64_t> sequencesOf(AttachedSession& session, std::uint64_t node) {
    return pickedFrom<std::uint64_t>(session,
                                     [node](std::uint64_t, const observe::RecordedEvent& event) {
                                         return observe::sourceOf(event.id).value() == node
                                                    ? std::optional(observe::sequenceOf(event.id))
                                                    : std::nullopt;
                                     });
}

std::vector<observe::ObservationChanged> sightsOf(AttachedSession& session, std::uint64_t node) {
    using Sight = observe::ObservationChanged;
    return pickedFrom<Sight>(session, [node](std::uint64_t, const observe::RecordedEvent& event) {
        const auto* sight = event.event.node == raft::NodeId(node)
                                ? std::get_if<Sight>(&event.event.body)
                                : nullptr;
        return sight != nullptr ? std::optional(*sight) : std::nullopt;
    });
}

}  // namespace

class AttachedSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nodesThatRunAreSeenAndAsked_data();
    void nodesThatRunAreSeenAndAsked();
    void itWaitsForNodesThatAreNotThereYetAndSaysSo();
    void othersAreFoundFromOneAddress();
    void othersAreLeftAloneWhereThePersonSaysSo();
    void aNodeThatIsKilledIsUnreachableAndNotCrashed();
    void aNodeThatComesBackGoesOn();
    void aBrokenConnectionGoesOnWithoutAGap();
    void aGapIsToldAndAnotherClockIsEstimated();
    void anOpeningLaterGoesOnInItsRecording();
    void aNodeOfAnotherClusterIsExplained();
    void whatIsNoNodeIsExplained_data();
    void whatIsNoNodeIsExplained();
    void twoNamesOfOneNodeAreOne();
    void theOtherAddressIsUsedWhereTheFirstOneFails();
    void whatHappenedWhileANodeWasNotSeenIsToldToBeLate();
    void clocksOfOneMachineAreTheSame();
    void membersChangeThroughTheOrdinaryApi();
    void theHistoryOfItsClientsIsJudgedUntilOthersWrite();
    void whatRunsElsewhereIsNotStartedOrEnded();
    void keysThatOthersWriteAreHeard();
    void leasesAreAskedAbout();
};

void AttachedSessionTest::nodesThatRunAreSeenAndAsked_data() {
    QTest::addColumn<std::uint64_t>("count");
    for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{3}, std::uint64_t{9}}) {
        QTest::addRow("%d nodes", static_cast<int>(count)) << count;
    }
}

void AttachedSessionTest::nodesThatRunAreSeenAndAsked() {
    QFETCH(std::uint64_t, count);
    RemoteNodes nodes(count);
    QVERIFY(nodes.startAll());
    QStringList addresses;
    for (std::uint64_t node = 1; node <= count; ++node) {
        addresses << nodes.address(node);
    }
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, addresses));
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*session), count, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr, kPatienceMs);
    QVERIFY(put(*session, "key"));
    QTRY_VERIFY_WITH_TIMEOUT(session->status().clientAddresses.size() == count, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(session->status().note.empty(), kPatienceMs);
    // What a node does for the window is told as the window's doing.
    QTRY_VERIFY_WITH_TIMEOUT(
        std::any_of(stateOf(*session).operations().begin(), stateOf(*session).operations().end(),
                    [](const auto& each) {
                        return each.kind == observe::OperationKind::Put && each.outcome &&
                               each.entry.index > raft::Index(0);
                    }),
        kPatienceMs);
    std::vector<NodeKeys> keys;
    session->inspectKeys("", 10, [&keys](std::vector<NodeKeys> found) { keys = std::move(found); });
    QTRY_COMPARE_WITH_TIMEOUT(keys.size(), count, kPatienceMs);
    // All of them believe the same.
    Frame frame;
    frame.state = stateOf(*session);
    frame.moment = frame.state.moment();
    for (const Belief& belief : beliefsOf(frame)) {
        QCOMPARE(belief.agreement, Agreement::Agrees);
    }
}

void AttachedSessionTest::itWaitsForNodesThatAreNotThereYetAndSaysSo() {
    RemoteNodes nodes(1);
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(noteOf(*session).contains(QStringLiteral("nobody answers")),
                             kPatienceMs);
    QVERIFY(noteOf(*session).startsWith(nodes.address(1)));
    QCOMPARE(stateOf(*session).nodeCount(), 0U);
    QVERIFY(nodes.startAll());
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(session->status().note.empty(), kPatienceMs);
    QVERIFY(put(*session, "key"));
}

void AttachedSessionTest::othersAreFoundFromOneAddress() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(2)}));
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*session), 3U, kPatienceMs);
}

void AttachedSessionTest::othersAreLeftAloneWhereThePersonSaysSo() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(2)}, false));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 2), kPatienceMs);
    QVERIFY(put(*session, "key"));
    QCOMPARE(session->status().clientAddresses.size(), 1U);
    QVERIFY(!isSeen(*session, 1) && !isSeen(*session, 3));
}

void AttachedSessionTest::aNodeThatIsKilledIsUnreachableAndNotCrashed() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*session), 3U, kPatienceMs);
    QVERIFY(put(*session, "key"));
    nodes.kill(3);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, 3), observe::NodeCondition::Unreachable,
                              kPatienceMs);
    // With the last that was known.
    QVERIFY(stateOf(*session).findNode(raft::NodeId(3))->log.committed > raft::Index(0));
    QVERIFY(stateOf(*session).findNode(raft::NodeId(3))->term > raft::Term(0));
    QTRY_VERIFY_WITH_TIMEOUT(noteOf(*session).contains(nodes.address(3)), kPatienceMs);
    QVERIFY(put(*session, "key2"));
}

void AttachedSessionTest::aNodeThatComesBackGoesOn() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*session), 3U, kPatienceMs);
    nodes.kill(2);
    QTRY_VERIFY_WITH_TIMEOUT(!isSeen(*session, 2), kPatienceMs);
    const std::size_t before = sequencesOf(*session, 2).size();
    QVERIFY(nodes.start(2));
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, 2), observe::NodeCondition::Up, kPatienceMs);
    QVERIFY(put(*session, "key"));
    QTRY_VERIFY_WITH_TIMEOUT(sequencesOf(*session, 2).size() > before, kPatienceMs);
    // Its new life was not watched from its start.
    const auto sights = sightsOf(*session, 2);
    QVERIFY(sights.size() >= 3 && sights.back().isSeen && sights.back().wasUnrecorded);
}

void AttachedSessionTest::aBrokenConnectionGoesOnWithoutAGap() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    Relay relay(nodes.clientPort(1));
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {relay.address()}, false));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1) && leaderOf(*session) != nullptr, kPatienceMs);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(put(*session, "key"));
        relay.cut();
        QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, 1), observe::NodeCondition::Unreachable,
                                  kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, 1), observe::NodeCondition::Up,
                                  kPatienceMs);
    }
    QVERIFY(put(*session, "key"));
    const std::vector<std::uint64_t> sequences = sequencesOf(*session, 1);
    QVERIFY(sequences.size() > 10);
    QCOMPARE(sequences.back() - sequences.front() + 1, sequences.size());
    for (const observe::ObservationChanged& sight : sightsOf(*session, 1)) {
        QCOMPARE(sight.missed, 0U);
    }
}

void AttachedSessionTest::aGapIsToldAndAnotherClockIsEstimated() {
    FakeNode node;
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {node.address()}, false));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    node.miss();
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findSight(raft::NodeId(1))->missed == FakeNode::kMissed, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(
        sequencesOf(*session, 1),
        (std::vector<std::uint64_t>{FakeNode::kFirst, FakeNode::kFirst + 1 + FakeNode::kMissed}),
        kPatienceMs);
    // It is ahead by a quarter of an hour; here its moments are those of this session.
    const observe::NodeSight* sight = stateOf(*session).findSight(raft::NodeId(1));
    const auto ahead = static_cast<std::int64_t>(FakeNode::kAheadNs);
    QVERIFY(sight->clockOffsetNs < -ahead + 60'000'000'000);
    QVERIFY(sight->clockOffsetNs > -ahead - 60'000'000'000);
    QVERIFY(sight->clockErrorNs > 0);
    const observe::ClusterState state = stateOf(*session);
    QVERIFY(state.findNode(raft::NodeId(1))->electionTimer.since <= state.moment());
    QVERIFY(state.moment() < observe::Moment(60'000'000'000));
    // Asked several times, it is surer.
    QTRY_VERIFY_WITH_TIMEOUT(sightsOf(*session, 1).size() >= 3, kPatienceMs);
}

void AttachedSessionTest::anOpeningLaterGoesOnInItsRecording() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const QString folder = newSession(directory, {nodes.address(1)});
    std::size_t before = 0;
    observe::Moment end;
    {
        const auto session = openAt(folder);
        QVERIFY(session);
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
        QVERIFY(put(*session, "key"));
        before = sequencesOf(*session, 1).size();
        end = stateOf(*session).moment();
    }
    const auto session = openAt(folder);
    QVERIFY(session);
    // What was seen then is there at once, and what is seen now soon after.
    QVERIFY(stateOf(*session).findNode(raft::NodeId(1)) != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(!session->status().clientAddresses.empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    QVERIFY(put(*session, "key"));
    QTRY_VERIFY_WITH_TIMEOUT(sequencesOf(*session, 1).size() > before, kPatienceMs);
    QVERIFY(stateOf(*session).moment() > end);
    const std::vector<std::uint64_t> sequences = sequencesOf(*session, 1);
    QVERIFY(std::is_sorted(sequences.begin(), sequences.end()));
    QVERIFY(std::adjacent_find(sequences.begin(), sequences.end()) == sequences.end());
}

void AttachedSessionTest::aNodeOfAnotherClusterIsExplained() {
    RemoteNodes nodes(1);
    RemoteNodes others(1, "others");
    QVERIFY(nodes.startAll() && others.startAll());
    const QTemporaryDir directory;
    const QString folder = newSession(directory, {nodes.address(1)});
    {
        const auto session = openAt(folder);
        QVERIFY(session);
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    }
    auto file = readSessionFile(folder);
    QVERIFY(file && file->attachedCluster != 0);
    file->addresses << others.address(1);
    QVERIFY(writeSessionFile(folder, *file));
    const auto session = openAt(folder);
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(noteOf(*session).contains(QStringLiteral("another cluster")),
                             kPatienceMs);
    QVERIFY(noteOf(*session).contains(others.address(1)));
    QTRY_VERIFY_WITH_TIMEOUT(!session->status().clientAddresses.empty(), kPatienceMs);
    QVERIFY(put(*session, "key"));
    QCOMPARE(stateOf(*session).nodeCount(), 1U);
}

void AttachedSessionTest::whatIsNoNodeIsExplained_data() {
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<QString>("said");
    QTest::newRow("a page") << page("<html>hello</html>") << QStringLiteral("no Quorate node");
    QTest::newRow("garbage") << QByteArray("\x00\xff\x17 this is no answer\r\n", 20)
                             << QStringLiteral("no Quorate node");
    QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n")
                         << QStringLiteral("no Quorate node");
    QTest::newRow("nothing") << QByteArray("") << QStringLiteral("no Quorate node");
}

void AttachedSessionTest::whatIsNoNodeIsExplained() {
    QFETCH(const QByteArray, what);
    QFETCH(const QString, said);
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const Babbler babbler(what);
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {babbler.address(), nodes.address(1)}));
    QVERIFY(session);
    QTRY_VERIFY2_WITH_TIMEOUT(noteOf(*session).contains(said), qPrintable(noteOf(*session)),
                              kPatienceMs);
    QVERIFY(noteOf(*session).contains(babbler.address()));
    // The others go on.
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    QVERIFY(put(*session, "key"));
}

void AttachedSessionTest::twoNamesOfOneNodeAreOne() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const Relay relay(nodes.clientPort(1));
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1), relay.address()}));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        session->status().note.empty() && session->status().clientAddresses.size() == 1,
        kPatienceMs);
    const std::vector<std::uint64_t> sequences = sequencesOf(*session, 1);
    QVERIFY(std::adjacent_find(sequences.begin(), sequences.end()) == sequences.end());
}

void AttachedSessionTest::theOtherAddressIsUsedWhereTheFirstOneFails() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    std::map<QString, std::unique_ptr<Relay>> relays;
    for (int i = 0; i < 2; ++i) {
        auto relay = std::make_unique<Relay>(nodes.clientPort(1));
        relays[relay->address()] = std::move(relay);
    }
    const QTemporaryDir directory;
    const auto session =
        openAt(newSession(directory, {relays.begin()->first, relays.rbegin()->first}, false));
    QVERIFY(session);
    const auto called = [&session] {
        const auto& addresses = session->status().clientAddresses;
        return addresses.size() == 1 ? QString::fromStdString(addresses.front()).section('/', -1)
                                     : QString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(!called().isEmpty() && session->status().note.empty(), kPatienceMs);
    const QString first = called();
    relays.at(first)->close();
    QTRY_VERIFY_WITH_TIMEOUT(!called().isEmpty() && called() != first, kPatienceMs);
    QVERIFY(put(*session, "key"));
    const std::vector<std::uint64_t> sequences = sequencesOf(*session, 1);
    QCOMPARE(sequences.back() - sequences.front() + 1, sequences.size());
    QTRY_VERIFY_WITH_TIMEOUT(session->status().note.empty(), kPatienceMs);
}

void AttachedSessionTest::whatHappenedWhileANodeWasNotSeenIsToldToBeLate() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    Relay relay(nodes.clientPort(1));
    const QTemporaryDir directory;
    SessionDesk desk;
    desk.open(openAt(newSession(directory, {relay.address()}, false)));
    auto* session = qobject_cast<AttachedSession*>(desk.session());
    QVERIFY(session != nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1) && leaderOf(*session) != nullptr, kPatienceMs);
    // Cut off for as long as something happens.
    relay.shut();
    QTRY_VERIFY_WITH_TIMEOUT(!isSeen(*session, 1), kPatienceMs);
    network::NodeClient client("127.0.0.1", nodes.clientPort(1));
    kv::PutRequest unseen;
    unseen.key = Bytes::copyOf("unseen");
    bool isPut = false;
    client.ask(kv::Command(unseen), {}, [&isPut](const Result<kv::Response>&) { isPut = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isPut, kPatienceMs);
    relay.open();
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    QVERIFY(put(*session, "seen"));
    const auto stretches = [session] { return session->recording().latest()->history->unseen(); };
    QTRY_VERIFY_WITH_TIMEOUT(!stretches().empty() && stretches().back().end != UINT64_MAX,
                             kPatienceMs);
    using Told = std::pair<std::uint64_t, EventText>;
    const auto queued =
        pickedFrom<Told>(*session, [](std::uint64_t number, const observe::RecordedEvent& event) {
            EventText text;
            text.id = event.id;
            text.moment = event.event.moment;
            text.node = event.event.node;
            return std::holds_alternative<observe::ProposalQueued>(event.event.body)
                       ? std::optional(Told(number, text))
                       : std::nullopt;
        });
    const EventTexts texts(desk);
    QStringList lateness;
    for (const auto& [number, text] : queued) {
        lateness << texts.latenessOf(number, text);
    }
    QCOMPARE(lateness.size() - lateness.count(QString()), 1);
    QVERIFY2(lateness.filter(QStringLiteral("late: it happened up to")).size() == 1,
             qPrintable(lateness.join(QLatin1Char('|'))));
    QVERIFY(lateness.back().isEmpty());
}

void AttachedSessionTest::clocksOfOneMachineAreTheSame() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    const observe::NodeSight* sight = stateOf(*session).findSight(raft::NodeId(1));
    QCOMPARE(sight->clockErrorNs, 0U);
    // Its moments are far from those of the session, which has just begun.
    QVERIFY(sight->clockOffsetNs < 0);
    QVERIFY(stateOf(*session).moment() < observe::Moment(3'600'000'000'000));
}

void AttachedSessionTest::membersChangeThroughTheOrdinaryApi() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*session), 3U, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr, kPatienceMs);
    const auto nameless = run(*session, AddNode{true, {}});
    QVERIFY(nameless && !*nameless);
    QVERIFY(nameless->error().message.find("http://host:port") != std::string::npos);
    const auto added = run(*session, AddNode{true, "http://127.0.0.1:1"});
    QVERIFY2(added && *added, reasonOf(added));
    QTRY_VERIFY_WITH_TIMEOUT(
        leaderOf(*session) != nullptr && leaderOf(*session)->configuration.learners.size() == 1,
        kPatienceMs);
    const raft::NodeId learner = leaderOf(*session)->configuration.learners.front();
    const auto removed = run(*session, ActOnNode{NodeAct::Remove, learner});
    QVERIFY(removed && *removed);
    const raft::NodeId target(leaderOf(*session)->id == raft::NodeId(1) ? 2 : 1);
    // One that takes longer than an election is given up, and asked for again.
    std::optional<Result<void>> moved;
    const bool isMoved = QTest::qWaitFor(
        [&] {
            moved = run(*session, ActOnNode{NodeAct::MakeLeader, target});
            return moved && *moved;
        },
        kPatienceMs);
    QVERIFY2(isMoved, reasonOf(moved));
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id == target,
                             kPatienceMs);
}

void AttachedSessionTest::theHistoryOfItsClientsIsJudgedUntilOthersWrite() {
    using Kind = stage::HistoryVerdict::Kind;
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1) && leaderOf(*session) != nullptr, kPatienceMs);
    Workload workload;
    workload.clients = 3;
    workload.keys = 2;
    workload.operationsPerSecond = 200;
    QVERIFY(run(*session, SetWorkload{workload}).value());
    QTRY_VERIFY_WITH_TIMEOUT(session->status().history && session->status().history->judged >= 50,
                             kPatienceMs);
    QVERIFY2(session->status().history->verdict.kind == Kind::Holds,
             session->status().history->verdict.why.c_str());
    // What others write is not known here, so nothing can be said of what is read.
    network::NodeClient other("127.0.0.1", nodes.clientPort(1));
    kv::PutRequest put;
    put.key = Bytes::copyOf("theirs");
    other.ask(kv::Command(put), {}, [](const Result<kv::Response>&) {});
    QTRY_VERIFY_WITH_TIMEOUT(session->status().history->verdict.kind == Kind::Undecided,
                             kPatienceMs);
    QVERIFY(!session->status().history->verdict.why.empty());
    QVERIFY(run(*session, SetWorkload{}).value());
}

void AttachedSessionTest::whatRunsElsewhereIsNotStartedOrEnded() {
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    {
        const auto session = openAt(newSession(directory, {nodes.address(1)}));
        QVERIFY(session);
        QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
        QVERIFY(!session->can(Ability::RunNodes) && !session->can(Ability::Disks));
        for (const NodeAct act : {NodeAct::Kill, NodeAct::Start, NodeAct::Restart, NodeAct::Wipe}) {
            const auto refused = run(*session, ActOnNode{act, raft::NodeId(1)});
            QVERIFY(refused && !*refused);
            QVERIFY(refused->error().message.find("launched elsewhere") != std::string::npos);
        }
    }
    QVERIFY(nodes.process(1).isRunning());
}

void AttachedSessionTest::keysThatOthersWriteAreHeard() {
    RemoteNodes nodes(3);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*session), 3U, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr, kPatienceMs);
    tests::WatchEar ear(*session);
    QVERIFY(ear.begin(1, tests::watchAsk("their/", true)));
    const auto writeAt = [&nodes](std::uint64_t node, const std::string& value) {
        network::NodeClient client("127.0.0.1", nodes.clientPort(node));
        std::optional<Result<kv::Response>> answer;
        kv::PutRequest put;
        put.key = Bytes::copyOf("their/key");
        put.value = Bytes::copyOf(value);
        client.ask(kv::Command(put), {},
                   [&answer](const Result<kv::Response>& told) { answer = told; });
        return QTest::qWaitFor([&answer] { return answer.has_value(); }, kPatienceMs) &&
               answer->has_value();
    };
    QVERIFY(writeAt(2, "1"));
    QVERIFY(ear.hears(1, 1));
    // Another node goes on where this one is lost, and leaves nothing out.
    const std::uint64_t lost = ear.latest(1)->node.value();
    nodes.kill(lost);
    const std::uint64_t other = lost == 1 ? 2 : 1;
    QVERIFY(QTest::qWaitFor([&] { return writeAt(other, "2"); }, kPatienceMs));
    QVERIFY(ear.hears(1, 2));
    QVERIFY((ear.texts(1) == std::vector<std::string>{"their/key=1", "their/key=2"}));
    QVERIFY(ear.latest(1)->node.value() != lost);
}

void AttachedSessionTest::leasesAreAskedAbout() {
    using Kind = stage::LeaseQuestion::Kind;
    RemoteNodes nodes(1);
    QVERIFY(nodes.startAll());
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {nodes.address(1)}));
    QVERIFY(session);
    QVERIFY(put(*session, "key"));
    constexpr kv::LeaseId kLease{0x42};
    const auto granted = tests::answerTo(
        *session, tests::commandAsk(kv::Command(kv::LeaseGrantRequest{kLease, 60})));
    QVERIFY(granted && granted->answer.outcome == observe::Outcome::Done);
    const auto kept = tests::answerTo(*session, tests::leaseAsk(Kind::KeepAlive, kLease));
    QVERIFY(kept && kept->answer.lease);
    QCOMPARE(kept->answer.lease->remainingSeconds, 60);
    const auto left = tests::answerTo(*session, tests::leaseAsk(Kind::TimeToLive, kLease));
    QVERIFY(left && left->answer.lease);
    QCOMPARE(left->answer.lease->grantedSeconds, 60);
    const auto unknown =
        tests::answerTo(*session, tests::leaseAsk(Kind::TimeToLive, kv::LeaseId{7}));
    QVERIFY(unknown && unknown->answer.error);
    QVERIFY(unknown->answer.error->code == ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(AttachedSessionTest)
#include "tst_attached_session.moc"
