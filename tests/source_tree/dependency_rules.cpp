// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree/cmake_text.h"
#include "tests/source_tree/cpp_text.h"
#include "tests/source_tree/folder_table.h"
#include "tests/source_tree/source_rules.h"

namespace quorate::source_tree {

namespace {

std::string quoted(std::string_view text) {
    return "'" + std::string(text) + "'";
}

std::string allowedTo(const Folder& folder) {
    std::string allowed = std::string(folder.name) + " may use only itself";
    for (const std::string_view name : folder.mayUse) {
        allowed.append(", ").append(name);
    }
    return allowed;
}

/// What moc and uic write: it lies in the build folder.
bool isGenerated(std::string_view include) {
    return include.ends_with(".moc") || include.starts_with("ui_");
}

/// Rules of the protocol can be switched off on a Stage only: nobody else can make one of these.
bool mayNameSabotage(std::string_view folder) {
    return folder.starts_with("engine/raft") || folder.starts_with("engine/stage") ||
           folder.starts_with("tests");
}

std::optional<std::string> judgeOurs(const Folder& from, std::string_view include) {
    if (isGenerated(include)) {
        return std::nullopt;
    }
    if (include == "engine/raft/sabotage.h" && !mayNameSabotage(from.name)) {
        return quoted(include) +
               " is for the Stage: nothing that runs a real node can switch a "
               "rule of the protocol off";
    }
    const Folder* to = folderOf(include);
    if (to == nullptr) {
        return quoted(include) +
               " is not a path from the source root: write it from there, or use "
               "angle brackets for a library";
    }
    if (!mayUse(from, *to)) {
        return quoted(include) + " turns an arrow round: " + allowedTo(from) +
               ". Move the code, or let the upper folder hand it in through an interface";
    }
    return std::nullopt;
}

std::optional<std::string> judgeLibrary(const Folder& from, std::string_view include) {
    const Libraries library = libraryOfHeader(include);
    if ((from.libraries & library) == 0) {
        return "<" + std::string(include) + "> is " + std::string(nameOf(library)) + ", which " +
               std::string(from.name) + " may not use: go through a port of its own";
    }
    if (std::find(from.bannedHeaders.begin(), from.bannedHeaders.end(), include) !=
        from.bannedHeaders.end()) {
        return "<" + std::string(include) + "> is banned in " + std::string(from.name) +
               ": the same inputs must give the same outputs. Let time, threads, disks and "
               "randomness come in through a port; use ordered containers";
    }
    return std::nullopt;
}

/// quorate_network_host is built by network/host.
const Folder* folderOfTarget(std::string_view target) {
    std::string path(target.substr(std::string_view("quorate_").size()));
    std::replace(path.begin(), path.end(), '_', '/');
    return folderOf(path);
}

bool isForEverybody(std::string_view word) {
    constexpr std::array<std::string_view, 5> kWords{"PUBLIC", "PRIVATE", "INTERFACE",
                                                     "quorate_warnings", "quorate_sanitizers"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::optional<std::string> judgeLink(const Folder& from, std::string_view target) {
    if (isForEverybody(target) || from.libraries == ~Libraries{0}) {
        return std::nullopt;
    }
    if (target.starts_with("quorate_")) {
        const Folder* to = folderOfTarget(target);
        // One library holds the whole engine; its includes tell the rest.
        const bool own = to != nullptr && from.name.starts_with(to->name);
        if (to != nullptr && (own || mayUse(from, *to))) {
            return std::nullopt;
        }
        return "linking " + quoted(target) + " turns an arrow round: " + allowedTo(from);
    }
    const Libraries library = libraryOfTarget(target);
    if ((from.libraries & library) == 0) {
        return "linking " + quoted(target) + " (" + std::string(nameOf(library)) +
               "): " + std::string(from.name) +
               " may not. A library more wants a reason in the folder's "
               "README.md and a place in the table";
    }
    return std::nullopt;
}

/// Commands that set something for every target below, or hide what is built.
std::optional<std::string> judgeCommand(const CMakeCommand& command) {
    constexpr std::array<std::string_view, 7> kGlobal{
        "add_compile_options", "add_compile_definitions", "add_definitions", "add_link_options",
        "include_directories", "link_directories",        "link_libraries"};
    if (std::find(kGlobal.begin(), kGlobal.end(), command.name) != kGlobal.end()) {
        return command.name + " sets it for every target: use target_" +
               "... on the target that needs it";
    }
    if (command.arguments.empty()) {
        return std::nullopt;
    }
    const std::string& first = command.arguments.front().text;
    if (command.name == "set" && first.starts_with("CMAKE_CXX_FLAGS")) {
        return first + " is global: use target_compile_options, or a preset";
    }
    if (command.name == "file" && first.starts_with("GLOB")) {
        return std::string("list the sources: a glob takes in what nobody meant to build");
    }
    return std::nullopt;
}

}  // namespace

std::vector<Finding> checkIncludes(const SourceFile& file) {
    const Folder* from = folderOf(file.path);
    if (from == nullptr) {
        return {};
    }
    std::vector<Finding> findings;
    for (const Include& include : includesOf(file.text)) {
        auto message =
            include.quoted ? judgeOurs(*from, include.target) : judgeLibrary(*from, include.target);
        if (message) {
            findings.push_back({file.path, include.line, std::move(*message)});
        }
    }
    return findings;
}

std::vector<Finding> checkLinks(const SourceFile& file) {
    const Folder* from = folderOf(file.path);
    std::vector<Finding> findings;
    for (const CMakeCommand& command : commandsOf(file.text)) {
        if (auto message = judgeCommand(command)) {
            findings.push_back({file.path, command.line, std::move(*message)});
        }
        if (from == nullptr || command.name != "target_link_libraries") {
            continue;
        }
        for (std::size_t i = 1; i < command.arguments.size(); ++i) {
            const auto& argument = command.arguments[i];
            if (auto message = judgeLink(*from, argument.text)) {
                findings.push_back({file.path, argument.line, std::move(*message)});
            }
        }
    }
    return findings;
}

}  // namespace quorate::source_tree
