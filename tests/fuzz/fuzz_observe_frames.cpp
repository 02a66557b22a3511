// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/invariant.h"
#include "engine/base/little_endian.h"
#include "engine/observe/recording.h"
#include "network/observation/observe_frames.h"
#include "network/peer/checksum.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;           // NOLINT(google-build-using-namespace)
using namespace quorate::network;  // NOLINT(google-build-using-namespace)

namespace {

/// What comes out, as text, and how it ended.
std::string read(std::string_view stream, std::size_t pieceSize) {
    ObserveFrameReader reader;
    observe::Recording recording;
    std::string all;
    while (!stream.empty()) {
        std::string_view piece = stream.substr(0, pieceSize);
        stream.remove_prefix(piece.size());
        while (true) {
            const auto frame = reader.take(piece);
            if (!frame) {
                return all + frame.error().message;
            }
            if (!*frame) {
                break;
            }
            all += std::to_string((*frame)->index());
            if (const auto* events = std::get_if<observe::Published>(&**frame)) {
                all += std::to_string(events->chunks.front().size());
                // Whatever its bodies are.
                static_cast<void>(recording.append(*events));
            }
        }
    }
    return all;
}

/// Frames with checksums that are right, around any payloads: a byte for the type, one for the
/// length, the payload.
std::string framed(std::string_view bytes) {
    std::string stream;
    appendFrame(ObserveHello(), stream);
    while (bytes.size() >= 2) {
        const auto size =
            std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
        std::string head(kObserveHeadSize, '\0');
        storeLittleEndian(head.data(), static_cast<std::uint32_t>(size));
        head[4] = bytes[0];
        const std::string_view payload = bytes.substr(2, size);
        storeLittleEndian(head.data() + 8,
                          crc32c(payload, crc32c(std::string_view(head).substr(0, 8))));
        stream += head;
        stream += payload;
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
    const std::string stream = data[0] % 2 == 0 ? std::string(bytes) : framed(bytes);
    const std::size_t pieceSize = 1 + data[0] / 2U;
    QUORATE_INVARIANT(read(stream, stream.size() + 1) == read(stream, pieceSize),
                      "it depends on the pieces what is read");
    return 0;
}
