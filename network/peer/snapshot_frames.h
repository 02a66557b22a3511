// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/message.h"
#include "engine/raft/snapshot.h"
#include "network/peer/frame.h"

/// The bodies of the frames that carry a snapshot. `transfer` names it among those that its sender
/// has sent on the connection.
namespace quorate::network {

struct SnapshotStart {
    std::uint64_t transfer{0};
    std::uint64_t totalBytes{0};  ///< 0: not known
    raft::SnapshotMetadata metadata;
};
struct SnapshotPiece {
    std::uint64_t transfer{0};
    std::uint64_t offset{0};
    Bytes bytes;
};
struct SnapshotEnd {
    std::uint64_t transfer{0};
    std::uint64_t totalBytes{0};
    raft::Message message;
};
/// Of SnapshotTaken; SnapshotStored has the transfer only.
struct SnapshotTaken {
    std::uint64_t transfer{0};
    std::uint64_t bytes{0};
};
/// Of SnapshotAbort and SnapshotRefused.
struct SnapshotFailure {
    std::uint64_t transfer{0};
    std::string reason;
};

// Each appends one whole frame.
void appendFrame(const SnapshotStart& start, std::string& out);
void appendPiece(std::uint64_t transfer, std::uint64_t offset, std::string_view bytes,
                 std::string& out);
void appendFrame(const SnapshotEnd& end, std::string& out);
void appendFrame(const SnapshotTaken& taken, std::string& out);
void appendStored(std::uint64_t transfer, std::string& out);
void appendFrame(const SnapshotFailure& failure, FrameType type, std::string& out);

// Malformed for what is none.
Result<SnapshotStart> decodeSnapshotStart(const Bytes& body);
Result<SnapshotPiece> decodeSnapshotPiece(const Bytes& body);
Result<SnapshotEnd> decodeSnapshotEnd(const Bytes& body);
Result<SnapshotTaken> decodeSnapshotTaken(const Bytes& body);
Result<std::uint64_t> decodeSnapshotStored(const Bytes& body);
Result<SnapshotFailure> decodeSnapshotFailure(const Bytes& body);

}  // namespace quorate::network
