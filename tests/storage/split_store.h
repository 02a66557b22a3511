// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "engine/kv/layout.h"
#include "storage/leveldb_store.h"

namespace quorate::storage {

/// A store that breaks its promise: where the key space stands, the applied index with it, goes out
/// in a batch of its own behind the rest.
class SplitStore final : public kv::OrderedStore {
public:
    static Result<std::unique_ptr<kv::OrderedStore>> open(FileSystem& files,
                                                          const std::string& directory,
                                                          const LevelDbOptions& options) {
        auto store = LevelDbStore::open(files, directory, options);
        if (!store) {
            return store.error();
        }
        return std::unique_ptr<kv::OrderedStore>(
            std::make_unique<SplitStore>(std::move(store).value()));
    }
    explicit SplitStore(std::unique_ptr<kv::OrderedStore> store) : m_store(std::move(store)) {}

    Result<bool> get(std::string_view key, std::string& value) const override {
        return m_store->get(key, value);
    }
    [[nodiscard]] std::unique_ptr<kv::StoreIterator> iterate() const override {
        return m_store->iterate();
    }
    [[nodiscard]] std::shared_ptr<const kv::StoreReader> view() const override {
        return m_store->view();
    }
    Result<void> write(const kv::WriteBatch& batch) override {
        kv::WriteBatch contents;
        kv::WriteBatch meta;
        for (const kv::StoreWrite& write : batch.writes()) {
            kv::WriteBatch& part =
                !write.key.empty() && write.key[0] == kv::layout::kMeta ? meta : contents;
            if (write.kind == kv::StoreWrite::Kind::Put) {
                part.put(write.key, write.value);
            } else {
                part.erase(write.key);
            }
        }
        auto written = m_store->write(contents);
        if (written) {
            written = m_store->sync();  // or else the store may put both together again
        }
        return written ? m_store->write(meta) : written;
    }
    Result<void> sync() override { return m_store->sync(); }
    Result<std::unique_ptr<kv::StoreReplacement>> beginReplacement() override {
        return m_store->beginReplacement();
    }

private:
    std::unique_ptr<kv::OrderedStore> m_store;
};

}  // namespace quorate::storage
