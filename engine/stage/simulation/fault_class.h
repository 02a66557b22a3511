// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quorate::stage {

/// Kinds of trouble that a schedule makes. Each is switched on or off for a whole run.
enum class FaultClass : std::uint8_t {
    Crash,        ///< power is lost, anywhere: of one node, the leader, a candidate, or all
    CrashPoint,   ///< power is lost at a named point
    Restart,      ///< a node is stopped in order, and started
    Pause,        ///< a node gets nothing done for a while
    ClockDrift,   ///< clocks run at other rates
    Partition,    ///< groups that do not hear each other
    OneWay,       ///< a node that is not heard, or does not hear
    Loss,         ///< messages are lost
    Delay,        ///< messages take long
    Duplication,  ///< messages arrive more than once
    Reordering,   ///< messages overtake each other
    SlowDisk,     ///< a disk takes long
    Timers,       ///< election timers run out together, far apart, or at once
    Wipe,         ///< a disk is emptied, and its node comes back under the old name
    // Only on disks that can be made to fail.
    DiskErrors,  ///< calls to a disk fail; who stops of it is started when they do not any more
    DiskFull,    ///< a disk has no space left, or next to none
    DiskCrash,   ///< power is lost within a call to the disk
    DiskDamage,  ///< a bit of a snapshot turns while its node restarts
    DiskLies,    ///< a disk says that it has synced, and has not
    Count_,
};
inline constexpr std::size_t kFaultClassCount = static_cast<std::size_t>(FaultClass::Count_);
/// From here on.
inline constexpr auto kFirstDiskFault = static_cast<std::size_t>(FaultClass::DiskErrors);

/// "crash", "crash-point" and so on.
std::string_view toString(FaultClass fault) noexcept;

/// A value for each class of faults.
template <class T>
class PerFault {
public:
    [[nodiscard]] T& operator[](FaultClass fault) noexcept {
        return m_values[static_cast<std::size_t>(fault)];
    }
    [[nodiscard]] const T& operator[](FaultClass fault) const noexcept {
        return m_values[static_cast<std::size_t>(fault)];
    }

private:
    std::array<T, kFaultClassCount> m_values{};
};

}  // namespace quorate::stage
