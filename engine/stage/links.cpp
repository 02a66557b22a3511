// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/links.h"

#include <algorithm>
#include <utility>

namespace quorate::stage {

namespace {

constexpr std::uint64_t kMillion = 1'000'000;
constexpr Nanoseconds kNoticeDelay = kMillisecond;

Link linkOf(const raft::Message& message) {
    return {message.from, message.to};
}

bool happens(Random& random, std::uint32_t millionths) {
    return millionths > 0 && random.below(kMillion) < millionths;
}

/// A place on the links and how often it was used, as one number for the agenda.
std::uint64_t placeOf(std::size_t slot, std::uint32_t generation) {
    return (std::uint64_t{generation} << 32U) | slot;
}

/// A size for pictures: payload and a frame.
std::uint64_t bytesOf(const raft::Message& message) {
    constexpr std::uint64_t kFrame = 40;
    return kFrame + message.context.size() + raft::payloadSize(message.entries);
}

Error notThere() {
    return {ErrorCode::NotFound, "this message is not on its way (any more)"};
}

}  // namespace

Links::Links(Agenda& agenda, observe::Observer& observer, Wire& wire, Random random)
    : m_agenda(agenda), m_observer(observer), m_wire(wire), m_random(random) {
    m_default.minDelayNs = kMillisecond / 2;
    m_default.maxDelayNs = 2 * kMillisecond;
}

Links::LinkState& Links::at(Link link) {
    const std::size_t needed = std::max(link.from.value(), link.to.value()) + 1;
    if (needed > m_width) {
        std::vector<LinkState> wider(needed * needed);
        for (std::size_t from = 0; from < m_width; ++from) {
            for (std::size_t to = 0; to < m_width; ++to) {
                wider[from * needed + to] = std::move(m_links[from * m_width + to]);
            }
        }
        m_links = std::move(wider);
        m_width = needed;
    }
    return m_links[link.from.value() * m_width + link.to.value()];
}

const Links::LinkState* Links::find(Link link) const noexcept {
    if (link.from.value() >= m_width || link.to.value() >= m_width) {
        return nullptr;
    }
    return &m_links[link.from.value() * m_width + link.to.value()];
}

const LinkCondition& Links::conditionFor(const LinkState& link,
                                         raft::MessageType type) const noexcept {
    const LinkCondition* condition = &m_default;
    for (const LinkRule& rule : link.rules) {
        if (rule.type == type) {
            return rule.condition;
        }
        if (!rule.type) {
            condition = &rule.condition;
        }
    }
    return *condition;
}

void Links::setRules(Link link, std::vector<LinkRule> rules, raft::EventId cause) {
    LinkState& state = at(link);
    state.rules = std::move(rules);
    const auto general = std::find_if(state.rules.begin(), state.rules.end(),
                                      [](const LinkRule& rule) { return !rule.type; });
    m_observer.observe({m_agenda.now(), raft::kNoNode, raft::Term(0), cause,
                        observe::LinkChanged{
                            link, general == state.rules.end() ? m_default : general->condition}});
}

std::vector<LinkRule> Links::rulesOf(Link link) const {
    const LinkState* state = find(link);
    return state != nullptr ? state->rules : std::vector<LinkRule>();
}

void Links::cut(Link link, raft::EventId cause) {
    LinkState& state = at(link);
    if (!std::exchange(state.isCut, true)) {
        ++m_cutCount;
        m_observer.observe(
            {m_agenda.now(), raft::kNoNode, raft::Term(0), cause, observe::LinkCut{link}});
    }
}

void Links::heal(Link link, raft::EventId cause) {
    LinkState& state = at(link);
    if (std::exchange(state.isCut, false)) {
        --m_cutCount;
        m_observer.observe(
            {m_agenda.now(), raft::kNoNode, raft::Term(0), cause, observe::LinkHealed{link}});
    }
}

bool Links::isCut(Link link) const noexcept {
    const LinkState* state = find(link);
    return state != nullptr && state->isCut;
}

Moment Links::dueOn(LinkState& link, const LinkCondition& condition) {
    const Nanoseconds delay = m_random.between(
        condition.minDelayNs, std::max(condition.minDelayNs, condition.maxDelayNs));
    Moment due = after(m_agenda.now(), delay);
    if (happens(m_random, condition.reorderMillionths)) {
        return due;
    }
    // What left before arrives before.
    due = std::max(due, link.lastDue);
    link.lastDue = due;
    return due;
}

void Links::send(raft::Message message, raft::Term term, raft::NodeId sender, std::uint32_t life) {
    const Link link = linkOf(message);
    LinkState& state = at(link);
    const LinkCondition& condition = conditionFor(state, message.type);
    Travelling travelling;
    travelling.key = {message.event, 0};
    travelling.sender = sender;
    travelling.senderLife = life;
    travelling.isHeld = m_holdRule && m_holdRule(message);
    travelling.due = dueOn(state, condition);
    const raft::EventId left = m_observer.observe(
        {m_agenda.now(), message.from, term, message.event,
         observe::MessageLeft{link, travelling.key, message.type, message.term, message.reject,
                              bytesOf(message), travelling.due, message.logTerm, message.index}});
    travelling.message = std::move(message);
    if (travelling.key.sent == raft::kNoEvent) {
        travelling.key.sent = left;
    }
    if (state.isCut) {
        dropped(travelling, DropReason::LinkCut);
        return;
    }
    if (happens(m_random, condition.lossMillionths)) {
        dropped(travelling, DropReason::Loss);
        return;
    }
    auto carried = m_wire.carry(std::move(travelling.message));
    if (!carried) {
        return;  // nothing that a node sends is refused; a wire that damages says so in its log
    }
    travelling.message = std::move(*carried);
    const bool isDoubled = happens(m_random, condition.duplicateMillionths);
    const MessageKey key = travelling.key;
    if (travelling.isHeld) {
        m_observer.observe(
            {m_agenda.now(), link.from, term, left, observe::MessageHeld{link, key}});
    }
    keep(std::move(travelling));
    if (isDoubled) {
        static_cast<void>(duplicate(key, left));
    }
}

std::uint64_t Links::keep(Travelling travelling) {
    std::size_t place = m_slots.size();
    if (m_free.empty()) {
        m_slots.emplace_back();
    } else {
        place = m_free.back();
        m_free.pop_back();
    }
    Slot& slot = m_slots[place];
    slot.isUsed = true;
    slot.order = m_nextOrder++;
    slot.travelling = std::move(travelling);
    if (!slot.travelling.isHeld) {
        schedule(place, slot.travelling.due);
    }
    return place;
}

void Links::schedule(std::uint64_t place, Moment due) {
    const Nanoseconds now = m_agenda.now().nanoseconds();
    const Slot& slot = m_slots[place];
    m_agenda.add(due.nanoseconds() > now ? due.nanoseconds() - now : 0, DueKind::Deliver,
                 slot.travelling.message.to, 0, placeOf(place, slot.generation));
}

Travelling Links::take(Slot& slot) {
    Travelling travelling = std::move(slot.travelling);
    slot.isUsed = false;
    ++slot.generation;
    slot.travelling = Travelling();
    m_free.push_back(static_cast<std::uint32_t>(&slot - m_slots.data()));
    return travelling;
}

std::optional<Travelling> Links::arrive(std::uint64_t place) {
    Slot& slot = m_slots[place & 0xffffffffU];
    if (!slot.isUsed || slot.generation != place >> 32U || slot.travelling.isHeld) {
        return std::nullopt;
    }
    Travelling travelling = take(slot);
    if (isCut(linkOf(travelling.message))) {
        dropped(travelling, DropReason::LinkCut);
        return std::nullopt;
    }
    return travelling;
}

void Links::delivered(const Travelling& message) {
    m_observer.observe({m_agenda.now(), message.message.to, raft::Term(0), message.key.sent,
                        observe::MessageDelivered{linkOf(message.message), message.key}});
}

void Links::dropped(const Travelling& message, DropReason reason) {
    m_observer.observe({m_agenda.now(), message.message.to, raft::Term(0), message.key.sent,
                        observe::MessageDropped{linkOf(message.message), message.key, reason}});
    // Of a snapshot that travels the sender always hears how it ended; it waits for that.
    const bool isSnapshot = message.message.type == raft::MessageType::Snap;
    if (isSnapshot || (reason != DropReason::Loss && reason != DropReason::ByOperator)) {
        m_agenda.add(kNoticeDelay, isSnapshot ? DueKind::SnapshotLost : DueKind::Unreachable,
                     message.sender, message.senderLife, message.message.to.value());
    }
}

Links::Slot* Links::find(MessageKey key) {
    const auto found = std::find_if(m_slots.begin(), m_slots.end(), [&key](const Slot& slot) {
        return slot.isUsed && slot.travelling.key == key;
    });
    return found == m_slots.end() ? nullptr : &*found;
}

Result<void> Links::hold(MessageKey key, raft::EventId cause) {
    Slot* slot = find(key);
    if (slot == nullptr) {
        return notThere();
    }
    if (!std::exchange(slot->travelling.isHeld, true)) {
        const raft::Message& message = slot->travelling.message;
        ++slot->generation;  // its delivery is off
        m_observer.observe({m_agenda.now(), message.from, raft::Term(0), cause,
                            observe::MessageHeld{linkOf(message), key}});
    }
    return {};
}

Result<void> Links::release(MessageKey key, raft::EventId cause) {
    Slot* slot = find(key);
    if (slot == nullptr) {
        return notThere();
    }
    slot->travelling.isHeld = false;
    slot->travelling.due = m_agenda.now();
    ++slot->generation;
    const raft::Message& message = slot->travelling.message;
    m_observer.observe({m_agenda.now(), message.from, raft::Term(0), cause,
                        observe::MessageReleased{linkOf(message), key, m_agenda.now()}});
    schedule(static_cast<std::uint64_t>(slot - m_slots.data()), m_agenda.now());
    return {};
}

Result<void> Links::drop(MessageKey key) {
    Slot* slot = find(key);
    if (slot == nullptr) {
        return notThere();
    }
    dropped(take(*slot), DropReason::ByOperator);
    return {};
}

Result<void> Links::duplicate(MessageKey key, raft::EventId cause) {
    const Slot* slot = find(key);
    if (slot == nullptr) {
        return notThere();
    }
    Travelling copy = slot->travelling;
    copy.key.copy = 0;
    for (const Slot& other : m_slots) {
        if (other.isUsed && other.travelling.key.sent == key.sent) {
            copy.key.copy = std::max(copy.key.copy, other.travelling.key.copy + 1);
        }
    }
    copy.isHeld = false;
    const Link link = linkOf(copy.message);
    LinkState& state = at(link);
    // A copy is on a way of its own and may be overtaken, or overtake.
    const LinkCondition& condition = conditionFor(state, copy.message.type);
    copy.due = after(m_agenda.now(),
                     m_random.between(condition.minDelayNs,
                                      std::max(condition.minDelayNs, condition.maxDelayNs) * 2));
    m_observer.observe({m_agenda.now(), link.from, raft::Term(0), cause,
                        observe::MessageDuplicated{link, key, copy.key.copy, copy.due}});
    keep(std::move(copy));
    return {};
}

std::vector<const Travelling*> Links::travelling() const {
    std::vector<const Slot*> used;
    for (const Slot& slot : m_slots) {
        if (slot.isUsed) {
            used.push_back(&slot);
        }
    }
    std::sort(used.begin(), used.end(),
              [](const Slot* a, const Slot* b) { return a->order < b->order; });
    std::vector<const Travelling*> result;
    result.reserve(used.size());
    for (const Slot* slot : used) {
        result.push_back(&slot->travelling);
    }
    return result;
}

}  // namespace quorate::stage
