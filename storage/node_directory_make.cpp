// SPDX-License-Identifier: Apache-2.0
// How a node's directory is made. A marker is there from before the first part to after the last
// one, so that a half-made directory is never taken for a whole one, nor a whole one made again.
#include <algorithm>
#include <array>
#include <string_view>

#include "storage/node_directory.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"

namespace quorate::storage {

namespace {

constexpr std::array<const char*, 3> kFolders{kLogName, kSnapshotsName, kStoreName};

class Maker {
public:
    Maker(FileSystem& files, const std::string& path) : m_files(files), m_path(path) {}

    Result<void> make(const node::NodeIdentity& identity, const WalOptions& wal) {
        if (auto made = createDirectories(m_files, m_path); !made) {
            return made;
        }
        const auto lock = lockNodeDirectory(m_files, m_path);
        if (!lock) {
            return lock.error();
        }
        if (auto ready = clear(); !ready) {
            return ready;
        }
        if (auto marked = mark(); !marked) {
            return marked;
        }
        for (const char* folder : kFolders) {
            if (auto made = m_files.createDirectory(at(folder)); !made) {
                return made;
            }
        }
        if (auto synced = m_files.syncDirectory(m_path); !synced) {
            return synced;
        }
        const WalOwner owner{identity.cluster, identity.node, identity.directory};
        if (auto made = Wal::create(m_files, at(kLogName), owner, wal); !made) {
            return made;
        }
        if (auto written = writePeers(m_files, at(kPeersName), {}); !written) {
            return written;
        }
        if (auto written = writeIdentity(m_files, at(kIdentityName), identity); !written) {
            return written;
        }
        if (auto removed = m_files.remove(at(kUnfinishedName)); !removed) {
            return removed;
        }
        return m_files.syncDirectory(m_path);
    }

private:
    [[nodiscard]] std::string at(const char* name) const { return joinPath(m_path, name); }

    /// Leaves nothing but the lock and the marker.
    Result<void> clear() {
        const auto entries = m_files.list(m_path);
        if (!entries) {
            return entries.error();
        }
        // Whatever the marker says: once started, it was whole.
        const auto identity = readIdentity(m_files, at(kIdentityName));
        if (!identity && identity.error().code != ErrorCode::NotFound) {
            return identity.error();
        }
        const bool wasStarted = identity && identity->start > 0;
        const bool isUnfinished =
            !wasStarted &&
            std::any_of(entries->begin(), entries->end(),
                        [](const DirectoryEntry& entry) { return entry.name == kUnfinishedName; });
        for (const DirectoryEntry& entry : *entries) {
            if (entry.name == kLockName || entry.name == kUnfinishedName) {
                continue;
            }
            if (!isUnfinished) {
                return refusal(*entries);
            }
            const std::string path = joinPath(m_path, entry.name);
            auto removed = entry.isDirectory ? removeFolder(path) : m_files.remove(path);
            if (!removed) {
                return removed;
            }
        }
        return {};
    }

    [[nodiscard]] Error refusal(const std::vector<DirectoryEntry>& entries) const {
        const bool isNode =
            std::any_of(entries.begin(), entries.end(),
                        [](const DirectoryEntry& entry) { return entry.name == kIdentityName; });
        return {ErrorCode::FailedPrecondition,
                isNode ? "it holds a node already: start that one, or choose another directory"
                       : "it is not empty: choose another directory"};
    }

    /// One that make() has filled: with files at most.
    Result<void> removeFolder(const std::string& path) {
        const auto entries = m_files.list(path);
        if (!entries) {
            return entries.error();
        }
        for (const DirectoryEntry& entry : *entries) {
            if (auto removed = m_files.remove(joinPath(path, entry.name)); !removed) {
                return removed;
            }
        }
        return m_files.removeDirectory(path);
    }

    /// A marker that is there may be one whose name does not last.
    Result<void> mark() {
        if (auto removed = m_files.remove(at(kUnfinishedName));
            !removed && removed.error().code != ErrorCode::NotFound) {
            return removed;
        }
        auto file = m_files.open(at(kUnfinishedName), OpenMode::Create);
        if (!file) {
            return file.error();
        }
        return m_files.syncDirectory(m_path);
    }

    FileSystem& m_files;
    const std::string& m_path;
};

}  // namespace

Result<void> NodeDirectory::make(FileSystem& files, const std::string& path, std::uint64_t cluster,
                                 raft::NodeId node, Random& random, const WalOptions& wal) {
    if (!raft::isMemberId(node)) {
        return Error(ErrorCode::InvalidArgument, "no node can have the id " + toString(node));
    }
    const node::NodeIdentity identity{cluster, node, random.next(), 0};
    if (auto made = Maker(files, path).make(identity, wal); !made) {
        return inNodeDirectory(path, made.error());
    }
    return {};
}

}  // namespace quorate::storage
