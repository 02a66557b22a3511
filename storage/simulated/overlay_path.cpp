// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/overlay_path.h"

#include <algorithm>

namespace quorate::storage {

namespace {

std::vector<std::string_view> namesOf(std::string_view path) {
    std::vector<std::string_view> names;
    while (!path.empty()) {
        const std::size_t length = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, length);
        if (!name.empty() && name != ".") {
            names.push_back(name);
        }
        path.remove_prefix(std::min(length + 1, path.size()));
    }
    return names;
}

bool isAbsolute(std::string_view path) {
    return path.starts_with('/');
}

}  // namespace

OverlayPath overlayPath(std::string_view directory, std::string_view path) {
    using Kind = OverlayPath::Kind;
    std::vector<std::string_view> names = namesOf(path);
    if (directory.empty()) {
        return {std::find(names.begin(), names.end(), "..") == names.end() ? Kind::Within
                                                                           : Kind::Outside,
                std::move(names)};
    }
    // The directory itself may be named with "..", as it was given.
    const std::vector<std::string_view> base = namesOf(directory);
    const std::size_t common = std::min(base.size(), names.size());
    if (isAbsolute(directory) != isAbsolute(path) ||
        !std::equal(base.begin(), base.begin() + static_cast<std::ptrdiff_t>(common),
                    names.begin())) {
        return {Kind::Outside, {}};
    }
    if (names.size() < base.size()) {
        return {Kind::Above, {}};
    }
    names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(base.size()));
    if (std::find(names.begin(), names.end(), "..") != names.end()) {
        return {Kind::Outside, {}};
    }
    return {Kind::Within, std::move(names)};
}

}  // namespace quorate::storage
