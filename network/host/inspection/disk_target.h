// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "storage/inspection/disk_question.h"

/// Questions about a disk as what a client port is asked: FORMAT.md beside this file has the paths.
namespace quorate::network {

/// "/inspect/keys?prefix=user%2F&limit=100".
std::string targetOf(const storage::DiskQuestion& question);

/// Takes any bytes. NotFound for a path that is none of them, InvalidArgument, with the name, for a
/// parameter that makes no sense there.
Result<storage::DiskQuestion> questionOf(std::string_view path, std::string_view query);

}  // namespace quorate::network
