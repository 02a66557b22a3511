// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/result.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// Do the write-ahead logs of a LevelDB database, which is not open, go on where its tables end?
/// LevelDB does not ask: where a log is missing, or the last record of the MANIFEST is broken, it
/// leaves out writes in the middle.
///
/// Every batch in a log begins with the number of its first write; the MANIFEST says which logs
/// count and up to which write they must begin. Corrupted, naming the log before which writes are
/// missing. What else is wrong with the files is left to LevelDB to say.
Result<void> checkContinuity(FileSystem& files, const std::string& directory);

}  // namespace quorate::storage
