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
    NodeKeys keys;
    keys.node = node;
    keys.applied = applied;
    const auto found = kv::range(view, request);
    if (found && *found) {
        const kv::RangeResponse& response = found->value();
        keys.keyCount = static_cast<std::uint64_t>(response.count);
        for (const kv::KeyValue& each : response.kvs) {
            keys.keys.push_back(
                {each.key.toString(), each.value.toString(), each.version, each.modRevision});
        }
    }
    return keys;
}

}  // namespace quorate::gui
