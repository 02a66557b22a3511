// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/node/snapshot_archive.h"
#include "storage/file_system.h"
#include "storage/snapshot/snapshot_catalog.h"

namespace quorate::storage {

/// Snapshots as files of one directory, format in storage/FORMAT.md.
///
/// A snapshot is written aside, synced, renamed, and the directory synced. What is found broken, at
/// opening or later, is set aside under another name and reported, never removed. Memory is that of
/// a chunk or two for each sink and source, whatever the size.
///
/// Belongs to the executor of the disk, with its sinks and sources, which may outlive it. The file
/// system must outlive all of them.
class FileSnapshotArchive final : public node::SnapshotArchive {
public:
    /// The directory must be there. Verifies all snapshots in it, and removes what is left of
    /// unfinished ones. FailedPrecondition for one of a later version.
    static Result<std::unique_ptr<FileSnapshotArchive>> open(FileSystem& files,
                                                             const std::string& directory);

    [[nodiscard]] std::vector<raft::SnapshotMetadata> list() const override;
    Result<std::unique_ptr<node::SnapshotSink>> create(
        const raft::SnapshotMetadata& metadata) override;
    Result<std::unique_ptr<node::SnapshotSource>> open(raft::Index index) override;
    Result<void> releaseBefore(raft::Index index) override;

    /// What was set aside since opening, with its new name.
    [[nodiscard]] const std::vector<SnapshotSetAside>& setAside() const noexcept {
        return m_catalog->setAsides();
    }

private:
    explicit FileSnapshotArchive(std::shared_ptr<SnapshotCatalog> catalog)
        : m_catalog(std::move(catalog)) {}

    std::shared_ptr<SnapshotCatalog> m_catalog;
};

}  // namespace quorate::storage
