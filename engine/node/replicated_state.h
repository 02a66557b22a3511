// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/key_space.h"
#include "engine/kv/view.h"
#include "engine/node/membership.h"
#include "engine/node/snapshot_archive.h"
#include "engine/node/state_machine.h"

namespace quorate::node {

class SnapshotSave;
class SnapshotInstall;

/// What a batch came to: the report for the node, and what changed, for watches and leases.
struct AppliedBatch {
    ApplyReport report;
    kv::Effects effects;
};

/// The state machine behind the StateMachine port: a key space in an ordered store, and the
/// membership as of the applied index, in the same batches. What a host calls, wherever its disk
/// work runs; every call waits for the store. Belongs to the executor of the disk.
///
/// An Error is the store's and final.
class ReplicatedState {
public:
    /// The store must outlive this. Corrupted for contents that are no state.
    static Result<std::unique_ptr<ReplicatedState>> open(kv::OrderedStore& store);

    /// One atomic batch; the entries go up and lie above the applied one.
    Result<AppliedBatch> apply(const ApplyBatch& batch);

    [[nodiscard]] raft::EntryId applied() const;
    /// As StateMachine::hasSeen().
    [[nodiscard]] bool hasSeen(const ProposalId& proposal) const {
        return m_keySpace->proposals().wasSeen(
            {proposal.node.value(), proposal.incarnation, proposal.sequence});
    }
    [[nodiscard]] const Membership& membership() const noexcept { return m_membership; }
    [[nodiscard]] kv::KeySpace& keySpace() noexcept { return *m_keySpace; }
    [[nodiscard]] const kv::KeySpace& keySpace() const noexcept { return *m_keySpace; }

    /// Pins the state of this moment, which `metadata` names, and writes it to the archive step by
    /// step while applying goes on. The state, the archive and the store outlive the save.
    Result<std::unique_ptr<SnapshotSave>> beginSave(const raft::SnapshotMetadata& metadata,
                                                    SnapshotArchive& archive);
    /// Begins to replace the state by a snapshot of the archive; nothing may be applied until it is
    /// done or dropped.
    Result<std::unique_ptr<SnapshotInstall>> beginInstall(const raft::SnapshotMetadata& metadata,
                                                          SnapshotArchive& archive);

private:
    friend class SnapshotInstall;
    explicit ReplicatedState(kv::OrderedStore& store) : m_store(store) {}
    Result<void> loadMembership();

    kv::OrderedStore& m_store;
    std::unique_ptr<kv::KeySpace> m_keySpace;
    Membership m_membership;
};

}  // namespace quorate::node
