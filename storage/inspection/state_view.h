// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/layout.h"
#include "engine/kv/meta.h"
#include "engine/kv/ordered_store.h"
#include "storage/inspection/directory_view.h"
#include "storage/leveldb_store.h"

namespace quorate::storage {

/// Called for each key, in order, with the put that it has its value from, or with what is wrong
/// with the key. What it is given lives during the call. False ends the visit.
using StoredKeyVisitor = std::function<bool(const Result<kv::layout::Change>& put)>;

/// The state of a node, opened on a copy in memory. The view must outlive it.
class StateView {
public:
    /// FailedPrecondition where a node runs or may run, NotFound where there is no state; what
    /// LevelDB says of a broken one.
    static Result<std::unique_ptr<StateView>> open(const DirectoryView& view);

    [[nodiscard]] const kv::StoreReader& reader() const noexcept { return *m_store; }
    /// Of a state in which nothing happened yet, what that stands for.
    [[nodiscard]] Result<kv::Meta> meta() const;

    [[nodiscard]] std::vector<StoreLevels> levels() const { return m_store->levels(); }

    /// The keys that begin like this, one at a time.
    Result<void> visitKeys(std::string_view prefix, const StoredKeyVisitor& visitor) const;

private:
    explicit StateView(const DirectoryView& view) : m_scratch(view.files(), view.path()) {}

    ScratchDirectory m_scratch;
    std::unique_ptr<LevelDbStore> m_store;
};

}  // namespace quorate::storage
