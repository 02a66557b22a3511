// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/observe/moment.h"

namespace quorate::gui {

/// Which part of a recording lies on a strip of so many pixels, and where. By itself it shows the
/// last minute, or all of what is shorter; a person may zoom, which holds the range where it is
/// unless it reaches the end.
class TimeRange {
public:
    static constexpr std::uint64_t kLastNs = 60'000'000'000;

    void setWidth(double pixels);
    /// What there is. Ends are taken in whole pixels, so that a strip need not be painted anew for
    /// less.
    void setRecording(observe::Moment first, observe::Moment last);

    void showAll();
    void showLast(std::uint64_t nanoseconds = kLastNs);
    /// Nearer (more than 0) or farther by steps; the moment at `x` stays there.
    void zoomAbout(double x, double steps);
    void scrollBy(double pixels);
    /// As little as is needed.
    void makeVisible(observe::Moment moment);

    [[nodiscard]] observe::Moment from() const noexcept { return m_from; }
    [[nodiscard]] observe::Moment to() const noexcept { return m_to; }
    [[nodiscard]] double xOf(observe::Moment moment) const;
    /// Within the recording.
    [[nodiscard]] observe::Moment momentAt(double x) const;
    [[nodiscard]] double nanosecondsPerPixel() const;

    struct Ticks {
        std::vector<observe::Moment> moments;
        int decimals{0};  ///< of seconds, that tell them apart
    };
    /// Round moments, so far apart that labels fit between them.
    [[nodiscard]] Ticks ticks(double leastPixels) const;

private:
    void settle();
    void setRange(double from, double length);

    double m_width{1};
    observe::Moment m_first;
    observe::Moment m_last;
    observe::Moment m_from;
    observe::Moment m_to;
    std::uint64_t m_length{kLastNs};  ///< of what is shown at the end; 0 for all
    bool m_isAtEnd{true};
};

}  // namespace quorate::gui
