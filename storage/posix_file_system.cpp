// SPDX-License-Identifier: Apache-2.0
#include "storage/posix_file_system.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "storage/posix_error.h"
#include "storage/posix_file.h"

namespace quorate::storage {

namespace {

constexpr mode_t kFileMode = 0600;
constexpr mode_t kDirectoryMode = 0700;

int flagsOf(OpenMode mode) {
    switch (mode) {
    case OpenMode::Read:
        return O_RDONLY;
    case OpenMode::ReadWrite:
        return O_RDWR;
    case OpenMode::Create:
        return O_RDWR | O_CREAT | O_EXCL;
    case OpenMode::CreateOrReset:
        return O_RDWR | O_CREAT | O_TRUNC;
    }
    return O_RDONLY;
}

Descriptor openDescriptor(const std::string& path, int flags) {
    return Descriptor(uninterrupted(
        [&] { return ::openat(AT_FDCWD, path.c_str(), flags | O_CLOEXEC, kFileMode); }));
}

bool isDirectory(DIR* directory, const dirent& entry) {
    if (entry.d_type != DT_UNKNOWN && entry.d_type != DT_LNK) {
        return entry.d_type == DT_DIR;
    }
    struct stat status {};
    return ::fstatat(::dirfd(directory), entry.d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

/// A lock of the open file, not of the process: it also excludes others in this process.
class PosixLock final : public FileLock {
public:
    explicit PosixLock(Descriptor descriptor) : m_descriptor(std::move(descriptor)) {}

private:
    Descriptor m_descriptor;
};

}  // namespace

Result<std::unique_ptr<File>> PosixFileSystem::open(const std::string& path, OpenMode mode) {
    Descriptor descriptor = openDescriptor(path, flagsOf(mode));
    if (!descriptor.isOpen()) {
        return posixError(path, "open", errno);
    }
    struct stat status {};
    if (::fstat(descriptor.number(), &status) != 0) {
        return posixError(path, "fstat", errno);
    }
    if (S_ISDIR(status.st_mode)) {
        return posixError(path, "open", EISDIR);
    }
    return std::unique_ptr<File>(
        std::make_unique<PosixFile>(path, std::move(descriptor), mode != OpenMode::Read));
}

Result<bool> PosixFileSystem::exists(const std::string& path) const {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        return true;
    }
    if (errno == ENOENT || errno == ENOTDIR) {
        return false;
    }
    return posixError(path, "stat", errno);
}

Result<std::vector<DirectoryEntry>> PosixFileSystem::list(const std::string& path) const {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (directory == nullptr) {
        return posixError(path, "opendir", errno);
    }
    std::vector<DirectoryEntry> entries;
    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(directory.get());
        if (entry == nullptr) {
            break;
        }
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            entries.push_back({std::string(name), isDirectory(directory.get(), *entry)});
        }
    }
    if (errno != 0) {
        return posixError(path, "readdir", errno);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return entries;
}

Result<void> PosixFileSystem::createDirectory(const std::string& path) {
    if (::mkdir(path.c_str(), kDirectoryMode) == 0) {
        return {};
    }
    const int error = errno;
    struct stat status {};
    if (error == EEXIST && ::stat(path.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            return {};
        }
        return posixError(path, "mkdir", ENOTDIR);
    }
    return posixError(path, "mkdir", error);
}

Result<void> PosixFileSystem::removeDirectory(const std::string& path) {
    if (::rmdir(path.c_str()) != 0) {
        return posixError(path, "rmdir", errno);
    }
    return {};
}

Result<void> PosixFileSystem::rename(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return posixError(from + " to " + to, "rename", errno);
    }
    return {};
}

Result<void> PosixFileSystem::remove(const std::string& path) {
    if (::unlink(path.c_str()) != 0) {
        return posixError(path, "unlink", errno);
    }
    return {};
}

Result<void> PosixFileSystem::syncDirectory(const std::string& path) {
    const Descriptor directory = openDescriptor(path, O_RDONLY | O_DIRECTORY);
    if (!directory.isOpen()) {
        if (errno == EACCES) {
            ::sync();
            return {};
        }
        return posixError(path, "open", errno);
    }
    if (uninterrupted([&] { return ::fsync(directory.number()); }) != 0) {
        return posixError(path, "fsync", errno);
    }
    return {};
}

Result<std::unique_ptr<FileLock>> PosixFileSystem::lock(const std::string& path) {
    Descriptor descriptor = openDescriptor(path, O_RDWR | O_CREAT);
    if (!descriptor.isOpen()) {
        return posixError(path, "open", errno);
    }
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (uninterrupted([&] { return ::fcntl(descriptor.number(), F_OFD_SETLK, &whole); }) != 0) {
        if (errno == EAGAIN || errno == EACCES) {
            return Error(ErrorCode::Busy, path + ": is locked by somebody else");
        }
        return posixError(path, "fcntl", errno);
    }
    return std::unique_ptr<FileLock>(std::make_unique<PosixLock>(std::move(descriptor)));
}

Result<std::uint64_t> PosixFileSystem::freeSpace(const std::string& path) const {
    struct statvfs status {};
    if (uninterrupted([&] { return ::statvfs(path.c_str(), &status); }) != 0) {
        return posixError(path, "statvfs", errno);
    }
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace quorate::storage
