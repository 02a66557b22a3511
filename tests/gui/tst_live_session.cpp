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
#include "gui/session/live/live_session.h"
#include "network/free_ports.h"
#include "storage/node_directory_layout.h"
#include "storage/posix_file_system.h"
#include "tests/gui/session_talk.h"

using namespace quorate;
using namespace quorate::gui;
using quorate::tests::answerTo;
using quorate::tests::leaderOf;
using quorate::tests::putOf;
using quorate::tests::run;

namespace {

constexpr int kPatienceMs = tests::kPatienceMs;

/// Quick elections, on ports that are free.
QString newSession(const QTemporaryDir& directory, std::uint64_t members = 3) {
    SessionFile file;
    file.kind = SessionKind::SESSION_KIND;
    file.firstMembers = members;
    // Another one in a test at the same time is another cluster, whichever ports it has.
    file.cluster = static_cast<std::uint64_t>(QCoreApplication::applicationPid());
    file.tickNs = 10'000'000;
    file.electionTicks = 20;
    file.heartbeatTicks = 2;
    // Kept to the end, so that tests at the same time have others.
    static network::FreePorts reserved;
    // And of one that is added.
    for (std::uint64_t id = 1; id <= members + 1; ++id) {
        const std::uint16_t peer = reserved.take();
        file.ports[raft::NodeId(id)] = {peer, reserved.take()};
    }
    return tests::newSession(directory, file);
}

std::unique_ptr<LiveSession> openWithLeader(const QString& folder) {
    auto session = LiveSession::open(folder);
    if (!session) {
        qWarning("%s", session.error().message.c_str());
        return nullptr;
    }
    const bool leads =
        QTest::qWaitFor([&session] { return leaderOf(**session) != nullptr; }, kPatienceMs);
    return leads ? std::move(*session) : nullptr;
}

const observe::ClusterState& stateOf(LiveSession& session) {
    return session.recording().latest()->state;
}

/// Some node that does not lead.
raft::NodeId followerOf(LiveSession& session) {
    const observe::NodeState* leader = leaderOf(session);
    for (std::size_t i = 0; i < stateOf(session).nodeCount(); ++i) {
        const raft::NodeId id = stateOf(session).nodeAt(i).id;
        if (leader != nullptr && id != leader->id) {
            return id;
        }
    }
    return raft::kNoNode;
}

observe::NodeCondition conditionOf(LiveSession& session, raft::NodeId node) {
    const observe::NodeState* found = stateOf(session).findNode(node);
    return found == nullptr ? observe::NodeCondition::Down : found->condition;
}

/// Asks until a leader takes it: leaders change on a machine that is busy.
bool put(LiveSession& session, const std::string& key, const std::string& value) {
    for (int attempt = 0; attempt < 20; ++attempt) {
        const auto answer = answerTo(session, putOf(key, value));
        if (answer && answer->answer.outcome == observe::Outcome::Done) {
            return true;
        }
        QTest::qWait(50);
    }
    return false;
}

std::optional<std::string> get(LiveSession& session, const std::string& key) {
    stage::ClientRead read;
    read.range.key = Bytes::copyOf(key);
    Ask ask;
    ask.what = read;
    const auto answer = answerTo(session, ask);
    if (!answer || answer->answer.outcome != observe::Outcome::Done) {
        return std::nullopt;
    }
    const auto* range = std::get_if<kv::RangeResponse>(&answer->answer.response);
    return range != nullptr && range->kvs.size() == 1
               ? std::optional(range->kvs.front().value.toString())
               : std::nullopt;
}

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
    void aKilledNodeIsAFaultUntilItIsUndone();
    void aStoppedNodeHandsOverAndComesBack();
    void aPausedNodeDoesNothingUntilItIsResumed();
    void aPausedNodeCanBeKilled();
    void aNodeThatIsCutOffFollowsNobodyUntilItIsHealed();
    void aSlowLinkDelaysWhatItCarries();
    void nodesAreAddedAndRemoved();
    void leadershipMovesWhereItIsAsked();
    void aWorkloadKeepsAskingUntilItIsSwitchedOff();
    void whatOnlyAStageCanIsRefused();
    void portsThatAreTakenAreReplacedAndSaid();
    void aPortThatIsTakenAtTheLastMomentIsReplaced();
    void aFolderInUseIsExplained();
    void aDiskIsLookedIntoWhileItsNodeWorks();
    void aDiskOfANodeThatIsDownSaysWhatItComesBackWith();
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

/// As the session answers; nothing, and why in the log, where it does not.
template <class Answer, class Question>
std::optional<Answer> lookAt(LiveSession& session, raft::NodeId node, const Question& question) {
    std::optional<Answer> result;
    bool isDone = false;
    session.inspectDisk(node, question, [&](const Result<storage::DiskAnswer>& answer) {
        isDone = true;
        if (!answer) {
            qWarning("%s", answer.error().message.c_str());
        } else if (const auto* told = std::get_if<Answer>(&*answer)) {
            result = *told;
        }
    });
    static_cast<void>(QTest::qWaitFor([&isDone] { return isDone; }, kPatienceMs));
    return result;
}

void LiveSessionTest::aDiskIsLookedIntoWhileItsNodeWorks() {
    const QTemporaryDir directory;
    const QString folder = newSession(directory);
    const auto session = openWithLeader(folder);
    QVERIFY(session);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(put(*session, "key" + std::to_string(i), "value"));
    }
    Workload workload;
    workload.clients = 4;
    workload.operationsPerSecond = 400;
    QVERIFY(run(*session, SetWorkload{workload}).value());
    const raft::NodeId leader = leaderOf(*session)->id;
    const auto lock = gui::nodesPathOf(folder).toStdString() + "/" + toString(leader);
    std::uint64_t written = 0;
    for (int round = 0; round < 5; ++round) {
        const auto log = lookAt<storage::LogAnswer>(*session, leader, storage::LogQuestion());
        QVERIFY(log);
        QVERIFY(log->isOpen);
        const storage::LogSegment& last = log->segments.back();
        QVERIFY(last.durableSize && *last.durableSize > 0);
        QVERIFY(last.writtenSize >= written);
        written = last.writtenSize;
        storage::RecordsQuestion question;
        question.segment = last.name.sequence;
        question.from = storage::RecordsQuestion::From::Offset;
        question.at = *last.durableSize;
        question.limit = 20;
        const auto records = lookAt<storage::RecordsAnswer>(*session, leader, question);
        QVERIFY(records && !records->records.empty() && !records->map.empty());
        QVERIFY(std::all_of(records->records.begin(), records->records.end(),
                            [](const storage::LogRecord& record) { return record.kind; }));
        const auto keys =
            lookAt<storage::KeysAnswer>(*session, leader, storage::KeysQuestion{"key", "", 3});
        QVERIFY(keys);
        QCOMPARE(keys->keys.size(), 3U);
        QVERIFY(keys->hasMore);
        QCOMPARE(keys->keys.front().key, std::string("key0"));
        const auto state = lookAt<storage::StateAnswer>(*session, leader, storage::StateQuestion());
        QVERIFY(state && state->meta.keys >= 5 && !state->stores.empty());
        const auto changes =
            lookAt<storage::ChangesAnswer>(*session, leader, storage::ChangesQuestion{{2, 0}, 4});
        QVERIFY(changes && changes->changes.size() == 4);
        const auto crash = lookAt<storage::CrashAnswer>(*session, leader, storage::CrashQuestion());
        QVERIFY(crash && !crash->refusal);
        QVERIFY(crash->last.index <= crash->writtenLast.index);
        QVERIFY(!crash->applied);
        QVERIFY(lookAt<storage::SnapshotsAnswer>(*session, leader, storage::SnapshotsQuestion()));
        // Nobody took it from the node, and nobody else gets it.
        storage::PosixFileSystem files;
        const auto taken = storage::lockNodeDirectory(files, lock);
        QVERIFY(!taken && taken.error().code == ErrorCode::Busy);
    }
    QVERIFY(!lookAt<storage::LogAnswer>(*session, raft::NodeId(9), storage::LogQuestion()));
    QCOMPARE(stateOf(*session).violationCount(), 0U);
    QVERIFY(put(*session, "key", "after"));
}

void LiveSessionTest::aDiskOfANodeThatIsDownSaysWhatItComesBackWith() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    const raft::NodeId leader = leaderOf(*session)->id;
    const raft::NodeId victim = leader == raft::NodeId(1) ? raft::NodeId(2) : raft::NodeId(1);
    const auto before = lookAt<storage::CrashAnswer>(*session, victim, storage::CrashQuestion());
    QVERIFY(before && !before->refusal);
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, victim}).value());
    const auto log = lookAt<storage::LogAnswer>(*session, victim, storage::LogQuestion());
    QVERIFY(log && !log->isOpen && !log->segments.back().durableSize);
    const auto keys =
        lookAt<storage::KeysAnswer>(*session, victim, storage::KeysQuestion{"key", "", 3});
    QVERIFY(keys);
    const auto foretold = lookAt<storage::CrashAnswer>(*session, victim, storage::CrashQuestion());
    QVERIFY(foretold && !foretold->refusal && foretold->applied);
    QVERIFY(foretold->last.index >= before->last.index);
    QVERIFY(foretold->hardState.term >= before->hardState.term);
    // It can be looked into, and starts all the same.
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, victim}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findNode(victim)->condition == observe::NodeCondition::Up, kPatienceMs);
    const auto after = lookAt<storage::LogAnswer>(*session, victim, storage::LogQuestion());
    QVERIFY(after && after->isOpen);
    QVERIFY(stateOf(*session).findNode(victim)->log.last() >= foretold->last.index);
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

void LiveSessionTest::aKilledNodeIsAFaultUntilItIsUndone() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId leader = leaderOf(*session)->id;
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, leader}).value());
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 1U, kPatienceMs);
    QCOMPARE(conditionOf(*session, leader), observe::NodeCondition::Down);
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "while it is down"));
    const std::uint64_t fault = stateOf(*session).faults().front().fault;
    QVERIFY(run(*session, EndFault{fault}).value());
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Up,
                              kPatienceMs);
    // Nothing is left on its way to it from when it was down.
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findNode(leader)->log.committed >= leaderOf(*session)->log.committed,
        kPatienceMs);
    const auto again = run(*session, EndFault{fault});
    QVERIFY(again && !*again);
}

void LiveSessionTest::aStoppedNodeHandsOverAndComesBack() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    QVERIFY(put(*session, "key", "value"));
    const raft::NodeId leader = leaderOf(*session)->id;
    const auto stopped = run(*session, ActOnNode{NodeAct::Stop, leader});
    QVERIFY(stopped && *stopped);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Down,
                              kPatienceMs);
    const auto again = run(*session, ActOnNode{NodeAct::Stop, leader});
    QVERIFY(again && !*again);
    const auto restarted = run(*session, ActOnNode{NodeAct::Restart, leader});
    QVERIFY(restarted && *restarted);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Up,
                              kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
}

void LiveSessionTest::aPausedNodeDoesNothingUntilItIsResumed() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId leader = leaderOf(*session)->id;
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, leader}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Paused,
                              kPatienceMs);
    // The others go on, and so does the recording.
    QTRY_VERIFY_WITH_TIMEOUT(leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "value"));
    QCOMPARE(stateOf(*session).findNode(leader)->role, raft::Role::Leader);
    QVERIFY(run(*session, ActOnNode{NodeAct::Resume, leader}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findNode(leader)->role != raft::Role::Leader ||
            stateOf(*session).findNode(leader)->term >= leaderOf(*session)->term,
        kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, leader), observe::NodeCondition::Up,
                              kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
}

void LiveSessionTest::aPausedNodeCanBeKilled() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId node = followerOf(*session);
    QVERIFY(run(*session, ActOnNode{NodeAct::Pause, node}).value());
    QVERIFY(run(*session, ActOnNode{NodeAct::Kill, node}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, node), observe::NodeCondition::Down,
                              kPatienceMs);
    QVERIFY(run(*session, ActOnNode{NodeAct::Start, node}).value());
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*session, node), observe::NodeCondition::Up, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
}

void LiveSessionTest::aNodeThatIsCutOffFollowsNobodyUntilItIsHealed() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const raft::NodeId leader = leaderOf(*session)->id;
    std::vector<raft::NodeId> others;
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (raft::NodeId(id) != leader) {
            others.emplace_back(id);
        }
    }
    QVERIFY(run(*session, Partition{{{leader}, others}}).value());
    const observe::Link link{leader, others.front()};
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).findLink(link) != nullptr && stateOf(*session).findLink(link)->isCut,
        kPatienceMs);
    // Those who are many elect another one; the old one finds out that nobody hears it.
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).findNode(leader)->role != raft::Role::Leader &&
                                 leaderOf(*session) != nullptr && leaderOf(*session)->id != leader,
                             kPatienceMs);
    QVERIFY(put(*session, "key", "of the many"));
    QVERIFY(run(*session, EndAllFaults{}).value());
    QTRY_VERIFY_WITH_TIMEOUT(
        stateOf(*session).faults().empty() && !stateOf(*session).findLink(link)->isCut,
        kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        leaderOf(*session) != nullptr &&
            stateOf(*session).findNode(leader)->log.committed >= leaderOf(*session)->log.committed,
        kPatienceMs);
    const auto nobody = run(*session, Partition{{{leader}}});
    QVERIFY(nobody && !*nobody);
}

void LiveSessionTest::aSlowLinkDelaysWhatItCarries() {
    const QTemporaryDir directory;
    const auto session = openWithLeader(newSession(directory));
    QVERIFY(session);
    const observe::Link link{leaderOf(*session)->id, followerOf(*session)};
    observe::LinkCondition slow;
    slow.minDelayNs = 60'000'000;
    slow.maxDelayNs = 60'000'000;
    QVERIFY(run(*session, SetLinkCondition{{link}, std::nullopt, slow}).value());
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(*session).faults().size(), 1U, kPatienceMs);
    const auto onTheWay = [&session, link] {
        const auto& messages = stateOf(*session).messagesInFlight();
        return std::any_of(messages.begin(), messages.end(), [link](const auto& message) {
            return message.link == link && message.due > message.left;
        });
    };
    QTRY_VERIFY_WITH_TIMEOUT(onTheWay(), kPatienceMs);
    QVERIFY(run(*session, SetLinkCondition{{link}, std::nullopt, {}}).value());
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*session).faults().empty(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!onTheWay(), kPatienceMs);
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
