// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/crash_outlook.h"

#include <algorithm>
#include <utility>

#include "storage/inspection/directory_view.h"
#include "storage/inspection/recovery_outlook.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"
#include "storage/wal/recovery.h"

namespace quorate::storage {

namespace {

Result<WalFound> foundIn(const LogImage& image) {
    if (!image.owner) {
        return Error(ErrorCode::Corrupted, "the directory does not say whose it is");
    }
    ImageFiles files(image, kLogName);
    return recoverWal(files, kLogName, *image.owner);
}

/// What is the same, however the start is gone through.
CrashAnswer answerFor(const LogImage& image, const CrashQuestion& question) {
    CrashAnswer answer;
    answer.written = image.written();
    answer.durable = image.durable;
    answer.keeps = question.keeps.value_or(image.durable.value_or(answer.written));
    if (const auto found = foundIn(image)) {
        answer.writtenState = found->recovered.hardState;
        answer.writtenLast = found->last;
    }
    return answer;
}

/// Messages name files by their whole path.
std::string withoutRoot(std::string text, const std::string& root) {
    for (const std::string& front : {"the node's directory " + root + ": ", root + "/"}) {
        for (std::size_t at = text.find(front); at != std::string::npos; at = text.find(front)) {
            text.erase(at, front.size());
        }
    }
    return text;
}

bool hasEntry(const WalFound& found, raft::EntryId id) {
    if (id == found.recovered.start) {
        return true;
    }
    const auto& entries = found.recovered.entries;
    return std::any_of(entries.begin(), entries.end(),
                       [id](const raft::Entry& entry) { return entry.id() == id; });
}

/// In place of the log that is there.
Result<void> putLog(FileSystem& files, const std::string& directory, const LogImage& image) {
    const auto entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    for (const DirectoryEntry& entry : *entries) {
        if (auto removed = files.remove(joinPath(directory, entry.name)); !removed) {
            return removed;
        }
    }
    for (const SegmentImage& segment : image.segments) {
        const auto file = files.open(joinPath(directory, toString(segment.name)), OpenMode::Create);
        if (!file) {
            return file.error();
        }
        if (auto reserved = (*file)->preallocate(0, segment.fileSize); !reserved) {
            return reserved;
        }
        if (auto written = (*file)->write(0, segment.bytes.view()); !written) {
            return written;
        }
    }
    return {};
}

Result<RecoveryOutlook> outlookOf(FileSystem& lasting, const std::string& path,
                                  const LogImage& image, const CrashQuestion& question) {
    if (!question.keeps) {
        return foreseeRecovery(lasting, path);
    }
    ScratchDirectory scratch(lasting, path);
    if (auto put = putLog(scratch.files(), joinPath(path, kLogName), image.cutAt(*question.keeps));
        !put) {
        return put.error();
    }
    return foreseeRecovery(scratch.files(), path);
}

}  // namespace

CrashAnswer crashOfLog(const LogImage& image, const std::vector<raft::SnapshotMetadata>& snapshots,
                       const CrashQuestion& question) {
    CrashAnswer answer = answerFor(image, question);
    const auto found = foundIn(image.cutAt(answer.keeps));
    if (!found) {
        answer.refusal = found.error();
        return answer;
    }
    answer.hardState = found->recovered.hardState;
    answer.logStart = found->recovered.start;
    answer.last = found->last;
    if (found->dropped) {
        answer.findings.push_back(toString(*found->dropped));
    }
    for (const raft::SnapshotMetadata& snapshot : snapshots) {
        const raft::EntryId id{snapshot.term, snapshot.index};
        const bool isInLog = id.index >= answer.logStart.index;
        if (id.index > answer.snapshot.index && id.index <= answer.last.index &&
            (!isInLog || hasEntry(*found, id))) {
            answer.snapshot = id;
        }
    }
    return answer;
}

CrashAnswer crashOfDirectory(FileSystem& lasting, const std::string& path, const LogImage& image,
                             const CrashQuestion& question) {
    CrashAnswer answer = answerFor(image, question);
    auto outlook = outlookOf(lasting, path, image, question);
    if (!outlook) {
        answer.refusal = Error(outlook.error().code, withoutRoot(outlook.error().message, path));
        return answer;
    }
    answer.hardState = outlook->hardState;
    answer.logStart = outlook->logStart;
    answer.last = outlook->last;
    answer.snapshot = outlook->snapshot;
    answer.applied = outlook->applied;
    for (std::string& finding : outlook->findings) {
        answer.findings.push_back(withoutRoot(std::move(finding), path));
    }
    return answer;
}

}  // namespace quorate::storage
