// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/config.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"

namespace quorate::stage {

/// A core's stable log, whose latest snapshot is that of a state machine beside it. The state
/// machine appends: its state is the concatenation of all applied payloads. A snapshot of it exists
/// at every applied index, and compacting the log does not touch them.
class HistoryStorage final : public raft::Storage {
public:
    [[nodiscard]] Result<raft::InitialState> initialState() const override {
        return log.initialState();
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
        return latest;
    }

    raft::MemoryStorage log;
    std::shared_ptr<const raft::Snapshot> latest{std::make_shared<raft::Snapshot>()};
};

/// How the nodes of a group are made.
struct CoreGroupOptions {
    raft::Config config;  ///< the id is set for each node
    /// With an index > 0: where the nodes start from, already applied.
    raft::Snapshot snapshot;
};

/// Cores that are driven by hand, one step at a time, with their messages in one queue: what the
/// conformance traces are about. Ids are 1, 2, 3, ... in the order in which nodes are added.
///
/// What happens is written to a transcript, in the words of raft/describe.h.
class CoreGroup {
public:
    /// Where what happens is written, with two spaces before each line for each level.
    class Transcript {
    public:
        void line(std::string_view text);
        /// Several lines, the last one with or without its end.
        void lines(std::string_view text);
        void indent() noexcept { ++m_level; }
        void outdent() noexcept { --m_level; }
        [[nodiscard]] std::string take();

    private:
        std::string m_text;
        std::size_t m_level{0};
    };

    /// Adds one node. The errors are those of raft::RawNode::create.
    Result<void> addNode(const CoreGroupOptions& options);

    [[nodiscard]] std::size_t size() const noexcept { return m_nodes.size(); }
    [[nodiscard]] bool contains(raft::NodeId id) const noexcept {
        return id.value() >= 1 && id.value() <= m_nodes.size();
    }
    [[nodiscard]] raft::RawNode& core(raft::NodeId id) { return *node(id).core; }
    [[nodiscard]] HistoryStorage& storage(raft::NodeId id) { return *node(id).storage; }
    [[nodiscard]] std::uint32_t electionTicks(raft::NodeId id) { return node(id).electionTicks; }
    [[nodiscard]] std::uint32_t heartbeatTicks(raft::NodeId id) { return node(id).heartbeatTicks; }

    /// Takes the node's Ready, writes it down, and handles it.
    Result<void> processReady(raft::NodeId id);
    /// Does the next queued write or apply of a node with asynchronous storage writes. False if
    /// there is none.
    Result<bool> processAppend(raft::NodeId id);
    Result<bool> processApply(raft::NodeId id);
    [[nodiscard]] bool hasAppendWork(raft::NodeId id) { return !node(id).appendWork.empty(); }
    [[nodiscard]] bool hasApplyWork(raft::NodeId id) { return !node(id).applyWork.empty(); }

    /// Delivers, or drops, what is queued to a node, of one type where one is given. Returns how
    /// many. A node's messages to itself are never dropped; messages to a node that does not exist
    /// yet can only be dropped.
    std::size_t deliver(raft::NodeId to, bool drop, std::optional<raft::MessageType> type);
    [[nodiscard]] bool hasMessagesTo(raft::NodeId to) const;
    void enqueue(raft::Message message) { m_messages.push_back(std::move(message)); }

    /// Handles Readys, delivers messages and does storage work, among these nodes, until nothing is
    /// left to do, or one of them refuses its work.
    Result<void> stabilize(const std::vector<raft::NodeId>& ids);

    [[nodiscard]] Transcript& transcript() noexcept { return m_transcript; }

private:
    struct Node {
        std::unique_ptr<HistoryStorage> storage;
        std::unique_ptr<raft::RawNode> core;
        std::deque<raft::Message> appendWork;
        std::deque<raft::Message> applyWork;
        std::uint32_t electionTicks{0};
        std::uint32_t heartbeatTicks{0};
        bool isAsync{false};
    };

    [[nodiscard]] Node& node(raft::NodeId id) { return m_nodes[id.value() - 1]; }
    void stepMessage(Node& node, raft::Message message);
    static Result<void> write(Node& node, const std::optional<raft::HardState>& state,
                              raft::EntrySpan entries,
                              const std::shared_ptr<const raft::Snapshot>& snapshot);
    static Result<void> apply(Node& node, raft::EntrySpan entries);
    Result<bool> processWork(Node& node, std::deque<raft::Message>& queue);
    Result<void> drainWork(Node& node, std::deque<raft::Message>& queue);
    Result<bool> stabilizeOnce(const std::vector<raft::NodeId>& ids);

    std::vector<Node> m_nodes;
    std::vector<raft::Message> m_messages;
    Transcript m_transcript;
};

/// What etcd's raft prints for an error of a core; the error's own text where it prints none.
std::string conventionalText(const Error& error);

}  // namespace quorate::stage
