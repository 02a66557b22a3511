// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/kv/memory_tree.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv {

/// An ordered store that lives in memory and is gone with it. Nothing here fails. A view costs one
/// reference count, whatever the size, and the memory of what is changed while it lives.
///
/// The store, its views and its iterators belong to one thread. Views and iterators may outlive it.
class MemoryStore final : public OrderedStore {
public:
    MemoryStore() = default;
    explicit MemoryStore(MemoryTree contents) : m_tree(std::move(contents)) {}

    Result<bool> get(std::string_view key, std::string& value) const override;
    [[nodiscard]] std::unique_ptr<StoreIterator> iterate() const override;
    [[nodiscard]] std::shared_ptr<const StoreReader> view() const override;
    Result<void> write(const WriteBatch& batch) override;
    Result<void> sync() override { return {}; }
    Result<std::unique_ptr<StoreReplacement>> beginReplacement() override;

    /// All that it holds; a copy costs next to nothing. (A simulated disk keeps what a crash
    /// leaves.)
    [[nodiscard]] const MemoryTree& contents() const noexcept { return m_tree; }
    [[nodiscard]] std::size_t size() const noexcept { return m_tree.size(); }

private:
    class Replacement;

    MemoryTree m_tree;
};

}  // namespace quorate::kv
