// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_filter.h"

#include <string>
#include <string_view>

#include <leveldb/slice.h>

namespace quorate::storage {

namespace {

constexpr int kBitsPerKey = 10;
/// No bits, and the number of probes that is above all that LevelDB makes.
constexpr std::string_view kMaybe("\0\x1f", 2);

class TableFilter final : public leveldb::FilterPolicy {
public:
    explicit TableFilter(std::optional<char> appended)
        : m_bloom(leveldb::NewBloomFilterPolicy(kBitsPerKey)), m_appended(appended) {}

    [[nodiscard]] const char* Name() const override { return m_bloom->Name(); }

    void CreateFilter(const leveldb::Slice* keys, int count, std::string* filter) const override {
        // In the order of their keys: these two begin alike where all do.
        if (isAppended(keys[0]) && isAppended(keys[count - 1])) {
            filter->append(kMaybe);
        } else {
            m_bloom->CreateFilter(keys, count, filter);
        }
    }

    [[nodiscard]] bool KeyMayMatch(const leveldb::Slice& key,
                                   const leveldb::Slice& filter) const override {
        return m_bloom->KeyMayMatch(key, filter);
    }

private:
    [[nodiscard]] bool isAppended(const leveldb::Slice& key) const {
        return m_appended && !key.empty() && key[0] == *m_appended;
    }

    const std::unique_ptr<const leveldb::FilterPolicy> m_bloom;
    const std::optional<char> m_appended;
};

}  // namespace

std::unique_ptr<const leveldb::FilterPolicy> makeTableFilter(std::optional<char> appended) {
    return std::make_unique<TableFilter>(appended);
}

}  // namespace quorate::storage
