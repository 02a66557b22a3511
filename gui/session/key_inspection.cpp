// SPDX-License-Identifier: Apache-2.0
#include "gui/session/key_inspection.h"

#include "engine/kv/prefix.h"
#include "engine/kv/range.h"

namespace quorate::gui {

NodeKeys keysOf(const kv::View& view, raft::NodeId node, raft::Index applied,
                const std::string& prefix, std::size_t limit) {
    kv::RangeRequest request;
    const kv::PrefixRange all = kv::rangeOfPrefix(prefix);
    request.key = Bytes::copyOf(all.key);
    request.rangeEnd = Bytes::copyOf(all.rangeEnd);
    request.limit = static_cast<std::int64_t>(limit);
    const auto found = kv::range(view, request);
    return keysOf(found && *found ? found->value() : kv::RangeResponse(), node, applied);
}

NodeKeys keysOf(const kv::RangeResponse& found, raft::NodeId node, raft::Index applied) {
    NodeKeys keys;
    keys.node = node;
    keys.applied = applied;
    keys.keyCount = static_cast<std::uint64_t>(found.count);
    for (const kv::KeyValue& each : found.kvs) {
        keys.keys.push_back(
            {each.key.toString(), each.value.toString(), each.version, each.modRevision});
    }
    return keys;
}

}  // namespace quorate::gui
