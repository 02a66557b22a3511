// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/file_system.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/lasting_tree.h"
#include "storage/simulated/simulated_disk.h"

namespace quorate::storage {

enum class CrashKind : std::uint8_t {
    Process,  ///< the system lives on and loses nothing
    Power,    ///< what was not synced is lost, kept or torn, as the DiskFaults say
};

/// A disk that fails in the ways that its DiskFaults say, and loses what was not synced when its
/// machine loses power. In memory, or as an overlay above a directory of another file system.
///
/// Every call may be the one in which the process dies (CallOutcome::Crashes). The caller then
/// gets an error it cannot act on, and so does every later call until crash(), which is what the
/// owner does when it sees isDown(). After crash() what is there is what survived: files that
/// were open answer errors, locks are released, and files and locks may be destroyed at any time
/// after.
///
/// Without a base, '/' leads to the root, as does "." and the empty path. Above a base, paths are
/// the base's own and must lie in the overlay's directory, which exists; those above it are there
/// and synced. What lasts is always in the base (but for Forwarding::Nothing), so that another
/// overlay, in another process even, finds it; what does not is only here. Two overlays of one
/// directory know nothing of each other, and a lock is one of the overlay: who opens one locks the
/// real directory itself. Others must not change it meanwhile.
///
/// The time calls take is only counted. Deterministic to the byte: the same calls and the same
/// answers of the DiskFaults give the same disk. Outlives its files and locks.
class SimulatedFileSystem final : public FileSystem {
public:
    /// In memory, empty. `faults` outlives it.
    explicit SimulatedFileSystem(DiskFaults& faults);
    /// An overlay above `directory` in `base`; both outlive it.
    SimulatedFileSystem(DiskFaults& faults, FileSystem& base, const std::string& directory,
                        Forwarding forwarding);

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    [[nodiscard]] Result<bool> exists(const std::string& path) const override;
    [[nodiscard]] Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
    Result<void> createDirectory(const std::string& path) override;
    Result<void> removeDirectory(const std::string& path) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<void> syncDirectory(const std::string& path) override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
    [[nodiscard]] Result<std::uint64_t> freeSpace(const std::string& path) const override;

    /// The process dies between two calls, or was found down. After an error, which is one of the
    /// base, the disk stays down, and what lasts is what the base then holds.
    Result<void> crash(CrashKind kind);
    /// The process has died within a call.
    [[nodiscard]] bool isDown() const noexcept { return m_disk->gate.isShut(); }

    /// How many calls there were: each of them is a point to crash at.
    [[nodiscard]] std::uint64_t calls() const noexcept { return m_disk->gate.calls(); }
    /// How long the calls since the last time took, in nanoseconds of virtual time.
    std::uint64_t takeNanoseconds() noexcept { return m_disk->gate.takeNanoseconds(); }

    /// How many bytes files may still grow by; without a number there is no limit. What is removed
    /// or truncated is free again.
    void limitSpace(std::optional<std::uint64_t> bytes) noexcept { m_disk->space.limit(bytes); }

    /// Damage: turns one bit of what lasts of a file, counted from its beginning. NotFound;
    /// OutOfRange behind its end. What is written and not synced there lies above it. Is no call
    /// of the process.
    Result<void> flipBit(const std::string& path, std::uint64_t bit);

private:
    struct Place {
        DirectoryPointer directory;  ///< null for the root itself, and for what lies above it
        std::string name;
        NodePointer node;  ///< null where the name is free
        bool isAbove{false};
        /// The directories that lead there, the root first.
        std::vector<DirectoryPointer> way;
    };

    /// Errors of a path that leads nowhere: a directory in it is missing, or is a file.
    [[nodiscard]] Result<Place> find(const std::string& path, DiskCallKind kind) const;
    [[nodiscard]] Result<DirectoryPointer> findDirectory(const std::string& path,
                                                         DiskCallKind kind) const;
    Result<std::shared_ptr<FileNode>> openNode(const std::string& path, OpenMode mode);
    Result<void> moveNames(const std::string& from, const std::string& to);
    Result<void> removeName(const std::string& path, bool isDirectory);
    Result<void> syncNames(const std::string& path);
    void addName(const Place& place, const NodePointer& node, const std::string& path);
    Result<void> losePower();

    std::unique_ptr<SimulatedDisk> m_disk;
};

}  // namespace quorate::storage
