// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "engine/stage/agenda.h"
#include "engine/stage/crash_point.h"

namespace quorate::stage {

/// What is done on purpose to the way of things through one node: at a point that is closed they
/// wait until it is opened, and a slow one they pass later. Outlasts the node's lives.
class Valves {
public:
    void setClosed(CrashPoint point, bool isClosed) noexcept { at(point).isClosed = isClosed; }
    /// 0: as fast as always.
    void setDelay(CrashPoint point, Nanoseconds delay) noexcept { at(point).delay = delay; }

    [[nodiscard]] bool isClosed(CrashPoint point) const noexcept { return at(point).isClosed; }
    [[nodiscard]] Nanoseconds delay(CrashPoint point) const noexcept { return at(point).delay; }
    /// Not everything passes there as ever.
    [[nodiscard]] bool isSet(CrashPoint point) const noexcept {
        return at(point).isClosed || at(point).delay > 0;
    }

private:
    struct Valve {
        bool isClosed{false};
        Nanoseconds delay{0};
    };
    [[nodiscard]] const Valve& at(CrashPoint point) const noexcept {
        return m_valves[static_cast<std::size_t>(point)];
    }
    Valve& at(CrashPoint point) noexcept { return m_valves[static_cast<std::size_t>(point)]; }

    std::array<Valve, kCrashPointCount> m_valves{};
};

}  // namespace quorate::stage
