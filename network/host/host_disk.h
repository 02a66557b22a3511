// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMutex>
#include <QWaitCondition>

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>

#include "engine/stage/disk_fault.h"
#include "storage/ill_file_system.h"
#include "storage/simulated/random_disk_faults.h"

namespace quorate::network {

/// The disk of a hosted node as long as people may make it ill: slow, failing or full. It is what
/// a real disk can be made; see stage::isOfRealDisks().
///
/// Faults are set in the node's thread; the calls come from the threads that work on the disk, and
/// from the node's own where it reads. `below`, which any thread may use, outlives it.
class HostDisk final : private storage::DiskAilment {
public:
    HostDisk(storage::FileSystem& below, Random random)
        : m_files(below, static_cast<storage::DiskAilment&>(*this)), m_drawn(random, {}) {}

    /// For any thread, as what is below.
    [[nodiscard]] storage::FileSystem& files() noexcept { return m_files; }

    /// Replaces one of its kind, and lets calls go that wait. InvalidArgument for what real disks
    /// cannot be made to do.
    Result<void> set(const stage::DiskFault& fault);
    void cure(stage::DiskFault::Kind kind);
    /// The node ends: the disk is well for the rest.
    void end();

private:
    [[nodiscard]] bool isIll() const noexcept override { return m_isIll; }
    storage::CallFate meet(const storage::DiskCall& call) override;
    [[nodiscard]] std::optional<std::uint64_t> freeBytes() const override;
    std::uint64_t takeSpace(std::uint64_t bytes) override;
    /// With the mutex.
    void apply();

    storage::IllFileSystem m_files;
    std::atomic<bool> m_isIll{false};
    mutable QMutex m_mutex;
    QWaitCondition m_changed;
    // Below the mutex.
    std::map<stage::DiskFault::Kind, stage::DiskFault> m_faults;
    storage::RandomDiskFaults m_drawn;
    std::optional<std::uint64_t> m_freeBytes;
    std::uint64_t m_changes{0};
};

}  // namespace quorate::network
