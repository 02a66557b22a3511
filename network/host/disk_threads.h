// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "engine/base/result.h"
#include "engine/node/recovery.h"
#include "network/host/log_worker.h"
#include "network/host/state_worker.h"
#include "network/host/work_thread.h"
#include "storage/node_directory.h"

namespace quorate::network {

/// A node's opened directory, with the two threads that work on it: one for the log, whose syncs
/// everything waits for, and one for the state and the snapshots.
///
/// Made and ended on the node's thread; in between the directory belongs to the workers.
class DiskThreads {
public:
    /// What a start found; the machine stays here.
    struct Opened {
        std::unique_ptr<storage::NodeDirectory> directory;
        node::Recovered recovered;
    };

    DiskThreads(Opened opened, LogWorker::Report written, StateWorker::Reports reports);
    DiskThreads(const DiskThreads&) = delete;
    DiskThreads& operator=(const DiskThreads&) = delete;
    /// Stops, then closes the directory.
    ~DiskThreads();
    /// Lets both finish what they were given, and ends them. What they report is still delivered.
    void stop();
    /// Stops behind what they do just now: the rest is lost, as with a process that is killed.
    void abandon();

    [[nodiscard]] storage::NodeDirectory& directory() noexcept { return *m_opened.directory; }
    [[nodiscard]] node::ReplicatedState& state() noexcept { return *m_opened.recovered.machine; }

    /// Run there, in the order of the calls.
    void onLog(WorkThread::Work work) { m_logThread.post(std::move(work)); }
    void onState(WorkThread::Work work);
    [[nodiscard]] LogWorker& log() noexcept { return m_log; }
    [[nodiscard]] StateWorker& stateWorker() noexcept { return m_stateWorker; }

private:
    Opened m_opened;
    LogWorker m_log;
    WorkThread m_stateThread;
    StateWorker m_stateWorker;
    WorkThread m_logThread;
};

}  // namespace quorate::network
