// SPDX-License-Identifier: Apache-2.0
// Sessions on real time and real sockets: they run, obey, are reached by clients outside, and come
// back from their folder.
#include <QFile>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "gui/model/entry_state.h"
#include "gui/session/live/live_driver.h"
#include "tests/gui/live_talk.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::conditionOf;
using quorate::tests::followerOf;
using quorate::tests::get;
using quorate::tests::kPatienceMs;
using quorate::tests::leaderOf;
using quorate::tests::newSession;
using quorate::tests::openWithLeader;
using quorate::tests::put;
using quorate::tests::run;
using quorate::tests::stateOf;

namespace {

/// What a client outside is told.
QByteArray request(quint16 port, const QByteArray& head, const QByteArray& body) {
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    QByteArray answer;
    QObject::connect(&socket, &QTcpSocket::readyRead, [&] { answer += socket.readAll(); });
    QObject::connect(&socket, &QTcpSocket::connected, [&] {
        socket.write(head +
                     " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                     QByteArray::number(body.size()) + "\r\n\r\n" + body);
    });
    static_cast<void>(QTest::qWaitFor(
        [&] { return socket.state() == QAbstractSocket::UnconnectedState; }, kPatienceMs));
    return answer;
}

}  // namespace

class LiveSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewSessionHasALeaderAndAnswers();
    void whatWasPutIsThereWhenItIsOpenedAgain();
    void clientsOutsideReachANodeAndAreSeen();
    void allChecksHoldAndTheHistoryIsJudged();
    void causesRunThroughAllNodes();
    void nodesAreAddedAndRemoved();
    void leadershipMovesWhereItIsAsked();
    void aWorkloadKeepsAskingUntilItIsSwitchedOff();
    void whatOnlyAStageCanIsRefused();
    void portsThatAreTakenAreReplacedAndSaid();
    void aPortThatIsTakenAtTheLastMomentIsReplaced();
    void aFolderInUseIsExplained();
};

void LiveSessionTest::aNewSessionHasALeaderAndAnswers() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    std::vector<NodeKeys> keys;
    session->inspectKeys("", 10, [&keys](std::vector<NodeKeys> found) { keys = found; });
    QTRY_COMPARE_WITH_TIMEOUT(keys.size(), 3U, kPatienceMs);
    // The window's own look at keys is no operation: only puts are, of which nobody knows the end
    // until the recording has come as far.
    QVERIFY(put(*session, "key", "again"));
    for (const observe::OperationState& operation : stateOf(*session).operations()) {
        QVERIFY(operation.kind == observe::OperationKind::Put);
    }
    QVERIFY(std::any_of(keys.begin(), keys.end(),
                        [](const NodeKeys& node) { return !node.keys.empty(); }));
    QCOMPARE(session->status().clientAddresses.size(), 3U);
    QVERIFY(session->status().note.empty());
    // What was promised to be durable was told by the disk first.
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).findNode(raft::NodeId(1)) != nullptr, kPatienceMs);
    QCOMPARE(stateOf(*session).violationCount(), 0U);
}

void LiveSessionTest::whatWasPutIsThereWhenItIsOpenedAgain() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    std::uint64_t events = 0;
    observe::Moment moment;
    std::vector<std::string> addresses;
    {
        const auto session = openWithLeader(folder);
        QVERIFY(session);
        QVERIFY(put(*session, "key", "value"));
        events = session->recording().latest()->count;
        moment = stateOf(*session).moment();
        addresses = session->status().clientAddresses;
    }
    const auto session = openWithLeader(folder);
    QVERIFY(session);
    QVERIFY(session->recording().latest()->count >= events);
    QVERIFY(stateOf(*session).moment() > moment);
    QCOMPARE(session->status().clientAddresses, addresses);
    std::optional<std::string> value;
    QTRY_VERIFY_WITH_TIMEOUT((value = get(*session, "key")).has_value(), kPatienceMs);
    QCOMPARE(*value, std::string("value"));
}

void LiveSessionTest::clientsOutsideReachANodeAndAreSeen() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    const auto session = openWithLeader(folder);
    QVERIFY(session);
    QVERIFY(put(*session, "warm", "up"));
    const auto before = stateOf(*session).operations().size();
    const quint16 port = readSessionFile(folder)->ports.at(raft::NodeId(2)).client;
    const QByteArray answer = request(port, "POST /v3/kv/put", R"({"key":"a2V5","value":"djE="})");
    QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.constData());
    QTRY_COMPARE_WITH_TIMEOUT(get(*session, "key").value_or(""), std::string("v1"), kPatienceMs);
    // The answer is there before the recording has come as far.
    const auto isSeen = [&session] {
        const auto& operations = stateOf(*session).operations();
        return std::any_of(operations.begin(), operations.end(), [](const auto& operation) {
            return operation.client != 0 && operation.key.toString() == "key" &&
                   operation.kind == observe::OperationKind::Put &&
                   operation.outcome == observe::Outcome::Done;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(), kPatienceMs);
    QVERIFY(stateOf(*session).operations().size() > before);
    // What others did is nothing that this window could judge.
    QTRY_VERIFY_WITH_TIMEOUT(
        session->status().history &&
            session->status().history->verdict.kind == stage::HistoryVerdict::Kind::Undecided,
        kPatienceMs);
}

void LiveSessionTest::allChecksHoldAndTheHistoryIsJudged() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    const raft::NodeId leader = leaderOf(*session)->id;
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, leader}).value());
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "other"));
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, leader}).value());
    QTRY_COMPARE_WITH_TIMEOUT(get(*session, "key").value_or(""), std::string("other"), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(session->status().history && session->status().history->judged >= 3,
                             kPatienceMs);
    const CheckResultsPtr checks = session->recording().latest()->checks;
    for (const CheckStanding& check : checks->checks) {
        const std::string seen =
            check.first ? check.name + ": " + check.first->text : std::string();
        QVERIFY2(!check.first, seen.c_str());
        if (check.name == "ElectionSafety" || check.name == "StateMachineSafety") {
            QVERIFY(check.exercised > 0);
        }
    }
    QVERIFY(session->status().history->verdict.kind != stage::HistoryVerdict::Kind::Violated);
}

void LiveSessionTest::causesRunThroughAllNodes() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    // From some delivered message the chain leads to another node.
    std::optional<bool> crosses;
    session->recording().ask(
        this,
        [](const observe::Recording& all) {
            for (std::uint64_t i = 0; i < all.size(); ++i) {
                const auto event = all.event(i);
                if (!event ||
                    !std::holds_alternative<observe::MessageReceived>(event->event.body)) {
                    continue;
                }
                const auto chain = all.chainOfCauses(event->id, 10);
                if (chain && chain->size() > 1 && (*chain)[1].event.node != event->event.node &&
                    (*chain)[1].event.moment <= event->event.moment) {
                    return true;
                }
            }
            return false;
        },
        [&crosses](bool found) { crosses = found; });
    QTRY_VERIFY_WITH_TIMEOUT(crosses.has_value(), kPatienceMs);
    QVERIFY(*crosses);
}

void LiveSessionTest::nodesAreAddedAndRemoved() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    {
        const auto session = openWithLeader(folder);
        QVERIFY(session);
        QVERIFY(put(*session, "key", "value"));
        const auto added = run(*session, AddNode{});
        QVERIFY2(added && *added, added && !*added ? added->error().message.c_str() : "no answer");
        const auto voters = [&session] {
            const observe::NodeState* leader = leaderOf(*session);
            return leader == nullptr ? 0 : leader->configuration.voters.size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(voters(), 4U, kPatienceMs);
        QCOMPARE(session->status().clientAddresses.size(), 4U);
        const auto removed = run(*session, ActOnNode{NodeAct::Remove, raft::NodeId(3)});
        QVERIFY2(removed && *removed,
                 removed && !*removed ? removed->error().message.c_str() : "no answer");
        QTRY_COMPARE_WITH_TIMEOUT(voters(), 3U, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(session->status().clientAddresses.size(), 3U, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(readSessionFile(folder)->removed.size(), 1U, kPatienceMs);
    }
    // The one that was added is there again.
    const auto session = openWithLeader(folder);
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, raft::NodeId(4)), observe::NodeCondition::Up,
                              kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(get(*session, "key").value_or(""), std::string("value"), kPatienceMs);
}

void LiveSessionTest::leadershipMovesWhereItIsAsked() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    const raft::NodeId next = followerOf(*session);
    bool leads = false;
    for (int attempt = 0; attempt < 5 && !leads; ++attempt) {
        const auto moved = run(*session, ActOnNode{NodeAct::MakeLeader, next});
        QVERIFY(moved);
        leads = QTest::qWaitFor(
            [&] { return leaderOf(*session) != nullptr && leaderOf(*session)->id == next; }, 2000);
    }
    QVERIFY(leads);
    const observe::Moment before = stateOf(*session).moment();
    const raft::NodeId other = followerOf(*session);
    const raft::Term term = leaderOf(*session)->term;
    QVERIFY(run(*session, ActOnNode{NodeAct::FireElectionTimer, other}).value());
    // It asks; those that hear a leader do not listen.
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).moment() > before, kPatienceMs);
    QVERIFY(stateOf(*session).findNode(other)->term >= term);
}

void LiveSessionTest::aWorkloadKeepsAskingUntilItIsSwitchedOff() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    Workload workload;
    workload.operationsPerSecond = 200;
    QVERIFY(run(*session, SetWorkload{workload}).value());
    const auto asked = [&session] {
        std::uint64_t sum = 0;
        for (const std::uint32_t count : session->recording().latest()->history->operations()) {
            sum += count;
        }
        return sum;
    };
    QTRY_VERIFY_WITH_TIMEOUT(asked() > 50, kPatienceMs);
    QVERIFY(run(*session, SetWorkload{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(!session->status().workload, kPatienceMs);
}

void LiveSessionTest::whatOnlyAStageCanIsRefused() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory, 1));
    QVERIFY(session);
    QVERIFY(!session->can(Ability::Speed));
    QVERIFY(!session->can(Ability::SingleMessages));
    QVERIFY(session->can(Ability::LinkConditions));
    const auto slowed = run(*session, SetSpeed{0.5});
    QVERIFY(slowed && !*slowed);
    QCOMPARE(slowed->error().code, ErrorCode::FailedPrecondition);
    const auto nobody = run(*session, ActOnNode{NodeAct::Kill, raft::NodeId(5)});
    QVERIFY(nobody && !*nobody);
    QCOMPARE(nobody->error().code, ErrorCode::NotFound);
}

void LiveSessionTest::portsThatAreTakenAreReplacedAndSaid() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    {
        const auto session = openWithLeader(folder);
        QVERIFY(session);
        QVERIFY(put(*session, "key", "value"));
    }
    // All peer ports at once: nobody could tell another one where it is.
    std::vector<std::unique_ptr<QTcpServer>> taken;
    const auto file = readSessionFile(folder);
    QVERIFY(file);
    for (const auto& [node, ports] : file->ports) {
        taken.push_back(std::make_unique<QTcpServer>());
        QVERIFY(taken.back()->listen(QHostAddress::LocalHost, ports.peer));
    }
    const auto session = openWithLeader(folder);
    QVERIFY(session);
    QTRY_COMPARE_WITH_TIMEOUT(get(*session, "key").value_or(""), std::string("value"), kPatienceMs);
    QVERIFY(session->status().note.find("n1, n2, n3") != std::string::npos);
}

void LiveSessionTest::aPortThatIsTakenAtTheLastMomentIsReplaced() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    const auto recording = RecordingKeeper::inMemory();
    LiveDriver driver(
        *readSessionFile(folder), folder, {}, {},
        [&recording](observe::Published published) { recording->take(std::move(published)); },
        [](observe::SourceId) {});
    // Ports were found free, and no node listens yet.
    QTcpServer thief;
    std::map<raft::NodeId, NodePorts> ports;
    connect(&driver, &SessionDriver::fileChanged, this, [&](const SessionFile& file) {
        ports = file.ports;
        if (!thief.isListening()) {
            QVERIFY(thief.listen(QHostAddress::LocalHost, ports.at(raft::NodeId(2)).peer));
        }
    });
    const auto begun = driver.begin();
    QVERIFY2(begun, begun ? "" : begun.error().message.c_str());
    const auto isWhole = [&recording] {
        const observe::ClusterState& state = recording->latest()->state;
        const observe::NodeState* leader = quorate::gui::leaderOf(state);
        for (std::uint64_t id = 1; leader != nullptr && id <= 3; ++id) {
            const observe::NodeState* node = state.findNode(raft::NodeId(id));
            if (node == nullptr || node->lead != leader->id) {
                return false;
            }
        }
        return leader != nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isWhole(), kPatienceMs);
    QVERIFY(ports.at(raft::NodeId(2)).peer != thief.serverPort());
    driver.end();
}

void LiveSessionTest::aFolderInUseIsExplained() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory, 1);
    const auto session = LiveSession::open(folder);
    QVERIFY(session);
    const auto second = LiveSession::open(folder);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Busy);
}

QTEST_MAIN(LiveSessionTest)
#include "tst_live_session.moc"
