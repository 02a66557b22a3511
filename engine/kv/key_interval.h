// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/bytes.h"

namespace quorate::kv {

/// A set of keys as etcd's requests name it: one key, [key, end), or everything from a key on.
/// A view: the bytes must outlive it.
struct KeyInterval {
    enum class Kind : std::uint8_t { Single, Bounded, Unbounded };

    Kind kind{Kind::Unbounded};
    std::string_view begin;
    std::string_view end;  ///< of Bounded only

    /// etcd's convention: no end means the single key, an end of one zero byte means "from key on".
    static KeyInterval of(std::string_view key, std::string_view rangeEnd) {
        if (rangeEnd.empty()) {
            return {Kind::Single, key, {}};
        }
        if (rangeEnd.size() == 1 && rangeEnd.front() == '\0') {
            return {Kind::Unbounded, key, {}};
        }
        return {Kind::Bounded, key, rangeEnd};
    }
    static KeyInterval of(const Bytes& key, const Bytes& rangeEnd) {
        return of(key.view(), rangeEnd.view());
    }
    static KeyInterval everything() { return {}; }

    /// Whether a key at or after `begin` still lies within.
    [[nodiscard]] bool endsAfter(std::string_view key) const {
        switch (kind) {
        case Kind::Single:
            return key == begin;
        case Kind::Bounded:
            return key < end;
        case Kind::Unbounded:
            return true;
        }
        return false;
    }
    [[nodiscard]] bool contains(std::string_view key) const {
        return key >= begin && endsAfter(key);
    }
    /// Keys are never empty, so an unbounded interval from at most one zero byte has them all.
    [[nodiscard]] bool isEverything() const {
        return kind == Kind::Unbounded &&
               (begin.empty() || (begin.size() == 1 && begin.front() == '\0'));
    }
};

}  // namespace quorate::kv
