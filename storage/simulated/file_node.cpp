// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/file_node.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace quorate::storage {

namespace {

constexpr std::size_t kPiece = 4096;

}  // namespace

Result<void> FileNode::read(std::uint64_t offset, std::span<char> into) const {
    const std::size_t shown =
        offset < m_cutTo ? std::min<std::uint64_t>(into.size(), m_cutTo - offset) : 0;
    if (shown != 0) {
        if (auto done = m_image.read(offset, into.first(shown)); !done) {
            return done;
        }
    }
    std::memset(into.data() + shown, 0, into.size() - shown);
    m_dirty.patch(offset, into);
    return {};
}

Result<bool> FileNode::isZeroFrom(std::uint64_t offset) const {
    std::array<char, kPiece> piece{};
    for (std::uint64_t at = offset; at < m_size; at += piece.size()) {
        const auto bytes = std::span(piece).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), m_size - at)));
        if (auto done = read(at, bytes); !done) {
            return done.error();
        }
        if (std::ranges::any_of(bytes, [](char byte) { return byte != 0; })) {
            return false;
        }
    }
    return true;
}

void FileNode::write(std::uint64_t offset, std::string_view bytes) {
    if (!bytes.empty()) {
        m_dirty.write(offset, bytes);
        m_size = std::max<std::uint64_t>(m_size, offset + bytes.size());
    }
}

void FileNode::truncate(std::uint64_t size) {
    m_dirty.truncate(size);
    m_cutTo = std::min(m_cutTo, size);
    m_size = size;
}

void FileNode::preallocate(std::uint64_t size) {
    m_size = std::max(m_size, size);
}

Result<void> FileNode::sync() {
    if (m_cutTo != m_image.size()) {
        if (auto done = m_image.resize(m_cutTo); !done) {
            return done;
        }
    }
    for (const DirtyBytes::Range& range : m_dirty.ranges()) {
        if (auto done = m_image.write(range.offset, range.bytes); !done) {
            return done;
        }
    }
    if (auto done = m_image.resize(m_size); !done) {
        return done;
    }
    m_dirty.clear();
    m_cutTo = m_size;
    return {};
}

Result<void> FileNode::settle(std::string_view path, DiskFaults& faults) {
    const FileLeft left = faults.fileLeft({path, m_image.size(), m_size, m_cutTo});
    if (m_cutTo != m_image.size()) {
        if (left.cutLasts) {
            if (auto done = m_image.resize(m_cutTo); !done) {
                return done;
            }
        } else {
            // Its old bytes are there, so none of those that were written after the cut is.
            m_dirty.truncate(m_cutTo);
        }
    }
    const std::uint64_t onDisk = m_image.size();
    const std::uint64_t size = std::clamp(left.size, onDisk, std::max(onDisk, m_size));
    for (const DirtyBytes::Range& range : m_dirty.ranges()) {
        if (auto done = settleRange(path, faults, range, size); !done) {
            return done;
        }
    }
    if (auto done = m_image.resize(size); !done) {
        return done;
    }
    showImage();
    return {};
}

Result<void> FileNode::settleRange(std::string_view path, DiskFaults& faults,
                                   const DirtyBytes::Range& range, std::uint64_t limit) {
    std::uint64_t offset = range.offset;
    while (offset < range.end()) {
        const std::uint64_t sector = offset / kSectorSize;
        const std::uint64_t end = std::min((sector + 1) * kSectorSize, range.end());
        const std::uint64_t length = end - offset;
        std::uint64_t kept = std::min(faults.bytesLeft({path, sector, length}), length);
        kept = offset < limit ? std::min(kept, limit - offset) : 0;
        const std::string_view bytes =
            std::string_view(range.bytes).substr(offset - range.offset, kept);
        if (auto done = m_image.write(offset, bytes); !done) {
            return done;
        }
        offset = end;
    }
    return {};
}

void FileNode::showImage() {
    m_dirty.clear();
    m_size = m_image.size();
    m_cutTo = m_size;
}

}  // namespace quorate::storage
