// SPDX-License-Identifier: Apache-2.0
#include <QTcpSocket>
#include <QTest>

#include <string>
#include <utility>
#include <vector>

#include "engine/raft/codec.h"
#include "network/peer/snapshot_frames.h"
#include "tests/network/peer_station.h"

using namespace quorate::tests;    // NOLINT(google-build-using-namespace)
using namespace quorate::network;  // NOLINT(google-build-using-namespace)
namespace raft = quorate::raft;
using raft::Index;
using raft::MessageType;
using raft::NodeId;

namespace {

constexpr std::size_t kSize = 6'000'000;

std::string stateOf(std::size_t size) {
    std::string state(size, '\0');
    quorate::Random random(1);
    for (char& byte : state) {
        byte = static_cast<char>(random.below(256));
    }
    return state;
}

using Outcomes = std::vector<std::pair<std::uint64_t, bool>>;
const Outcomes kArrived{{2, true}};
const Outcomes kLost{{2, false}};

}  // namespace

class TestPeerSnapshots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSnapshotArrivesWithProgressAndThenItsMessage() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        a.courier.archive[Index(40)] = stateOf(kSize);
        const raft::Message message = snapshotFrom(a, 2, 40);
        bool wasThere = false;
        b.onMessage = [&](const raft::Message& /*message*/) {
            wasThere = b.courier.lastIncoming().committed;
        };
        a.transport->send(message);
        QTRY_COMPARE(a.snapshots, kArrived);
        QCOMPARE(b.messages.size(), 1U);
        QVERIFY(b.messages[0] == message);
        QVERIFY2(wasThere, "the node hears of it when the archive has it");
        QVERIFY(b.courier.lastIncoming().bytes == a.courier.archive[Index(40)]);
        QVERIFY(!b.courier.lastIncoming().aborted);
        QCOMPARE(a.courier.openOutgoings, 0);
        for (const PeerStation* station : {&a, &b}) {
            QVERIFY(station->progress.size() > 20);
            QCOMPARE(station->progress.back().bytes, kSize);
            QCOMPARE(station->progress.back().totalBytes, kSize);
            QVERIFY(station->progress.back().index == Index(40));
        }
        QCOMPARE(a.metricsOf(2).snapshotBytesSent, kSize);
        QCOMPARE(b.metricsOf(1).snapshotBytesReceived, kSize);
    }

    void noMoreThanAWindowIsUnderWay() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        b.courier.stallAppends = true;
        a.courier.archive[Index(40)] = stateOf(kSize);
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_COMPARE(a.snapshots, kLost);
        QVERIFY(b.courier.mostWaitingBytes <=
                a.options.snapshotWindowBytes + a.options.snapshotPieceBytes);
        QVERIFY(b.courier.mostWaitingBytes >= a.options.snapshotWindowBytes);
        QTRY_VERIFY(b.courier.lastIncoming().aborted);
        QVERIFY(b.messages.empty());
    }

    void messagesGoOnBesideIt() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        b.courier.stallAppends = true;  // the window is full
        a.courier.archive[Index(40)] = stateOf(kSize);
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_VERIFY(b.courier.waitingBytes >= a.options.snapshotWindowBytes);
        a.transport->send(messageFrom(a, 2, MessageType::Heartbeat, 1));
        a.transport->send(appendFrom(a, 2, 41, "x"));
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 2U);
        QVERIFY(a.snapshots.empty());
    }

    void anEmptySnapshotArrives() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        a.courier.archive[Index(40)] = "";
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_COMPARE(a.snapshots, kArrived);
        QCOMPARE(b.messages.size(), 1U);
    }

    void aSenderThatHasItNotOrCannotReadItSaysSo_data() {
        QTest::addColumn<bool>("isThere");
        QTest::newRow("gone") << false;
        QTest::newRow("unreadable in the middle") << true;
    }
    void aSenderThatHasItNotOrCannotReadItSaysSo() {
        QFETCH(bool, isThere);
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        if (isThere) {
            a.courier.archive[Index(40)] = stateOf(kSize);
            a.courier.failReadAt = kSize / 2;
        }
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_COMPARE(a.snapshots, kLost);
        QTRY_COMPARE(b.courier.lastIncoming().aborted, isThere);
        QVERIFY(b.messages.empty());
        QCOMPARE(a.courier.openOutgoings, 0);
        QVERIFY(a.hasLogged("has not arrived"));
        // The next one does.
        a.courier.failReadAt.reset();
        a.courier.archive[Index(50)] = stateOf(1000);
        a.transport->send(snapshotFrom(a, 2, 50));
        QTRY_COMPARE(a.snapshots.size(), 2U);
        QVERIFY(a.snapshots.back().second);
    }

    void aReceiverWhoseDiskIsFullSaysWhy() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        b.courier.failAppendAt = kSize / 2;
        a.courier.archive[Index(40)] = stateOf(kSize);
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_COMPARE(a.snapshots, kLost);
        QVERIFY(a.hasLogged("the disk is full"));
        QTRY_VERIFY(b.courier.lastIncoming().aborted);
        QVERIFY(b.messages.empty());
        QVERIFY(a.isConnectedTo(2));
    }

    void aConnectionThatIsLostInTheMiddleFailsBothEnds() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        b.courier.stallAppends = true;
        a.courier.archive[Index(40)] = stateOf(kSize);
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_VERIFY(b.courier.waitingBytes > 0);
        b.kill();
        QVERIFY(b.courier.lastIncoming().aborted);
        QTRY_COMPARE(a.snapshots, kLost);
        QTRY_COMPARE(a.courier.openOutgoings, 0);
    }

    void aSnapshotToNobodyFailsLater() {
        PeerStation a(1);
        a.transport->setPeers({{NodeId(2), {"127.0.0.1", 1}}});
        a.transport->send(snapshotFrom(a, 2, 40));
        a.transport->send(snapshotFrom(a, 3, 40));
        QVERIFY(a.snapshots.empty());
        QTRY_COMPARE(a.snapshots.size(), 2U);
        QVERIFY(!a.snapshots[0].second && !a.snapshots[1].second);
    }

    void aNewerSnapshotTakesThePlaceOfTheOneUnderWay() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        b.courier.stallAppends = true;
        a.courier.archive[Index(40)] = stateOf(kSize);
        a.courier.archive[Index(50)] = stateOf(1000);
        a.transport->send(snapshotFrom(a, 2, 40));
        QTRY_VERIFY(b.courier.waitingBytes > 0);
        b.courier.stallAppends = false;
        a.transport->send(snapshotFrom(a, 2, 50));
        QTRY_COMPARE(a.snapshots, kArrived);
        QCOMPARE(b.messages.size(), 1U);
        QVERIFY(b.messages[0].snapshot->metadata.index == Index(50));
        QCOMPARE(a.courier.openOutgoings, 0);
    }

    void theSameSnapshotAskedForAgainGoesOnWithTheNewMessage() {
        PeerStation a(1);
        PeerStation b(2);
        connectBoth(a, b);
        a.courier.archive[Index(40)] = stateOf(kSize);
        b.courier.stallAppends = true;
        raft::Message message = snapshotFrom(a, 2, 40);
        a.transport->send(message);
        QTRY_VERIFY(b.courier.waitingBytes > 0);
        message.term = raft::Term(2);
        a.transport->send(message);
        QCoreApplication::processEvents();
        b.courier.goOn();
        QTRY_COMPARE(a.snapshots, kArrived);
        QCOMPARE(b.messages.size(), 1U);
        QVERIFY(b.messages[0].term == raft::Term(2));
        QCOMPARE(b.courier.incoming.size(), 1U);
    }

    void whatIsNoProperSnapshotEndsItAndNothingElse_data() {
        QTest::addColumn<QByteArray>("frames");
        QTest::addColumn<bool>("isLinkLost");
        const auto row = [](const char* name, const std::string& frames, bool isLinkLost) {
            QTest::newRow(name) << QByteArray::fromStdString(frames) << isLinkLost;
        };
        raft::SnapshotMetadata metadata;
        metadata.index = Index(4);
        metadata.term = raft::Term(1);
        std::string start;
        appendFrame(SnapshotStart{9, 0, metadata}, start);
        std::string gap = start;
        appendPiece(9, 5, "abc", gap);
        row("a gap", gap, false);
        std::string flood = start;
        for (std::uint64_t i = 0; i < 40; ++i) {
            appendPiece(9, i * 65536, std::string(65536, 'x'), flood);
        }
        row("more than the window", flood, false);
        raft::Message message;
        message.type = MessageType::Snap;
        message.from = NodeId(2);
        message.to = NodeId(1);
        raft::Snapshot snapshot;
        snapshot.metadata.index = Index(5);
        message.snapshot = std::make_shared<const raft::Snapshot>(snapshot);
        std::string other = start;
        appendFrame(SnapshotEnd{9, 0, message}, other);
        row("the end of another one", other, false);
        snapshot.metadata = metadata;
        message.snapshot = std::make_shared<const raft::Snapshot>(snapshot);
        message.from = NodeId(3);
        std::string forged = start;
        appendFrame(SnapshotEnd{9, 0, message}, forged);
        row("a message of somebody else", forged, false);
        std::string garbage;
        const std::size_t begin = beginFrame(garbage);
        garbage += "\xff\xff";
        QVERIFY(endFrame(garbage, begin, FrameType::SnapshotPiece));
        row("garbage", garbage, true);
        std::string stray;
        appendPiece(7, 0, "abc", stray);
        appendStored(7, stray);
        appendFrame(SnapshotTaken{7, 9}, stray);
        row("of a transfer that is none", stray, false);
    }
    void whatIsNoProperSnapshotEndsItAndNothingElse() {
        QFETCH(QByteArray, frames);
        QFETCH(bool, isLinkLost);
        PeerStation a(1);
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, a.address.port);
        std::string hello;
        appendPreface(hello);
        const std::size_t begin = beginFrame(hello);
        encode(Greeting{7, NodeId(2), NodeId(1), 1002, "n2", ""}, hello);
        QVERIFY(endFrame(hello, begin, FrameType::Hello));
        socket.write(QByteArray::fromStdString(hello));
        QTRY_VERIFY(a.isConnectedTo(2));
        socket.write(frames);
        raft::Message heartbeat;
        heartbeat.type = MessageType::Heartbeat;
        heartbeat.from = NodeId(2);
        heartbeat.to = NodeId(1);
        std::string last;
        const std::size_t lastBegin = beginFrame(last);
        raft::encode(heartbeat, last);
        QVERIFY(endFrame(last, lastBegin, FrameType::Message));
        socket.write(QByteArray::fromStdString(last));
        if (isLinkLost) {
            QTRY_VERIFY(!a.isConnectedTo(2));
            QVERIFY(a.messages.empty());
        } else {
            QTRY_VERIFY2(a.messages.size() == 1, a.lines.back().c_str());
            QVERIFY(a.messages[0].type == MessageType::Heartbeat);
        }
        for (const auto& [ticket, incoming] : a.courier.incoming) {
            QTRY_VERIFY(a.courier.incoming[ticket].aborted || incoming.committed);
        }
    }

private:
    static void connectBoth(PeerStation& a, PeerStation& b) {
        introduce({&a, &b});
        QTRY_VERIFY(a.isConnectedTo(2) && b.isConnectedTo(1));
    }
};

QTEST_GUILESS_MAIN(TestPeerSnapshots)
#include "tst_peer_snapshots.moc"
