// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "engine/raft/raw_node.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/log_image.h"
#include "tests/simulation/state_machine.h"

namespace quorate::simulation {

/// One node of the simulated group: a core, its disk and its state machine, and the driver that
/// does what the core's Readys ask for, in one of the two ways of writing. It lives, crashes and
/// lives again; disk and state machine stay.
class Member {
public:
    /// `first`: what a first member has on its disk; null for a blank disk. `environment` outlives
    /// the member.
    Member(raft::NodeId id, std::shared_ptr<const raft::Snapshot> first, Environment& environment);

    [[nodiscard]] raft::NodeId id() const noexcept { return m_id; }
    [[nodiscard]] bool isUp() const noexcept { return m_core != nullptr; }
    /// Counts its starts.
    [[nodiscard]] std::uint32_t life() const noexcept { return m_life; }
    [[nodiscard]] const raft::RawNode& core() const noexcept { return *m_core; }
    [[nodiscard]] const StateMachine& stateMachine() const noexcept { return m_stateMachine; }
    [[nodiscard]] const Disk& disk() const noexcept { return m_disk; }

    void start();
    void crash();

    // --- inputs, while it is up
    void tick();
    void receive(raft::Message message);
    void propose(Bytes data);
    void proposeConfChange(const raft::ConfChangeV2& change, bool inOldForm);
    void readIndex();
    void transferLeader(raft::NodeId to);
    void forgetLeader();
    void campaign();
    void report(EventKind kind, raft::NodeId peer);
    /// Makes a snapshot of the applied state and drops entries that it covers, all but `kept`.
    void compact(std::uint64_t kept);
    void setSnapshotBusy(bool busy);

    // --- its own work, when its time has come
    void poll();
    void write();
    void sync();
    void apply();

private:
    /// Work of a storage thread, and whether it must be synced before its responses leave.
    struct Work {
        raft::Message message;
        bool mustSync{false};
    };

    // member.cpp
    void observe();
    void observeLeader();
    void inputDone();
    /// Has an event of this life happen after `delay`.
    void after(Time delay, EventKind kind);
    /// Or after a time drawn from [0, maxDelay].
    void soon(EventKind kind, Time maxDelay);
    void send(raft::Message message);
    void answerReads(const raft::Ready& ready);
    [[nodiscard]] bool applyEntries(raft::EntrySpan entries);
    [[nodiscard]] std::shared_ptr<const raft::ConfState> applyConfChange(const raft::Entry& entry);
    void installSnapshot(const std::shared_ptr<const raft::Snapshot>& snapshot);
    void syncDisk();
    [[nodiscard]] Time maxWriteDelay() const;
    void note(const char* what);

    // member_sync.cpp: a Ready as a whole, then advance()
    void takeWholeReady();
    void syncReady();
    void applyReady();

    // member_async.cpp: a thread that writes and one that applies
    void takeAsyncReady();
    void writeWork();
    void syncWork();
    void applyWork();
    void finish(std::vector<raft::Message> responses);

    const raft::NodeId m_id;
    Environment& m_environment;
    Disk m_disk;
    StateMachine m_stateMachine;

    // Of one life.
    std::uint32_t m_life{0};
    std::unique_ptr<raft::RawNode> m_core;
    LogImage m_image{raft::Index(0), kEmptyChain};
    Checks::Look m_look;
    bool m_isPollScheduled{false};
    raft::Ready m_ready;
    bool m_isReadyOpen{false};
    std::deque<Work> m_appendWork;
    std::deque<Work> m_writing;  ///< written and not yet synced
    bool m_isAppendScheduled{false};
    std::deque<Work> m_applyWork;
    bool m_isApplyScheduled{false};
};

}  // namespace quorate::simulation
