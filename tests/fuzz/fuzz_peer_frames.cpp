// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/invariant.h"
#include "engine/raft/codec.h"
#include "network/peer/address.h"
#include "network/peer/frame.h"
#include "network/peer/greeting.h"
#include "network/peer/lease_frames.h"
#include "network/peer/snapshot_frames.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;           // NOLINT(google-build-using-namespace)
using namespace quorate::network;  // NOLINT(google-build-using-namespace)

namespace {

void decodeAll(const Frame& frame) {
    const Bytes& body = frame.body;
    (void)decodeGreeting(body);
    (void)decodeReason(body);
    (void)raft::decodeMessage(body);
    (void)decodeSnapshotStart(body);
    (void)decodeSnapshotPiece(body);
    (void)decodeSnapshotEnd(body);
    (void)decodeSnapshotTaken(body);
    (void)decodeSnapshotStored(body);
    (void)decodeSnapshotFailure(body);
    (void)decodeLeaseQuestion(body);
    (void)decodeLeaseAnswer(body);
}

/// What comes out, joined, and how it ended.
std::string read(std::string_view stream, std::size_t pieceSize) {
    FrameReader reader;
    reader.setMaxBody(kMaxGreetingBody);
    std::string all;
    while (!stream.empty()) {
        const std::string_view piece = stream.substr(0, pieceSize);
        stream.remove_prefix(piece.size());
        const auto room = reader.room(piece.size());
        QUORATE_INVARIANT(room.size() >= piece.size(), "there is no room");
        std::memcpy(room.data(), piece.data(), piece.size());
        reader.commit(piece.size());
        while (true) {
            const auto frame = reader.next();
            if (!frame) {
                return all + frame.error().message;
            }
            if (!*frame) {
                break;
            }
            decodeAll(**frame);
            all += (*frame)->body.view();
            all.push_back(static_cast<char>((*frame)->type));
        }
    }
    return all;
}

/// Frames as they must be, around any bodies: a byte for the type, one for the length, the body.
std::string framed(std::string_view bytes) {
    std::string stream;
    appendPreface(stream);
    while (bytes.size() >= 2) {
        const auto type = static_cast<FrameType>(bytes[0]);
        const auto size =
            std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
        const std::size_t begin = beginFrame(stream);
        stream += bytes.substr(2, size);
        QUORATE_INVARIANT(endFrame(stream, begin, type), "a small frame is too large");
        bytes.remove_prefix(2 + size);
    }
    return stream;
}

}  // namespace

/// The first byte of the input says what the rest is taken for, and in which pieces it comes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    (void)PeerAddress::parse(bytes);
    const std::string stream = data[0] % 2 == 0 ? std::string(bytes) : framed(bytes);
    const std::size_t pieceSize = 1 + data[0] / 2U;
    QUORATE_INVARIANT(read(stream, stream.size() + 1) == read(stream, pieceSize),
                      "it depends on the pieces what is read");
    return 0;
}
