// SPDX-License-Identifier: Apache-2.0
#include "storage/active_database.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "storage/path.h"

namespace quorate::storage {

namespace {

constexpr std::string_view kFileName = "ACTIVE";
constexpr std::string_view kFirstLine = "quorate-db 1\n";
constexpr std::size_t kShortestName = 6;
constexpr std::size_t kLongestFile = 128;

std::string nameOf(std::uint64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(kShortestName - std::min(kShortestName, digits.size()), '0') + digits;
}

std::optional<std::uint64_t> numberOf(std::string_view name) {
    std::uint64_t number = 0;
    const char* end = name.data() + name.size();
    const auto [position, error] = std::from_chars(name.data(), end, number);
    if (error != std::errc() || position != end || number == 0 || nameOf(number) != name) {
        return std::nullopt;
    }
    return number;
}

/// The name is there twice, so that no flipped bit makes another one of it.
std::string contentFor(std::uint64_t number) {
    const std::string name = nameOf(number);
    return std::string(kFirstLine) + name + "\n" + name + "\n";
}

}  // namespace

std::string ActiveDatabase::pathOf(std::uint64_t number) const {
    return joinPath(m_directory, nameOf(number));
}

Result<std::optional<std::uint64_t>> ActiveDatabase::read() const {
    const std::string path = joinPath(m_directory, kFileName);
    const Result<std::string> content = readFile(m_files, path, kLongestFile);
    if (!content) {
        if (content.error().code == ErrorCode::NotFound) {
            return std::optional<std::uint64_t>();
        }
        return content.error().code == ErrorCode::TooLarge
                   ? Error(ErrorCode::Corrupted, content.error().message)
                   : content.error();
    }
    std::string_view name = *content;
    if (name.starts_with(kFirstLine)) {
        name.remove_prefix(kFirstLine.size());
        const auto number = numberOf(name.substr(0, name.find('\n')));
        if (number && *content == contentFor(*number)) {
            return number;
        }
    }
    return Error(ErrorCode::Corrupted, path + ": does not name a database, or is of another " +
                                           "version; restore it, or remove the directory to " +
                                           "have the state sent anew");
}

Result<void> ActiveDatabase::replace(std::uint64_t number) {
    return replaceFile(m_files, joinPath(m_directory, kFileName), contentFor(number));
}

Result<std::vector<std::uint64_t>> ActiveDatabase::numbers() const {
    const Result<std::vector<DirectoryEntry>> entries = m_files.list(m_directory);
    if (!entries) {
        return entries.error();
    }
    std::vector<std::uint64_t> numbers;
    for (const DirectoryEntry& entry : *entries) {
        if (const auto number = numberOf(entry.name); number && entry.isDirectory) {
            numbers.push_back(*number);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

}  // namespace quorate::storage
