// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/content_sum.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "engine/kv/state_hash.h"

namespace quorate::observe {

namespace {

constexpr std::size_t kPart = 32;

std::uint64_t contentHash(const raft::Entry& entry) noexcept {
    const std::string_view payload = entry.data.view();
    const std::size_t tail = std::min(kPart, payload.size() - std::min(kPart, payload.size()));
    kv::StateHash hash;
    hash.add(entry.index.value());
    hash.add(entry.term.value());
    hash.add(static_cast<std::uint64_t>(entry.type));
    hash.add(static_cast<std::uint64_t>(payload.size()));
    hash.add(payload.substr(0, kPart));
    hash.add(payload.substr(payload.size() - tail));
    return hash.value();
}

}  // namespace

std::uint64_t contentSum(raft::EntrySpan entries) noexcept {
    std::uint64_t sum = 0;
    for (const raft::Entry& entry : entries) {
        sum += contentHash(entry);
    }
    return sum;
}

}  // namespace quorate::observe
