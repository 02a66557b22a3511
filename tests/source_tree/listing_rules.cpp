// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree/cmake_text.h"
#include "tests/source_tree/cpp_text.h"
#include "tests/source_tree/source_rules.h"

namespace quorate::source_tree {

namespace {

constexpr std::string_view kLists = "CMakeLists.txt";
constexpr std::string_view kRootVariable = "${PROJECT_SOURCE_DIR}/";

bool isSource(std::string_view path) {
    return path.ends_with(".cpp");
}
bool isHeader(std::string_view path) {
    return path.ends_with(".h");
}

/// "a/b" of "a/b/c", empty at the root.
std::string_view parentOf(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool isListsFile(std::string_view path) {
    return path == kLists || path.ends_with("/" + std::string(kLists));
}

std::string joined(std::string_view folder, std::string_view name) {
    return folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name);
}

/// All that the CMake files name, as paths from the source root: sources, and the CMakeLists.txt of
/// the folders that they add.
std::set<std::string> namedInCMake(const std::vector<SourceFile>& files) {
    std::set<std::string> named{std::string(kLists)};
    for (const SourceFile& file : files) {
        if (!isListsFile(file.path)) {
            continue;
        }
        const std::string_view folder = parentOf(file.path);
        for (const CMakeCommand& command : commandsOf(file.text)) {
            for (const auto& argument : command.arguments) {
                const std::string_view text = argument.text;
                const std::string path = text.starts_with(kRootVariable)
                                             ? std::string(text.substr(kRootVariable.size()))
                                             : joined(folder, text);
                named.insert(command.name == "add_subdirectory" ? joined(path, kLists) : path);
            }
        }
    }
    return named;
}

std::set<std::string> includedAnywhere(const std::vector<SourceFile>& files) {
    std::set<std::string> included;
    for (const SourceFile& file : files) {
        if (isSource(file.path) || isHeader(file.path)) {
            for (const Include& include : includesOf(file.text)) {
                included.insert(include.target);
            }
        }
    }
    return included;
}

}  // namespace

std::vector<Finding> checkNothingIsLeftOut(const std::vector<SourceFile>& files) {
    const auto named = namedInCMake(files);
    const auto included = includedAnywhere(files);
    std::vector<Finding> findings;
    for (const SourceFile& file : files) {
        if (isSource(file.path) && !named.contains(file.path)) {
            findings.push_back({file.path, 1,
                                "no CMakeLists.txt lists it, so nothing compiles it: "
                                "add it to that of its folder, or remove it"});
        }
        if (isListsFile(file.path) && !named.contains(file.path)) {
            findings.push_back({file.path, 1,
                                "no add_subdirectory leads here: add one to the "
                                "CMakeLists.txt above"});
        }
        if (isHeader(file.path) && !included.contains(file.path)) {
            findings.push_back({file.path, 1, "nobody includes this header: use it, or remove it"});
        }
    }
    return findings;
}

std::vector<Finding> checkFolders(const std::vector<SourceFile>& files) {
    constexpr std::array<std::string_view, 6> kTop{"engine",    "gui",     "network",
                                                   "resources", "storage", "tests"};
    std::set<std::string> paths;
    std::set<std::string> folders;
    for (const SourceFile& file : files) {
        paths.insert(file.path);
        if (isSource(file.path) || isHeader(file.path)) {
            folders.insert(std::string(parentOf(file.path)));
        }
    }
    std::vector<Finding> findings;
    for (const std::string& folder : folders) {
        const std::string_view top = std::string_view(folder).substr(0, folder.find('/'));
        if (std::find(kTop.begin(), kTop.end(), top) == kTop.end()) {
            findings.push_back({folder.empty() ? "." : folder, 1,
                                "code lies in engine, storage, network, gui, resources or tests"});
        }
        if (!paths.contains(joined(folder, "README.md"))) {
            findings.push_back({joined(folder, "README.md"), 1,
                                "missing: say what lives in this folder, what it may include and "
                                "where to start reading"});
        }
    }
    return findings;
}

}  // namespace quorate::source_tree
