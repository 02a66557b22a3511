// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/observe/link_events.h"
#include "engine/observe/observer.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"
#include "engine/stage/stage_ports.h"

namespace quorate::stage {

using observe::DropReason;
using observe::Link;
using observe::LinkCondition;
using observe::LinkRule;
using observe::MessageKey;

/// A message on its way.
struct Travelling {
    MessageKey key;
    raft::Message message;
    /// Who sent it, which a proposal that is passed on does not say.
    raft::NodeId sender;
    std::uint32_t senderLife{0};
    Moment due;
    bool isHeld{false};
};

/// All that lies between the nodes of a Stage: each direction between two nodes is a link of its
/// own, which takes its time, loses, duplicates and reorders as its condition says, and can be cut.
/// A link that does not reorder keeps the order of what it carries.
///
/// What is on its way survives a crash of its sender and of its addressee. What a link drops, its
/// sender's transport notices where a connection would break: cut links and nodes that are down;
/// and always if it was a snapshot.
class Links {
public:
    /// All must outlive the links. `random` decides delays and losses.
    Links(Agenda& agenda, observe::Observer& observer, Wire& wire, Random random);

    /// How all links are that have no rules of their own.
    void setDefault(const LinkCondition& condition) { m_default = condition; }
    [[nodiscard]] const LinkCondition& defaultCondition() const noexcept { return m_default; }
    /// Replaces the rules of one link; none: the default again.
    void setRules(Link link, std::vector<LinkRule> rules, raft::EventId cause);
    void cut(Link link, raft::EventId cause);
    void heal(Link link, raft::EventId cause);
    [[nodiscard]] bool isCut(Link link) const noexcept;
    /// Of its own.
    [[nodiscard]] std::vector<LinkRule> rulesOf(Link link) const;
    [[nodiscard]] std::size_t cutCount() const noexcept { return m_cutCount; }

    /// Takes a message of this life of its sender.
    void send(raft::Message message, raft::Term term, raft::NodeId sender, std::uint32_t life);

    /// What arrives now, as the due deliveries of the agenda name it. Nothing where it is not there
    /// any more, is held, or its link is cut.
    std::optional<Travelling> arrive(std::uint64_t place);
    /// It reached its addressee.
    void delivered(const Travelling& message);
    /// Its addressee could not take it.
    void dropped(const Travelling& message, DropReason reason);

    // --- single messages, by key. NotFound for one that is not on its way.
    Result<void> hold(MessageKey key, raft::EventId cause);
    /// It goes on, or if it is not held, arrives now.
    Result<void> release(MessageKey key, raft::EventId cause);
    Result<void> drop(MessageKey key);
    Result<void> duplicate(MessageKey key, raft::EventId cause);
    /// Every message that leaves from now on and matches is held.
    using Matcher = std::function<bool(const raft::Message&)>;
    void setHoldRule(Matcher matcher) { m_holdRule = std::move(matcher); }

    /// In order of leaving.
    [[nodiscard]] std::vector<const Travelling*> travelling() const;

private:
    struct LinkState {
        bool isCut{false};
        std::vector<LinkRule> rules;
        Moment lastDue;
    };
    struct Slot {
        bool isUsed{false};
        std::uint32_t generation{0};
        std::uint64_t order{0};
        Travelling travelling;
    };

    LinkState& at(Link link);
    [[nodiscard]] const LinkState* find(Link link) const noexcept;
    [[nodiscard]] const LinkCondition& conditionFor(const LinkState& link,
                                                    raft::MessageType type) const noexcept;
    Moment dueOn(LinkState& link, const LinkCondition& condition);
    std::uint64_t keep(Travelling travelling);
    Slot* find(MessageKey key);
    void schedule(std::uint64_t place, Moment due);
    Travelling take(Slot& slot);

    Agenda& m_agenda;
    observe::Observer& m_observer;
    Wire& m_wire;
    Random m_random;
    LinkCondition m_default;
    std::size_t m_cutCount{0};
    std::size_t m_width{0};  ///< ids below it have links
    std::vector<LinkState> m_links;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::uint64_t m_nextOrder{0};
    Matcher m_holdRule;
};

}  // namespace quorate::stage
