// SPDX-License-Identifier: Apache-2.0
// What a node counts and measures.
#include "network/host/node_host.h"

namespace quorate::network {

namespace {

/// What etcd calls slow.
constexpr std::uint64_t kSlowApplyNs = 100'000'000;

double seconds(std::uint64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

}  // namespace

void NodeHost::updateMetrics() {
    if (m_metrics == nullptr) {
        return;
    }
    m_metrics->update(status(), m_config.id);
    for (const auto& [peer, counted] : m_transport->metrics()) {
        m_metrics->peerSentBytes(peer).set(counted.bytesSent);
        m_metrics->peerReceivedBytes(peer).set(counted.bytesReceived);
        m_metrics->peerSentFailures(peer).set(counted.messagesDropped);
        m_metrics->peerActive(m_config.id, peer).set(counted.connected ? 1 : 0);
    }
}

void NodeHost::measureWrite(const LogWorker::Written& written) {
    if (m_metrics != nullptr && written.syncNs != 0) {
        m_metrics->walFsyncSeconds.observe(seconds(written.syncNs));
    }
}

void NodeHost::measureApply(std::uint64_t ns) {
    if (m_metrics != nullptr && ns != 0) {
        m_metrics->backendCommitSeconds.observe(seconds(ns));
        m_metrics->slowApplies.add(ns > kSlowApplyNs ? 1 : 0);
    }
}

void NodeHost::measureSave(const StateWorker::Saved& saved) {
    if (m_metrics != nullptr && saved.metadata) {
        m_metrics->snapshotSaveSeconds.observe(seconds(saved.saveNs));
    }
}

void NodeHost::measureFailure(node::RequestToken token) {
    if (m_metrics != nullptr) {
        (m_waiting.isRead(token) ? m_metrics->readIndexesFailed : m_metrics->proposalsFailed).add();
    }
}

void NodeHost::measureLeader() {
    const raft::NodeId leader = m_node->core().softState().lead;
    if (leader != m_measuredLeader) {
        m_measuredLeader = leader;
        if (m_metrics != nullptr && leader != raft::kNoNode) {
            m_metrics->leaderChanges.add();
        }
    }
}

/// Asks the thread of the state, which may look at the disk.
void NodeHost::measureStore() {
    m_disk->onState([this] {
        const auto bytes = m_disk->directory().storeBytes();
        QMetaObject::invokeMethod(
            this, [this, bytes] { m_storeBytes = bytes ? *bytes : m_storeBytes; },
            Qt::QueuedConnection);
    });
}

void NodeHost::roundTripMeasured(raft::NodeId peer, std::uint64_t ns) {
    if (m_metrics != nullptr) {
        m_metrics->peerRoundTrip(peer).observe(seconds(ns));
    }
}

}  // namespace quorate::network
