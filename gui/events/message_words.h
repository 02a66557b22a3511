// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

#include "engine/observe/event.h"
#include "gui/model/linked_text.h"

namespace quorate::gui {

/// The message that an event is about; nothing for other events, and for one whose sending is not
/// known.
std::optional<observe::MessageKey> messageOf(const observe::RecordedEvent& recorded);

/// The words for that message in the sentence of the event.
std::optional<TextLink> messageIn(const QString& sentence, const observe::RecordedEvent& recorded);

}  // namespace quorate::gui
