// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCache>
#include <QObject>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/recording.h"
#include "gui/events/event_filter.h"
#include "gui/model/linked_text.h"
#include "gui/session/session_desk.h"

namespace quorate::gui {

/// What the table says of an event. A value.
struct EventText {
    raft::EventId id;
    observe::Moment moment;
    raft::NodeId node;
    raft::Term term;
    EventGroup group{EventGroup::Log};
    QString sentence;
    /// Where the sentence names a message, by the words for it.
    std::optional<TextLink> message;
    /// One that changes who leads, what is durable, or what is broken.
    bool isImportant{false};
    /// Something that must not be: a node that failed, a check that is violated, an event that
    /// cannot be read.
    bool isProblem{false};
};
/// On the thread of the recording.
EventText eventTextOf(const observe::Recording& recording, std::uint64_t number);

/// The texts of the events that were looked at last; others are fetched from the recording, many at
/// once. Belongs to the thread of the views.
class EventTexts final : public QObject {
    Q_OBJECT

public:
    /// `desk` outlives it.
    explicit EventTexts(SessionDesk& desk, QObject* parent = nullptr);

    /// Null while it is not there; good until the next call of another function.
    [[nodiscard]] const EventText* find(std::uint64_t number) const {
        return m_texts.object(number);
    }
    /// How an event of a node that was not seen is later in the recording than it happened; empty
    /// for any other.
    [[nodiscard]] QString latenessOf(std::uint64_t number, const EventText& text) const;
    [[nodiscard]] bool hasAll(const std::vector<std::uint64_t>& numbers) const;
    /// Asks for those that are not there. While an answer is awaited, the last wish waits.
    void fetch(const std::vector<std::uint64_t>& numbers);
    /// Another recording.
    void clear();

Q_SIGNALS:
    void fetched();

private:
    static constexpr qsizetype kKept = 4096;

    void ask(std::vector<std::uint64_t> numbers);

    SessionDesk& m_desk;
    QCache<std::uint64_t, EventText> m_texts{kKept};
    std::vector<std::uint64_t> m_wanted;
    std::uint64_t m_recording{0};
    bool m_isAsking{false};
};

}  // namespace quorate::gui
