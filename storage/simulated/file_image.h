// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/simulated/sparse_bytes.h"

namespace quorate::storage {

/// What a file holds on the simulated disk, that is, what was synced or survived. In memory; or in
/// a real file; or in memory above a real file that stays as it is.
///
/// Errors are those of the real file.
class FileImage {
public:
    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }
    /// Within size().
    Result<void> read(std::uint64_t offset, std::span<char> into) const;
    /// Grows the image where need be.
    Result<void> write(std::uint64_t offset, std::string_view bytes);
    /// Cuts, or grows with zeros.
    Result<void> resize(std::uint64_t size);
    /// What is in the real file stays there.
    Result<void> sync();

    /// Above `file`, which stays as it is.
    Result<void> cover(std::unique_ptr<File> file);
    /// In `file`, which holds it already.
    Result<void> use(std::unique_ptr<File> file);
    /// Moves all that is in memory into `file`, which is empty, and goes on there.
    Result<void> moveTo(std::unique_ptr<File> file);
    /// Lets the real file go, until use() or cover() brings it back; the size is kept.
    void release() noexcept { m_real.reset(); }
    [[nodiscard]] bool hasRealFile() const noexcept { return m_real != nullptr; }

private:
    /// The page in memory, with what the real file holds there.
    Result<char*> pageToWrite(std::uint64_t page);

    SparseBytes m_pages;
    std::unique_ptr<File> m_real;
    bool m_isInReal{false};
    /// How much of the real file still shows where there are no pages, when it is only covered.
    std::uint64_t m_realLimit{0};
    bool m_wasCovered{false};
    std::uint64_t m_size{0};
};

}  // namespace quorate::storage
