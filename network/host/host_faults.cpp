// SPDX-License-Identifier: Apache-2.0
#include "network/host/host_faults.h"

#include <QThread>
#include <QTimer>

#include <utility>

namespace quorate::network {

Result<void> HostFaults::setDiskFault(const stage::DiskFault& fault) {
    HostDisk* disk = m_host.disk();
    return disk != nullptr
               ? disk->set(fault)
               : Error(ErrorCode::FailedPrecondition, "this node's disk is beyond reach");
}

void HostFaults::endDiskFault(stage::DiskFault::Kind kind) {
    if (HostDisk* disk = m_host.disk()) {
        disk->cure(kind);
    }
}

void HostFaults::pause(std::uint64_t ms, std::function<void()> over) {
    // By then whoever asked for it has been answered.
    constexpr int kSoonMs = 20;
    QTimer::singleShot(kSoonMs, &m_host, [ms, over = std::move(over)] {
        QThread::msleep(ms);
        over();
    });
}

std::uint64_t HostFaults::unusedFault() {
    // Operations are counted so that no two have the same; nobody takes one for the other.
    const auto& next = m_host.config().observation.nextOperation;
    return next ? next().value() : 0;
}

void HostFaults::began(std::uint64_t fault, FaultStory story) {
    for (const observe::Body& body : story.begin) {
        m_host.tell(body);
    }
    m_stories[fault] = std::move(story);
}

void HostFaults::ended(std::uint64_t fault) {
    const auto story = m_stories.extract(fault);
    if (!story.empty()) {
        for (const observe::Body& body : story.mapped().end) {
            m_host.tell(body);
        }
    }
}

void HostFaults::tellAgain() const {
    for (const auto& [fault, story] : m_stories) {
        for (const observe::Body& body : story.begin) {
            m_host.tell(body);
        }
    }
}

void HostFaults::endAll() {
    while (!m_stories.empty()) {
        ended(m_stories.begin()->first);
    }
}

}  // namespace quorate::network
