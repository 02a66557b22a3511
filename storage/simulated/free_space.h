// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "storage/simulated/file_node.h"

namespace quorate::storage {

/// The space that files may still grow by, if it has a limit.
class FreeSpace {
public:
    void limit(std::optional<std::uint64_t> bytes) noexcept { m_bytes = bytes; }
    [[nodiscard]] std::optional<std::uint64_t> bytes() const noexcept { return m_bytes; }

    /// The largest size up to `size` that the file may have.
    [[nodiscard]] std::uint64_t fitting(const FileNode& file, std::uint64_t size) const {
        return m_bytes && size > file.counted ? std::min(size, file.counted + *m_bytes) : size;
    }

    /// The file has its size now.
    void count(FileNode& file) { count(file, file.isRemoved ? 0 : file.size()); }
    /// It has gone.
    void giveBack(FileNode& file) { count(file, 0); }

private:
    void count(FileNode& file, std::uint64_t size) {
        if (m_bytes) {
            *m_bytes += file.counted;
            *m_bytes -= std::min(*m_bytes, size);
        }
        file.counted = size;
    }

    std::optional<std::uint64_t> m_bytes;
};

}  // namespace quorate::storage
