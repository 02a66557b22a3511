// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "network/api/kv_requests.h"

namespace quorate::network {

// etcd's other messages (rpc.proto of version 3.4), decoded as those of kv_requests.h are.

struct EmptyRequest {};
/// The messages without fields: their body must be an object all the same.
Decoded<EmptyRequest> decodeEmpty(JsonDocument& document, std::string_view body);

struct LeaseRequest {
    kv::LeaseId id;
    bool keys{false};
};
/// LeaseRevokeRequest and LeaseTimeToLiveRequest.
Decoded<LeaseRequest> decodeLease(JsonDocument& document, std::string_view body);
/// One LeaseKeepAliveRequest after the other.
Decoded<std::vector<kv::LeaseId>> decodeKeepAlives(JsonDocument& document, std::string_view body);

struct MemberRequest {
    std::uint64_t id{0};
    std::vector<std::string> peerUrls;
    bool isLearner{false};
};
/// MemberAdd, MemberRemove, MemberUpdate, MemberPromote.
Decoded<MemberRequest> decodeMember(JsonDocument& document, std::string_view body);

/// MoveLeaderRequest.
Decoded<std::uint64_t> decodeMoveLeader(JsonDocument& document, std::string_view body);

enum class AlarmAction : std::uint8_t { Get, Activate, Deactivate };
Decoded<AlarmAction> decodeAlarm(JsonDocument& document, std::string_view body);

/// One of the messages that a client sends on a stream of watches.
struct WatchRequest {
    enum class Kind : std::uint8_t { Nothing, Create, Cancel, Progress };
    Kind kind{Kind::Nothing};
    std::int64_t watchId{0};
    std::string key;
    std::string rangeEnd;
    std::int64_t startRevision{0};
    bool progressNotify{false};
    bool previousKv{false};
    bool fragment{false};
    bool noPut{false};
    bool noDelete{false};
};
Decoded<std::vector<WatchRequest>> decodeWatches(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
