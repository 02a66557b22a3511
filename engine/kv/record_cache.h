// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kv/layout.h"

namespace quorate::kv {

/// The records of keys that changed lately, so that who writes a key again need not look it up in
/// the store. It is told of every change of a key's record, so what it has is what a reader of the
/// newest state would find; what it has not, must be looked up.
///
/// A set of places for each hash, of which the older entry makes room. It grows with what it is
/// told, up to kMaxPlaces entries of some 100 bytes. It belongs to one thread.
class RecordCache {
public:
    static constexpr std::size_t kMaxPlaces = 16384;

    /// Null where the cache does not know. It lives until the next change.
    [[nodiscard]] const layout::Record* find(std::string_view key) const;
    void put(std::string_view key, const layout::Record& record);
    void forget(std::string_view key);
    void clear();

private:
    struct Place {
        std::string key;
        layout::Record record;
        std::uint64_t hash{0};
        std::uint64_t age{0};  ///< 0: nothing is here
    };
    static constexpr std::size_t kWays = 4;
    static constexpr std::size_t kFirstPlaces = 64;

    [[nodiscard]] std::size_t setOf(std::uint64_t hash) const {
        return hash % (m_places.size() / kWays) * kWays;
    }
    Place& placeFor(std::string_view key, std::uint64_t hash);
    void grow();

    std::vector<Place> m_places;
    std::size_t m_filled{0};
    std::uint64_t m_clock{0};
};

}  // namespace quorate::kv
