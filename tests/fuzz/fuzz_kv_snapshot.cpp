// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/kv/contents_hash.h"
#include "engine/kv/history.h"
#include "engine/kv/key_space.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/snapshot_installer.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;
using namespace quorate::kv;

/// Any bytes are a snapshot or are refused, in pieces as well as whole; and where they are one,
/// reading what it holds gives an answer or an error.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view stream(reinterpret_cast<const char*>(data), size);
    MemoryStore store;
    const auto keySpace = std::move(KeySpace::open(store)).value();
    const auto whole = std::move(keySpace->beginInstall()).value();
    const bool taken = whole->feed(stream).has_value() && whole->isComplete();
    const auto pieces = std::move(keySpace->beginInstall()).value();
    bool fed = true;
    for (std::size_t at = 0; at < stream.size() && fed; at += 3) {
        fed = pieces->feed(stream.substr(at, 3)).has_value();
    }
    QUORATE_INVARIANT(taken == (fed && pieces->isComplete()), "pieces are taken otherwise");
    if (taken && pieces->commit()) {
        (void)contentsHash(keySpace->now(), 0);
        (void)contentsHash(keySpace->now(), keySpace->meta().compacted);
        HistoryQuery query;
        query.from = {keySpace->meta().compacted, 0};
        query.previousKv = true;
        (void)eventsSince(keySpace->now(), query);
        (void)keySpace->compactSome(10);
    }
    return 0;
}
