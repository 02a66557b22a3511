// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// A snapshot that is being written: taken here, or received from a peer. Destroyed before
/// commit(), it never was.
class SnapshotSink {
public:
    SnapshotSink() = default;
    SnapshotSink(const SnapshotSink&) = delete;
    SnapshotSink& operator=(const SnapshotSink&) = delete;
    virtual ~SnapshotSink() = default;

    virtual Result<void> append(std::string_view bytes) = 0;
    /// It is whole, and durable under its name. Nothing may be called after it.
    virtual Result<void> commit() = 0;
};

/// A snapshot that is being read. It stays readable though the archive gives it up meanwhile.
class SnapshotSource {
public:
    SnapshotSource() = default;
    SnapshotSource(const SnapshotSource&) = delete;
    SnapshotSource& operator=(const SnapshotSource&) = delete;
    virtual ~SnapshotSource() = default;

    [[nodiscard]] virtual const raft::SnapshotMetadata& metadata() const = 0;
    /// Replaces `chunk` with the next piece, of a size that suits the archive and is bounded. False
    /// behind the last one. Corrupted for what is not what was written.
    virtual Result<bool> next(std::string& chunk) = 0;
};

/// The snapshots of a node, whole ones only: what a SnapshotStore keeps them in. The bytes are
/// those of kv::SnapshotWriter; how they lie on the disk (chunks, checksums, compression) is the
/// archive's. Belongs to the executor of the disk.
class SnapshotArchive {
public:
    SnapshotArchive() = default;
    SnapshotArchive(const SnapshotArchive&) = delete;
    SnapshotArchive& operator=(const SnapshotArchive&) = delete;
    virtual ~SnapshotArchive() = default;

    /// The valid ones, by index, the newest last.
    [[nodiscard]] virtual std::vector<raft::SnapshotMetadata> list() const = 0;
    /// A snapshot at an index that is there already replaces that one.
    virtual Result<std::unique_ptr<SnapshotSink>> create(
        const raft::SnapshotMetadata& metadata) = 0;
    /// NotFound; Corrupted, and the archive sets it aside.
    virtual Result<std::unique_ptr<SnapshotSource>> open(raft::Index index) = 0;
    /// Those that are older than `index` are not needed any more.
    virtual Result<void> releaseBefore(raft::Index index) = 0;
};

}  // namespace quorate::node
