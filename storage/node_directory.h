// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/node/node_storage.h"
#include "storage/file_system.h"
#include "storage/identity_file.h"
#include "storage/leveldb_database.h"
#include "storage/leveldb_levels.h"
#include "storage/snapshot/file_snapshot_archive.h"
#include "storage/wal/wal.h"

namespace quorate::storage {

/// Opens the store of the state in a directory that is there, empty at the first time.
using StoreOpener = std::function<Result<std::unique_ptr<kv::OrderedStore>>(
    FileSystem& files, const std::string& directory)>;

/// A LevelDbStore. One that is missing is made: what is in it comes back from the snapshot and the
/// log, or recovery says that it does not.
StoreOpener levelDbStores(const LevelDbOptions& options = {});

struct NodeDirectoryOptions {
    WalOptions wal;
    StoreOpener openStore{levelDbStores()};
};

/// Whom a directory must belong to; what is left out is not compared.
struct ExpectedIdentity {
    std::optional<std::uint64_t> cluster;
    std::optional<raft::NodeId> node;
};

/// All that a node has on its disk, in one directory:
///
///     identity    whose it is (identity_file.h)
///     peers       the directories of members that it must remember, and whether its own is
///                 confirmed
///     lock        held while it is open
///     unfinished  there while it is being made
///     wal/ snap/ db/
///
/// Errors name the directory and say what to do. Belongs to the executor of the disk; the file
/// system must outlive it.
class NodeDirectory final : public node::NodeStorage {
public:
    /// Makes the directory, and all above it, for a new node; durable when it returns. What an
    /// interrupted call has left is made anew. FailedPrecondition where anything else is there.
    static Result<void> make(FileSystem& files, const std::string& path, std::uint64_t cluster,
                             raft::NodeId node, Random& random, const WalOptions& wal = {});

    /// Opens it alone, and counts the start. NotFound; Busy where somebody else has it open;
    /// FailedPrecondition where it is of somebody else, of a later version or half-made; Corrupted.
    static Result<std::unique_ptr<NodeDirectory>> open(FileSystem& files, const std::string& path,
                                                       const ExpectedIdentity& expected,
                                                       const NodeDirectoryOptions& options);

    [[nodiscard]] const node::NodeIdentity& identity() const override { return m_identity; }
    [[nodiscard]] node::LogDevice& log() override { return *m_log; }
    [[nodiscard]] node::SnapshotArchive& snapshots() override { return *m_snapshots; }
    [[nodiscard]] kv::OrderedStore& store() override { return *m_store; }

    Result<void> admitPeer(raft::NodeId peer, std::uint64_t directory) override;
    [[nodiscard]] std::uint64_t directoryOf(raft::NodeId peer) const override;
    Result<void> forgetPeer(raft::NodeId peer) override;

    // --- for those who look into it while it is open
    [[nodiscard]] FileSystem& files() const noexcept { return m_files; }
    [[nodiscard]] const std::string& path() const noexcept { return m_path; }
    [[nodiscard]] const Wal& wal() const noexcept { return *m_log; }
    /// Of the databases of the store, where they are LevelDB's; on the executor of the store.
    [[nodiscard]] std::vector<StoreLevels> storeLevels() const;

    /// What the files of the store take on the disk.
    [[nodiscard]] Result<std::uint64_t> storeBytes() const;
    /// What opening found and repaired, for people: a torn end of the log, broken snapshots.
    [[nodiscard]] std::vector<std::string> findings() const;
    [[nodiscard]] bool hasCutTail() const { return m_log->dropped().has_value(); }
    [[nodiscard]] std::size_t snapshotsSetAside() const { return m_snapshots->setAside().size(); }

private:
    NodeDirectory(FileSystem& files, std::string path, std::unique_ptr<FileLock> lock)
        : m_files(files), m_path(std::move(path)), m_lock(std::move(lock)) {}

    Result<void> openParts(const NodeDirectoryOptions& options);
    Result<void> remember(KnownPeers peers);

    FileSystem& m_files;
    const std::string m_path;
    /// Given back last.
    std::unique_ptr<FileLock> m_lock;
    node::NodeIdentity m_identity;
    KnownPeers m_peers;
    std::unique_ptr<Wal> m_log;
    std::unique_ptr<FileSnapshotArchive> m_snapshots;
    std::unique_ptr<kv::OrderedStore> m_store;
};

}  // namespace quorate::storage
