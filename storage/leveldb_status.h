// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <leveldb/status.h>

#include "engine/base/error.h"

namespace quorate::storage {

/// An error of the file system on its way through LevelDB, which knows fewer kinds of them. The
/// code travels in the message, and toError() finds it there.
leveldb::Status toStatus(const Error& error);

/// What LevelDB says of the database in `directory`, which must not be ok: the code that the file
/// system gave, otherwise Corrupted or IoError. The message names the directory or a file in it.
Error toError(const leveldb::Status& status, std::string_view directory);

}  // namespace quorate::storage
