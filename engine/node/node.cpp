// SPDX-License-Identifier: Apache-2.0
#include "engine/node/node.h"

#include <utility>

namespace quorate::node {

Result<std::unique_ptr<Node>> Node::start(const NodeConfig& config, NodePorts ports,
                                          const RecoveredState& recovered) {
    if (auto valid = validate(config); !valid) {
        return valid.error();
    }
    std::unique_ptr<Node> node(new Node(config, ports, recovered));
    if (auto log = node->m_log.recover(recovered); !log) {
        return log.error();
    }
    raft::Config coreConfig = config.raft;
    coreConfig.asyncStorageWrites = true;
    coreConfig.applied = recovered.applied.index;
    auto core = raft::RawNode::create(coreConfig, node->m_log);
    if (!core) {
        return core.error();
    }
    node->m_core = std::move(*core);
    return node;
}

Node::Node(const NodeConfig& config, NodePorts ports, const RecoveredState& recovered)
    : m_config(config),
      m_ports(ports),
      m_writer(recovered.hardState),
      m_applier(config.maxApplyEntries),
      m_applied(recovered.applied.index),
      m_appliedTerm(recovered.applied.term) {}

void Node::tick() {
    if (hasFailed()) {
        return;
    }
    ++m_tick;
    m_core->tick();
    for (const RequestToken token : m_proposals.takeOverdue(m_tick)) {
        m_ports.clients.unknown(token, {ErrorCode::Unknown, "the proposal had no outcome in time"});
    }
    for (const RequestToken token : m_reads.takeOverdue(m_tick)) {
        m_ports.clients.refused(
            token, {ErrorCode::Unavailable, "the read could not be confirmed in time"});
    }
    if (m_tick > m_config.readRetryTicks) {
        m_reads.restartRounds(m_tick - m_config.readRetryTicks);
    }
}

Result<void> Node::receive(raft::Message message) {
    if (hasFailed()) {
        return failureError();
    }
    return m_core->step(std::move(message));
}

void Node::pump() {
    do {
        while (!hasFailed() && m_core->hasReady()) {
            handleReady();
        }
        if (m_core->hasFailed()) {
            fail(m_core->failure());
        }
        if (hasFailed()) {
            return;
        }
        startReads();
        answerReads();
        startLogWrite();
        if (m_log.isSnapshotWanted()) {
            maybeSnapshot();
        }
        startApply();
    } while (m_core->hasReady());
    if (m_core->hasFailed()) {
        fail(m_core->failure());
    }
}

void Node::handleReady() {
    m_core->takeReady(m_ready);
    raft::holdVoteRequests(m_ready);
    if (m_ready.softState) {
        meetLeader(m_ready.softState->lead);
    }
    for (const raft::ReadState& state : m_ready.readStates) {
        m_reads.confirm(state.requestContext, state.index, m_config.incarnation);
    }
    for (raft::Message& message : m_ready.messages) {
        if (message.to == raft::kAppendThread) {
            m_writer.add(std::move(message));
        } else if (message.to == raft::kApplyThread) {
            m_applier.add(std::move(message));
        } else {
            m_ports.transport.send(std::move(message));
        }
    }
}

/// What went to a former leader may be in its log or not, and nobody will tell. Reads can be asked
/// again.
void Node::meetLeader(raft::NodeId lead) {
    for (const RequestToken token : m_proposals.takeLostWithLeader(lead)) {
        m_ports.clients.unknown(token,
                                {ErrorCode::Unknown, "the leader was lost before the outcome"});
    }
    m_reads.restartRounds(m_tick);
}

void Node::deliver(std::vector<raft::Message> responses) {
    for (raft::Message& response : responses) {
        if (response.to == id()) {
            // Refused only where this node is no member any more, which changes nothing.
            static_cast<void>(m_core->stepLocal(std::move(response)));
        } else {
            m_ports.transport.send(std::move(response));
        }
    }
}

void Node::fail(const std::string& reason) {
    if (hasFailed()) {
        return;
    }
    m_failure = reason.empty() ? "the node failed" : reason;
    for (const RequestToken token : m_proposals.takeAll()) {
        m_ports.clients.unknown(token, failureError());
    }
    for (const RequestToken token : m_reads.takeAll()) {
        m_ports.clients.refused(token, failureError());
    }
}

}  // namespace quorate::node
