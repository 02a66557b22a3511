// SPDX-License-Identifier: Apache-2.0
#include "tests/node/node_world.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::tests {

namespace {

node::NodeConfig configOf(std::uint64_t id, const std::function<void(node::NodeConfig&)>& tune) {
    node::NodeConfig config;
    config.raft.id = raft::NodeId(id);
    config.raft.random = Random(id);
    config.raft.onBrokenInvariant = raft::OnBrokenInvariant::Throw;
    config.incarnation = 1;
    if (tune) {
        tune(config);
    }
    return config;
}

}  // namespace

Result<void> NodeFixture::start(observe::Moment now) {
    m_disk.applied = m_state.applied;
    m_disk.confState = m_state.confState;
    m_disk.revision = static_cast<std::int64_t>(m_state.commands.size());
    m_disk.stateHash = m_disk.applied.index.value() * 7;
    auto started =
        node::Node::start(m_config, {*this, *this, *this, *this, *this, m_observer}, m_disk, now);
    if (!started) {
        return started.error();
    }
    m_node = std::move(*started);
    return {};
}

void NodeFixture::crash() {
    m_node.reset();
    m_writing.clear();
    m_applying.clear();
    m_saving.clear();
    m_installing.clear();
    m_isSyncing = false;
    m_outbox.clear();
    ++m_config.incarnation;
}

void NodeFixture::settle(node::RequestToken token, Outcome outcome) {
    if (!m_outcomes[token.value()].kind.empty()) {
        throw std::logic_error("a request has two outcomes");
    }
    m_outcomes[token.value()] = std::move(outcome);
}

void NodeFixture::write(node::LogWrite write) {
    QUORATE_INVARIANT(!breakNextWrite, "broken on purpose");
    if (!m_writing.empty()) {
        throw std::logic_error("two log writes at a time");
    }
    writes.push_back(write);
    m_writing.push_back(std::move(write));
}

bool NodeFixture::finishWrite(const Result<void>& result) {
    if (m_writing.empty()) {
        return false;
    }
    const node::LogWrite write = std::move(m_writing.front());
    m_writing.pop_front();
    if (result) {
        m_disk.hardState = write.hardState.value_or(m_disk.hardState);
        if (write.snapshot) {
            m_disk.logStart = *write.snapshot;
            m_disk.entries.clear();
        }
        if (!write.entries.empty()) {
            const raft::Index first = write.entries.front().index;
            std::erase_if(m_disk.entries,
                          [first](const raft::Entry& entry) { return entry.index >= first; });
            m_disk.entries.insert(m_disk.entries.end(), write.entries.begin(), write.entries.end());
        }
    }
    m_node->logWritten(write.number, result);
    return true;
}

void NodeFixture::apply(node::ApplyBatch batch) {
    if (!m_applying.empty()) {
        throw std::logic_error("two batches at a time");
    }
    batchSizes.push_back(batch.commands.size());
    m_applying.push_back(std::move(batch));
}

bool NodeFixture::finishApply() {
    if (m_applying.empty()) {
        return false;
    }
    const node::ApplyBatch batch = std::move(m_applying.front());
    m_applying.pop_front();
    node::ApplyReport report;
    for (const node::CommittedCommand& command : batch.commands) {
        node::CommandResult result;
        result.isDuplicate = command.proposal && !m_state.seen.insert(*command.proposal).second;
        if (!result.isDuplicate && !command.command.empty()) {
            m_state.commands.push_back(command.command.toString());
        }
        m_state.confState = command.configuration.value_or(m_state.confState);
        m_state.applied = command.entry;
        report.results.push_back(std::move(result));
    }
    report.revision = static_cast<std::int64_t>(m_state.commands.size());
    report.stateHash = m_state.applied.index.value() * 7;
    m_node->applied(batch.number, report);
    return true;
}

bool NodeFixture::finishSync(const Result<void>& result) {
    if (!std::exchange(m_isSyncing, false)) {
        return false;
    }
    m_node->stateSynced(result);
    return true;
}

void NodeFixture::save(raft::SnapshotMetadata metadata) {
    if (m_state.applied != raft::EntryId{metadata.term, metadata.index} ||
        m_state.confState != metadata.confState) {
        throw std::logic_error("a snapshot of what is not the state");
    }
    snapshots[metadata.index] = m_state;
    m_saving.push_back(std::move(metadata));
}

bool NodeFixture::finishSave(const Result<void>& result) {
    if (m_saving.empty()) {
        return false;
    }
    const raft::SnapshotMetadata metadata = std::move(m_saving.front());
    m_saving.pop_front();
    if (result) {
        m_disk.snapshot = metadata;
        m_node->snapshotSaved(metadata);
    } else {
        m_node->snapshotSaved(result.error());
    }
    return true;
}

void NodeFixture::install(raft::SnapshotMetadata metadata) {
    m_installing.push_back(std::move(metadata));
}

bool NodeFixture::finishInstall() {
    if (m_installing.empty()) {
        return false;
    }
    const raft::SnapshotMetadata metadata = std::move(m_installing.front());
    m_installing.pop_front();
    m_state = snapshots.at(metadata.index);
    m_state.applied = {metadata.term, metadata.index};
    m_state.confState = metadata.confState;
    m_disk.snapshot = metadata;
    m_node->snapshotInstalled(metadata);
    return true;
}

NodeWorld::NodeWorld(std::uint64_t voters, const std::function<void(node::NodeConfig&)>& tune,
                     observe::Observer* observer)
    : m_tune(tune), m_observer(observer) {
    std::vector<raft::NodeId> ids;
    for (std::uint64_t id = 1; id <= voters; ++id) {
        ids.emplace_back(id);
    }
    for (std::uint64_t id = 1; id <= voters; ++id) {
        auto fixture =
            std::make_unique<NodeFixture>(configOf(id, m_tune), node::newCluster(ids), m_observer);
        fixture->snapshots[raft::Index(1)] = fixture->state();
        if (auto started = fixture->start(); !started) {
            throw std::logic_error(started.error().message);
        }
        m_nodes[id] = std::move(fixture);
    }
}

void NodeWorld::addJoining(std::uint64_t id) {
    auto fixture =
        std::make_unique<NodeFixture>(configOf(id, m_tune), node::RecoveredState(), m_observer);
    if (auto started = fixture->start(m_now); !started) {
        throw std::logic_error(started.error().message);
    }
    m_nodes[id] = std::move(fixture);
}

void NodeWorld::crashed(std::uint64_t id) {
    if (m_observer != nullptr) {
        m_observer->observe(
            {m_now, raft::NodeId(id), raft::Term(0), raft::kNoEvent, observe::NodeCrashed{""}});
    }
}

void NodeWorld::setNow(observe::Moment now) {
    m_now = now;
    for (auto& [id, fixture] : m_nodes) {
        if (fixture->isUp()) {
            fixture->node().setMoment(now);
        }
    }
}

void NodeWorld::carry(raft::Message message) {
    const std::uint64_t from = message.from.value();
    const std::uint64_t to = message.to.value();
    const auto receiver = m_nodes.find(to);
    if (receiver == m_nodes.end() || !receiver->second->isUp() || m_cuts.count({from, to}) != 0 ||
        (filter && !filter(message))) {
        return;
    }
    const bool isSnapshot = message.type == raft::MessageType::Snap;
    if (isSnapshot) {
        const raft::Index index = message.snapshot->metadata.index;
        receiver->second->snapshots[index] = at(from).snapshots.at(index);
    }
    // What it refuses it refuses: a node that is no member, say.
    static_cast<void>(receiver->second->node().receive(std::move(message)));
    if (isSnapshot && at(from).isUp()) {
        at(from).node().reportSnapshot(raft::NodeId(to), true);
    }
}

bool NodeWorld::carryMessages() {
    bool carried = false;
    for (auto& [id, fixture] : m_nodes) {
        if (!fixture->isUp()) {
            continue;
        }
        fixture->node().pump();
        for (raft::Message& message : fixture->takeMessages()) {
            carried = true;
            carry(std::move(message));
        }
    }
    return carried;
}

void NodeWorld::deliver() {
    while (carryMessages()) {
    }
}

void NodeWorld::settle() {
    for (bool busy = true; busy;) {
        busy = carryMessages();
        for (auto& [id, fixture] : m_nodes) {
            if (fixture->isUp()) {
                busy = fixture->finishWrite() || busy;
                busy = fixture->finishApply() || busy;
                busy = fixture->finishSave() || busy;
                busy = fixture->finishInstall() || busy;
                busy = fixture->finishSync() || busy;
            }
        }
    }
}

void NodeWorld::tick(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        for (auto& [id, fixture] : m_nodes) {
            if (fixture->isUp()) {
                fixture->node().tick();
            }
        }
        settle();
    }
}

void NodeWorld::elect(std::uint64_t id) {
    node(id).campaign();
    settle();
    if (node(id).core().softState().role != raft::Role::Leader) {
        throw std::logic_error("the election was lost");
    }
}

void NodeWorld::cut(std::uint64_t a, std::uint64_t b) {
    m_cuts.insert({a, b});
    m_cuts.insert({b, a});
}

}  // namespace quorate::tests
