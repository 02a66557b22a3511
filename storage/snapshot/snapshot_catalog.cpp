// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/snapshot_catalog.h"

#include <utility>

#include "storage/path.h"
#include "storage/snapshot/snapshot_file.h"
#include "storage/snapshot/snapshot_format.h"

namespace quorate::storage {

namespace {

constexpr std::string_view kTemporary = ".tmp";
constexpr std::string_view kBroken = ".broken";

}  // namespace

std::string SnapshotCatalog::pathOf(raft::Index index) const {
    return joinPath(m_directory, snapshotName(index));
}

std::string SnapshotCatalog::temporaryPath(raft::Index index) {
    return pathOf(index) + "-" + std::to_string(++m_lastNumber) + std::string(kTemporary);
}

Result<void> SnapshotCatalog::load() {
    const auto entries = m_files.list(m_directory);
    if (!entries) {
        return entries.error();
    }
    for (const DirectoryEntry& entry : *entries) {
        if (entry.isDirectory) {
            continue;
        }
        Result<void> done;
        if (const auto index = parseSnapshotName(entry.name)) {
            done = loadOne(entry.name, *index);
        } else if (entry.name.ends_with(kTemporary)) {
            done = m_files.remove(joinPath(m_directory, entry.name));
        }
        if (!done) {
            return done;
        }
    }
    // Also for a snapshot whose name was given just before a crash.
    return m_files.syncDirectory(m_directory);
}

Result<void> SnapshotCatalog::loadOne(const std::string& name, raft::Index index) {
    const auto reader = SnapshotFileReader::open(m_files, joinPath(m_directory, name));
    Result<void> valid = reader ? (*reader)->verify() : Result<void>(reader.error());
    if (valid && (*reader)->metadata().index != index) {
        valid = Error(ErrorCode::Corrupted, name + ": holds the state as of entry " +
                                                toString((*reader)->metadata().index));
    }
    if (valid) {
        m_known[index] = {(*reader)->metadata(), ++m_lastNumber};
        return {};
    }
    return valid.error().code == ErrorCode::Corrupted ? moveAside(name, valid.error().message)
                                                      : valid;
}

Result<void> SnapshotCatalog::moveAside(const std::string& name, const std::string& reason) {
    // Never in the place of one that was set aside before.
    const std::string base = joinPath(m_directory, name) + std::string(kBroken);
    std::string aside = base;
    for (int i = 2;; ++i) {
        const auto exists = m_files.exists(aside);
        if (!exists) {
            return exists.error();
        }
        if (!*exists) {
            break;
        }
        aside = base + "-" + std::to_string(i);
    }
    if (auto moved = m_files.rename(joinPath(m_directory, name), aside); !moved) {
        return moved;
    }
    m_setAsides.push_back({aside, reason});
    return m_files.syncDirectory(m_directory);
}

Result<void> SnapshotCatalog::publish(const std::string& temporary,
                                      const raft::SnapshotMetadata& metadata) {
    const std::string path = pathOf(metadata.index);
    if (auto renamed = m_files.rename(temporary, path); !renamed) {
        return renamed;
    }
    if (auto synced = m_files.syncDirectory(m_directory); !synced) {
        // A name that may not last must not be found by the next start. The one it has replaced, if
        // any, is gone with it.
        m_known.erase(metadata.index);
        (void)m_files.rename(path, temporary);
        return synced;
    }
    m_known[metadata.index] = {metadata, ++m_lastNumber};
    return {};
}

Result<void> SnapshotCatalog::setAside(raft::Index index, std::uint64_t number,
                                       const std::string& reason) {
    const auto known = m_known.find(index);
    if (known == m_known.end() || known->second.number != number) {
        return {};
    }
    m_known.erase(known);
    return moveAside(snapshotName(index), reason);
}

Result<void> SnapshotCatalog::removeBefore(raft::Index index) {
    const auto end = m_known.lower_bound(index);
    if (end == m_known.begin()) {
        return {};
    }
    while (m_known.begin() != end) {
        if (auto removed = m_files.remove(pathOf(m_known.begin()->first)); !removed) {
            return removed;
        }
        m_known.erase(m_known.begin());
    }
    return m_files.syncDirectory(m_directory);
}

}  // namespace quorate::storage
