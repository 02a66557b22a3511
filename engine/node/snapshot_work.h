// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/kv/snapshot_installer.h"
#include "engine/kv/snapshot_writer.h"
#include "engine/node/replicated_state.h"
#include "engine/node/snapshot_archive.h"

/// Work on snapshots in steps of bounded size, so that whoever shares the disk's executor gets a
/// turn in between. Dropped at any step, each leaves things as they were.
namespace quorate::node {

/// Writes a pinned state into an archive.
class SnapshotSave {
public:
    SnapshotSave(raft::SnapshotMetadata metadata, kv::View view,
                 std::unique_ptr<SnapshotSink> sink);
    /// Writes about `bytes`. False once it is whole and durable.
    Result<bool> step(std::size_t bytes);
    [[nodiscard]] const raft::SnapshotMetadata& metadata() const noexcept { return m_metadata; }
    /// Of the stream, so far.
    [[nodiscard]] std::uint64_t bytesDone() const noexcept { return m_bytesDone; }

private:
    raft::SnapshotMetadata m_metadata;
    kv::SnapshotWriter m_writer;
    std::unique_ptr<SnapshotSink> m_sink;
    std::string m_chunk;
    std::uint64_t m_bytesDone{0};
};

/// Reads a snapshot of an archive into the state, whose contents it replaces at its last step.
class SnapshotInstall {
public:
    SnapshotInstall(ReplicatedState& state, std::unique_ptr<SnapshotSource> source,
                    std::unique_ptr<kv::SnapshotInstaller> installer);
    /// Takes one chunk, or replaces the state. False once the state is the snapshot's, durably.
    /// Corrupted or Malformed, and the state is what it was, for contents that are not what the
    /// metadata says; other errors are the store's.
    Result<bool> step();
    [[nodiscard]] const raft::SnapshotMetadata& metadata() const { return m_source->metadata(); }
    [[nodiscard]] std::uint64_t bytesDone() const noexcept { return m_bytesDone; }

private:
    [[nodiscard]] Result<void> checkContents() const;

    ReplicatedState& m_state;
    std::unique_ptr<SnapshotSource> m_source;
    std::unique_ptr<kv::SnapshotInstaller> m_installer;
    std::string m_chunk;
    std::uint64_t m_bytesDone{0};
};

}  // namespace quorate::node
