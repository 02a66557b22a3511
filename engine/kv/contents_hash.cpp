// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/contents_hash.h"

#include "engine/kv/key_walk.h"
#include "engine/kv/state_hash.h"

namespace quorate::kv {

KvResult<std::uint64_t> contentsHash(const View& view, std::int64_t revision) {
    const Answer<std::int64_t> resolved = resolveRevision(view, revision);
    if (!resolved) {
        return Answer<std::uint64_t>(resolved.refusal());
    }
    StateHash hash;
    const auto walked =
        walkKeys(view, KeyInterval::everything(), resolved.value(), [&hash](const KeyView& key) {
            hash.add(key.key);
            hash.add(key.record.createRevision);
            hash.add(key.record.modRevision);
            hash.add(key.record.version);
            hash.add(key.record.lease.value);
            hash.add(key.record.value);
            return true;
        });
    if (!walked) {
        return walked.error();
    }
    return Answer<std::uint64_t>(hash.value());
}

}  // namespace quorate::kv
