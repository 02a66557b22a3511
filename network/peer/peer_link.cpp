// SPDX-License-Identifier: Apache-2.0
#include "network/peer/peer_link.h"

#include <QHostAddress>
#include <QNetworkProxy>

#include <algorithm>
#include <utility>

#include "engine/base/wire.h"

namespace quorate::network {

namespace {

/// At a time, and how many times in a row: enough to be fast, little enough that all peers get
/// their turn.
constexpr std::size_t kMaxRead = 256UL * 1024;
constexpr int kMaxTurns = 4;
/// Somebody that was not admitted yet has nothing more to say.
constexpr std::size_t kMaxStrangerRead = 2 * kMaxGreetingBody;
/// What may come between a greeting and the answer to it.
constexpr std::size_t kMaxUnadmitted = 256UL * 1024;

constexpr auto kOpenMode = QIODevice::ReadWrite | QIODevice::Unbuffered;

std::string textOf(const QHostAddress& address, quint16 port) {
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    const QString host = isIpv4 ? QHostAddress(ipv4).toString() : address.toString();
    return PeerAddress{host.toStdString(), port}.text();
}

}  // namespace

PeerLink::PeerLink(std::uint64_t id, Owner& owner, const LocalPeer& self,
                   const PeerOptions& options, raft::NodeId peer, const PeerAddress& address)
    : m_id(id),
      m_owner(owner),
      m_self(self),
      m_options(options),
      m_isOutgoing(true),
      m_peer(peer),
      m_where(address.text()) {
    start();
    // What listens on "localhost" listens on this one; and no name has to be looked up.
    const bool isLocal = address.host == "localhost";
    m_socket.connectToHost(
        isLocal ? QStringLiteral("127.0.0.1") : QString::fromStdString(address.host), address.port,
        kOpenMode);
}

PeerLink::PeerLink(std::uint64_t id, Owner& owner, const LocalPeer& self,
                   const PeerOptions& options, qintptr descriptor)
    : m_id(id), m_owner(owner), m_self(self), m_options(options), m_isOutgoing(false) {
    start();
    if (m_socket.setSocketDescriptor(descriptor, QAbstractSocket::ConnectedState, kOpenMode)) {
        m_where = textOf(m_socket.peerAddress(), m_socket.peerPort());
        onConnected();
    } else {
        m_where = "an unknown address";
        fail(m_socket.errorString().toStdString());
    }
}

PeerLink::~PeerLink() {
    m_socket.disconnect(this);
}

void PeerLink::start() {
    m_sinceMs = nowMs();
    m_reader.setMaxBody(kMaxGreetingBody);
    m_socket.setProxy(QNetworkProxy::NoProxy);
    m_socket.setReadBufferSize(static_cast<qint64>(kMaxRead));
    connect(&m_socket, &QTcpSocket::connected, this, &PeerLink::onConnected);
    connect(&m_socket, &QTcpSocket::readyRead, this, &PeerLink::onReadable);
    connect(&m_socket, &QTcpSocket::bytesWritten, this, &PeerLink::onWritten);
    connect(&m_socket, &QTcpSocket::disconnected, this, &PeerLink::onClosed);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, &PeerLink::onClosed);
}

void PeerLink::onConnected() {
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    if (m_options.systemSendBufferBytes > 0) {
        m_socket.setSocketOption(QAbstractSocket::SendBufferSizeSocketOption,
                                 static_cast<int>(m_options.systemSendBufferBytes));
    }
    m_state = State::Greeting;
    if (m_isOutgoing) {
        sendGreeting(FrameType::Hello, m_peer);
    }
}

void PeerLink::sendGreeting(FrameType type, raft::NodeId to) {
    std::string out;
    appendPreface(out);
    const std::size_t begin = beginFrame(out);
    encode(greetingOf(m_self, to), out);
    if (auto ended = endFrame(out, begin, type); !ended) {
        fail(ended.error().message);
        return;
    }
    m_hasSaidHello = true;
    writeRaw(out);
}

void PeerLink::admit() {
    if (m_state != State::Admitting) {
        return;
    }
    if (!m_isOutgoing) {
        sendGreeting(FrameType::Welcome, m_peer);
        if (isOver()) {
            return;
        }
    }
    m_state = State::Established;
    m_wasEstablished = true;
    m_sinceMs = nowMs();
    m_lastHeardMs = m_sinceMs;
    m_reader.setMaxBody(kMaxFrameBody);
    m_owner.linkEstablished(*this);
    // What came behind the greeting, from whoever was quicker to admit this side.
    if (!m_isTaking && m_reader.heldBytes() > 0) {
        QMetaObject::invokeMethod(this, &PeerLink::takeFrames, Qt::QueuedConnection);
    }
}

void PeerLink::refuse(const std::string& reason) {
    if (isOver()) {
        return;
    }
    std::string out;
    if (!m_hasSaidHello) {
        appendPreface(out);
    }
    const std::size_t begin = beginFrame(out);
    encodeReason(reason, out);
    if (endFrame(out, begin, FrameType::Refusal)) {
        writeRaw(out);
    }
    finish(reason);
}

void PeerLink::finish(const std::string& reason) {
    if (isOver()) {
        return;
    }
    m_state = State::Ending;
    m_sinceMs = nowMs();
    m_reason = reason;
    m_socket.disconnectFromHost();
    if (m_socket.state() == QAbstractSocket::UnconnectedState) {
        m_state = State::Ended;
    }
    m_owner.linkLost(*this);
}

void PeerLink::fail(const std::string& reason) {
    if (m_state == State::Ended) {
        return;
    }
    const bool isNews = m_state != State::Ending;
    m_state = State::Ended;
    m_socket.abort();
    if (isNews) {
        m_reason = reason;
        m_owner.linkLost(*this);
    }
}

void PeerLink::onClosed() {
    if (m_state == State::Ending) {
        m_state = State::Ended;
        m_owner.linkLost(*this);
        return;
    }
    m_wasNobodyThere =
        m_state == State::Connecting && m_socket.error() == QAbstractSocket::ConnectionRefusedError;
    // What the other side said before it closed is still there: its reason, perhaps.
    onReadable();
    fail(m_socket.error() == QAbstractSocket::UnknownSocketError
             ? "the peer closed the connection"
             : m_socket.errorString().toStdString());
}

/// Until nothing is left: what a socket that was taken (and so is buffered, whatever its mode says)
/// has read for us once, it does not announce again.
void PeerLink::onReadable() {
    for (int turn = 0; m_state != State::Connecting && !isOver(); ++turn) {
        const auto available = static_cast<std::size_t>(m_socket.bytesAvailable());
        if (available == 0 && turn > 0) {
            return;
        }
        if (turn == kMaxTurns) {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (m_socket.bytesAvailable() > 0) {
                        onReadable();
                    }
                },
                Qt::QueuedConnection);
            return;
        }
        // One byte at least: that is how the end is found.
        const std::size_t limit = isEstablished() ? kMaxRead : kMaxStrangerRead;
        const auto room = m_reader.room(std::clamp<std::size_t>(available, 1, limit));
        const qint64 count =
            m_socket.read(room.data(), static_cast<qint64>(std::min(room.size(), limit)));
        if (count > 0) {
            m_reader.commit(static_cast<std::size_t>(count));
            m_bytesReceived += static_cast<std::uint64_t>(count);
            m_lastHeardMs = nowMs();
            takeFrames();
        }
        if (!isOver() && m_socket.state() == QAbstractSocket::UnconnectedState) {
            fail("the peer closed the connection");
        }
    }
}

void PeerLink::takeFrames() {
    if (m_isTaking) {
        return;
    }
    m_isTaking = true;
    readFrames();
    m_isTaking = false;
    if (m_state == State::Admitting && m_reader.heldBytes() > kMaxUnadmitted) {
        fail("it says too much before it is admitted");
    }
    if (m_wasEstablished) {
        m_owner.linkDelivered(*this);
    }
}

void PeerLink::readFrames() {
    while (m_state == State::Greeting || m_state == State::Established) {
        auto frame = m_reader.next();
        if (!frame) {
            // A stranger that is no peer at all would not understand a refusal.
            if (m_reader.isPeer() && !m_wasEstablished) {
                refuse(frame.error().message);
            } else {
                fail(frame.error().message);
            }
            return;
        }
        if (!*frame) {
            return;
        }
        take(std::move(**frame));
    }
}

void PeerLink::take(Frame frame) {
    if (frame.type == FrameType::Refusal) {
        const auto reason = decodeReason(frame.body);
        m_wasRefusedByPeer = reason.has_value();
        fail(reason ? *reason : "the peer refuses, and does not say why");
        return;
    }
    if (m_state == State::Greeting) {
        takeGreeting(frame);
        return;
    }
    switch (frame.type) {
    case FrameType::Hello:
    case FrameType::Welcome:
        fail("the peer greets a second time");
        return;
    case FrameType::Ping: {
        WireReader reader(frame.body);
        const std::uint64_t stamp = reader.varint();
        if (!reader.finish()) {
            fail("a ping is malformed");
        } else if (unsentBytes() < m_options.maxUnsentBytes) {
            writeStamp(FrameType::Pong, stamp);  // else the peer does not read, and wants no answer
        }
        return;
    }
    case FrameType::Pong:
        takePong(frame);
        return;
    default:
        m_owner.linkReceived(*this, std::move(frame));
    }
}

void PeerLink::takeGreeting(const Frame& frame) {
    if (frame.type != (m_isOutgoing ? FrameType::Welcome : FrameType::Hello)) {
        fail("the peer does not greet");
        return;
    }
    auto greeting = decodeGreeting(frame.body);
    if (!greeting) {
        refuse("the greeting cannot be read: " + greeting.error().message);
        return;
    }
    const auto checked =
        m_isOutgoing ? checkWelcome(*greeting, m_self, m_peer) : checkGreeting(*greeting, m_self);
    if (!checked) {
        refuse(checked.error().message);
        return;
    }
    m_peer = greeting->from;
    m_greeting = std::move(*greeting);
    m_state = State::Admitting;
    m_owner.linkGreeted(*this);
}

void PeerLink::takePong(const Frame& frame) {
    WireReader reader(frame.body);
    const std::uint64_t stamp = reader.varint();
    if (!reader.finish()) {
        fail("an answer to a ping is malformed");
        return;
    }
    if (stamp != 0 && stamp == m_pingStampNs) {
        m_roundTripNs = m_owner.nowNs() - stamp;
        m_pingStampNs = 0;
        m_owner.linkMeasured(*this);
    }
}

void PeerLink::check(std::uint64_t sleptMs) {
    const std::uint64_t now = nowMs();
    m_sinceMs += sleptMs;
    m_lastHeardMs += sleptMs;
    if (m_state == State::Ended) {
        return;
    }
    if (m_state != State::Established) {
        if (now >= m_sinceMs + m_options.handshakeTimeoutMs) {
            fail(m_state == State::Connecting ? "it does not answer" : "it does not greet in time");
        }
        return;
    }
    if (now >= m_lastHeardMs + m_options.silenceTimeoutMs) {
        fail("nothing was heard of it for " + std::to_string(now - m_lastHeardMs) + " ms");
        return;
    }
    if (now >= m_lastPingMs + m_options.pingIntervalMs &&
        unsentBytes() < m_options.maxUnsentBytes) {
        m_lastPingMs = now;
        m_pingStampNs = m_owner.nowNs();
        writeStamp(FrameType::Ping, m_pingStampNs);
    }
}

void PeerLink::writeStamp(FrameType type, std::uint64_t stamp) {
    std::string out;
    const std::size_t begin = beginFrame(out);
    WireWriter(out).varint(stamp);
    if (endFrame(out, begin, type)) {
        writeRaw(out);
    }
}

void PeerLink::write(std::string_view frames) {
    if (isEstablished()) {
        writeRaw(frames);
    }
}

void PeerLink::writeRaw(std::string_view bytes) {
    const auto size = static_cast<qint64>(bytes.size());
    if (m_socket.write(bytes.data(), size) != size) {
        fail("it cannot be written to: " + m_socket.errorString().toStdString());
        return;
    }
    m_bytesSent += bytes.size();
}

std::size_t PeerLink::unsentBytes() const {
    return static_cast<std::size_t>(m_socket.bytesToWrite());
}

void PeerLink::onWritten() {
    if (isEstablished()) {
        m_owner.linkWritable(*this);
    }
}

std::uint64_t PeerLink::takeBytesReceived() {
    return std::exchange(m_bytesReceived, 0);
}

std::uint64_t PeerLink::takeBytesSent() {
    return std::exchange(m_bytesSent, 0);
}

}  // namespace quorate::network
