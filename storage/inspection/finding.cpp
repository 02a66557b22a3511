// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/finding.h"

#include <charconv>
#include <string_view>

namespace quorate::storage {

namespace {

constexpr std::string_view kAtByte = ": at byte ";

/// Takes "NAME: " from the front, where NAME has no blank.
std::string takeFile(std::string_view& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 ||
        text.substr(0, colon).find(' ') != std::string_view::npos) {
        return {};
    }
    const std::string name(text.substr(0, colon));
    text.remove_prefix(colon);
    return name;
}

/// Takes ": at byte N" from the front.
std::optional<std::uint64_t> takeOffset(std::string_view& text) {
    if (!text.starts_with(kAtByte)) {
        return std::nullopt;
    }
    const std::string_view digits = text.substr(kAtByte.size());
    std::uint64_t offset = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
    if (error != std::errc()) {
        return std::nullopt;
    }
    text = digits.substr(static_cast<std::size_t>(end - digits.data()));
    return offset;
}

/// Messages name files by their whole path.
std::string withoutRoot(std::string_view text, const std::string& root) {
    const std::string front = root + "/";
    std::string result;
    for (std::size_t at = text.find(front); at != std::string_view::npos; at = text.find(front)) {
        result.append(text.substr(0, at));
        text.remove_prefix(at + front.size());
    }
    return result.append(text);
}

}  // namespace

const char* toString(Finding::Weight weight) noexcept {
    return weight == Finding::Weight::Note ? "note" : "problem";
}

const char* adviceOn(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::IoError:
        return "look at the disk, and at whether the directory may be read, and try again";
    case ErrorCode::Busy:
        return "stop the process that has it open, and try again";
    case ErrorCode::OutOfSpace:
        return "free space on its disk, and try again";
    case ErrorCode::FailedPrecondition:
        return "use the version, and the directory, that it belongs to";
    default:
        return "`quorated repair` says whether anything of it can be saved";
    }
}

Finding findingOf(const Error& error, const std::string& root, const std::string& file) {
    Finding finding;
    const std::string message = withoutRoot(error.message, root);
    std::string_view text = message;
    // As inNodeDirectory() begins.
    if (const std::string front = "the node's directory " + root + ": "; text.starts_with(front)) {
        text.remove_prefix(front.size());
    }
    finding.file = takeFile(text);
    if (finding.file.empty()) {
        finding.file = file;
    } else {
        finding.offset = takeOffset(text);
        text.remove_prefix(text.starts_with(": ") ? 2 : 0);
    }
    finding.what = text;
    finding.advice = adviceOn(error.code);
    return finding;
}

}  // namespace quorate::storage
