// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_status.h"

#include <string>

#include "engine/base/invariant.h"

namespace quorate::storage {

namespace {

/// Stands before a code, as one character from 'A' on, in the text of a status.
constexpr char kMark = '\x01';
constexpr char kFirstCode = 'A';

/// What LevelDB puts before a message of its own accord.
constexpr std::string_view kPrefixes[] = {
    "IO error: ", "NotFound: ", "Corruption: ", "Invalid argument: "};

}  // namespace

leveldb::Status toStatus(const Error& error) {
    std::string text{kMark, static_cast<char>(kFirstCode + static_cast<char>(error.code))};
    text += error.message;
    return error.code == ErrorCode::NotFound    ? leveldb::Status::NotFound(text)
           : error.code == ErrorCode::Corrupted ? leveldb::Status::Corruption(text)
                                                : leveldb::Status::IOError(text);
}

Error toError(const leveldb::Status& status, std::string_view directory) {
    QUORATE_INVARIANT(!status.ok(), "a success of LevelDB taken for an error");
    ErrorCode code = status.IsIOError() ? ErrorCode::IoError : ErrorCode::Corrupted;
    std::string text = status.ToString();
    for (const std::string_view prefix : kPrefixes) {
        if (text.compare(0, prefix.size(), prefix) == 0) {
            text.erase(0, prefix.size());
            break;
        }
    }
    const std::size_t mark = text.find(kMark);
    if (mark != std::string::npos && mark + 1 < text.size()) {
        // A file that is missing within a database is damage of the database.
        const auto given = static_cast<ErrorCode>(text[mark + 1] - kFirstCode);
        code = given == ErrorCode::NotFound || status.IsCorruption() ? ErrorCode::Corrupted : given;
        text.erase(mark, 2);
    }
    if (text.find(directory) == std::string::npos) {
        text = std::string(directory) + ": LevelDB: " + text;
    }
    return {code, text};
}

}  // namespace quorate::storage
