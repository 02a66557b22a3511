// SPDX-License-Identifier: Apache-2.0
#include "gui/session/key_inspection.h"

#include "engine/kv/range.h"

namespace quorate::gui {

NodeKeys keysOf(const kv::View& view, raft::NodeId node, raft::Index applied,
                const std::string& prefix, std::size_t limit) {
    kv::RangeRequest request;
    request.key = Bytes::copyOf(prefix.empty() ? std::string(1, '\0') : prefix);
    std::string end = prefix;
    while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) {
        end.pop_back();
    }
    if (end.empty()) {
        end.assign(1, '\0');  // to the end of all keys
    } else {
        end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    }
    request.rangeEnd = Bytes::copyOf(end);
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
