// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "storage/simulated/dirty_bytes.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/file_image.h"
#include "storage/simulated/node.h"

namespace quorate::storage {

/// A file: its image on the simulated disk, and above it what was changed and not synced.
/// Invariant: cutTo() <= size(), cutTo() <= image().size().
class FileNode final : public Node {
public:
    explicit FileNode(std::uint64_t nodeNumber) : Node(nodeNumber, false) {}

    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }
    /// Up to here the image shows through where nothing is dirty.
    [[nodiscard]] std::uint64_t cutTo() const noexcept { return m_cutTo; }
    [[nodiscard]] bool isDirty() const noexcept {
        return !m_dirty.empty() || m_size != m_image.size() || m_cutTo != m_image.size();
    }

    /// Within size().
    Result<void> read(std::uint64_t offset, std::span<char> into) const;
    [[nodiscard]] Result<bool> isZeroFrom(std::uint64_t offset) const;
    void write(std::uint64_t offset, std::string_view bytes);
    void truncate(std::uint64_t size);
    void preallocate(std::uint64_t size);

    /// All of it is in the image. A real file below it is not synced by this.
    Result<void> sync();
    /// The disk keeps of it what `faults` says, and the rest is gone. `path` is for them.
    Result<void> settle(std::string_view path, DiskFaults& faults);

    [[nodiscard]] FileImage& image() noexcept { return m_image; }
    /// The image was changed by somebody else, and nothing was dirty.
    void showImage();

    /// How many open files use it.
    int users{0};
    /// No name leads to it any more.
    bool isRemoved{false};
    /// What it has taken of the free space.
    std::uint64_t counted{0};

private:
    Result<void> settleRange(std::string_view path, DiskFaults& faults,
                             const DirtyBytes::Range& range, std::uint64_t limit);

    FileImage m_image;
    DirtyBytes m_dirty;
    std::uint64_t m_size{0};
    std::uint64_t m_cutTo{0};
};

}  // namespace quorate::storage
