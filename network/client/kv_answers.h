// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/key_value.h"
#include "engine/kv/response.h"
#include "network/api/json_document.h"
#include "network/api/json_fields.h"
#include "network/api/kv_responses.h"

namespace quorate::network {

// etcd's answers (rpc.proto and kv.proto of version 3.4) out of JSON, as its gateway writes them.
// What nobody knows is passed over. Any bytes may be given: Malformed says what is wrong.

/// The header of an answer, which every kind of it begins with.
bool readHeader(JsonFields& fields, JsonValue value, ResponseHeader& header);

/// A key with its value, out of any answer.
bool readKeyValue(JsonFields& fields, JsonValue value, kv::KeyValue& kv);

/// The answer to a command of this kind (its index in kv::Command, which a read shares with the
/// range). Keys and values share the document's buffer.
Result<kv::Response> decodeAnswer(JsonDocument& document, std::size_t kind, std::string_view body);

}  // namespace quorate::network
