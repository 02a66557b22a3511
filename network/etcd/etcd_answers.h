// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "network/api/json_document.h"
#include "network/etcd/etcd_look.h"

namespace quorate::network {

// etcd's answers about itself out of JSON: rpc.proto of versions 3.4 to 3.6 as its gateway writes
// it, and the pages /version and /health. What nobody knows is passed over. Any bytes may be given:
// Malformed says what is wrong.

Result<EtcdStatus> decodeEtcdStatus(JsonDocument& document, std::string_view body);
Result<std::vector<EtcdMember>> decodeEtcdMembers(JsonDocument& document, std::string_view body);
Result<std::vector<EtcdAlarm>> decodeEtcdAlarms(JsonDocument& document, std::string_view body);
/// Malformed where it is not etcd's.
Result<EtcdVersion> decodeEtcdVersion(JsonDocument& document, std::string_view body);
Result<EtcdHealth> decodeEtcdHealth(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
