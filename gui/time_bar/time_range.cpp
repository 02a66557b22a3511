// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/time_range.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

using observe::Moment;

namespace {

constexpr double kLeastLengthNs = 1000;
constexpr double kStep = 1.25;
/// An empty recording has a second to show.
constexpr std::uint64_t kEmptyNs = 1'000'000'000;

double asNumber(Moment moment) {
    return static_cast<double>(moment.nanoseconds());
}
Moment asMoment(double nanoseconds) {
    return Moment(static_cast<std::uint64_t>(std::max(0.0, nanoseconds)));
}

}  // namespace

void TimeRange::setWidth(double pixels) {
    m_width = std::max(1.0, pixels);
    settle();
}

void TimeRange::setRecording(Moment first, Moment last) {
    if (first == m_first && last == m_last) {
        return;
    }
    m_first = first;
    m_last = std::max(first, last);
    settle();
}

void TimeRange::settle() {
    if (!m_isAtEnd) {
        return;
    }
    const std::uint64_t whole = m_last.nanoseconds() - m_first.nanoseconds();
    std::uint64_t length = m_length == 0 ? whole : std::min(m_length, whole);
    length = std::max(length, std::uint64_t{1000});
    if (whole == 0) {
        length = kEmptyNs;
    }
    const bool grows = length == whole;
    const std::uint64_t shown = m_to.nanoseconds() - m_from.nanoseconds();
    const auto pixel = static_cast<std::uint64_t>(static_cast<double>(length) / m_width);
    const bool isClose = m_last <= m_to && m_to.nanoseconds() - m_last.nanoseconds() <= pixel &&
                         m_from >= m_first &&
                         (grows ? m_from == m_first : shown >= length && shown <= length + pixel);
    if (isClose) {
        return;
    }
    m_to = Moment(std::max(m_last.nanoseconds(), m_first.nanoseconds() + length) + pixel);
    m_from = grows ? m_first : Moment(m_to.nanoseconds() - length);
}

void TimeRange::showAll() {
    showLast(0);
}

void TimeRange::showLast(std::uint64_t nanoseconds) {
    m_length = nanoseconds;
    m_isAtEnd = true;
    m_to = Moment();
    settle();
}

void TimeRange::setRange(double from, double length) {
    const double whole = std::max(asNumber(m_last) - asNumber(m_first), kLeastLengthNs);
    if (length >= whole) {
        showAll();
        return;
    }
    length = std::max(length, kLeastLengthNs);
    from = std::clamp(from, asNumber(m_first), asNumber(m_last) - length);
    m_isAtEnd = from + length >= asNumber(m_last) - length / m_width;
    if (m_isAtEnd) {
        showLast(static_cast<std::uint64_t>(length));
        return;
    }
    m_from = asMoment(from);
    m_to = asMoment(from + length);
}

void TimeRange::zoomAbout(double x, double steps) {
    const double length = asNumber(m_to) - asNumber(m_from);
    const double zoomed = length / std::pow(kStep, steps);
    const double part = std::clamp(x / m_width, 0.0, 1.0);
    setRange(asNumber(m_from) + part * (length - zoomed), zoomed);
}

void TimeRange::scrollBy(double pixels) {
    const double length = asNumber(m_to) - asNumber(m_from);
    setRange(asNumber(m_from) + pixels * nanosecondsPerPixel(), length);
}

void TimeRange::makeVisible(Moment moment) {
    const double length = asNumber(m_to) - asNumber(m_from);
    if (moment < m_from || moment > m_to) {
        setRange(asNumber(moment) - length / 2, length);
    }
}

double TimeRange::nanosecondsPerPixel() const {
    return std::max(1e-9, (asNumber(m_to) - asNumber(m_from)) / m_width);
}

double TimeRange::xOf(Moment moment) const {
    return (asNumber(moment) - asNumber(m_from)) / nanosecondsPerPixel();
}

Moment TimeRange::momentAt(double x) const {
    const Moment moment = asMoment(asNumber(m_from) + x * nanosecondsPerPixel());
    return std::clamp(moment, m_first, m_last);
}

TimeRange::Ticks TimeRange::ticks(double leastPixels) const {
    const double least = leastPixels * nanosecondsPerPixel();
    double power = 1;
    while (power * 10 < least) {
        power *= 10;
    }
    double step = power;
    for (const double factor : {1.0, 2.0, 4.0, 5.0, 10.0}) {
        step = factor * power;
        if (step >= least) {
            break;
        }
    }
    Ticks ticks;
    constexpr double kSecond = 1e9;
    for (double unit = kSecond; ticks.decimals < 9 && std::fmod(step, unit) > 0.5; unit /= 10) {
        ++ticks.decimals;
    }
    const auto whole = static_cast<std::uint64_t>(step);
    for (std::uint64_t at = (m_from.nanoseconds() + whole - 1) / whole * whole;
         at <= m_to.nanoseconds(); at += whole) {
        ticks.moments.emplace_back(at);
    }
    return ticks;
}

}  // namespace quorate::gui
