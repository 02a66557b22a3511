// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/leases.h"

#include <memory>
#include <string>
#include <string_view>

#include "engine/kv/layout.h"
#include "engine/kv/ordered_store.h"

namespace quorate::kv {

Result<std::optional<Lease>> findLease(const View& view, LeaseId id) {
    const std::string key = layout::leaseKey(id);
    std::string stored;
    const Result<bool> found = view.reader().get(key, stored);
    if (!found) {
        return found.error();
    }
    if (!*found) {
        return std::optional<Lease>();
    }
    const auto times = layout::parseLease(stored);
    if (!times) {
        return layout::corrupted(key);
    }
    return std::optional(Lease{id, times->ttlSeconds, times->remainingSeconds});
}

Result<std::vector<Lease>> listLeases(const View& view, LeaseId from, std::size_t limit) {
    std::vector<Lease> leases;
    const std::unique_ptr<StoreIterator> iterator = view.reader().iterate();
    for (iterator->seek(layout::leaseKey(from)); iterator->valid() && leases.size() < limit;
         iterator->next()) {
        if (iterator->key().front() != layout::kLease) {
            return leases;
        }
        const auto id = layout::parseLeaseKey(iterator->key());
        const auto times = layout::parseLease(iterator->value());
        if (!id || !times) {
            return layout::corrupted(iterator->key());
        }
        leases.push_back({*id, times->ttlSeconds, times->remainingSeconds});
    }
    if (const auto status = iterator->status(); !status) {
        return status.error();
    }
    return leases;
}

Result<std::vector<Bytes>> leaseKeys(const View& view, LeaseId id, const Bytes& after,
                                     std::size_t limit) {
    std::vector<Bytes> keys;
    const std::string prefix = layout::attachmentPrefix(id);
    const std::unique_ptr<StoreIterator> iterator = view.reader().iterate();
    for (iterator->seek(layout::attachmentKey(id, after.view()));
         iterator->valid() && keys.size() < limit; iterator->next()) {
        if (!iterator->key().starts_with(prefix)) {
            return keys;
        }
        const std::string_view key = iterator->key().substr(prefix.size());
        if (key != after.view()) {
            keys.push_back(Bytes::copyOf(key));
        }
    }
    if (const auto status = iterator->status(); !status) {
        return status.error();
    }
    return keys;
}

}  // namespace quorate::kv
