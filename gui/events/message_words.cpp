// SPDX-License-Identifier: Apache-2.0
#include "gui/events/message_words.h"

#include <type_traits>
#include <variant>

#include "gui/events/event_sentence.h"
#include "gui/events/event_wording.h"

namespace quorate::gui {

namespace {

struct KeyOf {
    raft::EventId id;

    template <class Body>
    std::optional<observe::MessageKey> operator()(const Body& body) const {
        using namespace observe;
        if constexpr (std::is_same_v<Body, MessageSent>) {
            return MessageKey{id, 0};
        } else if constexpr (std::is_same_v<Body, MessageReceived>) {
            return body.message.sent == raft::kNoEvent
                       ? std::nullopt
                       : std::optional(MessageKey{body.message.sent, 0});
        } else if constexpr (std::is_same_v<Body, MessageLeft> ||
                             std::is_same_v<Body, MessageDelivered> ||
                             std::is_same_v<Body, MessageDropped> ||
                             std::is_same_v<Body, MessageDuplicated> ||
                             std::is_same_v<Body, MessageDelayed> ||
                             std::is_same_v<Body, MessageHeld> ||
                             std::is_same_v<Body, MessageReleased>) {
            return body.key;
        } else {
            return std::nullopt;
        }
    }
};

/// As the sentences have it.
struct WordsOf {
    template <class Body>
    QString operator()(const Body& body) const {
        using namespace observe;
        if constexpr (std::is_same_v<Body, MessageSent> || std::is_same_v<Body, MessageReceived>) {
            return sayingOf(body.message);
        } else if constexpr (std::is_same_v<Body, MessageLeft>) {
            return sayingOf(body);
        } else {
            return EventSentence::tr("a message");
        }
    }
};

}  // namespace

std::optional<observe::MessageKey> messageOf(const observe::RecordedEvent& recorded) {
    return std::visit(KeyOf{recorded.id}, recorded.event.body);
}

std::optional<TextLink> messageIn(const QString& sentence, const observe::RecordedEvent& recorded) {
    const auto key = messageOf(recorded);
    if (!key) {
        return std::nullopt;
    }
    const QString words = std::visit(WordsOf(), recorded.event.body);
    const auto start = words.isEmpty() ? qsizetype{-1} : sentence.indexOf(words);
    return start < 0 ? std::nullopt
                     : std::optional(
                           TextLink{static_cast<int>(start), static_cast<int>(words.size()), *key});
}

}  // namespace quorate::gui
