// SPDX-License-Identifier: Apache-2.0
#include "engine/node/recovery.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/node/snapshot_work.h"

namespace quorate::node {

namespace {

constexpr raft::EntryId kFirstEntry{raft::Term(1), raft::Index(1)};
constexpr std::size_t kSaveStepBytes = 64UL * 1024;

std::string describe(raft::EntryId id) {
    return "entry " + toString(id.index) + " of term " + toString(id.term);
}

Error corrupted(const std::string& text) {
    return {ErrorCode::Corrupted, text};
}

raft::EntryId idOf(const raft::SnapshotMetadata& metadata) {
    return {metadata.term, metadata.index};
}

raft::EntryId lastOf(const LogDevice::Recovered& log) {
    return log.entries.empty() ? log.start : log.entries.back().id();
}

/// Whether the log goes on from this entry: it starts behind it, or has it.
bool hasEntry(const LogDevice::Recovered& log, raft::EntryId id) {
    if (id.index < log.start.index || id.index > lastOf(log).index) {
        return false;
    }
    const raft::EntryId there =
        id.index == log.start.index ? log.start : log.entries[id.index - log.start.index - 1].id();
    return there == id;
}

Result<void> checkLog(const LogDevice::Recovered& log) {
    raft::EntryId before = log.start;
    for (const raft::Entry& entry : log.entries) {
        if (entry.index != before.index.next() || entry.term < before.term) {
            return corrupted("the log has " + describe(entry.id()) + " behind " + describe(before));
        }
        before = entry.id();
    }
    return {};
}

Result<void> installAll(ReplicatedState& machine, const raft::SnapshotMetadata& metadata,
                        SnapshotArchive& archive) {
    auto install = machine.beginInstall(metadata, archive);
    if (!install) {
        return install.error();
    }
    for (;;) {
        const Result<bool> hasMore = (*install)->step();
        if (!hasMore) {
            return hasMore.error();
        }
        if (!*hasMore) {
            return {};
        }
    }
}

/// A broken snapshot is no reason not to look at an older one; a broken store is.
bool isOfTheSnapshot(ErrorCode code) {
    return code == ErrorCode::Corrupted || code == ErrorCode::Malformed ||
           code == ErrorCode::NotFound;
}

/// The store came back older than the log begins: what it had and did not sync is gone, and the log
/// was released behind a durable snapshot.
Result<void> bringUpToLog(ReplicatedState& machine, SnapshotArchive& archive,
                          const LogDevice::Recovered& log) {
    std::string reason = "there is no snapshot that the log goes on from";
    std::vector<raft::SnapshotMetadata> snapshots = archive.list();
    for (auto snapshot = snapshots.rbegin(); snapshot != snapshots.rend(); ++snapshot) {
        if (!hasEntry(log, idOf(*snapshot))) {
            continue;
        }
        const auto installed = installAll(machine, *snapshot, archive);
        if (installed) {
            return {};
        }
        if (!isOfTheSnapshot(installed.error().code)) {
            return installed.error();
        }
        reason = "the snapshot at " + describe(idOf(*snapshot)) +
                 " cannot be used: " + installed.error().message;
    }
    return corrupted("the log begins behind " + describe(log.start) + ", the state is that of " +
                     describe(machine.applied()) + ", and " + reason);
}

/// The state is not that of an entry of the log. That is right in one case: a snapshot became the
/// state, and the crash came before the log heard of it. Then the log starts anew behind it, as it
/// was about to. Anything else is a log that lost what was in it, and with it promises.
Result<void> restartLog(LogDevice::Recovered& log, raft::EntryId applied,
                        const std::vector<raft::SnapshotMetadata>& snapshots) {
    const auto isThatState = [applied](const raft::SnapshotMetadata& snapshot) {
        return idOf(snapshot) == applied;
    };
    if (std::none_of(snapshots.begin(), snapshots.end(), isThatState)) {
        return corrupted("the state is that of " + describe(applied) +
                         ", which is neither in the log, from " + describe(log.start) + " to " +
                         describe(lastOf(log)) + ", nor that of a snapshot");
    }
    log.start = applied;
    log.entries.clear();
    return {};
}

/// A state or an entry of a later term than the stored one: the crash came between the two. No vote
/// of that term is on the disk, so none was given. The first entry of a cluster is of nobody's
/// term.
void raiseTerm(raft::HardState& state, raft::EntryId last) {
    if (last.term > state.term && last != kFirstEntry) {
        state.term = last.term;
        state.vote = raft::kNoNode;
    }
}

/// The newest snapshot of what is applied. One that was received and never installed is newer than
/// that, and nothing to build on.
raft::SnapshotMetadata newestApplied(const std::vector<raft::SnapshotMetadata>& snapshots,
                                     const LogDevice::Recovered& log, raft::Index applied) {
    for (auto snapshot = snapshots.rbegin(); snapshot != snapshots.rend(); ++snapshot) {
        const bool isInLog = snapshot->index >= log.start.index;
        if (snapshot->index <= applied && (!isInLog || hasEntry(log, idOf(*snapshot)))) {
            return *snapshot;
        }
    }
    return {};
}

/// Puts onto stable storage what the node will take for durable: what was found may be in a cache
/// only, since the process can end without the machine.
Result<void> settleLog(LogDevice& device, const LogDevice::Recovered& log,
                       const raft::HardState& found, bool isRestarted) {
    LogWrite write;
    if (log.hardState != found) {
        write.hardState = log.hardState;
    }
    if (isRestarted) {
        write.snapshot = log.start;
    }
    write.mustSync = true;
    if (write.hardState || write.snapshot) {
        if (auto written = device.write(write); !written) {
            return written;
        }
    }
    return device.sync();
}

Result<void> saveAll(ReplicatedState& machine, const raft::SnapshotMetadata& metadata,
                     SnapshotArchive& archive) {
    auto save = machine.beginSave(metadata, archive);
    if (!save) {
        return save.error();
    }
    for (;;) {
        const Result<bool> hasMore = (*save)->step(kSaveStepBytes);
        if (!hasMore) {
            return hasMore.error();
        }
        if (!*hasMore) {
            return {};
        }
    }
}

Result<void> checkFirstMembers(const NodeStorage& storage, const Membership& members) {
    const std::vector<raft::NodeId>& voters = members.confState.voters;
    const raft::NodeId own = storage.identity().node;
    if (std::find(voters.begin(), voters.end(), own) == voters.end()) {
        return Error(ErrorCode::InvalidArgument,
                     "node " + toString(own) + " is not among the first voters of the cluster");
    }
    if (Membership().after(members.confState, MemberDetails{members.addresses, {}}.encode()) !=
        members) {
        return Error(ErrorCode::InvalidArgument,
                     "there is an address of somebody who is no member");
    }
    return {};
}

/// Nothing was ever here, or makeFirstMember() was interrupted.
bool isUnused(const LogDevice::Recovered& log, const ReplicatedState& machine,
              const std::vector<raft::SnapshotMetadata>& snapshots, const Membership& members) {
    const bool isLogEmpty = log.hardState.isEmpty() && lastOf(log) == raft::EntryId();
    const bool isStateUnused =
        machine.applied() == raft::EntryId() ||
        (machine.applied() == kFirstEntry && machine.membership() == members);
    return isLogEmpty && isStateUnused &&
           std::all_of(snapshots.begin(), snapshots.end(),
                       [](const auto& snapshot) { return idOf(snapshot) == kFirstEntry; });
}

}  // namespace

Result<Recovered> recover(NodeStorage& storage) {
    LogDevice::Recovered log = storage.log().takeRecovered();
    if (auto checked = checkLog(log); !checked) {
        return checked.error();
    }
    auto opened = ReplicatedState::open(storage.store());
    if (!opened) {
        return opened.error();
    }
    std::unique_ptr<ReplicatedState> machine = std::move(*opened);
    Repairs repairs;
    if (machine->applied().index < log.start.index) {
        repairs.stateFromSnapshot = true;
        if (auto brought = bringUpToLog(*machine, storage.snapshots(), log); !brought) {
            return brought.error();
        }
    }
    const raft::EntryId applied = machine->applied();
    const std::vector<raft::SnapshotMetadata> snapshots = storage.snapshots().list();
    const raft::HardState found = log.hardState;
    repairs.logRestarted = !hasEntry(log, applied);
    if (repairs.logRestarted) {
        if (auto restarted = restartLog(log, applied, snapshots); !restarted) {
            return restarted.error();
        }
    }
    if (log.hardState.commit > lastOf(log).index) {
        return corrupted("entry " + toString(log.hardState.commit) +
                         " was committed, but the log ends with " + describe(lastOf(log)));
    }
    raiseTerm(log.hardState, lastOf(log));
    repairs.termRaised = log.hardState.term > found.term;
    if (auto settled = settleLog(storage.log(), log, found, repairs.logRestarted); !settled) {
        return settled.error();
    }
    Recovered recovered;
    recovered.state.hardState = log.hardState;
    recovered.state.logStart = log.start;
    recovered.state.snapshot = newestApplied(snapshots, log, applied.index);
    recovered.state.applied = applied;
    recovered.state.confState = machine->membership().confState;
    recovered.state.directories = machine->membership().directories;
    recovered.state.isConfirmed =
        storage.directoryOf(storage.identity().node) == storage.identity().directory;
    recovered.state.entries = std::move(log.entries);
    recovered.state.revision = machine->keySpace().meta().revision;
    recovered.state.stateHash = machine->keySpace().meta().chain;
    recovered.machine = std::move(machine);
    recovered.repairs = repairs;
    return recovered;
}

Result<void> makeFirstMember(NodeStorage& storage, const Membership& members) {
    if (auto checked = checkFirstMembers(storage, members); !checked) {
        return checked;
    }
    const LogDevice::Recovered log = storage.log().takeRecovered();
    auto opened = ReplicatedState::open(storage.store());
    if (!opened) {
        return opened.error();
    }
    ReplicatedState& machine = **opened;
    if (!isUnused(log, machine, storage.snapshots().list(), members)) {
        return Error(ErrorCode::FailedPrecondition,
                     "the disk holds a node already: start it as it is, or give the new cluster "
                     "an empty one");
    }
    if (machine.applied() != kFirstEntry) {
        ApplyBatch batch;
        batch.commands.push_back({kFirstEntry, std::nullopt,
                                  MemberDetails{members.addresses, {}}.encode(),
                                  members.confState});
        if (auto applied = machine.apply(batch); !applied) {
            return applied.error();
        }
    }
    if (auto synced = storage.store().sync(); !synced) {
        return synced;
    }
    const raft::SnapshotMetadata snapshot{kFirstEntry.index, kFirstEntry.term, members.confState};
    if (auto saved = saveAll(machine, snapshot, storage.snapshots()); !saved) {
        return saved;
    }
    // Last: with this the disk is that of a member.
    LogWrite write;
    write.snapshot = kFirstEntry;
    write.mustSync = true;
    if (auto written = storage.log().write(write); !written) {
        return written;
    }
    return storage.log().sync();
}

}  // namespace quorate::node
