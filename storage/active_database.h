// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// The databases of a store: directories named by number, of which the file ACTIVE (FORMAT.md)
/// names the one that counts. Replacing that file is what puts new contents in the place of the
/// old ones.
class ActiveDatabase {
public:
    ActiveDatabase(FileSystem& files, std::string directory)
        : m_files(files), m_directory(std::move(directory)) {}

    /// The directory of the database with this number: "db/000042".
    [[nodiscard]] std::string pathOf(std::uint64_t number) const;

    /// The number in ACTIVE; nothing where there is no such file. Corrupted, naming it, where it
    /// cannot be.
    [[nodiscard]] Result<std::optional<std::uint64_t>> read() const;
    /// Durable once it returns without an error. After one it may have happened, or may yet.
    Result<void> replace(std::uint64_t number);

    /// The numbers that there are directories of, ascending.
    [[nodiscard]] Result<std::vector<std::uint64_t>> numbers() const;

private:
    FileSystem& m_files;
    std::string m_directory;
};

}  // namespace quorate::storage
