// SPDX-License-Identifier: Apache-2.0
// What a session breaks at nodes that somebody else launched, and what others break there.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "gui/session/attached/told_faults.h"
#include "network/client/node_client.h"
#include "tests/gui/attached_talk.h"
#include "tests/gui/remote_servers.h"

using namespace quorate;
using namespace quorate::gui;
using namespace quorate::tests::attached;
using quorate::tests::Relay;
using quorate::tests::RemoteNodes;
using quorate::tests::run;

namespace {

constexpr std::uint64_t kMillion = 1'000'000;

raft::NodeId n(std::uint64_t id) {
    return raft::NodeId(id);
}

/// What a node says of its faults.
std::size_t armedFaults(std::uint16_t port) {
    network::NodeClient client("127.0.0.1", port);
    std::optional<std::size_t> count;
    client.faults([&count](const Result<std::vector<network::ArmedFault>>& faults) {
        count = faults ? faults->size() : 0;
    });
    static_cast<void>(QTest::qWaitFor([&count] { return count.has_value(); }, kPatienceMs));
    return count.value_or(0);
}

/// How long the node waits for its first owner yet; nothing where it has none.
std::optional<qint64> ownerLeftMs(std::uint16_t port) {
    network::NodeClient client("127.0.0.1", port);
    std::optional<std::string> body;
    client.get("/faults", [&body](const Result<std::string>& text) {
        body = text ? *text : std::string("{}");
    });
    static_cast<void>(QTest::qWaitFor([&body] { return body.has_value(); }, kPatienceMs));
    const QJsonArray owners =
        QJsonDocument::fromJson(QByteArray::fromStdString(body.value_or("{}")))
            .object()
            .value(QLatin1String("owners"))
            .toArray();
    if (owners.isEmpty()) {
        return std::nullopt;
    }
    const QJsonValue left = owners.first().toObject().value(QLatin1String("leftMs"));
    return left.isString() ? left.toString().toLongLong() : left.toInteger();
}

/// As somebody else would, without a window.
bool setElsewhere(std::uint16_t port, const stage::DiskFault& fault) {
    network::NodeClient client("127.0.0.1", port);
    std::optional<Result<void>> result;
    client.setDiskFault(fault, [&result](const Result<void>& done) { result = done; });
    static_cast<void>(QTest::qWaitFor([&result] { return result.has_value(); }, kPatienceMs));
    return result && *result;
}

const std::vector<observe::ActiveFault>& faultsOf(AttachedSession& session) {
    return stateOf(session).faults();
}

std::uint64_t sourceOf(const observe::ActiveFault& fault) {
    return observe::sourceOf(raft::EventId(fault.fault)).value();
}

bool isDone(const std::optional<Result<void>>& result) {
    return result && *result;
}

bool isRefusedWith(const std::optional<Result<void>>& result, const char* words) {
    const bool is = result && !*result && result->error().message.find(words) != std::string::npos;
    if (!is) {
        qWarning("it was said: %s", reasonOf(result));
    }
    return is;
}

bool isCut(AttachedSession& session, const observe::Link& link) {
    const observe::LinkState* known = stateOf(session).findLink(link);
    return known != nullptr && known->isCut;
}

/// A cluster that allows faults, and a window on it.
struct Watched {
    explicit Watched(std::uint64_t members, bool allowsFaults = true)
        : nodes(members, "remote", allowsFaults) {
        if (nodes.startAll()) {
            session = openAt(newSession(directory, {nodes.address(1)}));
        }
    }
    [[nodiscard]] bool isReady() {
        return session != nullptr &&
               QTest::qWaitFor(
                   [this] {
                       return seenCount(*session) == stateOf(*session).nodeCount() &&
                              tests::leaderOf(*session) != nullptr;
                   },
                   kPatienceMs);
    }
    std::optional<Result<void>> run(const Command& command) {
        return tests::run(*session, command);
    }
    bool arm(std::uint64_t id) { return isDone(run(ArmFaults{n(id), true})); }

    RemoteNodes nodes;
    QTemporaryDir directory;
    std::unique_ptr<AttachedSession> session;
};

}  // namespace

class AttachedFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void faultsNeedToBeAllowedNodeByNode();
    void faultsAreMendedAtTheEnd();
    void aNodeThatAllowsNoFaultsSaysSo();
    void aPausedNodeGoesOnByItself();
    void aNodeThatIsStoppedHasEnded();
    void aDiskThatFailsEndsItsNodeWhichSaysWhy();
    void faultsEndWhenNothingIsHeardOfTheWindow();
    void twoNodesNumberTheirFaultsApart();
    void faultsOfALifeThatIsOverAreOver();
    void twoWindowsAreNotMixedUp();
    void whatIsReplacedIsStillTheSessionsOwn();
};

void AttachedFaultsTest::faultsNeedToBeAllowedNodeByNode() {
    Watched on(3);
    QVERIFY(on.isReady());
    QVERIFY(!on.session->can(Ability::Cuts) && !on.session->can(Ability::Disks));
    const observe::Link link{n(1), n(2)};
    QVERIFY(isRefusedWith(on.run(CutLink{link, false}), "Allow faults"));
    QVERIFY(on.arm(1));
    QTRY_VERIFY_WITH_TIMEOUT(on.session->can(Ability::Cuts) && on.session->can(Ability::Disks),
                             kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*on.session), 3U, kPatienceMs);
    QVERIFY(isRefusedWith(on.run(CutLink{{n(2), n(3)}, true}), "on n2 or n3"));
    QVERIFY(isRefusedWith(on.run(SetDiskFault{{n(1), n(2)}, {DiskFault::Kind::Slow, 1}}), "on n2"));
    QVERIFY(isRefusedWith(on.run(ActOnNode{NodeAct::Pause, n(2)}), "on n2"));
    QVERIFY(isRefusedWith(on.run(ActOnNode{NodeAct::Stop, n(3)}), "on n3"));
    QVERIFY(isRefusedWith(on.run(ActOnNode{NodeAct::Resume, n(1)}), "goes on by itself"));
    QVERIFY(isRefusedWith(on.run(SetDiskFault{{n(1)}, {DiskFault::Kind::SyncsLie, kMillion}}),
                          "on a Stage only"));
    QVERIFY(isDone(on.run(CutLink{link, false})));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(*on.session, link) && faultsOf(*on.session).size() == 1,
                             kPatienceMs);
    QVERIFY(isDone(on.run(EndAllFaults{})));
    QTRY_VERIFY_WITH_TIMEOUT(!isCut(*on.session, link) && faultsOf(*on.session).empty(),
                             kPatienceMs);
}

void AttachedFaultsTest::faultsAreMendedAtTheEnd() {
    Watched on(3);
    QVERIFY(on.isReady());
    QVERIFY(on.arm(1));
    QVERIFY(isDone(on.run(CutLink{{n(1), n(2)}, true})));
    QVERIFY(isDone(on.run(SetDiskFault{{n(1)}, {DiskFault::Kind::Slow, kMillion}})));
    QTRY_COMPARE_WITH_TIMEOUT(armedFaults(on.nodes.clientPort(1)), 3U, kPatienceMs);
    on.session.reset();
    QCOMPARE(armedFaults(on.nodes.clientPort(1)), 0U);
    QVERIFY(!ownerLeftMs(on.nodes.clientPort(1)));
    QVERIFY(on.nodes.process(1).isRunning());
}

void AttachedFaultsTest::aNodeThatAllowsNoFaultsSaysSo() {
    Watched on(1, false);
    QVERIFY(on.isReady());
    QVERIFY(isRefusedWith(on.run(ArmFaults{n(1), true}), "--allow-faults"));
    QVERIFY(on.session->status().armed.empty());
    QVERIFY(isRefusedWith(on.run(ActOnNode{NodeAct::Stop, n(1)}), "not allowed on n1"));
}

void AttachedFaultsTest::aPausedNodeGoesOnByItself() {
    Watched on(3);
    QVERIFY(on.isReady());
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*on.session), 3U, kPatienceMs);
    QVERIFY(on.arm(2));
    QVERIFY(isRefusedWith(on.run(ActOnNode{NodeAct::Pause, n(2), 61'000}), "at most 60000"));
    QVERIFY(isDone(on.run(ActOnNode{NodeAct::Pause, n(2), 4000})));
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*on.session, 2), observe::NodeCondition::Paused,
                              kPatienceMs);
    QCOMPARE(faultsOf(*on.session).size(), 1U);
    QCOMPARE(faultsOf(*on.session).front().kind, observe::FaultKind::NodePaused);
    QCOMPARE(faultsOf(*on.session).front().text, std::string("paused for 4000 ms"));
    // It says nothing, and is not taken for lost.
    bool wasLost = false;
    QTRY_VERIFY_WITH_TIMEOUT((wasLost = wasLost || !isSeen(*on.session, 2)) ||
                                 conditionOf(*on.session, 2) == observe::NodeCondition::Up,
                             kPatienceMs);
    QVERIFY(!wasLost);
    QTRY_VERIFY_WITH_TIMEOUT(faultsOf(*on.session).empty(), kPatienceMs);
}

void AttachedFaultsTest::aNodeThatIsStoppedHasEnded() {
    Watched on(3);
    QVERIFY(on.isReady());
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*on.session), 3U, kPatienceMs);
    QVERIFY(on.arm(3));
    QVERIFY(isDone(on.run(ActOnNode{NodeAct::Stop, n(3)})));
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*on.session, 3), observe::NodeCondition::Down,
                              kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!on.nodes.process(3).isRunning(), kPatienceMs);
    QVERIFY(put(*on.session, "key"));
}

void AttachedFaultsTest::aDiskThatFailsEndsItsNodeWhichSaysWhy() {
    Watched on(3);
    QVERIFY(on.isReady());
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*on.session), 3U, kPatienceMs);
    QVERIFY(on.arm(2));
    QVERIFY(isDone(on.run(SetDiskFault{{n(2)}, {DiskFault::Kind::WritesFail, kMillion}})));
    QVERIFY(put(*on.session, "key"));
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*on.session, 2), observe::NodeCondition::Failed,
                              kPatienceMs);
    const std::string why = stateOf(*on.session).findNode(n(2))->failure;
    QVERIFY2(!why.empty(), why.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!on.nodes.process(2).isRunning(), kPatienceMs);
    // It comes back with a disk that is well.
    QVERIFY(on.nodes.start(2));
    QTRY_COMPARE_WITH_TIMEOUT(conditionOf(*on.session, 2), observe::NodeCondition::Up, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(faultsOf(*on.session).empty(), kPatienceMs);
    // And is still one on which faults are allowed.
    QVERIFY(isDone(on.run(SetDiskFault{{n(2)}, {DiskFault::Kind::Slow, kMillion}})));
    QTRY_COMPARE_WITH_TIMEOUT(armedFaults(on.nodes.clientPort(2)), 1U, kPatienceMs);
    QCOMPARE(faultsOf(*on.session).size(), 1U);
}

void AttachedFaultsTest::faultsEndWhenNothingIsHeardOfTheWindow() {
    RemoteNodes nodes(1, "remote", true);
    QVERIFY(nodes.startAll());
    Relay relay(nodes.clientPort(1));
    const QTemporaryDir directory;
    const auto session = openAt(newSession(directory, {relay.address()}, false));
    QVERIFY(session);
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*session, 1), kPatienceMs);
    QVERIFY(isDone(run(*session, ArmFaults{n(1), true})));
    QVERIFY(isDone(run(*session, SetDiskFault{{n(1)}, {DiskFault::Kind::Slow, kMillion}})));
    const std::uint16_t port = nodes.clientPort(1);
    QTRY_COMPARE_WITH_TIMEOUT(armedFaults(port), 1U, kPatienceMs);
    // It says now and then that it is there.
    std::optional<qint64> before;
    bool isRenewed = false;
    const auto look = [&before, &isRenewed, port] {
        const auto now = ownerLeftMs(port);
        isRenewed = isRenewed || (now && before && *now > *before);
        before = now;
        return isRenewed;
    };
    QTRY_VERIFY_WITH_TIMEOUT(look(), kPatienceMs);
    QCOMPARE(armedFaults(port), 1U);
    relay.close();
    QTRY_COMPARE_WITH_TIMEOUT(armedFaults(port), 0U, kPatienceMs);
}

void AttachedFaultsTest::twoNodesNumberTheirFaultsApart() {
    Watched on(3);
    QVERIFY(on.isReady());
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*on.session), 3U, kPatienceMs);
    const stage::DiskFault slow{DiskFault::Kind::Slow, kMillion};
    QVERIFY(setElsewhere(on.nodes.clientPort(1), slow));
    QVERIFY(setElsewhere(on.nodes.clientPort(2), slow));
    QTRY_COMPARE_WITH_TIMEOUT(faultsOf(*on.session).size(), 2U, kPatienceMs);
    auto faults = faultsOf(*on.session);
    std::sort(faults.begin(), faults.end(),
              [](const auto& a, const auto& b) { return a.nodes < b.nodes; });
    for (std::uint64_t id = 1; id <= 2; ++id) {
        QCOMPARE(faults[id - 1].nodes, std::vector{n(id)});
        QCOMPARE(sourceOf(faults[id - 1]), id);
    }
    QVERIFY(isRefusedWith(on.run(EndFault{faults[0].fault}), "not allowed on n1"));
    QVERIFY(on.arm(1));
    QVERIFY(isDone(on.run(EndFault{faults[0].fault})));
    QTRY_COMPARE_WITH_TIMEOUT(faultsOf(*on.session).size(), 1U, kPatienceMs);
    QCOMPARE(faultsOf(*on.session).front().nodes, std::vector{n(2)});
    QCOMPARE(armedFaults(on.nodes.clientPort(1)), 0U);
    QCOMPARE(armedFaults(on.nodes.clientPort(2)), 1U);
    // What is not allowed stays, and that is said.
    QVERIFY(isRefusedWith(on.run(EndAllFaults{}), "not allowed on n2"));
    QVERIFY(on.arm(2));
    QVERIFY(isDone(on.run(EndAllFaults{})));
    QTRY_VERIFY_WITH_TIMEOUT(faultsOf(*on.session).empty(), kPatienceMs);
}

void AttachedFaultsTest::faultsOfALifeThatIsOverAreOver() {
    Watched on(1);
    QVERIFY(on.isReady());
    QVERIFY(setElsewhere(on.nodes.clientPort(1), {DiskFault::Kind::Slow, kMillion}));
    QTRY_COMPARE_WITH_TIMEOUT(faultsOf(*on.session).size(), 1U, kPatienceMs);
    on.nodes.kill(1);
    QTRY_VERIFY_WITH_TIMEOUT(!isSeen(*on.session, 1), kPatienceMs);
    // Nobody can say whether it is over.
    QCOMPARE(faultsOf(*on.session).size(), 1U);
    QVERIFY(on.nodes.start(1));
    QTRY_VERIFY_WITH_TIMEOUT(isSeen(*on.session, 1) && faultsOf(*on.session).empty(), kPatienceMs);
}

void AttachedFaultsTest::twoWindowsAreNotMixedUp() {
    Watched one(3);
    QVERIFY(one.isReady());
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*one.session), 3U, kPatienceMs);
    const QTemporaryDir directory;
    const auto other = openAt(newSession(directory, {one.nodes.address(2)}, true, 1));
    QVERIFY(other);
    QTRY_COMPARE_WITH_TIMEOUT(seenCount(*other), 3U, kPatienceMs);
    QVERIFY(one.arm(1));
    const observe::Link link{n(1), n(2)};
    QVERIFY(isDone(one.run(CutLink{link, false})));
    QTRY_VERIFY_WITH_TIMEOUT(isCut(*other, link) && faultsOf(*other).size() == 1, kPatienceMs);
    // Here it is the node's word, there the session's own, once.
    const observe::ActiveFault told = faultsOf(*other).front();
    QCOMPARE(sourceOf(told), 1U);
    QVERIFY(put(*one.session, "key"));
    QVERIFY(put(*other, "key"));
    QCOMPARE(faultsOf(*one.session).size(), 1U);
    QVERIFY(sourceOf(faultsOf(*one.session).front()) >= 0x4000U);
    // Each has its own operations, by names that the other does not give, and their answers.
    std::set<std::uint64_t> all;
    for (AttachedSession* session : {one.session.get(), other.get()}) {
        const auto sources = [session] {
            std::set<std::uint64_t> found;
            for (const auto& operation : stateOf(*session).operations()) {
                if (operation.outcome) {
                    found.insert(observe::sourceOf(raft::EventId(operation.id.value())).value());
                }
            }
            return found;
        };
        QTRY_COMPARE_WITH_TIMEOUT(sources().size(), 1U, kPatienceMs);
        all.merge(sources());
    }
    QCOMPARE(all.size(), 2U);
    // The other ends it: both see that.
    QVERIFY(isRefusedWith(run(*other, EndFault{told.fault}), "not allowed on n1"));
    QVERIFY(isDone(run(*other, ArmFaults{n(1), true})));
    QVERIFY(isDone(run(*other, EndFault{told.fault})));
    for (AttachedSession* session : {one.session.get(), other.get()}) {
        QTRY_VERIFY_WITH_TIMEOUT(!isCut(*session, link) && faultsOf(*session).empty(), kPatienceMs);
    }
    // And the end of one takes nothing with it that is the other's.
    QVERIFY(isDone(run(*other, SetDiskFault{{n(1)}, {DiskFault::Kind::Slow, kMillion}})));
    QVERIFY(isDone(one.run(CutLink{link, false})));
    QTRY_COMPARE_WITH_TIMEOUT(armedFaults(one.nodes.clientPort(1)), 2U, kPatienceMs);
    one.session.reset();
    QCOMPARE(armedFaults(one.nodes.clientPort(1)), 1U);
    QTRY_VERIFY_WITH_TIMEOUT(!isCut(*other, link) && faultsOf(*other).size() == 1, kPatienceMs);
}

void AttachedFaultsTest::whatIsReplacedIsStillTheSessionsOwn() {
    std::vector<FaultAtNode> ended;
    ToldFaults told([&ended](const FaultAtNode& fault) { ended.push_back(fault); });
    const observe::Link link{n(1), n(2)};
    const FaultAtNode rules{n(1), FaultAtNode::Kind::Rules, link, {}};
    const auto started = [](std::uint64_t number, observe::FaultKind kind) {
        return observe::FaultStarted{number, kind, {n(1), n(2)}, {}};
    };
    told.asked(rules);
    QVERIFY(!told.hear(n(1), observe::LinkChanged{link, {}}));
    QVERIFY(!told.hear(n(1), started(7, observe::FaultKind::Loss)));
    // The same of somebody else's at another node is news.
    QVERIFY(told.hear(n(3), observe::FaultStarted{8, observe::FaultKind::Loss, {n(3), n(2)}, {}}));
    QVERIFY(told.find(7) == nullptr && told.find(8) != nullptr);
    told.replaced(rules);
    QVERIFY(!told.hear(n(1), observe::FaultEnded{7}));
    QVERIFY(!told.hear(n(1), started(9, observe::FaultKind::Delay)));
    QVERIFY(ended.empty() && told.isAsked(rules));
    // Over without this session's doing.
    QVERIFY(!told.hear(n(1), observe::FaultEnded{9}));
    QVERIFY(ended == std::vector{rules} && !told.isAsked(rules));
    // Mended before the node has told of it.
    told.asked(rules);
    told.mended(rules);
    QVERIFY(!told.hear(n(1), started(10, observe::FaultKind::Loss)));
    QVERIFY(!told.hear(n(1), observe::FaultEnded{10}));
    QCOMPARE(ended.size(), 1U);
    QVERIFY(told.hear(n(1), started(11, observe::FaultKind::Loss)));
    QCOMPARE(told.others().size(), 2U);
    QCOMPARE(told.forget(n(1)).size(), 1U);
    QCOMPARE(told.others().size(), 1U);
}

QTEST_GUILESS_MAIN(AttachedFaultsTest)
#include "tst_attached_faults.moc"
