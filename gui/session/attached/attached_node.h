// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTimer>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "engine/observe/operator_events.h"
#include "engine/observe/record_relay.h"
#include "engine/raft/state.h"
#include "gui/session/attached/address_look.h"
#include "gui/session/attached/clock_estimate.h"
#include "gui/session/attached/watched_node.h"
#include "gui/session/live/session_clock.h"
#include "network/client/node_client.h"
#include "network/observation/observe_reader.h"

namespace quorate::gui {

/// A Quorate node at an address, which somebody else launched: its events come from its observation
/// stream, and what is asked of it goes to its client port. It is called again whenever it is lost,
/// for as long as this lives. Belongs to the thread of the driver.
class AttachedNode final : public WatchedNode {
    Q_OBJECT

public:
    /// What the node tells, and what it asks before it goes on.
    class Owner {
    public:
        Owner() = default;
        Owner(const Owner&) = delete;
        Owner& operator=(const Owner&) = delete;
        virtual ~Owner() = default;

        /// Why this node, which has just said who it is, does not belong here; empty if it does.
        virtual QString whyNotTaken(const AttachedNode& node,
                                    const network::ObserveHello& hello) = 0;
        /// What the recording counts the events of a source from.
        virtual std::uint64_t nextSequence(observe::SourceId source) = 0;
        virtual void publish(observe::Published published) = 0;
        virtual void tellSight(raft::NodeId node, observe::ObservationChanged sight) = 0;
        /// It is seen, or lost, or something else is the matter with it. May not delete it.
        virtual void nodeChanged(WatchedNode& node) = 0;
        /// An etcd answers there: why it is not taken for one; empty if it is, which then goes.
        virtual QString foundEtcd(const AttachedNode& node) = 0;
        /// It tells of a fault or a link. Whether that goes into the recording.
        virtual bool hearFault(AttachedNode& node, const observe::Body& body) = 0;
        /// It is called at another address now, by another client. May not delete it.
        virtual void movedOn(AttachedNode& node) = 0;
        /// Another life of the node answers than before. May not delete it.
        virtual void beganAnew(AttachedNode& node) = 0;
    };
    /// `expected`: whom others say to be there, if that is known. Owner and clock outlive it.
    AttachedNode(const NodeAddress& address, raft::NodeId expected, SessionClock& clock,
                 Owner& owner);
    ~AttachedNode() override;

    void begin() override;
    void turn() override;
    void addAddress(const NodeAddress& address) override { m_others.push_back(address); }

    [[nodiscard]] const NodeAddress& address() const noexcept override { return m_address; }
    [[nodiscard]] raft::NodeId node() const noexcept override { return m_node; }
    [[nodiscard]] bool isSeen() const noexcept override { return m_isSeen; }
    [[nodiscard]] bool wasSeen() const noexcept override { return m_relay.has_value(); }
    [[nodiscard]] std::optional<observe::SourceId> source() const noexcept override {
        return m_relay ? std::optional(m_source) : std::nullopt;
    }
    [[nodiscard]] const Look& look() const noexcept override { return m_look; }
    [[nodiscard]] const QString& problem() const noexcept override { return m_problem; }
    [[nodiscard]] network::NodeClient& client() noexcept override { return *m_client; }

    void ask(const node::RequestOrigin& origin, const Asked& what,
             std::function<void(Result<kv::Response>)> done) override;
    void askLease(const stage::LeaseQuestion& question,
                  std::function<void(Result<stage::LeaseTimes>)> done) override;
    std::unique_ptr<network::WatchReader> watch(const network::WatchQuestion& what) override;

private:
    void open();
    void greeted(const network::ObserveHello& hello);
    void estimate(const network::ObserveHello& hello);
    void take(const observe::Published& events);
    bool add(const observe::Chunk& chunk, std::size_t place);
    void note(const observe::Event& event);
    void missed(const network::ObserveMissed& missed);
    /// It speaks: what was only announced so far is told.
    void heard(observe::Moment through);
    void tellSeen(std::uint64_t missed, bool wasUnrecorded);
    void lost(const QString& reason);
    void explained(const AddressAnswer& answer);
    void moveOn();
    void callAgain(bool isHopeless);
    void askForTime();
    void hearTime(observe::Moment sent, const Result<std::string>& body);

    NodeAddress m_address;
    /// Where it was seen to answer as well, the next one to be called first.
    std::deque<NodeAddress> m_others;
    SessionClock& m_clock;
    Owner& m_owner;
    std::unique_ptr<network::NodeClient> m_client;
    network::ObserveReader m_reader;
    std::unique_ptr<AddressLook> m_probe;
    QTimer m_retry;
    QTimer m_timeTimer;
    int m_backoffMs;

    raft::NodeId m_node;
    std::uint64_t m_cluster{0};
    std::uint64_t m_incarnation{0};
    observe::SourceId m_source;
    std::optional<observe::RecordRelay> m_relay;
    ClockEstimate m_estimate;
    int m_timesAsked{0};
    std::int64_t m_toldOffsetNs{0};

    bool m_isSeen{false};
    bool m_isGreeted{false};  ///< on this connection
    bool m_isPaused{false};   ///< as it has said before it fell silent
    /// Events before this one were taken, in the recording or not.
    std::uint64_t m_nextTaken{0};
    /// What is to be told of the new connection once it speaks.
    std::uint64_t m_newMissed{0};
    bool m_isNewUnrecorded{false};
    bool m_isLossTold{false};
    QString m_lastReason;
    QString m_problem;
    Look m_look;
    observe::Moment m_opened;
    /// Up to where the node has told everything, by the session's clock, and when it said so.
    observe::Moment m_through;
    observe::Moment m_heard;
};

}  // namespace quorate::gui
