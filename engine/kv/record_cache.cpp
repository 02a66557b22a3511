// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/record_cache.h"

#include <algorithm>
#include <utility>

#include "engine/kv/state_hash.h"

namespace quorate::kv {

namespace {

/// One word more, for the low bits to depend on all of the last one, too.
std::uint64_t hashOf(std::string_view key) {
    StateHash hash;
    hash.add(key);
    hash.add(std::uint64_t{0});
    return hash.value();
}

}  // namespace

const layout::Record* RecordCache::find(std::string_view key) const {
    if (m_places.empty()) {
        return nullptr;
    }
    const std::uint64_t hash = hashOf(key);
    const std::size_t set = setOf(hash);
    for (std::size_t i = set; i < set + kWays; ++i) {
        const Place& place = m_places[i];
        if (place.age != 0 && place.hash == hash && place.key == key) {
            return &place.record;
        }
    }
    return nullptr;
}

/// Where the key is, or else the one of its places that is empty or was written longest ago.
RecordCache::Place& RecordCache::placeFor(std::string_view key, std::uint64_t hash) {
    const std::size_t set = setOf(hash);
    Place* oldest = &m_places[set];
    for (std::size_t i = set; i < set + kWays; ++i) {
        Place& place = m_places[i];
        if (place.age != 0 && place.hash == hash && place.key == key) {
            return place;
        }
        if (place.age < oldest->age) {
            oldest = &place;
        }
    }
    return *oldest;
}

void RecordCache::put(std::string_view key, const layout::Record& record) {
    if (m_filled >= m_places.size() / 2 && m_places.size() < kMaxPlaces) {
        grow();
    }
    const std::uint64_t hash = hashOf(key);
    Place& place = placeFor(key, hash);
    m_filled += place.age == 0 ? 1 : 0;
    place.key.assign(key);
    place.record = record;
    place.hash = hash;
    place.age = ++m_clock;
}

void RecordCache::forget(std::string_view key) {
    if (m_places.empty()) {
        return;
    }
    Place& place = placeFor(key, hashOf(key));
    if (place.age != 0 && place.key == key) {
        place = {};
        --m_filled;
    }
}

void RecordCache::clear() {
    m_places.clear();
    m_places.shrink_to_fit();
    m_filled = 0;
}

void RecordCache::grow() {
    std::vector<Place> before(std::max(kFirstPlaces, m_places.size() * 2));
    before.swap(m_places);
    m_filled = 0;
    for (Place& place : before) {
        if (place.age != 0) {
            Place& moved = placeFor(place.key, place.hash);
            m_filled += moved.age == 0 ? 1 : 0;
            moved = std::move(place);
        }
    }
}

}  // namespace quorate::kv
