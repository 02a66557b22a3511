// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/link_events.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"

namespace quorate::network {

enum class LinkDirection : std::uint8_t { ToPeer, FromPeer };

/// What is wrong on purpose with the links of one node: each direction of a link can be cut, and
/// what this node sends can be lost, delayed, doubled and overtaken. It is about messages and
/// snapshots; the connections stand all the same, as behind a router that drops packets.
///
/// Belongs to a PeerTransport and its thread; a transport without faults has none.
class LinkFaults final : public QObject {
public:
    /// What is to become of a message that is about to be sent.
    struct Fate {
        std::optional<observe::DropReason> drop;
        /// So many nanoseconds from now; 0: at once.
        std::uint64_t delayNs{0};
        /// The same by the clock of keep(), exactly: what left before arrives before.
        std::uint64_t dueNs{0};
        bool isDoubled{false};
    };
    /// Takes what was kept long enough, all that is due at a time; to be sent now.
    using Release = std::function<void(std::vector<raft::Message>)>;

    LinkFaults(const Random& random, Release release, QObject* parent = nullptr);

    void setCut(raft::NodeId peer, LinkDirection direction, bool isCut);
    [[nodiscard]] bool isCut(raft::NodeId peer, LinkDirection direction) const;
    /// In either direction.
    [[nodiscard]] bool isCut(raft::NodeId peer) const;
    /// Of what is sent to the peer, in place of those before; none: a good link.
    void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules);

    Fate judge(const raft::Message& message);
    /// Until its Fate::dueNs it is kept here.
    void keep(raft::Message message, std::uint64_t dueNs);

private:
    struct Link {
        bool isCutTo{false};
        bool isCutFrom{false};
        std::vector<observe::LinkRule> rules;
        /// When the last message that keeps its place is due.
        std::uint64_t lastDueNs{0};
    };

    [[nodiscard]] static observe::LinkCondition conditionFor(const Link& link,
                                                             raft::MessageType type);
    bool happens(std::uint32_t millionths);
    [[nodiscard]] std::uint64_t nowNs() const {
        return static_cast<std::uint64_t>(m_clock.nsecsElapsed());
    }
    void schedule();
    void releaseDue();

    Random m_random;
    const Release m_release;
    QElapsedTimer m_clock;
    QTimer m_timer;
    std::map<raft::NodeId, Link> m_links;
    /// By when they are due.
    std::multimap<std::uint64_t, raft::Message> m_kept;
};

}  // namespace quorate::network
