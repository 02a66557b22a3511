// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/kv/key_value.h"
#include "engine/kv/layout.h"
#include "engine/kv/response.h"
#include "network/api/json_writer.h"

namespace quorate::network {

/// The header of every answer: whom it comes from, and of when it is.
struct ResponseHeader {
    std::uint64_t cluster{0};
    std::uint64_t member{0};
    std::int64_t revision{0};
    std::uint64_t term{0};
};

// etcd's messages (rpc.proto and kv.proto of version 3.4) as its gateway writes them. Those of
// several fields write members into an object that is open.

void writeHeader(JsonWriter& json, const ResponseHeader& header);
void writeKeyValue(JsonWriter& json, const kv::KeyValue& kv);
/// Likewise from the stored form, without a copy.
void writeKeyValue(JsonWriter& json, const kv::layout::Change& put);

void write(JsonWriter& json, const kv::PutResponse& response);
void write(JsonWriter& json, const kv::RangeResponse& response);
void write(JsonWriter& json, const kv::DeleteRangeResponse& response);
void write(JsonWriter& json, const kv::TxnResponse& response);
inline void write(JsonWriter& /*json*/, const kv::CompactResponse& /*response*/) {}
void write(JsonWriter& json, const kv::LeaseGrantResponse& response);
inline void write(JsonWriter& /*json*/, const kv::LeaseRevokeResponse& /*response*/) {}
inline void write(JsonWriter& /*json*/, const kv::LeaseCheckpointResponse& /*response*/) {}

/// One change, as watches tell it.
void writeEvent(JsonWriter& json, const kv::Event& event, bool withPrevious);

}  // namespace quorate::network
