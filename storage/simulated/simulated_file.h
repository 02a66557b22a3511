// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "storage/file_system.h"
#include "storage/simulated/file_node.h"
#include "storage/simulated/simulated_disk.h"

namespace quorate::storage {

/// An open file of a SimulatedFileSystem, which outlives it. Dead after a crash: every call
/// answers an error.
class SimulatedFile final : public File {
public:
    SimulatedFile(SimulatedDisk& disk, std::shared_ptr<FileNode> node, std::string path,
                  bool writable);
    SimulatedFile(const SimulatedFile&) = delete;
    SimulatedFile& operator=(const SimulatedFile&) = delete;
    ~SimulatedFile() override;

    [[nodiscard]] Result<std::uint64_t> size() const override;
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset,
                                           std::span<char> into) const override;
    Result<void> write(std::uint64_t offset, std::string_view bytes) override;
    Result<void> sync() override;
    Result<void> truncate(std::uint64_t size) override;
    Result<void> preallocate(std::uint64_t used, std::uint64_t size) override;
    Result<void> clear(std::uint64_t size) override;

private:
    [[nodiscard]] Result<void> mayUse() const;
    [[nodiscard]] Result<void> mayWrite(std::uint64_t size) const;
    [[nodiscard]] Error full(DiskCallKind kind) const;

    SimulatedDisk& m_disk;
    std::shared_ptr<FileNode> m_node;
    std::string m_path;
    std::uint64_t m_life;
    bool m_writable;
};

}  // namespace quorate::storage
