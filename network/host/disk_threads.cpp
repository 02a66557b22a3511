// SPDX-License-Identifier: Apache-2.0
#include "network/host/disk_threads.h"

#include <utility>

namespace quorate::network {

namespace {

observe::LogSynced durableOf(const node::RecoveredState& state) {
    return {state.hardState, state.entries.empty() ? state.logStart : state.entries.back().id()};
}

}  // namespace

DiskThreads::DiskThreads(Opened opened, LogWorker::Report written, StateWorker::Reports reports)
    : m_opened(std::move(opened)),
      m_log(m_opened.directory->log(), std::move(written), durableOf(m_opened.recovered.state)),
      m_stateThread(QStringLiteral("state")),
      m_stateWorker(
          *m_opened.directory, *m_opened.recovered.machine,
          [this](WorkThread::Work work) { onState(std::move(work)); }, std::move(reports)),
      m_logThread(QStringLiteral("log")) {}

DiskThreads::~DiskThreads() {
    stop();
}

void DiskThreads::onState(WorkThread::Work work) {
    m_stateThread.post([this, work = std::move(work)] {
        work();
        m_stateWorker.dropViews();
    });
}

void DiskThreads::abandon() {
    m_logThread.abandon();
    m_stateThread.abandon();
}

void DiskThreads::stop() {
    m_logThread.finish();
    m_stateThread.finish();
}

}  // namespace quorate::network
