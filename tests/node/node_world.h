// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/node/node.h"

namespace quorate::tests {

/// A disk, a state machine and a client that do their work when they are told to. The state machine
/// remembers the commands that it has applied; it is what the disk keeps, with the log.
class NodeFixture final : private node::LogStore,
                          private node::SnapshotStore,
                          private node::StateMachine,
                          private node::Transport,
                          private node::ClientPort {
public:
    struct State {
        std::vector<std::string> commands;
        std::set<node::ProposalId> seen;
        raft::EntryId applied;
        raft::ConfState confState;
    };
    struct Outcome {
        std::string kind;  ///< "applied", "refused", "unknown", "readable"
        std::string text;
        raft::Index index;
    };

    NodeFixture(node::NodeConfig config, node::RecoveredState start,
                observe::Observer* observer = nullptr)
        : m_config(std::move(config)), m_disk(std::move(start)), m_observer(observer) {
        m_state.applied = m_disk.applied;
        m_state.confState = m_disk.confState;
    }

    /// Starts the node from what the disk holds.
    Result<void> start(observe::Moment now = {});
    /// The node is gone; what was not written is lost.
    void crash();

    [[nodiscard]] bool isUp() const noexcept { return m_node != nullptr; }
    [[nodiscard]] node::Node& node() { return *m_node; }
    [[nodiscard]] const State& state() const noexcept { return m_state; }
    [[nodiscard]] const node::RecoveredState& disk() const noexcept { return m_disk; }
    [[nodiscard]] const node::NodeConfig& config() const noexcept { return m_config; }
    [[nodiscard]] bool isWriting() const noexcept { return !m_writing.empty(); }
    [[nodiscard]] bool isApplying() const noexcept { return !m_applying.empty(); }
    [[nodiscard]] bool isInstalling() const noexcept { return !m_installing.empty(); }
    [[nodiscard]] bool isSyncing() const noexcept { return m_isSyncing; }
    [[nodiscard]] bool isSaving() const noexcept { return !m_saving.empty(); }

    // What is waiting to be done. Each returns false if there was nothing.
    bool finishWrite(const Result<void>& result = {});
    bool finishApply();
    bool finishSave(const Result<void>& result = {});
    bool finishInstall();
    bool finishSync(const Result<void>& result = {});

    std::vector<raft::Message> takeMessages() { return std::exchange(m_outbox, {}); }
    /// What became of a request; an empty kind while nothing has.
    Outcome outcome(std::uint64_t token) { return m_outcomes[token]; }

    bool breakNextWrite{false};  ///< an invariant breaks in it

    std::vector<node::LogWrite> writes;  ///< all that were ever asked for
    std::vector<std::size_t> batchSizes;
    std::vector<raft::Index> released;
    /// What peers may fetch, by index: the state of saved snapshots.
    std::map<raft::Index, State> snapshots;

private:
    void write(node::LogWrite write) override;
    void release(raft::Index index) override { released.push_back(index); }
    void save(raft::SnapshotMetadata metadata) override;
    void install(raft::SnapshotMetadata metadata) override;
    void apply(node::ApplyBatch batch) override;
    void sync() override { m_isSyncing = true; }
    bool hasSeen(const node::ProposalId& proposal) const override {
        return m_state.seen.count(proposal) != 0;
    }
    void send(raft::Message message) override { m_outbox.push_back(std::move(message)); }
    void applied(node::RequestToken token, raft::EntryId entry, const kv::Response&) override {
        settle(token, {"applied", "", entry.index});
    }
    void refused(node::RequestToken token, const Error& reason) override {
        settle(token, {"refused", toString(reason.code), raft::Index(0)});
    }
    void unknown(node::RequestToken token, const Error& reason) override {
        settle(token, {"unknown", toString(reason.code), raft::Index(0)});
    }
    void readable(node::RequestToken token, raft::Index index) override {
        settle(token, {"readable", "", index});
    }
    /// A request has exactly one outcome.
    void settle(node::RequestToken token, Outcome outcome);

    node::NodeConfig m_config;
    node::RecoveredState m_disk;
    State m_state;
    observe::Observer* m_observer;
    std::unique_ptr<node::Node> m_node;
    std::vector<raft::Message> m_outbox;
    std::map<std::uint64_t, Outcome> m_outcomes;
    std::deque<node::LogWrite> m_writing;
    std::deque<node::ApplyBatch> m_applying;
    std::deque<raft::SnapshotMetadata> m_saving;
    std::deque<raft::SnapshotMetadata> m_installing;
    bool m_isSyncing{false};
};

/// Several nodes, and a network that delivers at once what is not cut off.
class NodeWorld {
public:
    /// Nodes 1 to `voters`, all from the start of a new cluster. `tune` sets what a test is about.
    explicit NodeWorld(std::uint64_t voters,
                       const std::function<void(node::NodeConfig&)>& tune = {},
                       observe::Observer* observer = nullptr);

    /// One that is to join: it starts from nothing.
    void addJoining(std::uint64_t id);

    /// A node has crashed: observers hear of it.
    void crashed(std::uint64_t id);
    /// A node that is down starts again.
    Result<void> restart(std::uint64_t id) { return at(id).start(m_now); }
    /// Time goes on, for observers.
    void setNow(observe::Moment now);
    [[nodiscard]] observe::Moment now() const noexcept { return m_now; }

    [[nodiscard]] NodeFixture& at(std::uint64_t id) { return *m_nodes.at(id); }
    [[nodiscard]] node::Node& node(std::uint64_t id) { return at(id).node(); }

    /// All work of all nodes, and all messages, until nothing is left.
    void settle();
    /// Only pumps nodes and delivers messages.
    void deliver();
    void tick(std::uint64_t count = 1);
    /// Makes a node leader.
    void elect(std::uint64_t id);

    /// Neither hears the other.
    void cut(std::uint64_t a, std::uint64_t b);
    void heal() { m_cuts.clear(); }
    [[nodiscard]] const std::map<std::uint64_t, std::unique_ptr<NodeFixture>>& nodes() const {
        return m_nodes;
    }
    /// Looks at each message before it is delivered; false drops it.
    std::function<bool(const raft::Message&)> filter;

private:
    bool carryMessages();
    void carry(raft::Message message);

    std::map<std::uint64_t, std::unique_ptr<NodeFixture>> m_nodes;
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_cuts;
    std::function<void(node::NodeConfig&)> m_tune;
    observe::Observer* m_observer;
    observe::Moment m_now;
};

}  // namespace quorate::tests
