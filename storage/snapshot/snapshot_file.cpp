// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/snapshot_file.h"

#include <algorithm>
#include <utility>

#include "engine/base/little_endian.h"

namespace quorate::storage {

Result<std::unique_ptr<SnapshotFileWriter>> SnapshotFileWriter::begin(
    std::unique_ptr<File> file, const raft::SnapshotMetadata& metadata) {
    const std::string head = encodeSnapshotHead(metadata);
    if (auto written = file->write(0, head); !written) {
        return written.error();
    }
    // Its last bytes are its checksum.
    const auto chain = loadLittleEndian<std::uint32_t>(head.data() + head.size() - 4);
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    return std::unique_ptr<SnapshotFileWriter>(
        new SnapshotFileWriter(std::move(file), head.size(), chain));
}

Result<void> SnapshotFileWriter::append(std::string_view bytes) {
    while (!bytes.empty()) {
        if (m_gathered.empty() && bytes.size() >= kSnapshotChunk) {
            if (auto written = writeChunk(bytes.substr(0, kSnapshotChunk)); !written) {
                return written;
            }
            bytes.remove_prefix(kSnapshotChunk);
            continue;
        }
        const std::size_t taken = std::min(bytes.size(), kSnapshotChunk - m_gathered.size());
        m_gathered.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        if (m_gathered.size() == kSnapshotChunk) {
            if (auto written = writeChunk(m_gathered); !written) {
                return written;
            }
            m_gathered.clear();
        }
    }
    return {};
}

Result<void> SnapshotFileWriter::writeChunk(std::string_view bytes) {
    if (auto compressed = m_compressor.compress(bytes, m_stored); !compressed) {
        return compressed;
    }
    ++m_totals.chunks;
    m_totals.bytes += bytes.size();
    return writeFrame(static_cast<std::uint32_t>(bytes.size()), m_stored);
}

Result<void> SnapshotFileWriter::writeFrame(std::uint32_t size, std::string_view stored) {
    m_frame.clear();
    m_chain = encodeSnapshotFrame(size, stored, m_chain, m_frame);
    if (auto written = m_file->write(m_offset, m_frame); !written) {
        return written;
    }
    m_offset += m_frame.size();
    return {};
}

Result<void> SnapshotFileWriter::finish() {
    if (!m_gathered.empty()) {
        if (auto written = writeChunk(m_gathered); !written) {
            return written;
        }
        m_gathered.clear();
    }
    if (auto written = writeFrame(0, encodeSnapshotTotals(m_totals)); !written) {
        return written;
    }
    return m_file->sync();
}

Result<std::unique_ptr<SnapshotFileReader>> SnapshotFileReader::open(FileSystem& files,
                                                                     const std::string& path) {
    auto file = files.open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    std::unique_ptr<SnapshotFileReader> reader(
        new SnapshotFileReader(std::move(file).value(), path));
    if (auto read = reader->readHead(); !read) {
        return read.error();
    }
    return reader;
}

Error SnapshotFileReader::corrupted(const std::string& reason) const {
    return {ErrorCode::Corrupted, m_path + ": at byte " + std::to_string(m_offset) + ": " + reason};
}

/// Fewer bytes only at the end of the file. They live until the next call.
Result<std::string_view> SnapshotFileReader::read(std::uint64_t offset, std::size_t size) {
    m_buffer.resize(size);
    const auto got = m_file->read(offset, m_buffer);
    if (!got) {
        return got.error();
    }
    return std::string_view(m_buffer).substr(0, *got);
}

Result<void> SnapshotFileReader::readHead() {
    const auto front = read(0, kSnapshotHeadFront);
    if (!front) {
        return front.error();
    }
    const auto rest = decodeSnapshotHeadFront(*front);
    if (!rest) {
        return Error(rest.error().code, m_path + ": " + rest.error().message);
    }
    const auto head = read(0, kSnapshotHeadFront + *rest);
    if (!head) {
        return head.error();
    }
    auto metadata = decodeSnapshotHead(*head);
    if (!metadata) {
        return Error(metadata.error().code, m_path + ": " + metadata.error().message);
    }
    m_metadata = std::move(metadata).value();
    m_offset = head->size();
    m_chain = loadLittleEndian<std::uint32_t>(head->data() + head->size() - 4);
    return {};
}

Result<std::uint32_t> SnapshotFileReader::nextStored() {
    if (m_hasEnded) {
        return std::uint32_t{0};
    }
    const auto front = read(m_offset, kSnapshotFrameSize);
    if (!front) {
        return front.error();
    }
    if (front->size() < kSnapshotFrameSize) {
        return corrupted("it ends too early");
    }
    const std::string frame(*front);
    const SnapshotFrame decoded = decodeSnapshotFrame(frame);
    if (decoded.size == 0) {
        if (auto ended = readEnd(frame); !ended) {
            return ended.error();
        }
        return std::uint32_t{0};
    }
    // What compresses worst is little longer than it was.
    if (decoded.size > kMaxSnapshotChunk || decoded.storedSize > 2 * kMaxSnapshotChunk) {
        return corrupted("a chunk is too large");
    }
    const auto stored = read(m_offset + kSnapshotFrameSize, decoded.storedSize);
    if (!stored) {
        return stored.error();
    }
    if (stored->size() < decoded.storedSize) {
        return corrupted("it ends within a chunk");
    }
    if (snapshotChecksum(frame, *stored, m_chain) != decoded.checksum) {
        return corrupted("the checksum of a chunk is wrong");
    }
    m_chain = decoded.checksum;
    m_offset += kSnapshotFrameSize + decoded.storedSize;
    ++m_totals.chunks;
    m_totals.bytes += decoded.size;
    return decoded.size;
}

Result<void> SnapshotFileReader::readEnd(std::string_view frame) {
    const auto totals = read(m_offset + kSnapshotFrameSize, kSnapshotTotalsSize + 1);
    if (!totals) {
        return totals.error();
    }
    if (totals->size() != kSnapshotTotalsSize || decodeSnapshotFrame(frame).storedSize != 0) {
        return corrupted("its end is not whole, or not the end");
    }
    const SnapshotFrame decoded = decodeSnapshotFrame(frame);
    if (snapshotChecksum(frame, *totals, m_chain) != decoded.checksum ||
        decodeSnapshotTotals(*totals) != m_totals) {
        return corrupted("the checksum or the totals of its end are wrong");
    }
    m_hasEnded = true;
    return {};
}

Result<bool> SnapshotFileReader::next(std::string& chunk) {
    const std::uint64_t begin = m_offset;
    const auto size = nextStored();
    if (!size) {
        return size.error();
    }
    if (*size == 0) {
        return false;
    }
    if (auto whole = m_decompressor.decompress(m_buffer, *size, chunk); !whole) {
        m_offset = begin;
        return corrupted(whole.error().message);
    }
    return true;
}

Result<void> SnapshotFileReader::verify() {
    for (;;) {
        const auto size = nextStored();
        if (!size) {
            return size.error();
        }
        if (*size == 0) {
            return {};
        }
    }
}

}  // namespace quorate::storage
