// SPDX-License-Identifier: Apache-2.0
// A node and observers that come when it is running.
#include "engine/node/node.h"
#include "engine/observe/node_frame.h"

namespace quorate::node {

void Node::setObserver(observe::Observer* observer) {
    m_core->setTraceSink(nullptr);
    m_reporter.setObserver(observer);
    m_core->setTraceSink(m_reporter.coreSink());
}

Result<observe::NodeState> Node::state() const {
    const observe::Moment now = m_reporter.moment();
    auto state = observe::nodeStateOf(m_core->raft(),
                                      observe::settingsOf(m_config.raft, m_config.tickNs), now);
    if (!state) {
        return state;
    }
    state->incarnation = m_config.incarnation;
    if (hasFailed()) {
        state->condition = observe::NodeCondition::Failed;
        state->failure = m_failure;
    }
    observe::RuntimeState& runtime = state->runtime;
    runtime.queuedProposals = m_proposals.count();
    runtime.queuedReads = m_reads.count();
    if (const LogWrite* write = m_writer.running()) {
        observe::EntryWork work;
        if (!write->entries.empty()) {
            work.first = write->entries.front().index;
            work.last = write->entries.back().index;
        }
        work.bytes = raft::payloadSize(write->entries);
        work.since = now;
        runtime.logWrite = work;
    }
    if (const auto batch = m_applier.running()) {
        runtime.apply = {batch->first, batch->second, 0, now};
    }
    if (m_saving) {
        runtime.snapshotBeingMade = raft::EntryId{m_saving->term, m_saving->index};
    }
    runtime.snapshot = m_installed == raft::Index(0) ? m_log.snapshotId() : m_applied;
    runtime.storeApplied = m_applied.index;
    runtime.storeRevision = static_cast<std::uint64_t>(m_revision);
    runtime.stateHash = m_stateHash;
    return state;
}

}  // namespace quorate::node
