// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QThread>

#include <functional>
#include <memory>
#include <utility>

#include "gui/session/live/host_worker.h"
#include "gui/session/live/live_node.h"
#include "network/client/node_client.h"

namespace quorate::gui {

/// A node in this process, in a thread of its own.
class HostThread final : public LiveNode {
    Q_OBJECT

public:
    /// As HostWorker.
    HostThread(raft::NodeId node, std::uint64_t firstEvent, SessionClock& clock,
               HostWorker::Publish publish);
    /// Ends the node at once.
    ~HostThread() override;

    [[nodiscard]] Look look() const override { return m_worker->look(); }

    Result<void> start(raft::EventId cause) override;
    void stop(raft::EventId cause, std::function<void()> done) override;
    void kill(raft::EventId cause) override;
    void pause(raft::EventId cause) override;
    void resume(raft::EventId cause) override;

    void ask(const node::RequestOrigin& origin, const Asked& what,
             std::function<void(Result<kv::Response>)> done) override;
    void askLease(const stage::LeaseQuestion& question,
                  std::function<void(Result<stage::LeaseTimes>)> done) override;
    std::unique_ptr<network::WatchReader> watch(const network::WatchQuestion& what) override;
    void transferLeadership(raft::NodeId to, Ended done) override;
    void campaign(Ended done) override;
    void setElectionTimeout(std::uint32_t ticks) override;
    void setCut(raft::NodeId peer, network::LinkDirection direction, bool isCut) override;
    void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) override;
    void setDiskFault(const DiskFault& fault) override;
    void endDiskFault(DiskFault::Kind kind) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::optional<NodeKeys>)> done) override;
    void inspectDisk(const storage::DiskQuestion& question, Session::DiskDone done) override;

private:
    /// Runs work(host) in the node's thread, with null where it is down by then.
    template <class Work>
    void post(Work work) {
        QMetaObject::invokeMethod(
            m_worker,
            [worker = m_worker, work = std::move(work)]() mutable {
                work(worker->server() != nullptr ? &worker->server()->host() : nullptr);
            },
            Qt::QueuedConnection);
    }
    /// Runs work() in the thread of the driver, if this still lives.
    template <class Work>
    void back(Work work) {
        QMetaObject::invokeMethod(this, std::move(work), Qt::QueuedConnection);
    }
    template <class Work>
    void wait(Work work) {
        QMetaObject::invokeMethod(m_worker, std::move(work), Qt::BlockingQueuedConnection);
    }

    /// For watches: they go over its client port, as anybody's do.
    std::unique_ptr<network::NodeClient> m_client;
    HostWorker* m_worker;  ///< lives in the thread
    QThread m_thread;
};

}  // namespace quorate::gui
