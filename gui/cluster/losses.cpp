// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/losses.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "gui/cluster/lane_geometry.h"

namespace quorate::gui {

namespace {

/// So far back from where a person went to; more is hardly ever within sight.
constexpr std::uint64_t kMostEvents = 4000;
/// More at once would only cover each other.
constexpr std::size_t kMostKnown = 256;
constexpr double kLeastWindowNs = 30'000'000;
/// Just before a node that does not run.
constexpr double kAtNode = 0.97;

using observe::MessageDropped;
using observe::MessageLeft;

observe::MessageInFlight inFlight(const MessageLeft& left, observe::Moment moment) {
    return {left.link, left.key, left.type, left.term, left.reject, false, moment, left.due, {}};
}

/// What is known of a message that left before the events that were read.
std::optional<observe::MessageInFlight> findSent(const observe::Recording& recording,
                                                 const MessageDropped& dropped) {
    const auto number = recording.numberOf(dropped.key.sent);
    if (!number) {
        return std::nullopt;
    }
    const auto event = recording.event(*number);
    if (!event) {
        return std::nullopt;
    }
    observe::MessageInFlight message;
    message.link = dropped.link;
    message.key = dropped.key;
    message.left = event->event.moment;
    if (const auto* sent = std::get_if<observe::MessageSent>(&event->event.body)) {
        message.type = sent->message.type;
        message.term = sent->message.term;
        message.reject = sent->message.reject;
    } else if (const auto* left = std::get_if<MessageLeft>(&event->event.body)) {
        message = inFlight(*left, event->event.moment);
        message.key = dropped.key;
    } else {
        return std::nullopt;
    }
    return message;
}

Loss lossOf(observe::MessageInFlight message, const MessageDropped& dropped,
            observe::Moment moment) {
    Loss loss{std::move(message), moment, 0.5, false};
    switch (dropped.reason) {
    case observe::DropReason::LinkCut:
        loss.atCut = true;
        break;
    case observe::DropReason::NodeDown:
    case observe::DropReason::QueueFull:
        loss.flight = kAtNode;
        break;
    case observe::DropReason::Loss:
        break;  // decided when it left; seen in the middle of its way
    case observe::DropReason::Disconnected:
    case observe::DropReason::ByOperator:
    case observe::DropReason::NotSeen:
        loss.flight = flightOf(loss.message, moment);
        break;
    }
    return loss;
}

}  // namespace

std::vector<Loss> lossesIn(const observe::Recording& recording, std::uint64_t fromEvent,
                           std::uint64_t toEvent) {
    std::vector<Loss> losses;
    std::map<observe::MessageKey, observe::MessageInFlight> left;
    for (std::uint64_t number = fromEvent; number < toEvent; ++number) {
        const auto event = recording.event(number);
        if (!event) {
            break;
        }
        const observe::Moment moment = event->event.moment;
        if (const auto* gone = std::get_if<MessageLeft>(&event->event.body)) {
            left[gone->key] = inFlight(*gone, moment);
        } else if (const auto* dropped = std::get_if<MessageDropped>(&event->event.body);
                   dropped != nullptr && dropped->reason != observe::DropReason::NotSeen) {
            const auto known = left.find(dropped->key);
            auto message =
                known != left.end() ? std::optional(known->second) : findSent(recording, *dropped);
            if (message) {
                losses.push_back(lossOf(std::move(*message), *dropped, moment));
            }
        }
    }
    return losses;
}

Losses::Losses(ViewContext& context, QObject* parent) : QObject(parent), m_context(context) {
    connect(&context.desk, &SessionDesk::sessionChanged, this, [this] { begin(0); });
}

void Losses::begin(std::uint64_t count) {
    m_known.clear();
    m_read = count > kMostEvents ? count - kMostEvents : 0;
    m_isAsking = false;
    ++m_round;
}

void Losses::read() {
    const FramePtr& frame = m_context.frames.frame();
    Session* session = m_context.desk.session();
    if (frame == nullptr || session == nullptr || m_isAsking) {
        return;
    }
    const std::uint64_t count = frame->eventCount;
    if (count < m_read || count > m_read + kMostEvents) {
        begin(count);
    }
    if (count == m_read) {
        return;
    }
    m_isAsking = true;
    session->recording().ask(
        this,
        [from = m_read, count](const observe::Recording& recording) {
            return lossesIn(recording, from, count);
        },
        [this, count, round = m_round](std::vector<Loss> found) {
            if (round != m_round) {
                return;
            }
            m_isAsking = false;
            m_read = count;
            const bool hasMore = !found.empty();
            std::move(found.begin(), found.end(), std::back_inserter(m_known));
            if (m_known.size() > kMostKnown) {
                m_known.erase(m_known.begin(),
                              m_known.end() - static_cast<std::ptrdiff_t>(kMostKnown));
            }
            if (hasMore) {
                Q_EMIT changed();
            }
            read();  // frames may have come in the meantime
        });
}

std::uint64_t Losses::windowNs() const {
    const Session* session = m_context.desk.session();
    const double speed = session != nullptr ? session->status().speed : 1.0;
    return static_cast<std::uint64_t>(std::max(kLeastWindowNs, kSeenNs * speed));
}

std::vector<Loss> Losses::shownAt(observe::Moment moment) const {
    const std::uint64_t window = windowNs();
    std::vector<Loss> shown;
    for (auto loss = m_known.rbegin(); loss != m_known.rend(); ++loss) {
        if (loss->moment > moment) {
            continue;
        }
        if (moment.nanoseconds() - loss->moment.nanoseconds() >= window) {
            break;
        }
        const bool isCovered = std::any_of(shown.begin(), shown.end(), [&loss](const Loss& other) {
            return other.message.link == loss->message.link &&
                   other.message.type == loss->message.type;
        });
        if (!isCovered) {
            shown.push_back(*loss);
        }
    }
    return shown;
}

}  // namespace quorate::gui
