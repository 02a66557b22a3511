// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/snapshot_list.h"

#include <utility>

#include "storage/path.h"
#include "storage/snapshot/snapshot_file.h"

namespace quorate::storage {

namespace {

Result<void> readAll(FileSystem& files, const std::string& path, raft::Index index,
                     SnapshotSummary& summary) {
    const auto reader = SnapshotFileReader::open(files, path);
    if (!reader) {
        return reader.error();
    }
    summary.metadata = (*reader)->metadata();
    std::string chunk;
    for (;;) {
        const auto more = (*reader)->next(chunk);
        summary.totals = (*reader)->totals();
        if (!more) {
            return more.error();
        }
        if (!*more) {
            break;
        }
    }
    if (summary.metadata->index != index) {
        return Error(ErrorCode::Corrupted, path + ": holds the state as of entry " +
                                               toString(summary.metadata->index) +
                                               ", and its name says another one");
    }
    return {};
}

SnapshotSummary summariseOne(FileSystem& files, const std::string& directory,
                             const std::string& name) {
    using Kind = SnapshotSummary::Kind;
    SnapshotSummary summary;
    summary.name = name;
    const std::string path = joinPath(directory, name);
    if (const auto file = files.open(path, OpenMode::Read)) {
        summary.fileSize = (*file)->size().value_or(0);
    }
    if (const auto index = parseSnapshotName(name)) {
        const auto whole = readAll(files, path, *index, summary);
        summary.kind = whole ? Kind::Whole : Kind::Broken;
        if (!whole) {
            summary.error = whole.error();
        }
    } else if (name.ends_with(".tmp")) {
        summary.kind = Kind::Unfinished;
    } else if (name.find(".snap.broken") != std::string::npos) {
        summary.kind = Kind::SetAside;
    }
    return summary;
}

}  // namespace

const char* toString(SnapshotSummary::Kind kind) noexcept {
    switch (kind) {
    case SnapshotSummary::Kind::Whole:
        return "whole";
    case SnapshotSummary::Kind::Broken:
        return "broken";
    case SnapshotSummary::Kind::SetAside:
        return "set aside";
    case SnapshotSummary::Kind::Unfinished:
        return "unfinished";
    default:
        return "other";
    }
}

Result<std::vector<SnapshotSummary>> summariseSnapshots(FileSystem& files,
                                                        const std::string& directory) {
    const auto entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    std::vector<SnapshotSummary> summaries;
    for (const DirectoryEntry& entry : *entries) {
        if (!entry.isDirectory) {
            summaries.push_back(summariseOne(files, directory, entry.name));
        }
    }
    return summaries;
}

}  // namespace quorate::storage
