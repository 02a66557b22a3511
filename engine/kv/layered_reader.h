// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/kv/ordered_store.h"
#include "engine/kv/run_stack.h"

namespace quorate::kv {

/// A view of a store with runs of changes on top, the last one uppermost. It keeps both; any thread
/// that may read the base may read it.
class LayeredReader final : public StoreReader {
public:
    LayeredReader(std::shared_ptr<const StoreReader> base, SortedRuns runs);

    Result<bool> get(std::string_view key, std::string& value) const override;
    /// It keeps what it walks through.
    [[nodiscard]] std::unique_ptr<StoreIterator> iterate() const override;

private:
    std::shared_ptr<const StoreReader> m_base;
    SortedRuns m_runs;
};

}  // namespace quorate::kv
