// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/kv/ordered_store.h"
#include "engine/kv/write_batch.h"

namespace quorate::kv {

/// A store with changes that are not written yet: later commands of one apply read what earlier
/// ones changed, and all of it becomes one batch. What is written twice goes into the batch once.
///
/// `base` must outlive it, and must not be written to until the batch is taken.
class Overlay final : public StoreReader {
public:
    explicit Overlay(const StoreReader& base) : m_base(base) {}

    /// Makes room for so many changes.
    void reserve(std::size_t changes) { m_latest.reserve(changes); }

    void put(std::string key, std::string value);
    void erase(std::string key);

    Result<bool> get(std::string_view key, std::string& value) const override;
    /// It sees the changes made behind its back, ahead of where it stands.
    [[nodiscard]] std::unique_ptr<StoreIterator> iterate() const override;

    /// The changes in the order of their keys; leaves none here.
    [[nodiscard]] WriteBatch takeBatch();

private:
    /// Nothing stands for a removal.
    using Writes = std::map<std::string, std::optional<std::string>, std::less<>>;
    struct Change {
        std::string key;
        std::optional<std::string> value;
    };
    class Layer;

    const Writes& settled() const;
    [[nodiscard]] WriteBatch takeLatest();

    const StoreReader& m_base;
    /// Most applies never read what they wrote: their changes need no more than to be sorted at the
    /// end. They come into the map when somebody looks.
    mutable std::vector<Change> m_latest;
    mutable Writes m_writes;
};

}  // namespace quorate::kv
