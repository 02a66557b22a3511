// SPDX-License-Identifier: Apache-2.0
#include "engine/node/node.h"

#include <utility>

#include "engine/base/invariant.h"

namespace quorate::node {

Result<std::unique_ptr<Node>> Node::start(const NodeConfig& config, NodePorts ports,
                                          const RecoveredState& recovered, observe::Moment now,
                                          raft::EventId cause) {
    if (auto valid = validate(config); !valid) {
        return valid.error();
    }
    std::unique_ptr<Node> node(new Node(config, ports, recovered));
    if (auto log = node->m_log.recover(recovered); !log) {
        return log.error();
    }
    node->m_lastSync = node->m_log.firstIndex();  // as far as the disk shows
    NodeReporter& reporter = node->m_reporter;
    reporter.setMoment(now);
    reporter.started(config.incarnation, recovered.hardState.term, cause);
    raft::Config coreConfig = config.raft;
    coreConfig.asyncStorageWrites = true;
    coreConfig.applied = recovered.applied.index;
    if (reporter.isOn()) {
        coreConfig.traceSink = reporter.coreSink();
    }
    auto core = raft::RawNode::create(coreConfig, node->m_log);
    if (!core) {
        reporter.failed(core.error().message);
        return core.error();
    }
    node->m_core = std::move(*core);
    node->standForElection();
    reporter.follow(*node->m_core);
    if (auto told = reporter.frame(config, recovered); !told) {
        reporter.failed(told.error().message);
        return told.error();
    }
    return node;
}

Node::Node(const NodeConfig& config, NodePorts ports, const RecoveredState& recovered)
    : m_config(config),
      m_ports(ports),
      m_reporter(ports.observer, config.raft.id),
      m_electorate(config.raft.id, config.directory, recovered.isConfirmed, recovered.directories),
      m_writer(recovered.hardState),
      m_applier(config.maxApplyEntries),
      m_applied(recovered.applied),
      m_appliedConfState(recovered.confState),
      m_revision(recovered.revision),
      m_stateHash(recovered.stateHash) {}

/// Runs one input, unless the node has failed. Where an invariant of the node's own breaks, that
/// fails the node, as it does within the core.
template <class Body>
void Node::guarded(const Body& body) {
    if (hasFailed()) {
        return;
    }
    try {
        body();
    } catch (const InvariantViolation& violation) {
        fail(violation.what());
        if (m_config.raft.onBrokenInvariant == raft::OnBrokenInvariant::Throw) {
            throw;
        }
    }
    m_reporter.inputEnded();
}

void Node::tick() {
    guarded([this] {
        ++m_tick;
        m_core->tick();
        m_writer.tick();
        promoteAwaited();
        giveUpProposals(m_proposals.takeOverdue(m_tick),
                        {ErrorCode::Unknown, "the proposal had no outcome in time"});
        refuseReads(m_reads.takeOverdue(m_tick),
                    {ErrorCode::Unavailable, "the read could not be confirmed in time"});
        if (m_tick > m_config.readRetryTicks) {
            m_reads.restartRounds(m_tick - m_config.readRetryTicks);
        }
    });
}

Result<void> Node::receive(raft::Message message) {
    if (hasFailed()) {
        return failureError();
    }
    if (auto counts = checkWord(message); !counts) {
        return counts;
    }
    auto refused = admitForwarded(message);
    if (!refused) {
        return refused.error();
    }
    auto stepped = m_core->step(std::move(message));
    if (stepped && *refused) {
        m_refusedChanges.insert(**refused);
    }
    return stepped;
}

/// An invariant that breaks on the way fails the node; what became of the request is not known
/// then.
template <class Body>
void Node::serve(RequestToken token, const Body& body) {
    if (hasFailed()) {
        m_ports.clients.refused(token, failureError());
        return;
    }
    bool isServed = false;
    guarded([&] {
        body();
        isServed = true;
    });
    if (!isServed) {
        m_ports.clients.unknown(token, failureError());
    }
}

void Node::propose(RequestToken token, Bytes command, const RequestOrigin& origin) {
    serve(token, [&] { doPropose(token, std::move(command), origin); });
}

void Node::read(RequestToken token, ReadLevel level, const RequestOrigin& origin) {
    serve(token, [&] { doRead(token, level, origin); });
}

void Node::changeMembership(RequestToken token, raft::ConfChangeV2 change,
                            const RequestOrigin& origin) {
    serve(token, [&] { proposeChange(token, std::move(change), Envelope::Form::Command, origin); });
}

void Node::promote(RequestToken token, raft::NodeId learner, Bytes context,
                   const RequestOrigin& origin) {
    serve(token, [&] {
        raft::ConfChangeV2 change;
        change.changes.push_back({raft::ConfChangeType::AddNode, learner});
        change.context = std::move(context);
        proposeChange(token, std::move(change), Envelope::Form::Promotion, origin);
    });
}

void Node::pump() {
    guarded([this] { doPump(); });
}

void Node::doPump() {
    proposeGathered();
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
        maybeSnapshot();
        maybeRelease();
        maybeSync();
        startApply();
    } while (!hasFailed() && m_core->hasReady());
    if (m_core->hasFailed()) {
        fail(m_core->failure());
    }
}

void Node::handleReady() {
    m_core->takeReady(m_ready);
    m_reporter.readyTaken();
    raft::holdVoteRequests(m_ready);
    if (m_ready.softState) {
        meetLeader(m_ready.softState->lead);
    }
    if (m_reporter.isOn()) {
        tellAppended(m_ready.entries);
    }
    for (const raft::ReadState& state : m_ready.readStates) {
        confirmReads(state);
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
    giveUpProposals(m_proposals.takeLostWithLeader(lead),
                    {ErrorCode::Unknown, "the leader was lost before the outcome"});
    m_reads.restartRounds(m_tick);
    if (lead != id()) {
        m_refusedChanges.clear();
    }
}

void Node::deliver(std::vector<raft::Message> responses, raft::EventId completion) {
    for (raft::Message& response : responses) {
        if (response.to != id()) {
            m_ports.transport.send(std::move(response));
            continue;
        }
        if (m_reporter.isOn() && raft::isStorageThread(response.from)) {
            response.event = completion;
        }
        // Refused only where this node is no member any more, which changes nothing.
        static_cast<void>(m_core->stepLocal(std::move(response)));
    }
}

void Node::fail(const std::string& reason) {
    if (hasFailed()) {
        return;
    }
    m_failure = reason.empty() ? "the node failed" : reason;
    m_reporter.failed(m_failure);
    m_gathered.clear();
    giveUpProposals(m_proposals.takeAll(), failureError());
    refuseReads(m_reads.takeAll(), failureError());
}

void Node::giveUp(const std::string& reason) {
    guarded([&] { fail(reason); });
}

void Node::logWritten(std::uint64_t number, const Result<void>& result) {
    guarded([&] {
        if (!m_writer.isRunning(number)) {
            fail("log write " + std::to_string(number) + " ended, which does not run");
        } else if (!result) {
            m_reporter.logWriteFailed(result.error().message);
            fail("the log could not be written: " + result.error().message);
        } else {
            finishLogWrite();
        }
    });
}

void Node::applied(std::uint64_t number, const Result<ApplyReport>& report) {
    guarded([&] {
        if (!m_applier.isRunning(number)) {
            fail("batch " + std::to_string(number) + " was applied, which does not run");
        } else if (!report) {
            fail("the state machine could not apply: " + report.error().message);
        } else {
            finishApply(*report);
        }
    });
}

void Node::stateSynced(const Result<void>& result) {
    guarded([&] { finishSync(result); });
}

void Node::snapshotSaved(const Result<raft::SnapshotMetadata>& saved, std::uint64_t bytes) {
    guarded([&] { finishSave(saved, bytes); });
}

void Node::snapshotInstalled(const Result<raft::SnapshotMetadata>& installed, std::uint64_t bytes) {
    guarded([&] { finishInstall(installed, bytes); });
}

}  // namespace quorate::node
