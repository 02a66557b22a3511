// SPDX-License-Identifier: Apache-2.0
#include "network/host/host_faults.h"

#include <QThread>
#include <QTimer>

namespace quorate::network {

void HostFaults::pause(std::uint64_t ms) {
    // By then whoever asked for it has been answered.
    constexpr int kSoonMs = 20;
    QTimer::singleShot(kSoonMs, &m_host, [ms] { QThread::msleep(ms); });
}

}  // namespace quorate::network
