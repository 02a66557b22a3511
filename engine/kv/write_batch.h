// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace quorate::kv {

/// One change of an ordered store.
struct StoreWrite {
    enum class Kind : std::uint8_t { Put, Delete };

    Kind kind{Kind::Put};
    std::string key;
    std::string value;  ///< of a Put
};

/// Changes that a store makes together or not at all, in this order. Deleting what is not there is
/// no error.
class WriteBatch {
public:
    void put(std::string key, std::string value) {
        m_writes.push_back({StoreWrite::Kind::Put, std::move(key), std::move(value)});
    }
    void erase(std::string key) {
        m_writes.push_back({StoreWrite::Kind::Delete, std::move(key), {}});
    }

    void reserve(std::size_t writes) { m_writes.reserve(writes); }
    [[nodiscard]] const std::vector<StoreWrite>& writes() const noexcept { return m_writes; }
    [[nodiscard]] bool empty() const noexcept { return m_writes.empty(); }

private:
    std::vector<StoreWrite> m_writes;
};

}  // namespace quorate::kv
