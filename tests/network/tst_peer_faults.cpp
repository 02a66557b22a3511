// SPDX-License-Identifier: Apache-2.0
// Links that are bad on purpose, over real sockets.
#include <QElapsedTimer>
#include <QTest>

#include <string>
#include <utility>
#include <vector>

#include "tests/network/peer_station.h"

using namespace quorate::tests;    // NOLINT(google-build-using-namespace)
using namespace quorate::network;  // NOLINT(google-build-using-namespace)
namespace observe = quorate::observe;
namespace raft = quorate::raft;
using observe::DropReason;
using raft::Index;
using raft::MessageType;
using raft::NodeId;

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;
const NodeId kA(1);
const NodeId kB(2);

void connectBoth(PeerStation& a, PeerStation& b) {
    introduce({&a, &b});
    QTRY_VERIFY(a.transport->isConnected(kB) && b.transport->isConnected(kA));
}

void say(PeerStation& from, std::uint64_t to, std::uint64_t number,
         MessageType type = MessageType::Heartbeat) {
    from.transport->send(messageFrom(from, to, type, number));
    from.transport->flush();
}

std::vector<std::uint64_t> numbersOf(const PeerStation& station) {
    std::vector<std::uint64_t> numbers;
    for (const raft::Message& message : station.messages) {
        numbers.push_back(message.commit.value());
    }
    return numbers;
}

using Numbers = std::vector<std::uint64_t>;

observe::LinkRule delayOf(std::uint64_t ms) {
    observe::LinkRule rule;
    rule.condition.minDelayNs = ms * kMillisecond;
    rule.condition.maxDelayNs = ms * kMillisecond;
    return rule;
}

}  // namespace

class TestPeerFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCutDirectionCarriesNothingAndTheOtherOneGoesOn() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        a.transport->setCut(kB, LinkDirection::ToPeer, true);
        say(a, 2, 1);
        QCOMPARE(a.drops, std::vector<DropReason>{DropReason::LinkCut});
        QTRY_VERIFY2(!a.unreachables.empty(), "the core hears that it cannot be reached");
        say(b, 1, 2);
        QTRY_COMPARE(numbersOf(a), Numbers{2});
        QVERIFY2(!a.transport->isConnected(kB), "nobody may count on it");
        QVERIFY2(a.isConnectedTo(2), "the connection stands");
        a.transport->setCut(kB, LinkDirection::ToPeer, false);
        say(a, 2, 3);
        QTRY_COMPARE(numbersOf(b), Numbers{3});
        QVERIFY(a.transport->isConnected(kB));
    }

    void whatComesOverACutLinkIsNotHeard() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        b.transport->setCut(kA, LinkDirection::FromPeer, true);
        say(a, 2, 1);
        QTRY_COMPARE(b.drops, std::vector<DropReason>{DropReason::LinkCut});
        QVERIFY(b.messages.empty());
        QVERIFY(a.drops.empty());
    }

    void aDelayKeepsTheOrder() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        a.transport->setRules(kB, {delayOf(40)});
        QElapsedTimer timer;
        timer.start();
        say(a, 2, 1);
        // What comes after a slow one does not overtake it.
        a.transport->setRules(kB, {});
        say(a, 2, 2);
        QTRY_COMPARE(numbersOf(b), (Numbers{1, 2}));
        QVERIFY(timer.elapsed() >= 39);
        say(a, 2, 3);
        QTRY_COMPARE(numbersOf(b), (Numbers{1, 2, 3}));
    }

    void aRuleMayBeForOneTypeOnly() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        observe::LinkRule loses;
        loses.type = MessageType::Heartbeat;
        loses.condition.lossMillionths = 1'000'000;
        a.transport->setRules(kB, {loses});
        say(a, 2, 1);
        say(a, 2, 2, MessageType::Vote);
        QTRY_COMPARE(numbersOf(b), Numbers{2});
        QCOMPARE(a.drops, std::vector<DropReason>{DropReason::Loss});
        QVERIFY2(a.unreachables.empty(), "a loss is not noticed by who sends");
    }

    void aMessageThatIsDoubledArrivesTwice() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        observe::LinkRule doubles;
        doubles.condition.duplicateMillionths = 1'000'000;
        a.transport->setRules(kB, {doubles});
        say(a, 2, 1);
        QTRY_COMPARE(numbersOf(b), (Numbers{1, 1}));
        doubles.condition.minDelayNs = 5 * kMillisecond;
        doubles.condition.maxDelayNs = 5 * kMillisecond;
        a.transport->setRules(kB, {doubles});
        say(a, 2, 2);
        QTRY_COMPARE(numbersOf(b), (Numbers{1, 1, 2, 2}));
    }

    void aSnapshotOverACutLinkFails_data() {
        QTest::addColumn<bool>("isSenderTold");
        QTest::newRow("where it is sent") << true;
        QTest::newRow("where it is received") << false;
    }
    void aSnapshotOverACutLinkFails() {
        QFETCH(bool, isSenderTold);
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        a.courier.archive[Index(40)] = std::string(100'000, 'x');
        if (isSenderTold) {
            a.transport->setCut(kB, LinkDirection::ToPeer, true);
        } else {
            b.transport->setCut(kA, LinkDirection::FromPeer, true);
        }
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_COMPARE(a.snapshots.size(), 1U);
        QVERIFY(!a.snapshots.front().second);
        QVERIFY(b.messages.empty());
    }
};

QTEST_GUILESS_MAIN(TestPeerFaults)
#include "tst_peer_faults.moc"
