// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/invariant.h"
#include "tests/fuzz/fuzz_target.h"

using quorate::Bytes;

/// Slices of slices of the input are the same parts of it, however far out they are asked for. The
/// first bytes of the input are the offsets and lengths.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kSlices = 4;
    if (size < 2 * kSlices) {
        return 0;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::string_view expected = text;
    Bytes bytes = Bytes::copyOf(text);
    for (std::size_t i = 0; i < kSlices; ++i) {
        const std::size_t offset = data[2 * i];
        const std::size_t length = data[2 * i + 1];
        bytes = bytes.slice(offset, length);
        expected = offset < expected.size() ? expected.substr(offset, length) : std::string_view();
        QUORATE_INVARIANT(bytes.view() == expected, "a slice is another part of the text");
    }
    return 0;
}
