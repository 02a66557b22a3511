// SPDX-License-Identifier: Apache-2.0
#include "tests/source_tree/folder_table.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace quorate::source_tree {

namespace {

using Names = std::vector<std::string_view>;

/// Is `path` the folder `folder`, or below it?
bool isWithin(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// What time, threads, disks, hidden randomness or an unspecified order would come in by.
const Names& bannedInEngine() {
    static const Names kHeaders{
        "atomic",     "barrier",   "chrono",        "condition_variable",
        "csignal",    "ctime",     "filesystem",    "fstream",
        "future",     "iostream",  "latch",         "mutex",
        "random",     "semaphore", "shared_mutex",  "stop_token",
        "syncstream", "thread",    "unordered_map", "unordered_set",
    };
    return kHeaders;
}

/// Storage reaches the disk through its FileSystem and has neither threads nor a clock.
const Names& bannedInStorage() {
    static const Names kHeaders{
        "barrier",   "chrono",       "condition_variable",
        "ctime",     "filesystem",   "fstream",
        "future",    "latch",        "mutex",
        "semaphore", "shared_mutex", "thread",
        "random",
    };
    return kHeaders;
}

// The table. Arrows point down: a row may use the folders it names, and nothing above it.
const std::vector<Folder>& table() {
    static const Libraries kNetworkLibraries = kStandard | kQtCore | kBoost | kIsaL | kRapidJson;
    static const Libraries kAll = ~Libraries{0};
    static const Names kEngineBan = bannedInEngine();
    // clang-format off
    static const std::vector<Folder> kTable{
        // Folder            may use                                                 libraries
        {"engine",           {},                                                     kStandard, kEngineBan},
        {"engine/base",      {},                                                     kStandard, kEngineBan},
        {"engine/raft",      {"engine/base"},                                        kStandard, kEngineBan},
        {"engine/kv",        {"engine/base"},                                        kStandard, kEngineBan},
        {"engine/observe",   {"engine/base", "engine/raft", "engine/kv"},            kStandard, kEngineBan},
        {"engine/node",      {"engine/base", "engine/raft", "engine/kv",
                              "engine/observe"},                                     kStandard, kEngineBan},
        {"engine/stage",     {"engine"},                                             kStandard, kEngineBan},
        {"storage",          {"engine"},                                             kStandard | kPosix | kLevelDb | kZstd | kIsaL, bannedInStorage()},
        {"network",          {"engine"},                                             kNetworkLibraries, {}},
        {"network/bench",    {"engine", "network"},                                  kNetworkLibraries | kPosix, {}},
        {"network/host",     {"engine", "storage", "network"},                       kNetworkLibraries | kPosix, {}},
        {"gui",              {"engine", "storage", "network"},                       kAll, {}},
        {"tests",            {"engine", "storage", "network", "gui"},                kAll, {}},
    };
    // clang-format on
    return kTable;
}

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool isStandardHeader(std::string_view header) {
    return std::all_of(header.begin(), header.end(), [](unsigned char c) {
        return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
    });
}

bool isPosixHeader(std::string_view header) {
    static const Names kHeaders{"dirent.h", "errno.h", "fcntl.h", "termios.h", "unistd.h"};
    return header.starts_with("sys/") || header.starts_with("netinet/") ||
           header.starts_with("arpa/") ||
           std::find(kHeaders.begin(), kHeaders.end(), header) != kHeaders.end();
}

}  // namespace

const Folder* folderOf(std::string_view path) {
    const Folder* best = nullptr;
    for (const Folder& folder : table()) {
        if (isWithin(path, folder.name) &&
            (best == nullptr || folder.name.size() > best->name.size())) {
            best = &folder;
        }
    }
    return best;
}

bool mayUse(const Folder& from, const Folder& to) {
    return from.name == to.name ||
           std::any_of(from.mayUse.begin(), from.mayUse.end(),
                       [&to](std::string_view allowed) { return isWithin(to.name, allowed); });
}

Libraries libraryOfHeader(std::string_view header) {
    if (isStandardHeader(header)) {
        return kStandard;
    }
    if (header.starts_with("leveldb/")) {
        return kLevelDb;
    }
    if (header == "zstd.h" || header == "zstd_errors.h" || header == "zdict.h") {
        return kZstd;
    }
    if (header.starts_with("isa-l")) {
        return kIsaL;
    }
    if (header.starts_with("boost/beast/") || header.starts_with("boost/asio/") ||
        header.starts_with("boost/system/") || header.starts_with("boost/program_options/")) {
        return kBoost;
    }
    if (header.starts_with("rapidjson/")) {
        return kRapidJson;
    }
    if (header.starts_with("QtWidgets") || header.starts_with("QtGui") ||
        header.starts_with("QtTest") || header.starts_with("QtSvg")) {
        return kQtGui;
    }
    // Which module a class is of, the link line decides: without it there is no such header.
    if (header.starts_with("Q") || header.starts_with("qt")) {
        return kQtCore;
    }
    return isPosixHeader(header) ? kPosix : kUnknown;
}

Libraries libraryOfTarget(std::string_view target) {
    const std::string name = lowered(target);
    const auto has = [&name](std::string_view part) {
        return name.find(part) != std::string::npos;
    };
    if (has("qt6::core") || has("qt6::network")) {
        return kQtCore;
    }
    if (has("qt6::")) {
        return kQtGui;
    }
    if (has("leveldb")) {
        return kLevelDb;
    }
    if (has("zstd")) {
        return kZstd;
    }
    if (has("isal") || has("isa-l")) {
        return kIsaL;
    }
    if (has("boost")) {
        return kBoost;
    }
    if (has("rapidjson")) {
        return kRapidJson;
    }
    if (has("jemalloc")) {
        return kStandard;  // malloc and free, and nothing that is included
    }
    return has("threads::threads") ? kPosix : kUnknown;
}

std::string_view nameOf(Libraries library) {
    switch (library) {
    case kStandard:
        return "the standard library";
    case kPosix:
        return "POSIX";
    case kLevelDb:
        return "LevelDB";
    case kZstd:
        return "zstd";
    case kIsaL:
        return "ISA-L";
    case kQtCore:
        return "Qt";
    case kQtGui:
        return "Qt beyond Core and Network";
    case kBoost:
        return "Boost";
    case kRapidJson:
        return "RapidJSON";
    default:
        return "a library that the table does not know";
    }
}

}  // namespace quorate::source_tree
