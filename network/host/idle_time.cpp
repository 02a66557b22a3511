// SPDX-License-Identifier: Apache-2.0
#include "network/host/idle_time.h"

#include <QByteArray>
#include <QFile>
#include <QList>

#include <algorithm>

namespace quorate::network {

namespace {

/// Below one in so many there is none: who waits for idle time may wait for long then.
constexpr std::uint64_t kLeastShare = 25;

// Of the first line: "cpu", then user, nice, system, idle, iowait, irq, softirq, steal, and the
// guests' time, which is in the user's already.
constexpr int kFirst = 1;
constexpr int kIdle = 4;
constexpr int kWaiting = 5;
constexpr int kEnd = 9;

}  // namespace

bool IdleTime::has() {
    if (m_sinceLook.isValid() && m_sinceLook.elapsed() < m_everyMs) {
        return m_has;
    }
    m_sinceLook.start();
    const auto now = read();
    if (!now || !m_last) {
        m_has = false;
    } else if (now->all > m_last->all) {
        // Time of waiting may be taken back (proc(5)).
        const std::uint64_t idle = now->idle - std::min(now->idle, m_last->idle);
        m_has = idle * kLeastShare >= now->all - m_last->all;
    }
    m_last = now;
    return m_has;
}

std::optional<IdleTime::Times> IdleTime::read() const {
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) {
        return std::nullopt;
    }
    const QList<QByteArray> fields = file.readLine().simplified().split(' ');
    if (fields.size() < kEnd || fields.front() != "cpu") {
        return std::nullopt;
    }
    Times times;
    for (int i = kFirst; i < kEnd; ++i) {
        bool isNumber = false;
        const std::uint64_t ticks = fields[i].toULongLong(&isNumber);
        if (!isNumber) {
            return std::nullopt;
        }
        times.all += ticks;
        times.idle += i == kIdle || i == kWaiting ? ticks : 0;
    }
    return times;
}

}  // namespace quorate::network
