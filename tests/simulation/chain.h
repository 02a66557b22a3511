// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/raft/entry.h"
#include "engine/stage/checks/chain.h"

namespace quorate::simulation {

/// Here a hash of all entries up to one. It is also the state of the state machine that has applied
/// them.
using stage::Chain;
using stage::kEmptyChain;

/// Spreads every bit of the input over the result.
constexpr std::uint64_t scramble(std::uint64_t value) noexcept {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

/// FNV-1a, continued from `hash`.
constexpr std::uint64_t fnv(std::string_view text, std::uint64_t hash = 0xcbf29ce484222325U) {
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

/// The chain of a log with the chain `before` to which `entry` is appended.
inline Chain chainAfter(Chain before, const raft::Entry& entry) {
    std::uint64_t chain = scramble(before + 0x9e3779b97f4a7c15U);
    chain = scramble(chain ^ entry.index.value());
    chain = scramble(chain ^ entry.term.value());
    chain = scramble(chain ^ static_cast<std::uint64_t>(entry.type));
    return scramble(chain ^ fnv(entry.data.view()));
}

/// The state of a state machine as a snapshot's data, and back; kEmptyChain for anything else.
inline Bytes encodeChain(Chain chain) {
    std::string text;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        text.push_back(static_cast<char>((chain >> shift) & 0xffU));
    }
    return Bytes::copyOf(text);
}
inline Chain decodeChain(const Bytes& data) {
    if (data.size() != 8) {
        return kEmptyChain;
    }
    Chain chain = 0;
    for (std::size_t i = 8; i-- > 0;) {
        chain = (chain << 8U) | static_cast<unsigned char>(data.view()[i]);
    }
    return chain;
}

}  // namespace quorate::simulation
