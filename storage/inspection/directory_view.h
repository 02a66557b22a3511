// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/node/node_identity.h"
#include "storage/file_system.h"
#include "storage/identity_file.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/record.h"

namespace quorate::storage {

/// The directory as a copy that may be written to: what is written stays in memory, and is gone
/// with it.
class ScratchDirectory {
public:
    /// `base` outlives it.
    ScratchDirectory(FileSystem& base, const std::string& path)
        : m_files(m_faults, base, path, Forwarding::Nothing) {}
    [[nodiscard]] FileSystem& files() noexcept { return m_files; }

private:
    NoDiskFaults m_faults;
    SimulatedFileSystem m_files;
};

/// A node's directory, broken or not, for looking into it. Changes not a byte, makes no name, and
/// keeps a node from starting there meanwhile, where it can.
///
/// Belongs to the executor of the file system, which outlives it.
class DirectoryView {
public:
    enum class Lock : std::uint8_t {
        Taken,    ///< by this view
        Missing,  ///< there is no lock to take, so no node runs here
        Held,     ///< a node runs here, or somebody else looks into it
        Unknown,  ///< it could not be asked for
    };

    /// NotFound where there is nothing, FailedPrecondition where there is a file.
    static Result<std::unique_ptr<DirectoryView>> open(FileSystem& files, std::string path);

    [[nodiscard]] FileSystem& files() const noexcept { return m_files; }
    [[nodiscard]] const std::string& path() const noexcept { return m_path; }
    /// Of something in it.
    [[nodiscard]] std::string pathOf(const std::string& name) const;

    [[nodiscard]] Lock lock() const noexcept { return m_lock; }
    /// Why it was not taken, where it was not.
    [[nodiscard]] const std::optional<Error>& lockError() const noexcept { return m_lockError; }
    /// Nobody writes to it, so that all of it fits together.
    [[nodiscard]] bool isQuiet() const noexcept {
        return m_lock == Lock::Taken || m_lock == Lock::Missing;
    }

    [[nodiscard]] const Result<node::NodeIdentity>& identity() const noexcept { return m_identity; }
    [[nodiscard]] const Result<KnownPeers>& peers() const noexcept { return m_peers; }
    /// Its making was interrupted.
    [[nodiscard]] bool isUnfinished() const noexcept { return m_isUnfinished; }
    /// Has an identity, broken or not, or a log.
    [[nodiscard]] bool isOfANode() const noexcept { return m_isOfANode; }
    /// Whose log it has, by its identity.
    [[nodiscard]] std::optional<WalOwner> owner() const;

private:
    DirectoryView(FileSystem& files, std::string path);
    void takeLock();

    FileSystem& m_files;
    const std::string m_path;
    std::unique_ptr<FileLock> m_held;
    Lock m_lock{Lock::Unknown};
    std::optional<Error> m_lockError;
    Result<node::NodeIdentity> m_identity;
    Result<KnownPeers> m_peers;
    bool m_isUnfinished{false};
    bool m_isOfANode{false};
};

/// "free", "missing", "held", "unknown".
const char* toString(DirectoryView::Lock lock) noexcept;

}  // namespace quorate::storage
