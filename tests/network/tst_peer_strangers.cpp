// SPDX-License-Identifier: Apache-2.0
// Whoever may not speak to a node, and whatever comes to its port instead of a peer.
#include <QTcpSocket>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/codec.h"
#include "tests/network/peer_station.h"

using namespace quorate::tests;    // NOLINT(google-build-using-namespace)
using namespace quorate::network;  // NOLINT(google-build-using-namespace)
namespace raft = quorate::raft;
using quorate::Error;
using quorate::ErrorCode;
using raft::MessageType;
using raft::NodeId;

namespace {

std::string helloOf(const Greeting& greeting) {
    std::string out;
    appendPreface(out);
    const std::size_t begin = beginFrame(out);
    encode(greeting, out);
    [[maybe_unused]] const auto ended = endFrame(out, begin, FrameType::Hello);
    return out;
}

std::string messageFrame(const raft::Message& message) {
    std::string out;
    const std::size_t begin = beginFrame(out);
    raft::encode(message, out);
    [[maybe_unused]] const auto ended = endFrame(out, begin, FrameType::Message);
    return out;
}

/// A socket at the port of a station.
class Stranger {
public:
    explicit Stranger(const PeerStation& station) {
        m_socket.connectToHost(QHostAddress::LocalHost, station.address.port);
    }
    void say(const std::string& bytes) {
        m_socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
    [[nodiscard]] bool isTurnedAway() const {
        return m_socket.state() == QAbstractSocket::UnconnectedState;
    }
    [[nodiscard]] std::string heard() {
        m_heard += m_socket.readAll().toStdString();
        return m_heard;
    }

private:
    QTcpSocket m_socket;
    std::string m_heard;
};

}  // namespace

class TestPeerStrangers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherClusterIsTurnedAwayWithTheReasonOnBothSides() {
        PeerStation a(1);
        PeerStation b(2, quickOptions(), 8);
        introduce({&a, &b});
        QTRY_VERIFY(!a.refusals.empty() && !b.refusals.empty());
        for (PeerStation* station : {&a, &b}) {
            QVERIFY(station->refusals[0].find("another cluster") != std::string::npos);
            QTRY_VERIFY(station->hasLogged("turns this node away"));
            QTRY_VERIFY(station->hasLogged("was turned away"));
            QVERIFY(station->met.empty());
        }
    }

    void aNodeAtTheWrongAddressIsTurnedAway() {
        PeerStation a(1);
        PeerStation c(3);
        a.transport->setPeers({{NodeId(2), c.address}});
        QTRY_VERIFY(!a.refusals.empty());
        QVERIFY(a.refusals[0].find("means to speak to node 2, and this is node 3") !=
                std::string::npos);
        QTRY_VERIFY(c.hasLogged("means to speak to node 2"));
    }

    void anImpostorIsTurnedAwayByTheOneThatKnowsBetter_data() {
        QTest::addColumn<bool>("isCalling");
        QTest::newRow("who calls") << true;
        QTest::newRow("who is called") << false;
    }
    void anImpostorIsTurnedAwayByTheOneThatKnowsBetter() {
        QFETCH(bool, isCalling);
        PeerStation a(1);
        PeerStation b(2);
        std::vector<PeerListener::Admitted> asked;
        std::uint64_t directory = 0;
        a.onAdmit = [&](NodeId peer, std::uint64_t number, PeerListener::Admitted admitted) {
            QVERIFY(peer == NodeId(2));
            directory = number;
            asked.push_back(std::move(admitted));
        };
        if (isCalling) {
            b.transport->setPeers({{NodeId(1), a.address}});
        } else {
            a.transport->setPeers({{NodeId(2), b.address}});
        }
        QTRY_VERIFY(!asked.empty());
        QCOMPARE(directory, b.self.directory);
        QVERIFY(!a.isConnectedTo(2));
        asked[0](Error(ErrorCode::FailedPrecondition, "it has lost its disk"));
        QTRY_VERIFY(b.hasLogged("it has lost its disk"));
        QTRY_VERIFY(a.hasLogged("it has lost its disk"));
        QVERIFY(a.met.empty());
    }

    void whoIsAdmittedLateIsHeardFromItsFirstMessage() {
        PeerStation a(1);
        PeerStation b(2);
        PeerListener::Admitted admit;
        a.onAdmit = [&](NodeId, std::uint64_t, PeerListener::Admitted admitted) {
            admit = std::move(admitted);
        };
        b.transport->setPeers({{NodeId(1), a.address}});
        b.transport->send(messageFrom(b, 1, MessageType::Vote));
        QTRY_VERIFY(static_cast<bool>(admit));
        QVERIFY(a.messages.empty());
        admit({});
        QTRY_COMPARE(a.messages.size(), 1U);
    }

    void anAnswerAboutAConnectionThatIsGoneIsIgnored() {
        PeerListener::Admitted admit;
        {
            PeerStation a(1);
            a.onAdmit = [&](NodeId, std::uint64_t, PeerListener::Admitted admitted) {
                admit = std::move(admitted);
            };
            {
                Stranger stranger(a);
                stranger.say(helloOf({7, NodeId(2), NodeId(1), 5, "", ""}));
                QTRY_VERIFY(static_cast<bool>(admit));
            }
            QTRY_VERIFY(a.hasLogged("was turned away"));
            admit({});
            QVERIFY(a.met.empty());
        }
        admit({});
    }

    void garbageIsTurnedAwayAtOnce_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("http") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("zeros") << QByteArray(100'000, '\0');
        QTest::newRow("no frame") << QByteArray("QUORATE\x01garbage and more of it");
        std::string huge = helloOf({7, NodeId(2), NodeId(1), 5, "", ""});
        huge[kPrefaceSize + 2] = 0x7f;
        QTest::newRow("a damaged length") << QByteArray::fromStdString(huge);
        std::string large;
        appendPreface(large);
        const std::size_t begin = beginFrame(large);
        large.append(5000, 'x');
        QVERIFY(endFrame(large, begin, FrameType::Hello));
        QTest::newRow("a large greeting") << QByteArray::fromStdString(large);
        std::string rude;
        appendPreface(rude);
        const std::size_t rudeBegin = beginFrame(rude);
        QVERIFY(endFrame(rude, rudeBegin, FrameType::Message));
        QTest::newRow("no greeting") << QByteArray::fromStdString(rude);
        QTest::newRow("itself") << QByteArray::fromStdString(
            helloOf({7, NodeId(1), NodeId(1), 5, "", ""}));
        QTest::newRow("nobody") << QByteArray::fromStdString(
            helloOf({7, NodeId(0), NodeId(1), 5, "", ""}));
    }
    void garbageIsTurnedAwayAtOnce() {
        QFETCH(QByteArray, bytes);
        PeerOptions options = quickOptions();
        options.handshakeTimeoutMs = 60'000;
        PeerStation a(1, options);
        Stranger stranger(a);
        stranger.say(bytes.toStdString());
        QTRY_VERIFY(a.hasLogged("was turned away"));
        QTRY_VERIFY(stranger.isTurnedAway());
        QVERIFY(a.met.empty() && a.messages.empty());
    }

    void randomBytesBehindAGreetingAreEndedAndNothingElse() {
        PeerStation a(1);
        PeerStation b(2);
        introduce({&a, &b});
        QTRY_VERIFY(a.isConnectedTo(2));
        quorate::Random random(5);
        for (int i = 0; i < 20; ++i) {
            Stranger stranger(a);
            std::string bytes = helloOf({7, NodeId(9), NodeId(1), 5, "", ""});
            for (std::uint64_t n = random.below(2000) + 20; n > 0; --n) {
                bytes.push_back(static_cast<char>(random.below(256)));
            }
            stranger.say(bytes);
            QTRY_VERIFY(stranger.isTurnedAway());
        }
        a.transport->send(messageFrom(a, 2, MessageType::Heartbeat));
        a.transport->flush();
        QTRY_COMPARE(b.messages.size(), 1U);
        QVERIFY(a.messages.empty());
    }

    void messagesOfOthersOrToOthersEndTheConnection_data() {
        QTest::addColumn<quint64>("from");
        QTest::addColumn<quint64>("to");
        QTest::addColumn<bool>("isSnapshot");
        QTest::newRow("of another node") << quint64(3) << quint64(1) << false;
        QTest::newRow("to another node") << quint64(2) << quint64(3) << false;
        QTest::newRow("a snapshot without its bytes") << quint64(2) << quint64(1) << true;
    }
    void messagesOfOthersOrToOthersEndTheConnection() {
        QFETCH(quint64, from);
        QFETCH(quint64, to);
        QFETCH(bool, isSnapshot);
        PeerStation a(1);
        Stranger stranger(a);
        stranger.say(helloOf({7, NodeId(2), NodeId(1), 5, "", ""}));
        raft::Message message;
        message.type = isSnapshot ? MessageType::Snap : MessageType::Heartbeat;
        message.from = NodeId(from);
        message.to = NodeId(to);
        stranger.say(messageFrame(message));
        QTRY_VERIFY(stranger.isTurnedAway());
        QVERIFY(a.messages.empty());
    }

    void anotherVersionIsToldWhichOneIsSpoken() {
        PeerStation a(1);
        Stranger stranger(a);
        stranger.say("QUORATE\x02");
        QTRY_VERIFY(stranger.isTurnedAway());
        QVERIFY(stranger.heard().find("version 2") != std::string::npos);
        QVERIFY(a.hasLogged("version 2"));
    }

    void strangersThatSayNothingAreLimitedInTimeAndNumber() {
        PeerOptions options = quickOptions();
        options.maxStrangers = 3;
        PeerStation a(1, options);
        std::vector<std::unique_ptr<Stranger>> strangers;
        for (int i = 0; i < 5; ++i) {
            strangers.push_back(std::make_unique<Stranger>(a));
        }
        QTRY_VERIFY(a.hasLogged("too many connections"));
        for (const auto& stranger : strangers) {
            QTRY_VERIFY(stranger->isTurnedAway());
        }
        QVERIFY(a.hasLogged("it does not greet in time"));
        // And there is room again.
        PeerStation b(2);
        b.transport->setPeers({{NodeId(1), a.address}});
        QTRY_VERIFY(a.isConnectedTo(2));
    }

    void aFloodOfStrangersDoesNotFloodTheLog() {
        PeerStation a(1);
        for (int i = 0; i < 40; ++i) {
            Stranger stranger(a);
            stranger.say("GET / HTTP/1.1\r\n\r\n");
            QTRY_VERIFY(stranger.isTurnedAway());
        }
        QVERIFY(a.lines.size() >= 5);
        QVERIFY(a.lines.size() <= 10);
    }

    void aPeerThatAsksAndNeverReadsIsEnded() {
        PeerStation a(1);
        Stranger stranger(a);
        stranger.say(helloOf({7, NodeId(2), NodeId(1), 5, "", ""}));
        QTRY_VERIFY(a.isConnectedTo(2));
        // More pings than the buffers on the way hold answers.
        std::string ping;
        const std::size_t begin = beginFrame(ping);
        ping.push_back(1);
        QVERIFY(endFrame(ping, begin, FrameType::Ping));
        std::string pings;
        for (int i = 0; i < 50'000; ++i) {
            pings += ping;
        }
        stranger.say(pings);
        QTRY_VERIFY(a.metricsOf(2).bytesReceived > pings.size());
        QVERIFY(a.metricsOf(2).unsentBytes <= a.options.maxUnsentBytes + 64);
    }

    void addressesAreReadInAllForms_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address");
        QTest::newRow("url") << "http://localhost:2380"
                             << "localhost:2380";
        QTest::newRow("url with a slash") << "http://10.0.0.1:2380/"
                                          << "10.0.0.1:2380";
        QTest::newRow("bare") << "node-1.example:80"
                              << "node-1.example:80";
        QTest::newRow("v6") << "http://[::1]:2380"
                            << "[::1]:2380";
        QTest::newRow("v6 bare") << "[fe80::1%eth0]:1"
                                 << "[fe80::1%eth0]:1";
        for (const char* bad :
             {"", "host", "host:", ":2380", "host:0", "host:65536", "host:-1", "host:2380x",
              "https://host:2380", "ftp://host:2380", "::1:2380", "[]:1", "[::1]", "a b:1",
              "http://host:2380/path", "user@host:1", "[::1:2380"}) {
            QTest::newRow(bad) << bad << "";
        }
    }
    void addressesAreReadInAllForms() {
        QFETCH(QString, text);
        QFETCH(QString, address);
        const auto parsed = PeerAddress::parse(text.toStdString());
        QCOMPARE(parsed.has_value(), !address.isEmpty());
        if (parsed) {
            QCOMPARE(QString::fromStdString(parsed->text()), address);
        } else {
            QVERIFY(parsed.error().message.find("Write http://host:port") != std::string::npos);
        }
    }

    void aPortThatIsTakenIsSaid() {
        PeerStation a(1);
        PeerStation b(2);
        const auto listening = PeerServer().listenOn(a.address);
        QVERIFY(!listening);
        QVERIFY(listening.error().message.find(a.address.text()) != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPeerStrangers)
#include "tst_peer_strangers.moc"
