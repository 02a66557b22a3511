// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <string>

#include "engine/base/random.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv::test {

/// What a store holds, by another way.
using Model = std::map<std::string, std::string>;

inline std::string contents(const StoreReader& reader) {
    std::string text;
    const auto iterator = reader.iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        text += std::string(iterator->key()) + "=" + std::string(iterator->value()) + " ";
    }
    return text;
}

inline std::string contents(const Model& model) {
    std::string text;
    for (const auto& [key, value] : model) {
        text += key + "=" + value + " ";
    }
    return text;
}

inline std::string contentsBackward(const StoreReader& reader) {
    std::string text;
    const auto iterator = reader.iterate();
    for (iterator->seekToLast(); iterator->valid(); iterator->prev()) {
        text = std::string(iterator->key()) + "=" + std::string(iterator->value()) + " " + text;
    }
    return text;
}

/// Mostly few different keys, so that changes meet.
inline std::string randomKey(Random& random, std::uint64_t keys) {
    const std::string digits = std::to_string(random.below(keys));
    return std::string(digits.size() % 3, 'k') + digits;
}

/// Walks about in a reader and in its model, step by step.
inline bool wandersAlike(const StoreReader& reader, const Model& model, Random& random,
                         std::uint64_t keys) {
    const auto iterator = reader.iterate();
    auto expected = model.end();
    for (int step = 0; step < 60; ++step) {
        const std::uint64_t move = random.below(10);
        if (move == 0 || expected == model.end()) {
            const std::string key = randomKey(random, keys);
            iterator->seek(key);
            expected = model.lower_bound(key);
        } else if (move == 1) {
            iterator->seekToLast();
            expected = std::prev(model.end());
        } else if (move < 6) {
            iterator->next();
            ++expected;
        } else {
            iterator->prev();
            expected = expected == model.begin() ? model.end() : std::prev(expected);
        }
        if (iterator->valid() != (expected != model.end())) {
            return false;
        }
        if (iterator->valid() &&
            (iterator->key() != expected->first || iterator->value() != expected->second)) {
            return false;
        }
    }
    return true;
}

}  // namespace quorate::kv::test
