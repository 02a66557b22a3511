// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree/cpp_text.h"
#include "tests/source_tree/source_rules.h"

namespace quorate::source_tree {

namespace {

constexpr std::string_view kLicense = "SPDX-License-Identifier: Apache-2.0";

bool isScript(const SourceFile& file) {
    return file.text.starts_with("#!");
}

bool isMake(std::string_view path) {
    return path.ends_with("CMakeLists.txt") || path.ends_with(".cmake") || path == "Makefile";
}

bool isCpp(std::string_view path) {
    return path.ends_with(".cpp") || path.ends_with(".h");
}

/// The lines that the rules of form ask for at the head of a file.
std::vector<std::string> expectedHead(const SourceFile& file) {
    if (isCpp(file.path)) {
        std::vector<std::string> head{"// " + std::string(kLicense)};
        if (file.path.ends_with(".h")) {
            head.emplace_back("#pragma once");
        }
        return head;
    }
    if (isMake(file.path)) {
        return {"# " + std::string(kLicense)};
    }
    return {};
}

bool isText(const SourceFile& file) {
    constexpr std::array<std::string_view, 8> kEndings{".md",  ".json", ".qrc",     ".svg",
                                                       ".yml", ".ts",   ".desktop", ".ui"};
    return isCpp(file.path) || isMake(file.path) || isScript(file) ||
           std::any_of(kEndings.begin(), kEndings.end(),
                       [&file](std::string_view ending) { return file.path.ends_with(ending); });
}

/// Does the line name a folder that only one machine has?
bool hasMachinePath(std::string_view line) {
    // In two parts, so that this file does not name them itself.
    static const std::array<std::string, 4> kRoots{
        std::string("/") + "work", std::string("/") + "tmp", std::string("/") + "home",
        std::string("/") + "root"};
    return std::any_of(kRoots.begin(), kRoots.end(), [line](const std::string& root) {
        const std::string_view outside = " \t\"'`(<=:,";
        for (std::size_t at = line.find(root); at != std::string_view::npos;
             at = line.find(root, at + 1)) {
            const bool starts = at == 0 || outside.find(line[at - 1]) != std::string_view::npos;
            const std::size_t end = at + root.size();
            if (starts && end < line.size() && line[end] == '/') {
                return true;
            }
        }
        return false;
    });
}

void checkHead(const SourceFile& file, std::vector<Finding>& findings) {
    const auto lines = linesOf(file.text);
    const auto head = expectedHead(file);
    for (std::size_t i = 0; i < head.size(); ++i) {
        if (i >= lines.size() || lines[i] != head[i]) {
            findings.push_back(
                {file.path, static_cast<int>(i) + 1, "this line must be '" + head[i] + "'"});
        }
    }
    if (isScript(file) && (lines.size() < 2 || lines[1] != "# " + std::string(kLicense))) {
        findings.push_back({file.path, 2, "this line must be '# " + std::string(kLicense) + "'"});
    }
}

}  // namespace

std::vector<Finding> checkForm(const SourceFile& file) {
    if (!isText(file)) {
        return {};
    }
    std::vector<Finding> findings;
    checkHead(file, findings);
    int number = 0;
    for (const std::string_view line : linesOf(file.text)) {
        ++number;
        if (file.path != "Makefile" && line.find('\t') != std::string_view::npos) {
            findings.push_back({file.path, number, "a tab: indent with spaces, write \\t in text"});
        }
        if (hasMachinePath(line)) {
            findings.push_back(
                {file.path, number, "a path of one machine: write it from the source root"});
        }
    }
    return findings;
}

}  // namespace quorate::source_tree
