// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/contents_hash.h"

#include <string>

#include "engine/kv/key_walk.h"
#include "engine/kv/lookup.h"
#include "engine/kv/state_hash.h"

namespace quorate::kv {

KvResult<std::uint64_t> contentsHash(const View& view, std::int64_t revision) {
    const Answer<std::int64_t> resolved = resolveRevision(view, revision);
    if (!resolved) {
        return Answer<std::uint64_t>(resolved.refusal());
    }
    StateHash hash;
    std::string stored;
    const auto hashKey = [&](const KeyView& key) -> Result<bool> {
        const auto put = readPut(view.reader(), key.key, key.record.change, stored);
        if (!put) {
            return put.error();
        }
        hash.add(key.key);
        hash.add(key.record.createRevision);
        hash.add(key.record.change.main);
        hash.add(key.record.version);
        hash.add(key.record.lease.value);
        hash.add(put->value);
        return true;
    };
    const auto walked = walkKeys(view, KeyInterval::everything(), resolved.value(), hashKey);
    if (!walked) {
        return walked.error();
    }
    return Answer<std::uint64_t>(hash.value());
}

}  // namespace quorate::kv
