// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/observe/event.h"

namespace quorate::gui {

/// A text that is made of a recording, event by event. Made anywhere, then used on one thread.
class EventExport {
public:
    EventExport() = default;
    EventExport(const EventExport&) = delete;
    EventExport& operator=(const EventExport&) = delete;
    virtual ~EventExport() = default;

    /// In the order of the recording. Whole lines are added to `text`.
    virtual void take(const observe::RecordedEvent& event, std::string& text) = 0;
    /// Nothing more comes.
    virtual void finish(std::string& text) = 0;
};

}  // namespace quorate::gui
