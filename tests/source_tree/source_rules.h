// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// The rules of the source tree that a compiler does not know: who may include and link whom, what
/// would make the engine depend on more than its inputs, and the form of a file.
///
/// Functions of texts, without a file system, so that each can be shown an offender. The table in
/// folder_table.cpp is the one place where an arrow is drawn or a library admitted.
namespace quorate::source_tree {

/// A file by its path from the source root, with forward slashes.
struct SourceFile {
    std::string path;
    std::string text;
};

/// A broken rule: where, and what to do about it.
struct Finding {
    std::string path;
    int line{1};
    std::string message;

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// "engine/raft/raft.h:12: ..." as compilers write it.
std::string toString(const Finding& finding);

/// A C++ source or header includes only what the tables allow to its folder.
std::vector<Finding> checkIncludes(const SourceFile& file);

/// Engine code calls nothing that reads a clock, the environment or hidden randomness, keeps
/// nothing unordered, and throws nothing but a broken invariant.
std::vector<Finding> checkPurity(const SourceFile& file);

/// A CMakeLists.txt links only what the tables allow to its folder, and sets nothing for all.
std::vector<Finding> checkLinks(const SourceFile& file);

/// Any text file: the SPDX line first, `#pragma once` second in a header, no tab, no path of the
/// machine it was written on.
std::vector<Finding> checkForm(const SourceFile& file);

/// Every source is compiled by a CMakeLists.txt at or above its folder; every header is included.
std::vector<Finding> checkNothingIsLeftOut(const std::vector<SourceFile>& files);

/// Every folder with C++ in it has a README.md, and lies below one of the project's folders.
std::vector<Finding> checkFolders(const std::vector<SourceFile>& files);

}  // namespace quorate::source_tree
