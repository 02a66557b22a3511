// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/kv/meta.h"
#include "engine/kv/ordered_store.h"

namespace quorate::storage {

/// What the records of a key space (engine/kv/FORMAT.md) amount to, all of them looked at.
struct StoreReport {
    /// Nothing where there is no such record, or none that can be read.
    std::optional<kv::Meta> meta;
    /// By the first byte of the stored key.
    std::map<char, std::uint64_t> records;
    std::uint64_t bytes{0};
    /// What does not fit, the first ones of them; `problemCount` is all.
    std::vector<std::string> problems;
    std::uint64_t problemCount{0};
    /// The store could not be read to its end.
    std::optional<Error> failure;

    [[nodiscard]] bool isSound() const noexcept { return problemCount == 0 && !failure; }
};

/// Reads every record once, in bounded memory: their order, their encodings, that revisions lie
/// within that of the key space, that keys and leases know of each other, that what the log of
/// changes says was replaced is there, and the number of keys.
StoreReport checkStore(const kv::StoreReader& store);

}  // namespace quorate::storage
