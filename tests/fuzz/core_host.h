// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/config.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"
#include "engine/raft/trace.h"

namespace quorate::tests {

/// One core on a MemoryStorage, with a runtime around it that does what Ready says in as many
/// pieces as it can be done: a write, its confirmation and an application are steps of their own.
/// Breaks an invariant where the core asks for something that cannot be done.
///
/// What would be sent to peers is checked (it must survive its encoding and be of good form) and
/// dropped.
class CoreHost {
public:
    /// Starts from what `storage` holds. `config` must be valid; its sink is replaced.
    CoreHost(const raft::Config& config, const raft::Snapshot& snapshot, raft::EntrySpan entries,
             const raft::HardState& hardState);

    [[nodiscard]] raft::RawNode& core() noexcept { return *m_core; }
    [[nodiscard]] const raft::MemoryStorage& storage() const noexcept { return m_storage; }

    /// Takes a Ready, if there is one and the last one is done. Without asynchronous storage writes
    /// it is also written and applied.
    void takeReady();
    /// Does the next piece of storage work: ends a Ready, or writes, or confirms a write.
    void workOnLog();
    /// Likewise: applies, or confirms what was applied.
    void workOnStateMachine();
    /// Does all there is to do.
    void settle();

    /// Makes a snapshot of what is applied, and drops the log before it where the core lets go.
    void compact();
    /// Kills the node, and starts it again from its storage.
    void restart();

    /// Breaks an invariant where the core's own state contradicts itself.
    void check();

private:
    /// Listens to everything, so that all events are made.
    class Listener final : public raft::TraceSink {
    public:
        raft::EventId record(const raft::TraceEvent& event) override;

    private:
        std::uint64_t m_lastEvent{0};
    };

    void start();
    void write(const raft::HardState* hardState, raft::EntrySpan entries,
               const std::shared_ptr<const raft::Snapshot>& snapshot);
    void apply(raft::EntrySpan entries);
    void route(std::vector<raft::Message>& messages);
    void giveBack(std::deque<raft::Message>& responses);

    raft::Config m_config;
    Listener m_listener;
    raft::MemoryStorage m_storage;
    std::unique_ptr<raft::RawNode> m_core;
    bool m_isReadyOpen{false};
    std::deque<raft::Message> m_appendWork;
    std::deque<raft::Message> m_appendResponses;
    std::deque<raft::Message> m_applyWork;
    std::deque<raft::Message> m_applyResponses;
    /// Of the state machine.
    raft::Index m_applied;
    raft::ConfState m_confState;
    /// What must not go back while the core lives.
    raft::Index m_handedOut;
    raft::HardState m_before;
};

}  // namespace quorate::tests
