// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/memory_store.h"

#include <utility>

#include "engine/base/invariant.h"

namespace quorate::kv {

namespace {

class TreeIterator final : public StoreIterator {
public:
    explicit TreeIterator(MemoryTree::Cursor cursor) : m_cursor(std::move(cursor)) {}

    void seek(std::string_view key) override { m_cursor.seek(key); }
    void seekToLast() override { m_cursor.seekToLast(); }
    void next() override { m_cursor.next(); }
    void prev() override { m_cursor.prev(); }
    [[nodiscard]] bool valid() const override { return m_cursor.valid(); }
    [[nodiscard]] std::string_view key() const override { return m_cursor.entry().key(); }
    [[nodiscard]] std::string_view value() const override { return m_cursor.entry().value(); }
    [[nodiscard]] Result<void> status() const override { return {}; }

private:
    MemoryTree::Cursor m_cursor;
};

bool getFrom(const MemoryTree& tree, std::string_view key, std::string& value) {
    const MemoryTree::Entry* entry = tree.find(key);
    if (entry == nullptr) {
        return false;
    }
    value.assign(entry->value());
    return true;
}

class TreeView final : public StoreReader {
public:
    explicit TreeView(MemoryTree tree) : m_tree(std::move(tree)) {}

    Result<bool> get(std::string_view key, std::string& value) const override {
        return getFrom(m_tree, key, value);
    }
    [[nodiscard]] std::unique_ptr<StoreIterator> iterate() const override {
        return std::make_unique<TreeIterator>(m_tree.cursor());
    }

private:
    MemoryTree m_tree;
};

}  // namespace

class MemoryStore::Replacement final : public StoreReplacement {
public:
    explicit Replacement(MemoryStore& store) : m_store(store) {}

    Result<void> put(std::string_view key, std::string_view value) override {
        QUORATE_INVARIANT(m_tree.size() == 0 || m_last < key,
                          "new contents of a store come out of order");
        m_tree.put(key, value);
        m_last.assign(key);
        return {};
    }
    Result<void> commit() override {
        m_store.m_tree = std::move(m_tree);
        return {};
    }

private:
    MemoryStore& m_store;
    MemoryTree m_tree;
    std::string m_last;
};

Result<bool> MemoryStore::get(std::string_view key, std::string& value) const {
    return getFrom(m_tree, key, value);
}

std::unique_ptr<StoreIterator> MemoryStore::iterate() const {
    return std::make_unique<TreeIterator>(m_tree.cursor());
}

std::shared_ptr<const StoreReader> MemoryStore::view() const {
    return std::make_shared<TreeView>(m_tree);
}

Result<void> MemoryStore::write(const WriteBatch& batch) {
    for (const StoreWrite& write : batch.writes()) {
        if (write.kind == StoreWrite::Kind::Put) {
            m_tree.put(write.key, write.value);
        } else {
            m_tree.erase(write.key);
        }
    }
    return {};
}

Result<std::unique_ptr<StoreReplacement>> MemoryStore::beginReplacement() {
    return std::unique_ptr<StoreReplacement>(std::make_unique<Replacement>(*this));
}

}  // namespace quorate::kv
