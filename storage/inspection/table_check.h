// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// What is wrong with single files of the database that counts in a store's directory: each block
/// of each table, the end of each log and MANIFEST. Reads only. What it does not see, and the
/// database does, is how they fit together.
///
/// Errors name the file, and the offset where there is one.
std::vector<Error> checkTables(FileSystem& files, const std::string& storeDirectory);

}  // namespace quorate::storage
