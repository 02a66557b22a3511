// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/invariant.h"
#include "engine/kv/command_codec.h"
#include "engine/kv/key_space.h"
#include "engine/kv/memory_store.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;
using namespace quorate::kv;

/// Any bytes are a command or are refused; a command has one encoding; and a key space answers
/// whatever it is told, alone and in a batch, and goes on.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const Bytes bytes = Bytes::copyOf({reinterpret_cast<const char*>(data), size});
    if (const Result<Command> command = decode(bytes)) {
        const Result<Bytes> encoded = encode(*command);
        QUORATE_INVARIANT(encoded.has_value() && *encoded == bytes, "a command has two encodings");
    }
    PutRequest put;
    put.key = Bytes::copyOf("k");
    const Bytes before = encode(put).value();
    MemoryStore store;
    const auto keySpace = std::move(KeySpace::open(store)).value();
    std::vector<LogItem> items;
    for (const Bytes& payload : {before, before, bytes, bytes, before}) {
        const std::uint64_t index = items.size() + 1;
        items.push_back({{index, 1}, {1, 1, index}, LogItem::Kind::Request, payload});
    }
    QUORATE_INVARIANT(keySpace->apply(items).has_value(), "a store in memory failed");
    QUORATE_INVARIANT(keySpace->meta().applied.index == items.size(), "an entry was not applied");
    return 0;
}
