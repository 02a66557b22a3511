// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "network/api/backend.h"
#include "network/api/json_document.h"
#include "network/api/kv_responses.h"

namespace quorate::network {

/// Where a node stands, as far as etcd's API has fields for it.
struct NodeStatus {
    ResponseHeader header;
    std::string version;  ///< of etcd, or of the etcd that the node behaves like
    raft::NodeId leader;  ///< as it believes
    raft::Term term;
    raft::Index committed;
    raft::Index applied;
    std::uint64_t databaseBytes{0};
    std::uint64_t databaseBytesInUse{0};
    bool isLearner{false};
    std::vector<std::string> errors;  ///< why it does not work; alarms
};

// As those of kv_answers.h. Of several URLs of a member the first counts.

Result<NodeStatus> decodeStatus(JsonDocument& document, std::string_view body);
Result<std::vector<MemberInfo>> decodeMembers(JsonDocument& document, std::string_view body);
/// The member that was added.
Result<MemberInfo> decodeAdded(JsonDocument& document, std::string_view body);
/// How long a renewed lease lives from now on, in seconds; NotFound where there is no such lease.
Result<std::int64_t> decodeKeptAlive(JsonDocument& document, std::string_view body);
/// NotFound where there is no such lease.
Result<Backend::LeaseTimes> decodeLeaseTimes(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
