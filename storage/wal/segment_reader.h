// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"

namespace quorate::storage {

/// The written part of a segment's file.
struct SegmentContent {
    /// Up to the last byte that is not zero: the last one of a record never is.
    Bytes bytes;
    /// Of the file; from the end of `bytes` on it is zeros.
    std::uint64_t fileSize{0};
};
Result<SegmentContent> readSegment(const File& file);

/// A record where it lies.
struct WalItem {
    std::uint64_t offset{0};
    /// Its frame included.
    std::uint64_t size{0};
    std::uint32_t checksum{0};
    WalRecord record;
};

/// Where a segment is not what was written, and in what way.
struct WalDamage {
    std::uint64_t offset{0};
    std::string reason;
};

/// Walks the records of one segment. Takes any bytes; what a checksum does not confirm is never
/// given out.
///
/// It stops at the first byte that is not right. resume() goes on behind it, for those who want to
/// see what else is there.
class SegmentReader {
public:
    /// `bytes` without the zeros at the end. Payloads share their buffer. `owner` is needed only
    /// to find a way behind a broken head.
    SegmentReader(Bytes bytes, std::uint64_t sequence, std::optional<WalOwner> owner = {});

    /// Nothing at the end, and where it is broken.
    std::optional<WalItem> next();
    [[nodiscard]] const std::optional<WalDamage>& damage() const noexcept { return m_damage; }

    /// To the next batch behind the damage. False where there is none.
    bool resume();
    /// Whether the record that next() gave last continues the one before it. Not so behind damage.
    [[nodiscard]] bool isChained() const noexcept { return m_isChained; }

    /// The last thing that was read is the end of the segment.
    [[nodiscard]] bool hasEnded() const noexcept { return m_hasEnded; }
    /// Checksum of the last record.
    [[nodiscard]] std::uint32_t chain() const noexcept { return m_chain; }
    /// The batch that was read last, whole or not; nothing before the first one.
    [[nodiscard]] const std::optional<WalBatch>& batch() const noexcept { return m_batch; }
    /// Checksum of the record before that batch.
    [[nodiscard]] std::uint32_t chainBeforeBatch() const noexcept { return m_chainBeforeBatch; }
    /// Behind the last record.
    [[nodiscard]] std::uint64_t offset() const noexcept { return m_offset; }

private:
    std::optional<WalItem> nextHead();
    std::optional<WalItem> nextBatch();
    std::optional<WalItem> nextInBatch();
    std::optional<WalItem> take(std::uint64_t end);
    bool skipPadding();
    std::optional<WalItem> broken(std::uint64_t offset, std::string reason);
    [[nodiscard]] std::string_view rest() const noexcept {
        return m_bytes.view().substr(static_cast<std::size_t>(m_offset));
    }

    Bytes m_bytes;
    std::uint64_t m_sequence;
    std::optional<WalOwner> m_owner;
    std::uint64_t m_offset{0};
    std::uint64_t m_batchEnd{0};
    std::uint32_t m_chain{0};
    std::uint32_t m_chainBeforeBatch{0};
    bool m_isChained{true};
    bool m_hasEnded{false};
    std::optional<WalBatch> m_batch;
    std::optional<WalDamage> m_damage;
};

/// The latest boundary that a batch at or behind `from` knows of: all before it was once durable.
/// Batches are found though what is before them is broken.
std::optional<WalPosition> durableBoundary(std::string_view bytes, std::uint64_t sequence,
                                           std::uint64_t from, const WalOwner& owner) noexcept;

}  // namespace quorate::storage
