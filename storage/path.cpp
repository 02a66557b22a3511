// SPDX-License-Identifier: Apache-2.0
#include "storage/path.h"

namespace quorate::storage {

namespace {

std::string_view withoutSlashesBehind(std::string_view path) {
    while (path.size() > 1 && path.back() == '/') {
        path.remove_suffix(1);
    }
    return path;
}

}  // namespace

std::string parentDirectory(std::string_view path) {
    path = withoutSlashesBehind(path);
    if (path.empty() || path == "/" || path == ".") {
        return {};
    }
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return ".";
    }
    return std::string(withoutSlashesBehind(path.substr(0, slash + 1)));
}

std::string_view lastName(std::string_view path) {
    path = withoutSlashesBehind(path);
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string joinPath(std::string_view directory, std::string_view name) {
    std::string path(directory);
    if (!path.empty() && path.back() != '/') {
        path += '/';
    }
    path += name;
    return path;
}

}  // namespace quorate::storage
