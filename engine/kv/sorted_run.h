// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kv/write_batch.h"

namespace quorate::kv {

/// What a run says of a key that it has.
struct RunEntry {
    std::string_view key;
    std::optional<std::string_view> value;  ///< nothing: the key was removed
};

/// The writes of a batch in the order of their keys; of several of a key the last. They live as
/// long as the batch.
[[nodiscard]] std::vector<const StoreWrite*> inOrder(const WriteBatch& batch);

/// Changes of a store in the order of their keys, each key once, in one piece of memory. It is
/// filled from the front, and shared when it is complete: then any thread may read it.
class SortedRun {
public:
    /// Of those among writes in order for which `isWanted(write)` is true.
    template <class IsWanted>
    static SortedRun of(const std::vector<const StoreWrite*>& writes, const IsWanted& isWanted) {
        SortedRun run;
        for (const StoreWrite* write : writes) {
            if (isWanted(*write)) {
                run.append(write->key, write->kind == StoreWrite::Kind::Put
                                           ? std::optional<std::string_view>(write->value)
                                           : std::nullopt);
            }
        }
        return run;
    }
    /// What all of them made, the first one first.
    static SortedRun merged(std::span<const std::shared_ptr<const SortedRun>> runs);

    /// Keys come in strictly ascending order. Nothing for the value: a removal.
    void append(std::string_view key, std::optional<std::string_view> value);

    [[nodiscard]] std::size_t size() const noexcept { return m_rows.size(); }
    [[nodiscard]] bool empty() const noexcept { return m_rows.empty(); }
    /// Of keys and values.
    [[nodiscard]] std::size_t bytes() const noexcept { return m_bytes.size(); }

    /// What it gives lives as long as the run, and until something is appended.
    [[nodiscard]] RunEntry at(std::size_t place) const {
        return {keyAt(place), m_rows[place].valueSize == kRemoved
                                  ? std::nullopt
                                  : std::optional(valueAt(m_rows[place]))};
    }
    [[nodiscard]] std::string_view keyAt(std::size_t place) const {
        const Row& row = m_rows[place];
        return {m_bytes.data() + row.begin, row.keySize};
    }
    /// The first place whose key is at or after this one; size() where there is none.
    [[nodiscard]] std::size_t lowerBound(std::string_view key) const;
    [[nodiscard]] std::optional<RunEntry> find(std::string_view key) const;

private:
    static constexpr std::uint32_t kRemoved = std::numeric_limits<std::uint32_t>::max();

    /// The value lies behind the key.
    struct Row {
        std::size_t begin{0};
        std::uint32_t keySize{0};
        std::uint32_t valueSize{0};
    };

    struct Source;
    static SortedRun joined(std::span<const std::shared_ptr<const SortedRun>> runs);
    static SortedRun sorted(std::span<const std::shared_ptr<const SortedRun>> runs);
    void addFrom(const SortedRun& run, std::size_t place);
    [[nodiscard]] std::string_view valueAt(const Row& row) const {
        return {m_bytes.data() + row.begin + row.keySize, row.valueSize};
    }

    std::string m_bytes;
    std::vector<Row> m_rows;
};

}  // namespace quorate::kv
