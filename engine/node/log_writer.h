// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/node/log_store.h"
#include "engine/raft/message.h"

namespace quorate::node {

/// Turns the core's storage messages into writes of the log: one runs at a time, and what comes
/// meanwhile gathers into the next one, so that one sync serves all of it (group commit).
///
/// A snapshot stands alone: it must be installed before its write, so nothing is gathered with it
/// from before or behind.
///
/// A commit index that moves by itself is worth no write: it need not be durable (volatile in
/// Figure 2 of the paper), and the next write of entries takes it along. Where none comes, tick()
/// does.
class LogWriter {
public:
    explicit LogWriter(const raft::HardState& durable) : m_durable(durable) {}

    /// A MsgStorageAppend, in the order in which the core gave them.
    void add(raft::Message append);

    /// Whether a write can start now.
    [[nodiscard]] bool canStart() const noexcept {
        return !m_running && (!m_gathered.empty() || m_isPostponedDue);
    }
    /// From now on a postponed commit index is written, too.
    void tick() noexcept { m_isPostponedDue = m_postponed.has_value(); }
    /// The snapshot that must be installed before the next write may start; null for none.
    [[nodiscard]] const raft::Snapshot* snapshotToInstall() const noexcept;

    /// The next write, which may have nothing to write but what waits for those before it. It runs
    /// until complete() is called.
    LogWrite start();

    /// A write that is done: what it put into the log, and the messages that waited for it.
    struct Done {
        LogWrite write;
        std::optional<raft::SnapshotMetadata> snapshot;
        std::vector<raft::Message> responses;
    };
    Done complete();

    /// Whether it is the write of this number that runs.
    [[nodiscard]] bool isRunning(std::uint64_t number) const noexcept {
        return m_running && m_running->write.number == number;
    }
    /// The write that runs; null for none.
    [[nodiscard]] const LogWrite* running() const noexcept {
        return m_running ? &m_running->write : nullptr;
    }
    /// A snapshot waits to be installed, or its write runs: until that is done, the core is ahead
    /// of the state.
    [[nodiscard]] bool hasSnapshot() const noexcept;
    /// What the storage message in front comes from.
    [[nodiscard]] raft::EventId nextCause() const {
        return m_gathered.empty() ? m_postponedCause : m_gathered.front().event;
    }
    /// Storage messages that wait, the running ones left out.
    [[nodiscard]] std::size_t gatheredCount() const noexcept { return m_gathered.size(); }

private:
    static void merge(raft::Entries& into, raft::Entries entries);
    [[nodiscard]] bool isCommitAlone(const LogWrite& write) const;

    std::vector<raft::Message> m_gathered;
    std::optional<Done> m_running;
    raft::HardState m_durable;
    /// Newer than what is written, by its commit index alone.
    std::optional<raft::HardState> m_postponed;
    raft::EventId m_postponedCause;
    bool m_isPostponedDue{false};
    std::uint64_t m_lastNumber{0};
};

}  // namespace quorate::node
