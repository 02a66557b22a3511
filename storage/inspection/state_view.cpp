// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/state_view.h"

#include <string>

#include "engine/kv/lookup.h"
#include "storage/node_directory_layout.h"

namespace quorate::storage {

Result<std::unique_ptr<StateView>> StateView::open(const DirectoryView& view) {
    if (!view.isQuiet()) {
        return Error(
            ErrorCode::FailedPrecondition,
            view.lock() == DirectoryView::Lock::Held
                ? "a node runs here, so its state is not opened: stop the node first"
                : "a node may run here, so its state is not opened: " + view.lockError()->message);
    }
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    std::unique_ptr<StateView> state(new StateView(view));
    auto store = LevelDbStore::open(state->m_scratch.files(), view.pathOf(kStoreName), {},
                                    LevelDbStore::Missing::Refused);
    if (!store) {
        return store.error();
    }
    state->m_store = std::move(store).value();
    return state;
}

Result<kv::Meta> StateView::meta() const {
    std::string stored;
    const auto found = m_store->get(kv::metaKey(), stored);
    if (!found) {
        return found.error();
    }
    if (!*found) {
        return kv::Meta();
    }
    return kv::decodeMeta(stored);
}

Result<void> StateView::visitKeys(std::string_view prefix, const StoredKeyVisitor& visitor) const {
    const std::string begin = kv::layout::currentKey(prefix);
    std::string stored;
    const auto iterator = m_store->iterate();
    for (iterator->seek(begin); iterator->valid() && iterator->key().starts_with(begin);
         iterator->next()) {
        const auto record = kv::layout::parseRecord(iterator->value());
        const Result<kv::layout::Change> put =
            record ? kv::readPut(*m_store, iterator->key().substr(1), record->change, stored)
                   : kv::layout::corrupted(iterator->key());
        if (!visitor(put)) {
            break;
        }
    }
    return iterator->status();
}

}  // namespace quorate::storage
