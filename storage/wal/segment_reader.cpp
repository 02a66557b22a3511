// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/segment_reader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "storage/wal/record_codec.h"

namespace quorate::storage {

namespace {

constexpr std::uint64_t kBlock = std::uint64_t{1} << 20U;

std::uint64_t writtenSize(std::string_view bytes) noexcept {
    const std::size_t last = bytes.find_last_not_of('\0');
    return last == std::string_view::npos ? 0 : last + 1;
}

/// Where the written part ends, looked for from behind.
Result<std::uint64_t> findWrittenEnd(const File& file, std::uint64_t fileSize) {
    std::string block;
    for (std::uint64_t end = fileSize; end > 0;) {
        const std::uint64_t begin = end - std::min(end, kBlock);
        block.resize(static_cast<std::size_t>(end - begin));
        const auto got = file.read(begin, block);
        if (!got) {
            return got.error();
        }
        block.resize(*got);
        if (const std::uint64_t written = writtenSize(block); written > 0) {
            return begin + written;
        }
        end = begin;
    }
    return std::uint64_t{0};
}

}  // namespace

Result<SegmentContent> readSegment(const File& file) {
    const auto fileSize = file.size();
    if (!fileSize) {
        return fileSize.error();
    }
    const auto end = findWrittenEnd(file, *fileSize);
    if (!end) {
        return end.error();
    }
    SegmentContent content;
    content.fileSize = *fileSize;
    if (*end > 0) {
        // A copy, not a mapping: what was checked must not change, and is cut off below those who
        // hold it.
        const auto size = static_cast<std::size_t>(*end);
        const std::shared_ptr<char[]> buffer = std::make_shared_for_overwrite<char[]>(size);
        const auto got = file.read(0, {buffer.get(), size});
        if (!got) {
            return got.error();
        }
        content.bytes = Bytes::within(buffer, {buffer.get(), *got});
    }
    return content;
}

SegmentReader::SegmentReader(Bytes bytes, std::uint64_t sequence, std::optional<WalOwner> owner)
    : m_bytes(std::move(bytes)), m_sequence(sequence), m_owner(owner) {}

std::optional<WalItem> SegmentReader::next() {
    if (m_damage) {
        return std::nullopt;
    }
    if (m_offset == 0) {
        return nextHead();
    }
    return m_offset == m_batchEnd ? nextBatch() : nextInBatch();
}

std::optional<WalItem> SegmentReader::broken(std::uint64_t offset, std::string reason) {
    m_damage = WalDamage{offset, std::move(reason)};
    return std::nullopt;
}

/// The record at the offset, which must end at or before `end`.
std::optional<WalItem> SegmentReader::take(std::uint64_t end) {
    const std::string_view bytes = rest();
    const auto frame = readFrame(bytes);
    if (!frame || m_offset + frame->size() > end) {
        const bool isZeros =
            bytes.substr(0, kWalFrameSize).find_first_not_of('\0') == std::string_view::npos;
        return broken(m_offset, isZeros ? "there are zeros where a record must be"
                                        : "a record reaches beyond its end");
    }
    if (m_isChained && checksumOf(*frame, bytes, m_chain) != frame->checksum) {
        return broken(m_offset, "the checksum of a record is wrong");
    }
    auto record = decodeBody(
        frame->type,
        m_bytes.slice(static_cast<std::size_t>(m_offset) + frame->bodyAt, frame->bodySize));
    if (!record) {
        return broken(m_offset, std::move(record).error().message);
    }
    return WalItem{m_offset, frame->size(), frame->checksum, std::move(record).value()};
}

std::optional<WalItem> SegmentReader::nextHead() {
    if (const auto version = laterVersion(m_bytes.view())) {
        return broken(0,
                      "it was written by a later version, in format " + std::to_string(*version));
    }
    auto item = take(m_bytes.size());
    if (!item) {
        return std::nullopt;
    }
    const auto* head = std::get_if<WalHead>(&item->record);
    if (head == nullptr) {
        return broken(0, "a segment begins without a head");
    }
    if (head->segment != m_sequence) {
        return broken(0, "it is the head of segment " + std::to_string(head->segment));
    }
    m_owner = head->owner;
    m_chain = item->checksum;
    m_offset = m_batchEnd = item->size;
    return item;
}

/// Between two batches there are zeros up to the next sector.
bool SegmentReader::skipPadding() {
    const std::uint64_t begin = sectorCeiling(m_offset);
    const std::string_view padding = rest().substr(0, static_cast<std::size_t>(begin - m_offset));
    const std::size_t dirt = padding.find_first_not_of('\0');
    if (dirt != std::string_view::npos) {
        broken(m_offset + dirt, "the zeros between two batches are not zero");
        return false;
    }
    return true;
}

std::optional<WalItem> SegmentReader::nextBatch() {
    if (m_bytes.size() <= m_offset || !skipPadding()) {
        return std::nullopt;
    }
    const std::uint64_t begin = sectorCeiling(m_offset);
    if (m_bytes.size() <= begin) {
        return std::nullopt;
    }
    if (m_hasEnded) {
        return broken(begin, "something follows behind the end of the segment");
    }
    m_offset = begin;
    auto item = take(m_bytes.size());
    const auto batch = item ? findBatch(rest(), *m_owner, {m_sequence, begin}) : std::nullopt;
    if (!item || !batch || !std::holds_alternative<WalBatch>(item->record)) {
        return m_damage ? std::nullopt : broken(begin, "no batch begins here");
    }
    m_batch = batch;
    m_chainBeforeBatch = m_chain;
    m_batchEnd = begin + batch->size;
    m_offset = begin + item->size;
    m_chain = item->checksum;
    return item;
}

std::optional<WalItem> SegmentReader::nextInBatch() {
    m_isChained = true;
    auto item = take(std::min<std::uint64_t>(m_batchEnd, m_bytes.size()));
    if (!item) {
        return std::nullopt;
    }
    if (std::holds_alternative<WalHead>(item->record) ||
        std::holds_alternative<WalBatch>(item->record)) {
        return broken(m_offset, "a batch holds the beginning of another one");
    }
    m_hasEnded = std::holds_alternative<WalEnd>(item->record);
    m_offset += item->size;
    m_chain = item->checksum;
    if (m_hasEnded && m_offset != m_batchEnd) {
        return broken(m_offset, "something follows behind the end of the segment");
    }
    return item;
}

bool SegmentReader::resume() {
    if (!m_damage || !m_owner) {
        return false;
    }
    for (std::uint64_t at = sectorCeiling(m_damage->offset + 1); at < m_bytes.size();
         at += kWalSector) {
        if (findBatch(m_bytes.view().substr(static_cast<std::size_t>(at)), *m_owner,
                      {m_sequence, at})) {
            m_offset = m_batchEnd = at;
            m_isChained = false;
            m_hasEnded = false;
            m_damage.reset();
            return true;
        }
    }
    return false;
}

std::optional<WalPosition> durableBoundary(std::string_view bytes, std::uint64_t sequence,
                                           std::uint64_t from, const WalOwner& owner) noexcept {
    std::optional<WalPosition> boundary;
    for (std::uint64_t at = sectorCeiling(from); at < bytes.size(); at += kWalSector) {
        const auto batch =
            findBatch(bytes.substr(static_cast<std::size_t>(at)), owner, {sequence, at});
        if (batch && (!boundary || *boundary < batch->durable)) {
            boundary = batch->durable;
        }
    }
    return boundary;
}

}  // namespace quorate::storage
