// SPDX-License-Identifier: Apache-2.0
#include "network/host/host_disk.h"

#include <QDeadlineTimer>

#include <algorithm>
#include <chrono>

#include "storage/stage/stage_disk_faults.h"

namespace quorate::network {

using stage::DiskFault;

Result<void> HostDisk::set(const DiskFault& fault) {
    if (!stage::isOfRealDisks(fault.kind)) {
        return Error(ErrorCode::InvalidArgument,
                     "'" + stage::textOf(fault) +
                         "' needs a disk that can lose its power, which only a Stage has");
    }
    const QMutexLocker lock(&m_mutex);
    m_faults[fault.kind] = fault;
    if (fault.kind == DiskFault::Kind::Full) {
        m_freeBytes = fault.amount;
    }
    apply();
    return {};
}

void HostDisk::cure(DiskFault::Kind kind) {
    const QMutexLocker lock(&m_mutex);
    m_faults.erase(kind);
    if (kind == DiskFault::Kind::Full) {
        m_freeBytes.reset();
    }
    apply();
}

void HostDisk::end() {
    const QMutexLocker lock(&m_mutex);
    m_faults.clear();
    m_freeBytes.reset();
    apply();
}

void HostDisk::apply() {
    stage::DiskIllness illness;
    for (const auto& [kind, fault] : m_faults) {
        stage::addTo(illness, fault);
    }
    m_drawn.setProfile(storage::profileOf(illness));
    m_isIll = !m_faults.empty();
    ++m_changes;
    m_changed.wakeAll();
}

storage::CallFate HostDisk::meet(const storage::DiskCall& call) {
    const QMutexLocker lock(&m_mutex);
    const storage::CallFate fate = m_drawn.fateOf(call);
    const QDeadlineTimer due(std::chrono::nanoseconds(fate.nanoseconds), Qt::PreciseTimer);
    const std::uint64_t changes = m_changes;
    while (changes == m_changes && !due.hasExpired()) {
        m_changed.wait(&m_mutex, due);
    }
    return fate;
}

std::optional<std::uint64_t> HostDisk::freeBytes() const {
    const QMutexLocker lock(&m_mutex);
    return m_freeBytes;
}

std::uint64_t HostDisk::takeSpace(std::uint64_t bytes) {
    const QMutexLocker lock(&m_mutex);
    if (!m_freeBytes) {
        return bytes;
    }
    const std::uint64_t taken = std::min(bytes, *m_freeBytes);
    *m_freeBytes -= taken;
    return taken;
}

}  // namespace quorate::network
