// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/response.h"

namespace quorate::stage {

/// Appends the bytes of a response, as FORMAT.md describes them.
void encodeResponse(const kv::Response& response, std::string& out);

/// The response that `bytes` hold; its keys and values share their buffer. Malformed, with the
/// offset, for anything else.
Result<kv::Response> decodeResponse(const Bytes& bytes);

}  // namespace quorate::stage
