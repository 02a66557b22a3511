// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/event.h"
#include "gui/inspector/field.h"
#include "gui/model/frame.h"
#include "gui/model/selection.h"

/// All fields of what is selected, from a frame alone. Without widgets; any thread may call it.
namespace quorate::gui {

/// What the recording says of an event: frames do not hold events.
struct EventStory {
    raft::EventId id;
    std::uint64_t number{0};
    /// The event, its cause, and so on; empty where it cannot be had.
    std::vector<observe::RecordedEvent> chain;
    QString problem;  ///< why not
};

/// The event whose story belongs to what is selected: itself, or the one that sent a message.
raft::EventId storyOf(const Selected& selected);

/// Nothing where nothing is selected. `story` may be null, or that of another event: then what
/// needs it is left out.
std::optional<Inspection> inspect(const Frame& frame, const Selected& selected,
                                  const EventStory* story);

// --- by what is selected

Inspection inspectNode(const Frame& frame, raft::NodeId node);
Inspection inspectEntry(const Frame& frame, const EntryOnNode& entry);
Inspection inspectMessage(const Frame& frame, const observe::MessageKey& key,
                          const EventStory* story);
Inspection inspectLink(const Frame& frame, observe::Link link);
Inspection inspectOperation(const Frame& frame, observe::OperationId id);
Inspection inspectEvent(const Frame& frame, raft::EventId id, const EventStory* story);

// --- parts that several of them have

/// The causes of the first event of the story, each a link.
FieldSection causesOf(const EventStory& story);
/// What leaders do to a member: "replicating", "probing", "sending a snapshot".
QString wordFor(raft::ProgressState state);

}  // namespace quorate::gui
