// SPDX-License-Identifier: Apache-2.0
#include "storage/node_directory_layout.h"

#include "storage/path.h"

namespace quorate::storage {

namespace {

const char* adviceOn(ErrorCode code) {
    switch (code) {
    case ErrorCode::OutOfSpace:
        return "; free space on its disk, and try again";
    case ErrorCode::IoError:
        return "; look at the disk, and at whether the directory may be read and written, and try "
               "again";
    case ErrorCode::Busy:
        return "; stop the process that has it open, or choose another directory";
    case ErrorCode::Corrupted:
        return "; keep the directory, remove the member from the cluster, and add it again under "
               "a new id with a new directory";
    default:
        return "";
    }
}

}  // namespace

Error inNodeDirectory(const std::string& path, const Error& error) {
    return {error.code,
            "the node's directory " + path + ": " + error.message + adviceOn(error.code)};
}

Result<std::unique_ptr<FileLock>> lockNodeDirectory(FileSystem& files, const std::string& path) {
    return files.lock(joinPath(path, kLockName));
}

}  // namespace quorate::storage
