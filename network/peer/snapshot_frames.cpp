// SPDX-License-Identifier: Apache-2.0
#include "network/peer/snapshot_frames.h"

#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/wire.h"
#include "engine/raft/codec.h"
#include "network/peer/greeting.h"

namespace quorate::network {

namespace {

template <class Write>
void appendWhole(std::string& out, FrameType type, const Write& write) {
    const std::size_t begin = beginFrame(out);
    WireWriter writer(out);
    write(writer);
    const auto ended = endFrame(out, begin, type);
    QUORATE_INVARIANT(ended.has_value(), "a frame of a snapshot is too large");
}

/// What lies behind that which the reader has taken.
Bytes restOf(const Bytes& body, const WireReader& reader) {
    return body.slice(reader.offset(), body.size() - reader.offset());
}

}  // namespace

void appendFrame(const SnapshotStart& start, std::string& out) {
    appendWhole(out, FrameType::SnapshotStart, [&start, &out](WireWriter& writer) {
        writer.varint(start.transfer);
        writer.varint(start.totalBytes);
        raft::encode(start.metadata, out);
    });
}

void appendPiece(std::uint64_t transfer, std::uint64_t offset, std::string_view bytes,
                 std::string& out) {
    appendWhole(out, FrameType::SnapshotPiece, [&](WireWriter& writer) {
        writer.varint(transfer);
        writer.varint(offset);
        out.append(bytes);
    });
}

void appendFrame(const SnapshotEnd& end, std::string& out) {
    appendWhole(out, FrameType::SnapshotEnd, [&end, &out](WireWriter& writer) {
        writer.varint(end.transfer);
        writer.varint(end.totalBytes);
        raft::encode(end.message, out);
    });
}

void appendFrame(const SnapshotTaken& taken, std::string& out) {
    appendWhole(out, FrameType::SnapshotTaken, [&taken](WireWriter& writer) {
        writer.varint(taken.transfer);
        writer.varint(taken.bytes);
    });
}

void appendStored(std::uint64_t transfer, std::string& out) {
    appendWhole(out, FrameType::SnapshotStored,
                [transfer](WireWriter& writer) { writer.varint(transfer); });
}

void appendFrame(const SnapshotFailure& failure, FrameType type, std::string& out) {
    appendWhole(out, type, [&failure, &out](WireWriter& writer) {
        writer.varint(failure.transfer);
        encodeReason(failure.reason, out);
    });
}

Result<SnapshotStart> decodeSnapshotStart(const Bytes& body) {
    WireReader reader(body);
    SnapshotStart start;
    start.transfer = reader.varint();
    start.totalBytes = reader.varint();
    if (auto status = reader.status(); !status) {
        return status.error();
    }
    auto metadata = raft::decodeSnapshotMetadata(restOf(body, reader));
    if (!metadata) {
        return metadata.error();
    }
    start.metadata = std::move(*metadata);
    return start;
}

Result<SnapshotPiece> decodeSnapshotPiece(const Bytes& body) {
    WireReader reader(body);
    SnapshotPiece piece;
    piece.transfer = reader.varint();
    piece.offset = reader.varint();
    if (auto status = reader.status(); !status) {
        return status.error();
    }
    piece.bytes = restOf(body, reader);
    if (piece.bytes.empty()) {
        return Error(ErrorCode::Malformed, "a piece of a snapshot is empty");
    }
    return piece;
}

Result<SnapshotEnd> decodeSnapshotEnd(const Bytes& body) {
    WireReader reader(body);
    SnapshotEnd end;
    end.transfer = reader.varint();
    end.totalBytes = reader.varint();
    if (auto status = reader.status(); !status) {
        return status.error();
    }
    auto message = raft::decodeMessage(restOf(body, reader));
    if (!message) {
        return message.error();
    }
    end.message = std::move(*message);
    if (end.message.type != raft::MessageType::Snap || end.message.snapshot == nullptr) {
        return Error(ErrorCode::Malformed, "a snapshot ends without its message");
    }
    return end;
}

Result<SnapshotTaken> decodeSnapshotTaken(const Bytes& body) {
    WireReader reader(body);
    const SnapshotTaken taken{reader.varint(), reader.varint()};
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return taken;
}

Result<std::uint64_t> decodeSnapshotStored(const Bytes& body) {
    WireReader reader(body);
    const std::uint64_t transfer = reader.varint();
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return transfer;
}

Result<SnapshotFailure> decodeSnapshotFailure(const Bytes& body) {
    WireReader reader(body);
    SnapshotFailure failure;
    failure.transfer = reader.varint();
    if (auto status = reader.status(); !status) {
        return status.error();
    }
    auto reason = decodeReason(restOf(body, reader));
    if (!reason) {
        return reason.error();
    }
    failure.reason = std::move(*reason);
    return failure;
}

}  // namespace quorate::network
