// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/sorted_run.h"

#include <algorithm>
#include <cstddef>

#include "engine/base/invariant.h"

namespace quorate::kv {

std::vector<const StoreWrite*> inOrder(const WriteBatch& batch) {
    std::vector<const StoreWrite*> writes;
    writes.reserve(batch.writes().size());
    bool isInOrder = true;
    for (const StoreWrite& write : batch.writes()) {
        isInOrder = isInOrder && (writes.empty() || writes.back()->key < write.key);
        writes.push_back(&write);
    }
    if (!isInOrder) {
        std::stable_sort(writes.begin(), writes.end(),
                         [](const auto* a, const auto* b) { return a->key < b->key; });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < writes.size(); ++i) {
            if (i + 1 == writes.size() || writes[i]->key != writes[i + 1]->key) {
                writes[kept++] = writes[i];
            }
        }
        writes.resize(kept);
    }
    return writes;
}

/// Where a row is that is to be in a merged run.
struct SortedRun::Source {
    std::string_view key;
    const SortedRun* run{nullptr};
    std::size_t place{0};
};

SortedRun SortedRun::merged(std::span<const std::shared_ptr<const SortedRun>> runs) {
    const auto overlap = [](const auto& before, const auto& after) {
        return before->empty() || after->empty() ||
               before->keyAt(before->size() - 1) >= after->keyAt(0);
    };
    return std::adjacent_find(runs.begin(), runs.end(), overlap) == runs.end() ? joined(runs)
                                                                               : sorted(runs);
}

/// Of runs each of which is behind the one before.
SortedRun SortedRun::joined(std::span<const std::shared_ptr<const SortedRun>> runs) {
    SortedRun all;
    std::size_t bytes = 0;
    std::size_t rows = 0;
    for (const auto& run : runs) {
        bytes += run->bytes();
        rows += run->size();
    }
    all.m_bytes.reserve(bytes);
    all.m_rows.reserve(rows);
    for (const auto& run : runs) {
        const std::size_t begin = all.m_bytes.size();
        all.m_bytes += run->m_bytes;
        for (Row row : run->m_rows) {
            row.begin += begin;
            all.m_rows.push_back(row);
        }
    }
    return all;
}

SortedRun SortedRun::sorted(std::span<const std::shared_ptr<const SortedRun>> runs) {
    std::vector<Source> sources;
    std::vector<std::size_t> ends{0};
    std::size_t bytes = 0;
    for (const auto& run : runs) {
        for (std::size_t place = 0; place < run->size(); ++place) {
            sources.push_back({run->keyAt(place), run.get(), place});
        }
        ends.push_back(sources.size());
        bytes += run->bytes();
    }
    // Neighbours by twos, so that what moves often is not the rows. Of equal keys the older one
    // stays in front.
    std::vector<Source> merged(sources.size());
    while (ends.size() > 2) {
        std::vector<std::size_t> mergedEnds{0};
        for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
            const std::size_t end = ends[std::min(i + 2, ends.size() - 1)];
            const auto at = [&sources](std::size_t place) {
                return sources.begin() + static_cast<std::ptrdiff_t>(place);
            };
            std::merge(at(ends[i]), at(ends[i + 1]), at(ends[i + 1]), at(end),
                       merged.begin() + static_cast<std::ptrdiff_t>(ends[i]),
                       [](const Source& a, const Source& b) { return a.key < b.key; });
            mergedEnds.push_back(end);
        }
        sources.swap(merged);
        ends.swap(mergedEnds);
    }
    SortedRun all;
    all.m_bytes.reserve(bytes);
    all.m_rows.reserve(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (i + 1 == sources.size() || sources[i].key != sources[i + 1].key) {
            all.addFrom(*sources[i].run, sources[i].place);
        }
    }
    return all;
}

void SortedRun::append(std::string_view key, std::optional<std::string_view> value) {
    QUORATE_INVARIANT(m_rows.empty() || keyAt(m_rows.size() - 1) < key,
                      "changes come to a sorted run out of order");
    QUORATE_INVARIANT(key.size() < kRemoved && (!value || value->size() < kRemoved),
                      "a sorted run is given more than it can hold in one place");
    m_rows.push_back({m_bytes.size(), static_cast<std::uint32_t>(key.size()),
                      value ? static_cast<std::uint32_t>(value->size()) : kRemoved});
    m_bytes.append(key);
    if (value) {
        m_bytes.append(*value);
    }
}

void SortedRun::addFrom(const SortedRun& run, std::size_t place) {
    const Row& row = run.m_rows[place];
    const std::size_t size = row.keySize + (row.valueSize == kRemoved ? 0 : row.valueSize);
    m_rows.push_back({m_bytes.size(), row.keySize, row.valueSize});
    m_bytes.append(run.m_bytes, row.begin, size);
}

std::size_t SortedRun::lowerBound(std::string_view key) const {
    std::size_t first = 0;
    std::size_t count = m_rows.size();
    while (count > 0) {
        const std::size_t half = count / 2;
        if (keyAt(first + half) < key) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return first;
}

std::optional<RunEntry> SortedRun::find(std::string_view key) const {
    const std::size_t place = lowerBound(key);
    return place < size() && keyAt(place) == key ? std::optional(at(place)) : std::nullopt;
}

}  // namespace quorate::kv
