// SPDX-License-Identifier: Apache-2.0
#include "network/host/log_worker.h"

#include <QElapsedTimer>

#include "network/host/node_boundary.h"

namespace quorate::network {

void LogWorker::write(const node::LogWrite& write) {
    Written written;
    written.number = write.number;
    if (m_releaseError) {
        written.result = *m_releaseError;
        m_report(written);
        return;
    }
    QElapsedTimer timer;
    timer.start();
    written.result = withinBoundary([&] { return m_device.write(write); });
    if (written.result) {
        note(write);
    }
    written.writeNs = static_cast<std::uint64_t>(timer.nsecsElapsed());
    if (written.result && write.mustSync) {
        timer.restart();
        written.result = withinBoundary([&] { return m_device.sync(); });
        written.syncNs = static_cast<std::uint64_t>(timer.nsecsElapsed());
        if (written.result) {
            written.synced = m_written;
        }
    }
    m_report(written);
}

void LogWorker::note(const node::LogWrite& write) {
    m_written.state = write.hardState.value_or(m_written.state);
    if (write.snapshot) {
        m_written.last = *write.snapshot;
    }
    if (!write.entries.empty()) {
        m_written.last = write.entries.back().id();
    }
}

void LogWorker::release(raft::Index index) {
    auto released = withinBoundary([&] { return m_device.release(index); });
    if (!released) {
        m_releaseError = released.error();
    }
}

}  // namespace quorate::network
