// SPDX-License-Identifier: Apache-2.0
// A node's directory that is there; how it is made, in node_directory_make.cpp.
#include "storage/node_directory.h"

#include <utility>

#include "engine/kv/key_space.h"
#include "storage/hexadecimal.h"
#include "storage/leveldb_store.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

/// Whose it is, when it is whole. Reads only.
Result<node::NodeIdentity> identityIn(FileSystem& files, const std::string& path) {
    const auto isThere = files.exists(path);
    if (!isThere) {
        return isThere.error();
    }
    if (!*isThere) {
        return Error(ErrorCode::NotFound, "there is no such directory: make it first");
    }
    auto identity = readIdentity(files, joinPath(path, kIdentityName));
    if (identity || identity.error().code != ErrorCode::NotFound) {
        return identity;
    }
    const auto isUnfinished = files.exists(joinPath(path, kUnfinishedName));
    if (!isUnfinished) {
        return isUnfinished.error();
    }
    if (*isUnfinished) {
        return Error(ErrorCode::FailedPrecondition,
                     "its making was interrupted, and it holds nothing yet: make it again");
    }
    const auto hasLog = files.exists(joinPath(path, kLogName));
    if (!hasLog) {
        return hasLog.error();
    }
    return *hasLog ? Error(ErrorCode::Corrupted, "its identity is missing")
                   : Error(ErrorCode::FailedPrecondition,
                           "it is not that of a node: make one, in an empty directory");
}

Result<void> compare(const node::NodeIdentity& identity, const ExpectedIdentity& expected) {
    if (expected.cluster && *expected.cluster != identity.cluster) {
        return Error(ErrorCode::FailedPrecondition,
                     "it belongs to cluster " + toHex(identity.cluster) + ", not to cluster " +
                         toHex(*expected.cluster) + ": name the directory or the cluster right");
    }
    if (expected.node && *expected.node != identity.node) {
        return Error(ErrorCode::FailedPrecondition,
                     "it belongs to node " + toString(identity.node) + ", not to node " +
                         toString(*expected.node) + ": name the directory or the node right");
    }
    return {};
}

/// Of all files in a directory and below. What goes meanwhile does not count.
Result<std::uint64_t> bytesBelow(FileSystem& files, const std::string& path) {
    const auto entries = files.list(path);
    if (!entries) {
        return entries.error();
    }
    std::uint64_t bytes = 0;
    for (const DirectoryEntry& entry : *entries) {
        const std::string below = joinPath(path, entry.name);
        Result<std::uint64_t> size = 0;
        if (entry.isDirectory) {
            size = bytesBelow(files, below);
        } else if (auto file = files.open(below, OpenMode::Read)) {
            size = (*file)->size();
        } else {
            size = file.error();
        }
        if (size) {
            bytes += *size;
        } else if (size.error().code != ErrorCode::NotFound) {
            return size.error();
        }
    }
    return bytes;
}

/// The making was interrupted behind its last step.
Result<void> finishMaking(FileSystem& files, const std::string& path) {
    const auto removed = files.remove(joinPath(path, kUnfinishedName));
    if (!removed && removed.error().code != ErrorCode::NotFound) {
        return removed;
    }
    return files.syncDirectory(path);
}

}  // namespace

StoreOpener levelDbStores(const LevelDbOptions& options) {
    LevelDbOptions forKeySpaces = options;
    forKeySpaces.appended = kv::KeySpace::kAppended;
    return [options = forKeySpaces](
               FileSystem& files,
               const std::string& directory) -> Result<std::unique_ptr<kv::OrderedStore>> {
        auto store = LevelDbStore::open(files, directory, options);
        if (!store) {
            return store.error();
        }
        return std::unique_ptr<kv::OrderedStore>(std::move(store).value());
    };
}

Result<std::unique_ptr<NodeDirectory>> NodeDirectory::open(FileSystem& files,
                                                           const std::string& path,
                                                           const ExpectedIdentity& expected,
                                                           const NodeDirectoryOptions& options) {
    // Once without the lock, so that nothing is written into what is no directory of ours.
    if (const auto identity = identityIn(files, path); !identity) {
        return inNodeDirectory(path, identity.error());
    }
    auto lock = lockNodeDirectory(files, path);
    if (!lock) {
        return inNodeDirectory(path, lock.error());
    }
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    std::unique_ptr<NodeDirectory> directory(
        new NodeDirectory(files, path, std::move(lock).value()));
    const auto identity = identityIn(files, path);
    if (!identity) {
        return inNodeDirectory(path, identity.error());
    }
    directory->m_identity = *identity;
    if (auto same = compare(*identity, expected); !same) {
        return inNodeDirectory(path, same.error());
    }
    if (auto opened = directory->openParts(options); !opened) {
        return inNodeDirectory(path, opened.error());
    }
    return directory;
}

Result<void> NodeDirectory::openParts(const NodeDirectoryOptions& options) {
    if (auto finished = finishMaking(m_files, m_path); !finished) {
        return finished;
    }
    auto peers = readPeers(m_files, joinPath(m_path, kPeersName));
    if (!peers) {
        return peers.error().code == ErrorCode::NotFound
                   ? Error(ErrorCode::Corrupted, "the file of its peers is missing")
                   : peers.error();
    }
    m_peers = std::move(peers).value();
    const WalOwner owner{m_identity.cluster, m_identity.node, m_identity.directory};
    auto log = Wal::open(m_files, joinPath(m_path, kLogName), owner, options.wal);
    if (!log) {
        return log.error().code == ErrorCode::NotFound
                   ? Error(ErrorCode::Corrupted, log.error().message)
                   : log.error();
    }
    m_log = std::move(log).value();
    auto snapshots = FileSnapshotArchive::open(m_files, joinPath(m_path, kSnapshotsName));
    if (!snapshots) {
        return snapshots.error();
    }
    m_snapshots = std::move(snapshots).value();
    auto store = options.openStore(m_files, joinPath(m_path, kStoreName));
    if (!store) {
        return store.error();
    }
    m_store = std::move(store).value();
    // Last, so that a start that fails is none; nothing was promised before it.
    ++m_identity.start;
    return writeIdentity(m_files, joinPath(m_path, kIdentityName), m_identity);
}

Result<void> NodeDirectory::admitPeer(raft::NodeId peer, std::uint64_t directory) {
    const auto known = m_peers.find(peer);
    if (known == m_peers.end()) {
        KnownPeers peers = m_peers;
        peers[peer] = directory;
        return remember(std::move(peers));
    }
    if (known->second == directory) {
        return {};
    }
    return Error(ErrorCode::FailedPrecondition, node::textOfLostDisk(peer) + " (it came with " +
                                                    toHex(directory) + ", and was known with " +
                                                    toHex(known->second) + ")");
}

std::uint64_t NodeDirectory::directoryOf(raft::NodeId peer) const {
    const auto known = m_peers.find(peer);
    return known == m_peers.end() ? 0 : known->second;
}

Result<void> NodeDirectory::forgetPeer(raft::NodeId peer) {
    if (!m_peers.contains(peer)) {
        return {};
    }
    KnownPeers peers = m_peers;
    peers.erase(peer);
    return remember(std::move(peers));
}

Result<void> NodeDirectory::remember(KnownPeers peers) {
    if (auto written = writePeers(m_files, joinPath(m_path, kPeersName), peers); !written) {
        return inNodeDirectory(m_path, written.error());
    }
    m_peers = std::move(peers);
    return {};
}

std::vector<StoreLevels> NodeDirectory::storeLevels() const {
    const auto* store = dynamic_cast<const LevelDbStore*>(m_store.get());
    return store == nullptr ? std::vector<StoreLevels>() : store->levels();
}

Result<std::uint64_t> NodeDirectory::storeBytes() const {
    return bytesBelow(m_files, joinPath(m_path, kStoreName));
}

std::vector<std::string> NodeDirectory::findings() const {
    std::vector<std::string> findings;
    if (const auto& dropped = m_log->dropped()) {
        findings.push_back(toString(*dropped));
    }
    for (const SnapshotSetAside& snapshot : m_snapshots->setAside()) {
        findings.push_back("a broken snapshot was set aside as " + snapshot.file + ": " +
                           snapshot.reason);
    }
    return findings;
}

}  // namespace quorate::storage
