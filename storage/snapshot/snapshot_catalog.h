// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// A snapshot that was broken: where it is now, and why.
struct SnapshotSetAside {
    std::string file;
    std::string reason;
};

/// Which snapshots a directory has, and their names: what an archive shares with the snapshots that
/// are being written and read.
class SnapshotCatalog {
public:
    SnapshotCatalog(FileSystem& files, std::string directory)
        : m_files(files), m_directory(std::move(directory)) {}

    struct Known {
        raft::SnapshotMetadata metadata;
        /// Tells it from others that have its name later.
        std::uint64_t number{0};
    };

    /// Looks through the directory.
    Result<void> load();

    [[nodiscard]] const std::map<raft::Index, Known>& known() const noexcept { return m_known; }
    [[nodiscard]] const std::vector<SnapshotSetAside>& setAsides() const noexcept {
        return m_setAsides;
    }
    [[nodiscard]] FileSystem& files() const noexcept { return m_files; }
    [[nodiscard]] std::string pathOf(raft::Index index) const;
    /// A name for a snapshot that is being written.
    std::string temporaryPath(raft::Index index);

    /// What is at `temporary`, whole and synced, becomes the snapshot, durably.
    Result<void> publish(const std::string& temporary, const raft::SnapshotMetadata& metadata);
    /// The snapshot is broken; nothing happens if it has been replaced or is known to be.
    Result<void> setAside(raft::Index index, std::uint64_t number, const std::string& reason);
    Result<void> removeBefore(raft::Index index);

private:
    Result<void> loadOne(const std::string& name, raft::Index index);
    Result<void> moveAside(const std::string& name, const std::string& reason);

    FileSystem& m_files;
    std::string m_directory;
    std::map<raft::Index, Known> m_known;
    std::vector<SnapshotSetAside> m_setAsides;
    std::uint64_t m_lastNumber{0};
};

}  // namespace quorate::storage
