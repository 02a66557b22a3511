// SPDX-License-Identifier: Apache-2.0
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/network/peer_station.h"

using namespace quorate::tests;    // NOLINT(google-build-using-namespace)
using namespace quorate::network;  // NOLINT(google-build-using-namespace)
namespace raft = quorate::raft;
using quorate::observe::DropReason;
using raft::MessageType;
using raft::NodeId;

namespace {

/// Numbers of the messages in the order in which they came.
std::vector<std::uint64_t> numbersOf(const PeerStation& station) {
    std::vector<std::uint64_t> numbers;
    for (const raft::Message& message : station.messages) {
        numbers.push_back(message.commit.value());
    }
    return numbers;
}

bool bothConnected(PeerStation& a, PeerStation& b) {
    return a.isConnectedTo(b.self.node.value()) && b.isConnectedTo(a.self.node.value());
}

}  // namespace

class TestPeerTransport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesArriveAsTheyAreBothWays() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        const raft::Message there = appendFrom(a, 2, 5, std::string(3000, 'x'));
        const raft::Message back = messageFrom(b, 1, MessageType::AppResp, 9);
        a.transport->send(there);
        a.transport->flush();
        b.transport->send(back);
        b.transport->flush();
        QTRY_COMPARE(b.messages.size(), 1U);
        QTRY_COMPARE(a.messages.size(), 1U);
        QVERIFY(b.messages[0] == there);
        QVERIFY(a.messages[0] == back);
        QTRY_VERIFY(!a.met.empty() && !b.met.empty());
        QCOMPARE(a.met[0], "2 n2 http://client-2");
        QCOMPARE(b.met[0], "1 n1 http://client-1");
    }

    void whatIsSentTogetherIsDeliveredTogetherAndInOrder() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        std::vector<std::uint64_t> expected;
        for (std::uint64_t i = 1; i <= 200; ++i) {
            a.transport->send(messageFrom(a, 2, MessageType::AppResp, i));
            expected.push_back(i);
        }
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 200U);
        QVERIFY(numbersOf(b) == expected);
        QVERIFY2(b.deliveries <= 3, qPrintable(QString::number(b.deliveries)));
    }

    void whatIsSentBeforeTheFirstConnectionStandsWaitsForIt() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        a.transport->send(messageFrom(a, 2, MessageType::Vote, 1));
        QTRY_COMPARE(b.messages.size(), 1U);
        QVERIFY(a.unreachables.empty());
    }

    void threeNodesReachEachOther() {
        PeerStation a(1);
        PeerStation b(2);
        PeerStation c(3);
        const std::vector<PeerStation*> all{&a, &b, &c};
        introduce(all);
        for (PeerStation* from : all) {
            for (const PeerStation* to : all) {
                if (from != to) {
                    from->transport->send(
                        messageFrom(*from, to->self.node.value(), MessageType::Vote));
                }
            }
        }
        for (const PeerStation* station : all) {
            QTRY_COMPARE(station->messages.size(), 2U);
        }
    }

    void urgentMessagesOvertakeBulk() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        const std::string megabyte(1024UL * 1024, 'x');
        for (std::uint64_t i = 1; i <= 48; ++i) {
            a.transport->send(appendFrom(a, 2, i, megabyte));
        }
        a.transport->flush();
        QVERIFY(a.metricsOf(2).queuedMessages > 20);
        a.transport->send(messageFrom(a, 2, MessageType::Heartbeat));
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 49U);
        const auto heartbeat = std::find_if(
            b.messages.begin(), b.messages.end(),
            [](const raft::Message& message) { return message.type == MessageType::Heartbeat; });
        const auto before = heartbeat - b.messages.begin();
        QVERIFY2(before < 16, qPrintable(QString::number(before)));
        // The bulk itself keeps its order.
        std::uint64_t last = 0;
        for (const raft::Message& message : b.messages) {
            if (message.type == MessageType::App) {
                QCOMPARE(message.entries[0].index.value(), ++last);
            }
        }
    }

    void aFullQueueDropsAndSaysSoOnce() {
        PeerOptions options = quickOptions();
        options.maxQueuedMessages = 10;
        PeerStation a(1, options);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        for (std::uint64_t i = 1; i <= 30; ++i) {
            a.transport->send(messageFrom(a, 2, MessageType::AppResp, i));
        }
        QCOMPARE(a.metricsOf(2).queuedMessages, 10U);
        QCOMPARE(a.drops, std::vector<DropReason>(20, DropReason::QueueFull));
        QTRY_COMPARE(a.unreachables, std::vector<std::uint64_t>{2});
        QTRY_COMPARE(b.messages.size(), 10U);
        QCOMPARE(a.metricsOf(2).messagesDropped, 20U);
    }

    void aPeerThatIsNotThereIsReportedAndTriedAgain() {
        PeerStation a(1);
        PeerStation b(2);
        b.kill();
        introduce({&a});
        a.transport->setPeers({{NodeId(2), b.address}});
        QTRY_VERIFY(a.unreachables.size() >= 3);
        QVERIFY(a.hasLogged("cannot reach node 2 at " + b.address.text()));
        QCOMPARE(a.lines.size(), 1U);  // once, not at every attempt
        b.restart();
        b.transport->setPeers({{NodeId(1), a.address}});
        QTRY_VERIFY(bothConnected(a, b));
        QVERIFY(a.metricsOf(2).failedAttempts >= 3);
    }

    void aPeerThatIsKilledIsFoundAgainWhenItComesBack() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        b.kill();
        QTRY_VERIFY(!a.isConnectedTo(2));
        QTRY_VERIFY(!a.unreachables.empty());
        a.transport->send(messageFrom(a, 2, MessageType::Heartbeat));
        b.restart();
        b.transport->setPeers({{NodeId(1), a.address}});
        QTRY_VERIFY(bothConnected(a, b));
        b.messages.clear();
        a.transport->send(messageFrom(a, 2, MessageType::Heartbeat, 4));
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 1U);
        QCOMPARE(b.messages[0].commit.value(), 4U);
    }

    void aSocketThatNeverAnswersIsGivenUp() {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        PeerStation a(1);
        a.transport->setPeers({{NodeId(2), {"127.0.0.1", silent.serverPort()}}});
        QTRY_VERIFY(a.hasLogged("it does not greet in time"));
        QTRY_VERIFY(!a.unreachables.empty());
    }

    void aPeerThatFallsSilentIsNoticed() {
        PeerStation a(1);
        // Its pings are too rare for the other one's patience, and it answers none.
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, a.address.port);
        std::string hello;
        appendPreface(hello);
        const std::size_t begin = beginFrame(hello);
        encode(Greeting{7, NodeId(2), NodeId(1), 1002, "n2", ""}, hello);
        QVERIFY(endFrame(hello, begin, FrameType::Hello));
        socket.write(hello.data(), static_cast<qint64>(hello.size()));
        QTRY_VERIFY(a.isConnectedTo(2));
        QTRY_VERIFY(!a.isConnectedTo(2));
        QTRY_VERIFY(a.hasLogged("nothing was heard of it"));
        QCOMPARE(a.unreachables, std::vector<std::uint64_t>{2});
    }

    void whoStaysThereIsNotGivenUp() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        const auto connections = a.metricsOf(2).connections;
        QTRY_VERIFY(a.metricsOf(2).roundTripNs > 0);
        const auto bytes = a.metricsOf(2).bytesReceived;
        // Far more pings than fit into the time of silence.
        QTRY_VERIFY(a.metricsOf(2).bytesReceived > bytes + 600);
        QVERIFY(a.metricsOf(2).connections <= connections + 1);
        QVERIFY(a.unreachables.empty());
        QVERIFY(a.isConnectedTo(2));
    }

    void aNodeThatIsNotKnownHereGetsItsAnswers() {
        PeerStation a(1);
        PeerStation b(2);
        b.transport->setPeers({{NodeId(1), a.address}});
        QTRY_VERIFY(bothConnected(a, b));
        a.transport->send(messageFrom(a, 2, MessageType::AppResp, 3));
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 1U);
    }

    void aRemovedPeerGetsWhatWasSentToItAndIsLeftAlone() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        b.onAdmit = [](NodeId, std::uint64_t, const PeerListener::Admitted& admitted) {
            admitted(quorate::Error(quorate::ErrorCode::FailedPrecondition, "gone"));
        };
        a.onAdmit = b.onAdmit;
        a.transport->send(messageFrom(a, 2, MessageType::App, 8));
        a.transport->setPeers({});
        QTRY_COMPARE(b.messages.size(), 1U);
        QTRY_VERIFY(a.transport->metrics().empty());
        a.transport->send(messageFrom(a, 2, MessageType::App));
        QCOMPARE(a.drops, std::vector<DropReason>{DropReason::Disconnected});
        QTRY_VERIFY(!b.refusals.empty());
        QVERIFY(a.transport->metrics().empty());
    }

    void aPeerMayMove() {
        PeerStation a(1);
        PeerStation b(2);
        PeerStation moved(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        b.kill();
        a.transport->setPeers({{NodeId(2), moved.address}});
        QTRY_VERIFY(moved.isConnectedTo(1));
        a.transport->send(messageFrom(a, 2, MessageType::App, 1));
        a.transport->flush();
        QTRY_COMPARE(moved.messages.size(), 1U);
    }

    void aMessageThatNoFrameHoldsIsDropped() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        a.transport->send(appendFrom(a, 2, 1, std::string(kMaxFrameBody, 'x')));
        a.transport->send(appendFrom(a, 2, 2, "small"));
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 1U);
        QCOMPARE(b.messages[0].entries[0].index.value(), 2U);
        QTRY_COMPARE(a.unreachables, std::vector<std::uint64_t>{2});
        QVERIFY(a.hasLogged("was dropped"));
    }

    void thePeersMayChangeFromWithinADelivery() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(bothConnected(a, b));
        b.onMessage = [&b](const raft::Message& /*message*/) { b.transport->setPeers({}); };
        for (int i = 0; i < 10; ++i) {
            a.transport->send(messageFrom(a, 2, MessageType::Heartbeat));
        }
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 1U);
    }
};

QTEST_GUILESS_MAIN(TestPeerTransport)
#include "tst_peer_transport.moc"
