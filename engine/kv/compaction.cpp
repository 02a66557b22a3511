// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "engine/kv/key_space.h"
#include "engine/kv/layout.h"

namespace quorate::kv {

// Whatever a change before the compacted revision replaced was last readable before that revision,
// too; so the log of changes says what can go: the put of that, its record under kReplaced, and a
// delete itself. Each change is looked at once. A put stays until the change that replaces it goes
// by, so what is left of the changes before the compacted revision are the values still held at it.
// The changes of that revision itself stay: a watch may start there.

namespace {

/// No step reads much more: changes have their values with them.
constexpr std::size_t kStepBytes = std::size_t{4} << 20U;

}  // namespace

Result<bool> KeySpace::compactSome(std::size_t maxChanges) {
    if (m_failure) {
        return *m_failure;
    }
    Meta meta = m_meta;
    const Revision end{meta.compacted < 0 ? 0 : meta.compacted, 0};
    if (!(meta.reclaimed < end)) {
        return false;
    }
    WriteBatch batch;
    std::unique_ptr<StoreIterator> changes = m_store.iterate();
    changes->seek(layout::changeKey(meta.reclaimed));
    meta.reclaimed = end;
    std::size_t bytes = 0;
    for (std::size_t i = 0; changes->valid() && changes->key().front() == layout::kChange;
         ++i, changes->next()) {
        const auto change = layout::parseChange(changes->key(), changes->value());
        if (!change) {
            return fail(layout::corrupted(changes->key()));
        }
        const Revision revision = change->record.change;
        if (!(revision < end)) {
            break;
        }
        if (i == std::max<std::size_t>(maxChanges, 1) || bytes >= kStepBytes) {
            meta.reclaimed = revision;
            break;
        }
        bytes += changes->value().size();
        if (change->replaced) {
            batch.erase(layout::changeKey(*change->replaced));
        }
        if (change->isIndexed) {
            batch.erase(layout::replacedKey(change->key, revision));
        }
        if (change->kind == EventKind::Delete) {
            batch.erase(layout::changeKey(revision));
        }
    }
    if (const auto status = changes->status(); !status) {
        return fail(status.error());
    }
    changes.reset();  // lets a store that copies on write change in place
    batch.put(metaKey(), metaValue(meta));
    if (const auto written = m_store.write(batch); !written) {
        return fail(written.error());
    }
    m_meta = meta;
    return m_meta.reclaimed < end;
}

}  // namespace quorate::kv
