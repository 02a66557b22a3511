// SPDX-License-Identifier: Apache-2.0
#include "network/host/disk_threads.h"

#include <QCoreApplication>

#include <utility>

namespace quorate::network {

namespace {

observe::LogSynced durableOf(const node::RecoveredState& state) {
    return {state.hardState, state.entries.empty() ? state.logStart : state.entries.back().id()};
}

}  // namespace

DiskThreads::DiskThreads(Opened opened, LogWorker::Report written, StateWorker::Reports reports)
    : m_opened(std::move(opened)),
      m_log(std::make_unique<LogWorker>(m_opened.directory->log(), std::move(written),
                                        durableOf(m_opened.recovered.state))),
      m_stateWorker(std::make_unique<StateWorker>(*m_opened.directory, *m_opened.recovered.machine,
                                                  std::move(reports))) {
    m_logThread.setObjectName(QStringLiteral("log"));
    m_stateThread.setObjectName(QStringLiteral("state"));
    m_log->moveToThread(&m_logThread);
    m_stateWorker->moveToThread(&m_stateThread);
    m_logThread.start();
    m_stateThread.start();
}

DiskThreads::~DiskThreads() {
    stop();
}

void DiskThreads::abandon() {
    QCoreApplication::removePostedEvents(m_log.get());
    QCoreApplication::removePostedEvents(m_stateWorker.get());
    stop();
}

void DiskThreads::stop() {
    if (!m_logThread.isRunning()) {
        return;
    }
    // Each ends behind what is in its queue; what its work schedules in turn is dropped.
    onLog([this] { m_logThread.quit(); });
    onState([this] { m_stateThread.quit(); });
    m_logThread.wait();
    m_stateThread.wait();
}

}  // namespace quorate::network
