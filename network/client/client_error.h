// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/base/error.h"
#include "engine/kv/kv_error.h"
#include "network/api/json_document.h"
#include "network/client/answer_parser.h"

namespace quorate::network {

/// What an answer that is no 2xx means. The code is the one that the node had, where it is a
/// Quorate node and says so in Quorate-Error; else it follows from gRPC's code in the body, by
/// which etcd tells, and is Unknown wherever the request may have been done all the same.
Error errorOf(JsonDocument& document, const HttpAnswer& answer);

/// The refusal of the key space that an error tells, if it is one.
std::optional<kv::KvError> refusalOf(const Error& error);

}  // namespace quorate::network
