// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/error.h"
#include "engine/base/random.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"

/// Disks that can be made to fail, by whoever makes trouble on a Stage.
namespace quorate::stage {

/// What of a node's disk a call concerns.
enum class DiskPart : std::uint8_t { Log, Snapshots, Store, Rest };
inline constexpr std::size_t kDiskPartCount = 4;

/// What a call does to it.
enum class DiskAct : std::uint8_t {
    Read,   ///< reads, lists, looks up
    Write,  ///< changes bytes or the size
    Sync,
    ChangeNames,  ///< makes, moves, removes
    SyncNames,
};
inline constexpr std::size_t kDiskActCount = 5;

/// How badly a disk does. Probabilities are in a million calls of their kind.
struct DiskIllness {
    std::uint32_t readsFail{0};
    std::uint32_t writesFail{0};
    std::uint32_t syncsFail{0};
    std::uint32_t namesFail{0};
    std::uint32_t spaceEnds{0};  ///< now and then there is none for a moment
    std::uint32_t syncsLie{0};   ///< outside of what a correct program survives
    /// What files may still grow by; nothing: no limit.
    std::optional<std::uint64_t> freeBytes;
    /// The longest that a call takes, beyond its usual time.
    Nanoseconds delay{0};
};

/// What disks have met, beside crashes.
enum class DiskMet : std::uint8_t {
    ReadFailed,
    WriteFailed,
    SyncFailed,
    NameFailed,
    SpaceEnded,
    SyncLied,
    TornTailCut,  ///< an opening cut off what the log's end had lost
    SegmentCut,
    SegmentReleased,
    SnapshotSetAside,
    StoreReplaced,  ///< a snapshot's state took the place of another one
    TableWritten,
    MakingRepeated,  ///< a directory was made that an earlier start had begun
    Count_,
};
inline constexpr std::size_t kDiskMetCount = static_cast<std::size_t>(DiskMet::Count_);

/// How often disks met what; crashes within calls, by what the call was.
struct DiskTally {
    std::array<std::uint64_t, kDiskMetCount> met{};
    std::array<std::array<std::uint64_t, kDiskActCount>, kDiskPartCount> crashes{};

    void add(const DiskTally& other) noexcept;
};
/// "TornTailCut" and so on.
const char* toString(DiskMet met) noexcept;
/// "crash-in-log-sync" and so on.
std::string nameOfCrash(DiskPart part, DiskAct act);

/// What can be done to the disks of a Stage. Nothing of it is seen before the next call.
class DiskTrouble {
public:
    DiskTrouble() = default;
    DiskTrouble(const DiskTrouble&) = delete;
    DiskTrouble& operator=(const DiskTrouble&) = delete;
    virtual ~DiskTrouble() = default;

    /// The node's disk is like this from now on; a DiskIllness() is a disk that works.
    virtual void setIllness(raft::NodeId node, const DiskIllness& illness) = 0;
    /// The machine loses its power within the `nth` call like this, 1 for the next one: before the
    /// call did anything, when it had done all, or, of a write, a part. Replaces the one before.
    virtual void crashAt(raft::NodeId node, DiskPart part, DiskAct act, std::uint32_t nth) = 0;
    virtual void disarm(raft::NodeId node) = 0;
    /// The next call like this fails with an I/O error. Replaces the one before.
    virtual void failOnce(raft::NodeId node, DiskPart part, DiskAct act) = 0;
    virtual void endFailure(raft::NodeId node) = 0;
    /// The machine loses its power within the next write of its log: the first half of that write
    /// is on the disk, behind all that was there before, and nothing of the rest.
    virtual void tearNextLogWrite(raft::NodeId node) = 0;
    /// Whether such a write is still to come.
    [[nodiscard]] virtual bool tearsNextLogWrite(raft::NodeId node) const = 0;
    /// The next loss of power tears what the log wrote last and did not sync: its first half is on
    /// the disk, behind all that was there before. Where all is synced, nothing is torn.
    virtual void setTearing(raft::NodeId node, bool isTearing) = 0;
    /// Whether losses of power take all that was not synced, and leave nothing to chance.
    virtual void setForgetful(raft::NodeId node, bool isForgetful) = 0;
    /// One bit of a snapshot of a node that is down turns. False where there is none.
    virtual bool damageSnapshot(raft::NodeId node, Random& random) = 0;
    /// What a disk was made to do that gave this error, or what became of it; nothing for errors
    /// that have other reasons.
    enum class Blame : std::uint8_t { Failure, Space, Power };
    [[nodiscard]] virtual std::optional<Blame> blameFor(const Error& error) const = 0;

    /// Of all disks.
    [[nodiscard]] virtual const DiskTally& tally() const = 0;
};

}  // namespace quorate::stage
