// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/recording.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// The kinds of events, as a person tells them apart.
enum class EventGroup : std::uint8_t { Elections, Log, Messages, Disk, Clients, Operators };
inline constexpr std::size_t kEventGroups = 6;

EventGroup groupOf(const observe::Body& body);
/// It happened to the node, or was said, done or sent to it.
bool concerns(const observe::Event& event, raft::NodeId node);

/// Which events a person wants to see. A value.
struct EventFilter {
    /// A bit for each group, by its number.
    std::uint32_t groups{(1U << kEventGroups) - 1};
    raft::NodeId node;  ///< none: all
    /// Words that must all occur in what the table says of the event, in whatever case.
    QStringList words;

    [[nodiscard]] bool has(EventGroup group) const noexcept {
        return (groups >> static_cast<unsigned>(group) & 1U) != 0;
    }
    [[nodiscard]] bool isAll() const;
    [[nodiscard]] bool matches(const observe::Event& event) const;
    friend bool operator==(const EventFilter&, const EventFilter&) = default;
};

/// What was found in a stretch of a recording.
struct EventsFound {
    /// In order; the numbers of those that match.
    std::vector<std::uint64_t> numbers;
    /// What was looked through; less than was asked for where the time was over.
    std::uint64_t from{0};
    std::uint64_t to{0};
};

/// A stretch of events that is looked through from one end, for at most so long.
struct EventSlice {
    static constexpr std::uint64_t kAtMost = 16384;
    static constexpr std::int64_t kBudgetNs = 4'000'000;

    std::uint64_t from{0};
    std::uint64_t to{0};
    bool isBackwards{false};  ///< begins with the newest
};
/// On the thread of the recording. `isCancelled` may be set on any thread and ends it soon. Events
/// that cannot be read do not match.
EventsFound findEvents(const observe::Recording& recording, const EventFilter& filter,
                       const EventSlice& slice, const std::atomic<bool>& isCancelled);

}  // namespace quorate::gui
