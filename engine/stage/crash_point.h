// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace quorate::stage {

/// Moments of a node's life at which a crash is worth aiming at: between two things that a reader
/// of the code might take for one. What comes there can also be stopped or slowed (valves.h).
enum class CrashPoint : std::uint8_t {
    BeforeLogWrite,   ///< the log was given a write, and has not begun
    BeforeLogSync,    ///< written, and not synced
    BeforeSend,       ///< synced; what waited for it has not left
    BeforeApply,      ///< committed, and not applied
    AfterApply,       ///< applied; the node does not know yet, and nobody was answered
    SnapshotSave,     ///< a snapshot is half written
    SnapshotSaved,    ///< a snapshot is durable; the node does not know yet
    SnapshotReceive,  ///< a snapshot of a peer has half arrived
    SnapshotInstall,  ///< a received snapshot is half installed
    SnapshotMark,     ///< installed; the log does not know yet
    // Where things come to a node.
    BeforePropose,     ///< a client's command has arrived
    BeforeConfChange,  ///< a change of members has arrived
    BeforeRead,        ///< a client's read has arrived
    BeforeReceive,     ///< a peer's message has arrived
};
inline constexpr std::size_t kCrashPointCount = 14;
/// Those of them, the first ones, that the work of the disk passes.
inline constexpr std::size_t kDiskPointCount = 10;

/// "before-log-write" and so on.
std::string_view toString(CrashPoint point) noexcept;
std::optional<CrashPoint> parseCrashPoint(std::string_view text) noexcept;

/// The points at which one node is to crash.
class CrashPlan {
public:
    /// The `nth` time, counted from 1, that the node comes to `point`.
    void arm(CrashPoint point, std::uint32_t nth) noexcept { left(point) = nth; }
    void disarm() noexcept { m_left.fill(0); }
    void disarm(CrashPoint point) noexcept { left(point) = 0; }
    /// The node is at this point. True if it crashes there.
    [[nodiscard]] bool reached(CrashPoint point) noexcept {
        std::uint32_t& count = left(point);
        return count > 0 && --count == 0;
    }

private:
    std::uint32_t& left(CrashPoint point) noexcept {
        return m_left[static_cast<std::size_t>(point)];
    }
    std::array<std::uint32_t, kCrashPointCount> m_left{};
};

}  // namespace quorate::stage
