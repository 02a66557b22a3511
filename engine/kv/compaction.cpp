// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "engine/kv/key_space.h"
#include "engine/kv/layout.h"

namespace quorate::kv {

// Whatever a change before the compacted revision replaced was last readable before that revision,
// too; so the log of changes says what can go, each change is looked at once, and what is left
// needs no looking at. The changes of the compacted revision itself stay: a watch may start there.

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
    for (std::size_t i = 0; changes->valid() && changes->key().front() == layout::kChange;
         ++i, changes->next()) {
        const auto revision = layout::parseChangeKey(changes->key());
        const auto change = layout::parseChange(changes->value());
        if (!revision || !change) {
            return fail(layout::corrupted(changes->key()));
        }
        if (!(*revision < end)) {
            break;
        }
        if (i == std::max<std::size_t>(maxChanges, 1)) {
            meta.reclaimed = *revision;
            break;
        }
        batch.erase(std::string(changes->key()));
        if (change->replaced) {
            batch.erase(layout::replacedKey(change->key, *revision));
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
