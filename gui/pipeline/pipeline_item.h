// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

/// What the picture of a node's inside consists of.
namespace quorate::gui {

enum class PipelineBox : std::uint8_t {
    Transport,  ///< where clients come in
    Unstable,
    Ready,
    Memory,  ///< the core's view of the stored log
    Peers,
    Wal,
    Snapshots,
    Store,
};
inline constexpr std::size_t kPipelineBoxes = 8;

enum class PipelineEdge : std::uint8_t {
    Propose,
    ConfChange,
    ReadIndex,
    Process,  ///< what peers sent
    Take,     ///< the core hands out a Ready
    Advance,  ///< and hears that it is done
    Send,
    Persist,
    Release,  ///< the sync lets go what waited for it
    PersistSnapshot,
    Apply,
    Trigger,
    Load,
};
inline constexpr std::size_t kPipelineEdges = 13;

/// Of one Ready, in their true order.
enum class PipelineStep : std::uint8_t { Take, Write, Sync, Send, Apply, Advance };
inline constexpr std::size_t kPipelineSteps = 6;

/// What lies under the mouse or has the focus; monostate for nothing.
using PipelineItem = std::variant<std::monostate, PipelineBox, PipelineEdge, PipelineStep>;

constexpr std::size_t placeOf(PipelineBox box) noexcept {
    return static_cast<std::size_t>(box);
}
constexpr std::size_t placeOf(PipelineEdge edge) noexcept {
    return static_cast<std::size_t>(edge);
}
constexpr std::size_t placeOf(PipelineStep step) noexcept {
    return static_cast<std::size_t>(step);
}

}  // namespace quorate::gui
