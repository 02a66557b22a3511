// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kv/layout.h"

namespace quorate::kv {

/// The records of keys that changed lately, so that who writes a key again need not look it up in
/// the store. It is told of every change of a key's record, so what it has is what a reader of the
/// newest state would find; what it has not, must be looked up.
///
/// A set of places for each hash, of which the older entry makes room. What says where to look lies
/// apart from the entries, so that a look touches little memory. It grows with what it is told, up
/// to kMaxPlaces entries of some 80 bytes. It belongs to one thread.
///
/// Nearly all of what a look costs is waiting for memory: who knows what it will look for says so.
class RecordCache {
public:
    static constexpr std::size_t kMaxPlaces = 65536;

    /// Null where the cache does not know. It lives until the next change.
    [[nodiscard]] const layout::Record* find(std::string_view key) const;
    void put(std::string_view key, const layout::Record& record);
    void forget(std::string_view key);
    void clear();
    /// find() will be asked for the key soon: has the processor fetch what it needs.
    void expect(std::string_view key) const;

private:
    /// So many that hardly any set is too small while the cache has room for all.
    static constexpr std::size_t kWays = 16;
    static constexpr std::size_t kFirstPlaces = 64;

    struct Place {
        std::string key;
        layout::Record record;
        std::uint32_t changed{0};  ///< when, by the clock
    };
    /// Of the hashes in a set; 0: nothing is here. Within one line of the processor's cache.
    struct alignas(kWays) Tags {
        std::array<char, kWays> of{};
    };

    [[nodiscard]] std::size_t setOf(std::uint64_t hash) const { return hash & (m_tags.size() - 1); }
    /// Calls `visit(place)` with each place where the key may be, until one is it.
    template <class Visit>
    void visitCandidates(std::uint64_t hash, const Visit& visit) const;
    [[nodiscard]] std::optional<std::size_t> placeOf(std::string_view key,
                                                     std::uint64_t hash) const;
    [[nodiscard]] std::size_t placeToUse(std::size_t set) const;
    [[nodiscard]] char& tagAt(std::size_t place) { return m_tags[place / kWays].of[place % kWays]; }
    void add(Place added, std::uint64_t hash);
    void grow();

    std::vector<Tags> m_tags;     ///< of the sets, whose number is a power of two
    std::vector<Place> m_places;  ///< kWays for each set
    std::size_t m_filled{0};
    std::uint32_t m_clock{0};
};

}  // namespace quorate::kv
