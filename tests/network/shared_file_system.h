// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "storage/file_system.h"

namespace quorate::tests {

/// A file system of one thread, made fit for many: one call at a time. Its writes and syncs can be
/// made to fail. What is below outlives it, and it its files.
class SharedFileSystem final : public storage::FileSystem {
public:
    explicit SharedFileSystem(storage::FileSystem& below) : m_below(below) {}

    std::atomic<bool> isBroken{false};

    Result<std::unique_ptr<storage::File>> open(const std::string& path,
                                                storage::OpenMode mode) override {
        const std::lock_guard lock(m_mutex);
        auto file = m_below.open(path, mode);
        if (!file) {
            return file.error();
        }
        return std::unique_ptr<storage::File>(
            std::make_unique<SharedFile>(*this, std::move(*file), path));
    }
    [[nodiscard]] Result<bool> exists(const std::string& path) const override {
        const std::lock_guard lock(m_mutex);
        return m_below.exists(path);
    }
    [[nodiscard]] Result<std::vector<storage::DirectoryEntry>> list(
        const std::string& path) const override {
        const std::lock_guard lock(m_mutex);
        return m_below.list(path);
    }
    Result<void> createDirectory(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        return m_below.createDirectory(path);
    }
    Result<void> removeDirectory(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        return m_below.removeDirectory(path);
    }
    Result<void> rename(const std::string& from, const std::string& to) override {
        const std::lock_guard lock(m_mutex);
        return m_below.rename(from, to);
    }
    Result<void> remove(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        return m_below.remove(path);
    }
    Result<void> syncDirectory(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        return m_below.syncDirectory(path);
    }
    Result<std::unique_ptr<storage::FileLock>> lock(const std::string& path) override {
        const std::lock_guard lock(m_mutex);
        auto held = m_below.lock(path);
        if (!held) {
            return held.error();
        }
        return std::unique_ptr<storage::FileLock>(
            std::make_unique<SharedLock>(*this, std::move(*held)));
    }
    [[nodiscard]] Result<std::uint64_t> freeSpace(const std::string& path) const override {
        const std::lock_guard lock(m_mutex);
        return m_below.freeSpace(path);
    }

private:
    class SharedFile final : public storage::File {
    public:
        SharedFile(SharedFileSystem& owner, std::unique_ptr<storage::File> below, std::string path)
            : m_owner(owner), m_below(std::move(below)), m_path(std::move(path)) {}
        SharedFile(const SharedFile&) = delete;
        SharedFile& operator=(const SharedFile&) = delete;
        ~SharedFile() override {
            const std::lock_guard lock(m_owner.m_mutex);
            m_below.reset();
        }

        [[nodiscard]] Result<std::uint64_t> size() const override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_below->size();
        }
        [[nodiscard]] Result<std::size_t> read(std::uint64_t offset,
                                               std::span<char> into) const override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_below->read(offset, into);
        }
        Result<void> write(std::uint64_t offset, std::string_view bytes) override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_owner.isBroken ? broken() : m_below->write(offset, bytes);
        }
        Result<void> sync() override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_owner.isBroken ? broken() : m_below->sync();
        }
        Result<void> truncate(std::uint64_t size) override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_below->truncate(size);
        }
        Result<void> preallocate(std::uint64_t used, std::uint64_t size) override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_below->preallocate(used, size);
        }
        Result<void> clear(std::uint64_t size) override {
            const std::lock_guard lock(m_owner.m_mutex);
            return m_below->clear(size);
        }

    private:
        [[nodiscard]] Result<void> broken() const {
            return Error(ErrorCode::IoError, m_path + ": the disk is broken");
        }

        SharedFileSystem& m_owner;
        std::unique_ptr<storage::File> m_below;
        std::string m_path;
    };
    class SharedLock final : public storage::FileLock {
    public:
        SharedLock(SharedFileSystem& owner, std::unique_ptr<storage::FileLock> below)
            : m_owner(owner), m_below(std::move(below)) {}
        SharedLock(const SharedLock&) = delete;
        SharedLock& operator=(const SharedLock&) = delete;
        ~SharedLock() override {
            const std::lock_guard lock(m_owner.m_mutex);
            m_below.reset();
        }

    private:
        SharedFileSystem& m_owner;
        std::unique_ptr<storage::FileLock> m_below;
    };

    storage::FileSystem& m_below;
    mutable std::mutex m_mutex;
};

}  // namespace quorate::tests
