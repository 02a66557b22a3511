// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTcpSocket>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "network/peer/address.h"
#include "network/peer/frame.h"
#include "network/peer/greeting.h"
#include "network/peer/peer_options.h"

namespace quorate::network {

/// One connection between two nodes, whoever opened it: greetings, then frames either way.
///
///     calling    preface, Hello ->         <- preface, Welcome      (or Refusal)
///     called     preface, Hello <-         -> preface, Welcome      (or Refusal)
///
/// Either side asks its owner to admit the other one before it says or hears more. An established
/// connection sends pings and is given up when it stays silent. Whatever goes wrong ends it with a
/// reason, never more. Nothing is deleted from within: the owner does that, later.
class PeerLink final : public QObject {
    Q_OBJECT
public:
    enum class State : std::uint8_t {
        Connecting,  ///< a caller, until its socket is connected
        Greeting,    ///< waits for the other one's greeting
        Admitting,   ///< waits for its owner's answer
        Established,
        Ending,  ///< writes what is left, a refusal say
        Ended,
    };

    /// Who has the links, and hears of them from the event loop. May end them, not delete them.
    class Owner {
    public:
        Owner() = default;
        Owner(const Owner&) = delete;
        Owner& operator=(const Owner&) = delete;
        virtual ~Owner() = default;

        /// Answered with admit() or refuse(), at once or later.
        virtual void linkGreeted(PeerLink& link) = 0;
        virtual void linkEstablished(PeerLink& link) = 0;
        /// Of the types that are about messages and snapshots.
        virtual void linkReceived(PeerLink& link, Frame frame) = 0;
        /// No more frames for now.
        virtual void linkDelivered(PeerLink& link) = 0;
        /// Some of what waited in the socket is gone.
        virtual void linkWritable(PeerLink& link) = 0;
        /// It is Ending or Ended, with a reason.
        virtual void linkLost(PeerLink& link) = 0;
        /// Of a clock that only goes forward.
        /// It has a new roundTripNs().
        virtual void linkMeasured(PeerLink& link) = 0;
        [[nodiscard]] virtual std::uint64_t nowNs() const = 0;
    };

    /// Calls `peer`. All references must outlive the link.
    PeerLink(std::uint64_t id, Owner& owner, const LocalPeer& self, const PeerOptions& options,
             raft::NodeId peer, const PeerAddress& address);
    /// Takes what called.
    PeerLink(std::uint64_t id, Owner& owner, const LocalPeer& self, const PeerOptions& options,
             qintptr descriptor);
    ~PeerLink() override;

    void admit();
    /// Tells the other side, and ends.
    void refuse(const std::string& reason);
    /// Ends, now.
    void fail(const std::string& reason);
    /// Ends when all is written.
    void finish(const std::string& reason);
    /// Looks after what takes too long, and pings. To be called now and then; `sleptMs` is how much
    /// longer ago the last time was than it should have been, for which the peer is not to blame.
    void check(std::uint64_t sleptMs);

    /// Frames that are whole. Only where it is established.
    void write(std::string_view frames);
    [[nodiscard]] std::size_t unsentBytes() const;

    [[nodiscard]] std::uint64_t id() const noexcept { return m_id; }
    [[nodiscard]] bool isOutgoing() const noexcept { return m_isOutgoing; }
    [[nodiscard]] State state() const noexcept { return m_state; }
    [[nodiscard]] bool isEstablished() const noexcept { return m_state == State::Established; }
    [[nodiscard]] bool isOver() const noexcept {
        return m_state == State::Ending || m_state == State::Ended;
    }
    /// Once it was established it counts as lost, before as a failed attempt.
    [[nodiscard]] bool wasEstablished() const noexcept { return m_wasEstablished; }
    [[nodiscard]] bool wasRefusedByPeer() const noexcept { return m_wasRefusedByPeer; }
    /// By its system: nobody listens there.
    [[nodiscard]] bool wasNobodyThere() const noexcept { return m_wasNobodyThere; }
    /// Whom it was opened to, or who said so; nobody before that.
    [[nodiscard]] raft::NodeId peer() const noexcept { return m_peer; }
    [[nodiscard]] const std::optional<Greeting>& greeting() const noexcept { return m_greeting; }
    [[nodiscard]] const std::string& reason() const noexcept { return m_reason; }
    /// For logs: the other end's address.
    [[nodiscard]] const std::string& where() const noexcept { return m_where; }
    [[nodiscard]] std::uint64_t roundTripNs() const noexcept { return m_roundTripNs; }
    [[nodiscard]] std::uint64_t takeBytesReceived();
    [[nodiscard]] std::uint64_t takeBytesSent();

private:
    void start();
    void onConnected();
    void onReadable();
    void onWritten();
    void onClosed();
    void takeFrames();
    void readFrames();
    void take(Frame frame);
    void takeGreeting(const Frame& frame);
    void takePong(const Frame& frame);
    void sendGreeting(FrameType type, raft::NodeId to);
    void writeRaw(std::string_view bytes);
    void writeStamp(FrameType type, std::uint64_t stamp);
    [[nodiscard]] std::uint64_t nowMs() const { return m_owner.nowNs() / 1'000'000; }

    const std::uint64_t m_id;
    Owner& m_owner;
    const LocalPeer& m_self;
    const PeerOptions& m_options;
    const bool m_isOutgoing;
    QTcpSocket m_socket;
    FrameReader m_reader;
    State m_state{State::Connecting};
    raft::NodeId m_peer;
    std::string m_where;
    std::optional<Greeting> m_greeting;
    std::string m_reason;
    bool m_wasEstablished{false};
    bool m_wasRefusedByPeer{false};
    bool m_wasNobodyThere{false};
    bool m_hasSaidHello{false};
    bool m_isTaking{false};

    /// When this state began.
    std::uint64_t m_sinceMs{0};
    std::uint64_t m_lastHeardMs{0};
    std::uint64_t m_lastPingMs{0};
    /// When the ping that waits for its answer left; 0 for none.
    std::uint64_t m_pingStampNs{0};
    std::uint64_t m_roundTripNs{0};
    std::uint64_t m_bytesReceived{0};
    std::uint64_t m_bytesSent{0};
};

}  // namespace quorate::network
