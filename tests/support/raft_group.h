// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"

namespace quorate::tests {

/// A stable log in memory that starts empty and yet knows its members, so that tests count entries
/// from 1 as the paper's figures do.
class TestStorage final : public raft::Storage {
public:
    [[nodiscard]] Result<raft::InitialState> initialState() const override {
        return raft::InitialState{log.hardState(), members};
    }
    Result<void> entries(raft::Index low, raft::Index high, std::uint64_t maxSize,
                         raft::Entries& out) const override {
        return log.entries(low, high, maxSize, out);
    }
    [[nodiscard]] Result<raft::Term> term(raft::Index index) const override {
        return log.term(index);
    }
    [[nodiscard]] raft::Index firstIndex() const override { return log.firstIndex(); }
    [[nodiscard]] raft::Index lastIndex() const override { return log.lastIndex(); }
    [[nodiscard]] Result<std::shared_ptr<const raft::Snapshot>> snapshot() const override {
        if (isMakingSnapshot) {
            return Error(ErrorCode::SnapshotTemporarilyUnavailable, "a snapshot is being made");
        }
        return log.snapshot();
    }

    raft::MemoryStorage log;
    raft::ConfState members;  ///< as of what is applied
    bool isMakingSnapshot{false};
};

/// What a core finds when it starts.
struct Start {
    raft::HardState hardState;
    /// The terms of the entries 1, 2, 3, ...; their payloads are empty.
    std::vector<std::uint64_t> log;
    raft::Index applied;
};

/// Cores in one process that do at once what their Readys say; the messages between them wait in
/// one queue until a test delivers, drops or inspects them. Broken invariants are thrown.
///
/// The state machine behind each core concatenates the applied payloads.
class RaftGroup {
public:
    using Adjust = std::function<void(raft::Config&)>;

    /// Nodes 1 to `voters`, all of them voters, with empty logs.
    explicit RaftGroup(std::uint64_t voters, Adjust adjust = {});
    /// A node for each member.
    explicit RaftGroup(raft::ConfState members, Adjust adjust = {});

    /// Starts the node (again, or for the first time) from `start`, all that it had being lost. It
    /// knows the members that the group had in the beginning, and learns of changes from the log.
    void start(raft::NodeId id, const Start& start);
    /// The process ends and begins again with what is on its disk.
    void restart(raft::NodeId id);

    [[nodiscard]] raft::RawNode& core(std::uint64_t id) { return *node(id).core; }
    [[nodiscard]] TestStorage& storage(std::uint64_t id) { return *node(id).storage; }
    [[nodiscard]] const std::string& applied(std::uint64_t id) { return node(id).applied; }
    [[nodiscard]] const std::vector<raft::ReadState>& reads(std::uint64_t id) {
        return node(id).reads;
    }

    /// Does what the core's Readys ask for, until there is none. Asynchronous storage work is done
    /// as well.
    void handle(std::uint64_t id);
    /// Handles every node, then delivers what is queued, once.
    void deliver();
    /// Until nothing is left to do.
    void settle();
    /// Handles the node and takes all that is queued for others, so that nobody receives it.
    std::vector<raft::Message> takeMessages(std::uint64_t id);
    /// Hands over one message, as the network does, and handles the node.
    Result<void> step(raft::Message message);
    void enqueue(raft::Message message) { m_queue.push_back(std::move(message)); }
    [[nodiscard]] std::vector<raft::Message>& queue() noexcept { return m_queue; }

    /// The node campaigns, and everybody who can answers. True if it leads.
    bool elect(std::uint64_t id);
    /// Proposes and settles. False if the proposal was refused.
    bool propose(std::uint64_t id, std::string_view text);
    bool proposeChange(std::uint64_t id, const std::string& changes,
                       raft::ConfChangeTransition transition = raft::ConfChangeTransition::Auto);
    void tick(std::uint64_t id, std::uint32_t count = 1);
    /// Makes a snapshot of what is applied, and drops the log up to there.
    void compact(std::uint64_t id);

    /// From here on messages between this node and all others are lost.
    void isolate(std::uint64_t id) { m_isolated.insert(id); }
    void cut(std::uint64_t from, std::uint64_t to) { m_cut.insert({from, to}); }
    void heal() {
        m_isolated.clear();
        m_cut.clear();
    }

    /// The terms of the entries in the log, "1 1 2"; "..." stands for what is compacted.
    [[nodiscard]] std::string logOf(std::uint64_t id);
    [[nodiscard]] std::uint64_t committed(std::uint64_t id) {
        return core(id).hardState().commit.value();
    }
    [[nodiscard]] std::uint64_t term(std::uint64_t id) { return core(id).hardState().term.value(); }
    [[nodiscard]] std::uint64_t vote(std::uint64_t id) { return core(id).hardState().vote.value(); }
    [[nodiscard]] raft::Role role(std::uint64_t id) { return core(id).softState().role; }
    [[nodiscard]] std::uint64_t leaderOf(std::uint64_t id) {
        return core(id).softState().lead.value();
    }
    [[nodiscard]] std::string members(std::uint64_t id);

private:
    struct Node {
        raft::Config config;
        std::unique_ptr<TestStorage> storage;
        std::unique_ptr<raft::RawNode> core;
        std::string applied;
        raft::Index appliedIndex;
        std::vector<raft::ReadState> reads;
    };

    Node& node(std::uint64_t id) { return m_nodes.at(raft::NodeId(id)); }
    [[nodiscard]] bool isLost(const raft::Message& message) const;
    void open(Node& node);
    static void write(Node& node, const raft::HardState* state, raft::EntrySpan entries,
                      const raft::Snapshot* snapshot);
    static void apply(Node& node, raft::EntrySpan entries);
    void work(Node& node, const raft::Message& message);

    raft::ConfState m_members;
    Adjust m_adjust;
    std::map<raft::NodeId, Node> m_nodes;
    std::vector<raft::Message> m_queue;
    std::set<std::uint64_t> m_isolated;
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_cut;
};

/// A line for each message, in the words of raft/describe.h.
std::string text(const std::vector<raft::Message>& messages);
/// Those of one type.
std::vector<raft::Message> only(raft::MessageType type, std::vector<raft::Message> messages);

/// Everything that can be seen of a core from outside, to compare before and after.
std::string fingerprint(const raft::RawNode& core);

raft::ConfState votersUpTo(std::uint64_t count);
raft::Entries entriesOf(raft::Index first, const std::vector<std::uint64_t>& terms);

/// A message with what all have in common.
raft::Message message(raft::MessageType type, std::uint64_t from, std::uint64_t to,
                      std::uint64_t term);
/// RequestVote or its pre-vote, with the candidate's last entry.
raft::Message voteRequest(raft::MessageType type, std::uint64_t from, std::uint64_t to,
                          std::uint64_t term, raft::EntryId last);
/// AppendEntries: the entries follow `previous` and have these terms.
raft::Message appendMessage(std::uint64_t from, std::uint64_t to, std::uint64_t term,
                            raft::EntryId previous, const std::vector<std::uint64_t>& terms,
                            std::uint64_t commit);

}  // namespace quorate::tests
