// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/node/envelope.h"
#include "engine/node/state_machine.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/message.h"

namespace quorate::node {

/// Turns the core's committed entries into batches for the state machine: one is applied at a time,
/// and what comes meanwhile gathers into the next one.
class Applier {
public:
    /// Carries out a configuration change in the core; a promotion of a learner only where it is
    /// one.
    using ChangeConfiguration =
        std::function<Result<raft::ConfState>(const raft::ConfChangeV2&, bool isPromotion)>;

    /// At most `maxEntries` entries go into a batch, but at least one storage message.
    explicit Applier(std::size_t maxEntries) : m_maxEntries(maxEntries) {}

    /// A MsgStorageApply, in the order in which the core gave them.
    void add(raft::Message apply) { m_gathered.push_back(std::move(apply)); }

    [[nodiscard]] bool canStart() const noexcept { return !m_running && !m_gathered.empty(); }
    /// The state is that of an applied index, and the core's configuration belongs to it.
    [[nodiscard]] bool isBetweenBatches() const noexcept { return !m_running; }
    [[nodiscard]] bool isIdle() const noexcept { return !m_running && m_gathered.empty(); }

    /// The next batch. It runs until complete() is called. Configuration changes take effect in the
    /// core as they are reached.
    ApplyBatch start(const ChangeConfiguration& change);

    /// What the node needs to know of a command once it is applied.
    struct Applied {
        raft::EntryId entry;
        std::optional<ProposalId> proposal;
        /// Why a configuration change changed nothing, or was not even appended.
        std::optional<Error> refusal;
    };
    struct Done {
        std::vector<Applied> commands;
        std::vector<raft::Message> responses;
        std::uint64_t bytes{0};  ///< of payload
        /// The last entry that changed the configuration, if any did, and what it came to.
        std::optional<raft::Index> configurationIndex;
        raft::ConfState configuration;
    };
    Done complete();

    /// Whether it is the batch of this number that runs.
    [[nodiscard]] bool isRunning(std::uint64_t number) const noexcept {
        return m_running && m_lastNumber == number;
    }
    /// The first and the last entry of the running batch; nothing where none runs.
    [[nodiscard]] std::optional<std::pair<raft::Index, raft::Index>> running() const {
        return m_running ? std::optional(std::pair(m_running->commands.front().entry.index,
                                                   m_running->commands.back().entry.index))
                         : std::nullopt;
    }
    /// The last entry of the running batch that changes the configuration, if any does.
    [[nodiscard]] std::optional<raft::Index> configurationIndex() const {
        return m_running ? m_running->configurationIndex : std::nullopt;
    }
    /// What the storage message in front comes from.
    [[nodiscard]] raft::EventId nextCause() const { return m_gathered.front().event; }

private:
    void addEntry(const raft::Entry& entry, const ChangeConfiguration& change, ApplyBatch& batch);
    void addChange(const raft::Entry& entry, const ChangeConfiguration& change,
                   CommittedCommand& command, Applied& applied);
    static void addProposal(Envelope envelope, CommittedCommand& command, Applied& applied);

    std::size_t m_maxEntries;
    std::deque<raft::Message> m_gathered;
    std::optional<Done> m_running;
    std::uint64_t m_lastNumber{0};
};

}  // namespace quorate::node
