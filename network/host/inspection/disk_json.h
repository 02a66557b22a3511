// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "network/api/json_document.h"
#include "storage/inspection/disk_question.h"

/// Answers about a disk as JSON: FORMAT.md beside this file has the members.
namespace quorate::network {

/// One object.
std::string jsonOf(const storage::DiskAnswer& answer);

/// What answers such a question. Takes any bytes; Malformed for what is none. Members that are not
/// known are passed over.
Result<storage::DiskAnswer> diskAnswerOf(JsonDocument& document,
                                         const storage::DiskQuestion& question,
                                         std::string_view body);

}  // namespace quorate::network
