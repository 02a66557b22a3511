// SPDX-License-Identifier: Apache-2.0
#include "storage/posix_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "storage/posix_error.h"

namespace quorate::storage {

namespace {

/// Below it a read costs less than the page faults of a mapping.
constexpr std::uint64_t kSmallestMapping = 16384;

/// What is filled ahead of what is written ends at a multiple of this.
constexpr std::uint64_t kFillStep = std::uint64_t{256} * 1024;
constexpr std::size_t kZeroBytes = std::size_t{64} * 1024;

constexpr std::uint64_t kLargestFile =
    static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());

}  // namespace

Descriptor::~Descriptor() {
    if (isOpen()) {
        // Not repeated when interrupted: the descriptor is closed then, too.
        ::close(m_number);
    }
}

Error PosixFile::failed(std::string_view call) const {
    return posixError(m_path, call, errno);
}

Result<void> PosixFile::mayWrite() const {
    if (!m_writable) {
        return Error(ErrorCode::FailedPrecondition, m_path + ": was opened to read only");
    }
    return {};
}

Result<std::uint64_t> PosixFile::size() const {
    struct stat status {};
    if (::fstat(m_descriptor.number(), &status) != 0) {
        return failed("fstat");
    }
    return static_cast<std::uint64_t>(status.st_size);
}

Result<std::size_t> PosixFile::read(std::uint64_t offset, std::span<char> into) const {
    std::size_t done = 0;
    while (done < into.size() && offset + done <= kLargestFile) {
        const ssize_t count = uninterrupted([&] {
            return ::pread(m_descriptor.number(), into.data() + done, into.size() - done,
                           static_cast<off_t>(offset + done));
        });
        if (count < 0) {
            return failed("pread");
        }
        if (count == 0) {
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    return done;
}

Result<void> PosixFile::write(std::uint64_t offset, std::string_view bytes) {
    if (auto allowed = mayWrite(); !allowed) {
        return allowed;
    }
    if (offset > kLargestFile || bytes.size() > kLargestFile - offset) {
        return posixError(m_path, "pwrite", EFBIG);
    }
    while (!bytes.empty()) {
        const ssize_t count = uninterrupted([&] {
            return ::pwrite(m_descriptor.number(), bytes.data(), bytes.size(),
                            static_cast<off_t>(offset));
        });
        if (count <= 0) {
            // A system that writes nothing and has no reason would be asked for ever.
            return count < 0 ? failed("pwrite") : posixError(m_path, "pwrite", EIO);
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return offset > m_untouched && offset < m_reserved ? fillAhead(offset) : Result<void>();
}

/// Behind `end` nothing was written yet.
Result<void> PosixFile::fillAhead(std::uint64_t end) {
    static std::array<char, kZeroBytes> zeros;  // never written to: it takes no memory
    const std::uint64_t last = std::min(m_reserved, (end / kFillStep + 1) * kFillStep);
    while (end < last) {
        std::array<iovec, kFillStep / kZeroBytes> pieces{};
        std::size_t count = 0;
        for (std::uint64_t at = end; at < last; ++count) {
            pieces[count].iov_base = zeros.data();
            pieces[count].iov_len =
                static_cast<std::size_t>(std::min<std::uint64_t>(kZeroBytes, last - at));
            at += pieces[count].iov_len;
        }
        const ssize_t written = uninterrupted([&] {
            return ::pwritev(m_descriptor.number(), pieces.data(), static_cast<int>(count),
                             static_cast<off_t>(end));
        });
        if (written <= 0) {
            return written < 0 ? failed("pwritev") : posixError(m_path, "pwritev", EIO);
        }
        end += static_cast<std::uint64_t>(written);
    }
    m_untouched = last;
    return {};
}

Result<void> PosixFile::sync() {
    if (uninterrupted([&] { return ::fdatasync(m_descriptor.number()); }) != 0) {
        return failed("fdatasync");
    }
    return {};
}

Result<void> PosixFile::truncate(std::uint64_t size) {
    if (auto allowed = mayWrite(); !allowed) {
        return allowed;
    }
    if (size > kLargestFile) {
        return posixError(m_path, "ftruncate", EFBIG);
    }
    m_reserved = std::min(m_reserved, size);
    if (uninterrupted(
            [&] { return ::ftruncate(m_descriptor.number(), static_cast<off_t>(size)); }) != 0) {
        return failed("ftruncate");
    }
    return {};
}

Result<void> PosixFile::preallocate(std::uint64_t used, std::uint64_t size) {
    if (auto allowed = mayWrite(); !allowed || size == 0) {
        return allowed;
    }
    if (size > kLargestFile) {
        return posixError(m_path, "posix_fallocate", EFBIG);
    }
    const auto before = this->size();
    if (!before) {
        return before.error();
    }
    // The one of POSIX writes zeros where a file system cannot reserve; it returns its error.
    int error = EINTR;
    while (error == EINTR) {
        error = ::posix_fallocate(m_descriptor.number(), 0, static_cast<off_t>(size));
    }
    if (error != 0) {
        return posixError(m_path, "posix_fallocate", error);
    }
    m_untouched = used;
    m_reserved = std::max(*before, size);
    return {};
}

Result<void> PosixFile::clear(std::uint64_t size) {
    if (auto allowed = mayWrite(); !allowed) {
        return allowed;
    }
    if (size > kLargestFile) {
        return posixError(m_path, "fallocate", EFBIG);
    }
    const bool isKept =
        size > 0 && uninterrupted([&] {
                        return ::fallocate(m_descriptor.number(), FALLOC_FL_ZERO_RANGE, 0,
                                           static_cast<off_t>(size));
                    }) == 0;
    if (!isKept && size > 0 && errno != EOPNOTSUPP) {
        return failed("fallocate");
    }
    if (auto cut = truncate(isKept ? size : 0); !cut) {
        return cut;
    }
    if (!isKept) {
        return preallocate(0, size);
    }
    m_untouched = 0;
    m_reserved = size;
    return {};
}

Result<Bytes> PosixFile::map(std::uint64_t offset, std::uint64_t length) const {
    const auto whole = size();
    if (!whole) {
        return whole.error();
    }
    if (length < kSmallestMapping || offset > *whole || length > *whole - offset) {
        return File::map(offset, length);
    }
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::uint64_t before = offset % page;
    const std::size_t mapped = static_cast<std::size_t>(before + length);
    void* const start = ::mmap(nullptr, mapped, PROT_READ, MAP_SHARED, m_descriptor.number(),
                               static_cast<off_t>(offset - before));
    if (start == MAP_FAILED) {
        return failed("mmap");
    }
    const std::shared_ptr<const void> owner(start,
                                            [mapped](void* pages) { ::munmap(pages, mapped); });
    return Bytes::within(owner, {static_cast<const char*>(start) + before, length});
}

}  // namespace quorate::storage
