// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/invariant.h"
#include "storage/leveldb_store.h"
#include "storage/posix_file_system.h"
#include "storage/simulated/disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"

namespace quorate::storage {

/// The smallest that LevelDB takes, so that it has much to flush and to merge.
inline LevelDbOptions smallBuffers() {
    LevelDbOptions options;
    options.writeBufferBytes = std::size_t{64} << 10U;
    options.heldBytes = std::size_t{16} << 10U;
    options.blockCacheBytes = std::size_t{64} << 10U;
    return options;
}

inline kv::WriteBatch onePut(std::string key, std::string value) {
    kv::WriteBatch batch;
    batch.put(std::move(key), std::move(value));
    return batch;
}

/// One value of 100 bytes for each of `count` keys.
inline kv::WriteBatch manyPuts(int count, char fill) {
    kv::WriteBatch batch;
    for (int i = 0; i < count; ++i) {
        batch.put("key" + std::to_string(1'000'000 + i), std::string(100, fill));
    }
    return batch;
}

/// Where a test has its stores, by name, and how it reaches into their files.
class LevelDbPlace {
protected:
    /// An empty place in memory, instead of the one so far.
    void useMemory() {
        m_memory = std::make_unique<SimulatedFileSystem>(m_noFaults);
        m_files = m_memory.get();
        m_root = "disk";
        must(m_files->createDirectory(m_root));
    }
    /// An empty one on the machine's disk.
    void useTheMachinesDisk() {
        m_directory = std::make_unique<TemporaryDirectory>();
        m_files = &m_posix;
        m_root = m_directory->path();
    }
    [[nodiscard]] FileSystem& files() const { return *m_files; }
    [[nodiscard]] std::string at(const std::string& name) const { return m_root + "/" + name; }

    std::unique_ptr<LevelDbStore> open(const std::string& name,
                                       const LevelDbOptions& options = {}) {
        return must(LevelDbStore::open(*m_files, at(name), options));
    }
    Result<std::unique_ptr<LevelDbStore>> tryOpen(const std::string& name) {
        return LevelDbStore::open(*m_files, at(name));
    }
    std::vector<std::string> names(const std::string& directory) {
        std::vector<std::string> names;
        for (const DirectoryEntry& entry : must(m_files->list(at(directory)))) {
            names.push_back(entry.name);
        }
        return names;
    }
    /// The path of the only file in `directory` whose name contains `part`.
    std::string find(const std::string& directory, const std::string& part) {
        std::string found;
        for (const std::string& name : names(directory)) {
            if (name.find(part) != std::string::npos) {
                QUORATE_INVARIANT(found.empty(), "two files with " + part);
                found = at(directory + "/" + name);
            }
        }
        QUORATE_INVARIANT(!found.empty(), "no file with " + part);
        return found;
    }
    void flipBit(const std::string& path, std::uint64_t offset) {
        const auto file = must(m_files->open(path, OpenMode::ReadWrite));
        char byte = 0;
        QUORATE_INVARIANT(must(file->read(offset, {&byte, 1})) == 1, "nothing to flip");
        byte = static_cast<char>(byte ^ 4);
        must(file->write(offset, {&byte, 1}));
    }

private:
    PosixFileSystem m_posix;
    std::unique_ptr<TemporaryDirectory> m_directory;
    NoDiskFaults m_noFaults;
    std::unique_ptr<SimulatedFileSystem> m_memory;
    FileSystem* m_files{nullptr};
    std::string m_root;
};

}  // namespace quorate::storage
