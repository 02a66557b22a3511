// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "storage/wal/record.h"

/// The encoding of single records, and the frames around them: a checksum, which continues that of
/// the record before, a length, the body, the type.
namespace quorate::storage {

/// Checksum and length before the body.
inline constexpr std::size_t kWalFrameFront = 8;
/// All that a frame adds to a body.
inline constexpr std::size_t kWalFrameSize = kWalFrameFront + 1;
/// A body is not larger: an entry with its payload, and what is around that.
inline constexpr std::uint64_t kMaxWalBody = std::uint64_t{513} * 1024 * 1024;

/// Appends the body of a record.
void encodeBody(const WalRecord& record, std::string& out);
/// Malformed for what is no such body. Payloads share the buffer of `body`.
Result<WalRecord> decodeBody(WalRecordType type, const Bytes& body);

/// Appends a framed record, without its checksum, whose place is left.
void appendFrame(const WalRecord& record, std::string& out);
/// The same for an entry, of which there are many.
void appendFrame(const raft::Entry& entry, std::string& out);
/// The same around a body that is encoded already.
void appendFrame(WalRecordType type, std::string_view body, std::string& out);

/// A frame as it lies in a file.
struct WalFrame {
    std::uint32_t checksum{0};
    WalRecordType type{};
    /// Where the body lies in the bytes that the frame was read from.
    std::size_t bodyAt{0};
    std::size_t bodySize{0};
    [[nodiscard]] std::size_t size() const noexcept { return kWalFrameSize + bodySize; }
};
/// The frame at the beginning of `bytes`, its checksum not looked at; nothing where `bytes` ends
/// before it does.
std::optional<WalFrame> readFrame(std::string_view bytes) noexcept;

/// What the checksum of the frame at the beginning of `bytes` must be, behind a record with the
/// checksum `previous`.
std::uint32_t checksumOf(const WalFrame& frame, std::string_view bytes,
                         std::uint32_t previous) noexcept;

/// Puts the checksums into frames that lie one behind the other, and returns the last one.
std::uint32_t sealFrames(std::string& frames, std::uint32_t previous) noexcept;

/// Whether a batch of this owner begins at the beginning of `bytes`, which stands at `at`: told by
/// the record itself, whatever is before it. So what was durable is known though a record before
/// it is broken.
std::optional<WalBatch> findBatch(std::string_view bytes, const WalOwner& owner,
                                  const WalPosition& at) noexcept;

/// Encodes the record that begins a batch; its own check depends on whose log it is.
void appendBatchFrame(const WalBatch& batch, const WalOwner& owner, std::string& out);
/// Bytes of that record.
inline constexpr std::size_t kWalBatchFrameSize = kWalFrameSize + 48;

/// Whether the bytes begin with the head of a segment of a later format than this; its version.
std::optional<std::uint32_t> laterVersion(std::string_view bytes) noexcept;

}  // namespace quorate::storage
