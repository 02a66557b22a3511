// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/file_image.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace quorate::storage {

namespace {

constexpr std::uint64_t kPage = SparseBytes::kPageSize;

/// Reads from a file that somebody else may have made shorter: zeros behind its end.
Result<void> readOrZeros(const File& file, std::uint64_t offset, std::span<char> into) {
    const auto got = file.read(offset, into);
    if (!got) {
        return got.error();
    }
    std::fill(into.begin() + static_cast<std::ptrdiff_t>(*got), into.end(), '\0');
    return {};
}

}  // namespace

Result<void> FileImage::read(std::uint64_t offset, std::span<char> into) const {
    if (m_isInReal) {
        return readOrZeros(*m_real, offset, into);
    }
    while (!into.empty()) {
        const std::uint64_t within = offset % kPage;
        const std::size_t length = std::min<std::size_t>(into.size(), kPage - within);
        const char* const page = m_pages.find(offset / kPage);
        if (page != nullptr) {
            std::memcpy(into.data(), page + within, length);
        } else {
            const std::size_t shown =
                offset < m_realLimit ? std::min<std::size_t>(length, m_realLimit - offset) : 0;
            if (shown != 0) {
                if (auto done = readOrZeros(*m_real, offset, into.first(shown)); !done) {
                    return done;
                }
            }
            std::memset(into.data() + shown, 0, length - shown);
        }
        into = into.subspan(length);
        offset += length;
    }
    return {};
}

Result<char*> FileImage::pageToWrite(std::uint64_t page) {
    if (m_pages.find(page) != nullptr || page * kPage >= m_realLimit) {
        return m_pages.make(page);
    }
    std::array<char, kPage> shown{};
    const std::size_t length = std::min<std::uint64_t>(kPage, m_realLimit - page * kPage);
    if (auto done = readOrZeros(*m_real, page * kPage, {shown.data(), length}); !done) {
        return done.error();
    }
    char* const bytes = m_pages.make(page);
    std::memcpy(bytes, shown.data(), kPage);
    return bytes;
}

Result<void> FileImage::write(std::uint64_t offset, std::string_view bytes) {
    if (m_isInReal) {
        if (auto done = m_real->write(offset, bytes); !done) {
            return done;
        }
        m_size = std::max<std::uint64_t>(m_size, offset + bytes.size());
        return {};
    }
    while (!bytes.empty()) {
        const std::uint64_t within = offset % kPage;
        const std::size_t length = std::min<std::size_t>(bytes.size(), kPage - within);
        const auto page = pageToWrite(offset / kPage);
        if (!page) {
            return page.error();
        }
        std::memcpy(*page + within, bytes.data(), length);
        bytes.remove_prefix(length);
        offset += length;
    }
    m_size = std::max(m_size, offset);
    return {};
}

Result<void> FileImage::resize(std::uint64_t size) {
    if (size == m_size) {
        return {};
    }
    if (m_isInReal) {
        if (auto done = m_real->truncate(size); !done) {
            return done;
        }
    } else if (size < m_size) {
        m_pages.truncate(size);
        m_realLimit = std::min(m_realLimit, size);
    }
    m_size = size;
    return {};
}

Result<void> FileImage::sync() {
    return m_isInReal ? m_real->sync() : Result<void>();
}

Result<void> FileImage::cover(std::unique_ptr<File> file) {
    if (!m_wasCovered) {
        const auto size = file->size();
        if (!size) {
            return size.error();
        }
        m_wasCovered = true;
        m_realLimit = *size;
        m_size = *size;
    }
    m_real = std::move(file);
    return {};
}

Result<void> FileImage::use(std::unique_ptr<File> file) {
    const auto size = file->size();
    if (!size) {
        return size.error();
    }
    m_isInReal = true;
    m_size = *size;
    m_real = std::move(file);
    return {};
}

Result<void> FileImage::moveTo(std::unique_ptr<File> file) {
    for (std::uint64_t page = 0; page < m_pages.pageLimit() && page * kPage < m_size; ++page) {
        const char* const bytes = m_pages.find(page);
        if (bytes == nullptr) {
            continue;
        }
        const std::size_t length = std::min<std::uint64_t>(kPage, m_size - page * kPage);
        if (auto done = file->write(page * kPage, {bytes, length}); !done) {
            return done;
        }
    }
    if (auto done = file->truncate(m_size); !done) {
        return done;
    }
    m_pages.clear();
    m_isInReal = true;
    m_real = std::move(file);
    return {};
}

}  // namespace quorate::storage
