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

/// From other bits than those that choose the set.
std::uint8_t tagOf(std::uint64_t hash) {
    return static_cast<std::uint8_t>(std::max<std::uint64_t>(hash >> 56U, 1));
}

}  // namespace

std::optional<std::size_t> RecordCache::wayOf(std::string_view key, std::uint64_t hash) const {
    const std::size_t set = setOf(hash);
    const std::uint8_t tag = tagOf(hash);
    for (std::size_t way = 0; way < kWays; ++way) {
        if (m_sets[set].tags[way] == tag && m_places[set * kWays + way].key == key) {
            return way;
        }
    }
    return std::nullopt;
}

const layout::Record* RecordCache::find(std::string_view key) const {
    if (m_sets.empty()) {
        return nullptr;
    }
    const std::uint64_t hash = hashOf(key);
    const auto way = wayOf(key, hash);
    return way ? &m_places[setOf(hash) * kWays + *way].record : nullptr;
}

/// One that is empty, or else the one that was changed longest ago.
std::size_t RecordCache::wayToUse(std::size_t set) const {
    const Set& ways = m_sets[set];
    std::size_t oldest = 0;
    for (std::size_t way = 0; way < kWays; ++way) {
        if (ways.tags[way] == 0) {
            return way;
        }
        // A clock that began anew is told by the distance.
        if (m_clock - ways.changed[way] > m_clock - ways.changed[oldest]) {
            oldest = way;
        }
    }
    return oldest;
}

void RecordCache::add(std::string key, const layout::Record& record, std::uint64_t hash,
                      std::uint32_t changed) {
    const std::size_t set = setOf(hash);
    const std::size_t way = wayToUse(set);
    m_filled += m_sets[set].tags[way] == 0 ? 1U : 0U;
    m_sets[set].tags[way] = tagOf(hash);
    m_sets[set].changed[way] = changed;
    m_places[set * kWays + way] = {std::move(key), record};
}

void RecordCache::put(std::string_view key, const layout::Record& record) {
    const std::uint64_t hash = hashOf(key);
    ++m_clock;
    if (!m_sets.empty()) {
        if (const auto way = wayOf(key, hash)) {
            const std::size_t set = setOf(hash);
            m_places[set * kWays + *way].record = record;
            m_sets[set].changed[*way] = m_clock;
            return;
        }
    }
    if (m_filled >= m_places.size() / 2 && m_places.size() < kMaxPlaces) {
        grow();
    }
    add(std::string(key), record, hash, m_clock);
}

void RecordCache::forget(std::string_view key) {
    if (m_sets.empty()) {
        return;
    }
    const std::uint64_t hash = hashOf(key);
    if (const auto way = wayOf(key, hash)) {
        const std::size_t set = setOf(hash);
        m_sets[set].tags[*way] = 0;
        m_places[set * kWays + *way] = {};
        --m_filled;
    }
}

void RecordCache::clear() {
    m_sets.clear();
    m_sets.shrink_to_fit();
    m_places.clear();
    m_places.shrink_to_fit();
    m_filled = 0;
}

void RecordCache::grow() {
    const std::size_t places = std::max(kFirstPlaces, m_places.size() * 2);
    std::vector<Set> sets(places / kWays);
    std::vector<Place> before(places);
    sets.swap(m_sets);
    before.swap(m_places);
    m_filled = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (sets[i / kWays].tags[i % kWays] != 0) {
            const std::uint64_t hash = hashOf(before[i].key);
            add(std::move(before[i].key), before[i].record, hash,
                sets[i / kWays].changed[i % kWays]);
        }
    }
}

}  // namespace quorate::kv
