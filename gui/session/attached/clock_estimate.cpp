// SPDX-License-Identifier: Apache-2.0
#include "gui/session/attached/clock_estimate.h"

#include <algorithm>

namespace quorate::gui {

bool ClockEstimate::add(observe::Moment sent, observe::Moment received, observe::Moment nodes) {
    if (m_isSame || received < sent) {
        return false;
    }
    const std::uint64_t half = (received.nanoseconds() - sent.nanoseconds()) / 2;
    if (m_isKnown && half >= errorNs(received)) {
        return false;
    }
    m_isKnown = true;
    m_offsetNs = static_cast<std::int64_t>(sent.nanoseconds() + half) -
                 static_cast<std::int64_t>(nodes.nanoseconds());
    m_errorNs = half;
    m_taken = received;
    return true;
}

void ClockEstimate::setSame(std::int64_t offsetNs) {
    m_isKnown = true;
    m_isSame = true;
    m_offsetNs = offsetNs;
    m_errorNs = 0;
}

std::uint64_t ClockEstimate::errorNs(observe::Moment now) const {
    if (m_isSame) {
        return 0;
    }
    constexpr std::uint64_t kMillion = 1'000'000;
    const std::uint64_t age = now > m_taken ? now.nanoseconds() - m_taken.nanoseconds() : 0;
    return m_errorNs + age / kMillion * kDriftPartsPerMillion;
}

observe::Moment ClockEstimate::toSession(observe::Moment nodes) const {
    const std::int64_t moment = static_cast<std::int64_t>(nodes.nanoseconds()) + m_offsetNs;
    return observe::Moment(static_cast<std::uint64_t>(std::max<std::int64_t>(moment, 0)));
}

}  // namespace quorate::gui
