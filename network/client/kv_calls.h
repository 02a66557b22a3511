// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "network/api/kv_requests.h"

namespace quorate::network {

/// What to post where: a request of etcd's rpc.proto (version 3.4) in JSON, as its gateway takes
/// it.
struct KvCall {
    std::string path;
    std::string body;
};

/// A range is asked for as a linearizable read. InvalidArgument for what no client can ask for
/// (checkpoints of leases).
Result<KvCall> callOf(const kv::Command& command);
/// ReadLevel::Local is etcd's "serializable"; both others are not.
KvCall callOf(const ReadRequest& read);

}  // namespace quorate::network
