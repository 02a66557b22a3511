// SPDX-License-Identifier: Apache-2.0
#include "network/host/lingering.h"

#include <QThread>

#include <algorithm>

namespace quorate::network {

void Lingering::yield() {
    QThread::yieldCurrentThread();
}

void Lingering::begin() {
    m_last = m_now();
    m_left = m_last < m_pausedUntil ? 0 : m_turns;
}

bool Lingering::turn() {
    if (m_left == 0) {
        return false;
    }
    --m_left;
    m_giveWay();
    const Clock::time_point now = m_now();
    if (now - m_last > kLong) {
        m_left = 0;
        m_pausedUntil = now + m_pause;
        m_pause = std::min(m_pause * 2, kLongestPause);
    } else if (m_left == 0) {
        m_pause = std::max(m_pause / 2, kPause);
    }
    m_last = now;
    return true;
}

}  // namespace quorate::network
