// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/record_cache.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "engine/base/little_endian.h"
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
char tagOf(std::uint64_t hash) {
    return static_cast<char>(std::max<std::uint64_t>(hash >> 56U, 1));
}

constexpr std::uint64_t kLowBits = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = 0x8080808080808080U;

/// The high bit of each byte of the word that is the tag, and now and then of one above such a
/// byte.
std::uint64_t bytesLike(char tag, std::uint64_t word) {
    const std::uint64_t differs = word ^ (kLowBits * static_cast<unsigned char>(tag));
    return (differs - kLowBits) & ~differs & kHighBits;
}

}  // namespace

template <class Visit>
void RecordCache::visitCandidates(std::uint64_t hash, const Visit& visit) const {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    const std::size_t set = setOf(hash);
    const char* tags = m_tags[set].of.data();
    for (std::size_t way = 0; way < kWays; way += kWord) {
        std::uint64_t bits = bytesLike(tagOf(hash), loadLittleEndian<std::uint64_t>(tags + way));
        for (; bits != 0; bits &= bits - 1) {
            const auto byte = static_cast<std::size_t>(std::countr_zero(bits)) / 8;
            if (visit(set * kWays + way + byte)) {
                return;
            }
        }
    }
}

std::optional<std::size_t> RecordCache::placeOf(std::string_view key, std::uint64_t hash) const {
    std::optional<std::size_t> found;
    visitCandidates(hash, [this, key, &found](std::size_t place) {
        if (m_places[place].key == key) {
            found = place;
        }
        return found.has_value();
    });
    return found;
}

const layout::Record* RecordCache::find(std::string_view key) const {
    if (m_tags.empty()) {
        return nullptr;
    }
    const auto place = placeOf(key, hashOf(key));
    return place ? &m_places[*place].record : nullptr;
}

void RecordCache::expect(std::string_view key) const {
    if (!m_tags.empty()) {
        visitCandidates(hashOf(key), [this](std::size_t place) {
            const auto* first = reinterpret_cast<const char*>(&m_places[place]);
            __builtin_prefetch(first);
            __builtin_prefetch(first + sizeof(Place) - 1);
            // Otherwise the compiler finds that nothing is done here, and leaves it out.
            asm volatile("" ::"r"(first));
            return false;
        });
    }
}

/// One that is empty, or else the one that was changed longest ago.
std::size_t RecordCache::placeToUse(std::size_t set) const {
    std::size_t oldest = set * kWays;
    for (std::size_t way = 0; way < kWays; ++way) {
        const std::size_t place = set * kWays + way;
        if (m_tags[set].of[way] == 0) {
            return place;
        }
        // A clock that began anew is told by the distance.
        if (m_clock - m_places[place].changed > m_clock - m_places[oldest].changed) {
            oldest = place;
        }
    }
    return oldest;
}

void RecordCache::add(Place added, std::uint64_t hash) {
    const std::size_t place = placeToUse(setOf(hash));
    m_filled += tagAt(place) == 0 ? 1U : 0U;
    tagAt(place) = tagOf(hash);
    m_places[place] = std::move(added);
}

void RecordCache::put(std::string_view key, const layout::Record& record) {
    const std::uint64_t hash = hashOf(key);
    ++m_clock;
    if (!m_tags.empty()) {
        if (const auto place = placeOf(key, hash)) {
            m_places[*place].record = record;
            m_places[*place].changed = m_clock;
            return;
        }
    }
    if (m_filled >= m_places.size() / 2 && m_places.size() < kMaxPlaces) {
        grow();
    }
    add({std::string(key), record, m_clock}, hash);
}

void RecordCache::forget(std::string_view key) {
    if (m_tags.empty()) {
        return;
    }
    if (const auto place = placeOf(key, hashOf(key))) {
        tagAt(*place) = 0;
        m_places[*place] = {};
        --m_filled;
    }
}

void RecordCache::clear() {
    m_tags.clear();
    m_tags.shrink_to_fit();
    m_places.clear();
    m_places.shrink_to_fit();
    m_filled = 0;
}

void RecordCache::grow() {
    const std::size_t places = std::max(kFirstPlaces, m_places.size() * 2);
    std::vector<Tags> tags(places / kWays);
    std::vector<Place> before(places);
    tags.swap(m_tags);
    before.swap(m_places);
    m_filled = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (tags[i / kWays].of[i % kWays] != 0) {
            const std::uint64_t hash = hashOf(before[i].key);
            add(std::move(before[i]), hash);
        }
    }
}

}  // namespace quorate::kv
