// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/disk_answers.h"

#include <algorithm>
#include <utility>

#include "storage/inspection/crash_outlook.h"
#include "storage/inspection/directory_view.h"
#include "storage/inspection/key_page.h"
#include "storage/inspection/log_page.h"
#include "storage/inspection/state_view.h"
#include "storage/node_directory_layout.h"
#include "storage/path.h"
#include "storage/snapshot/snapshot_format.h"

namespace quorate::storage {

namespace {

using Answered = Result<DiskAnswer>;

template <class Answer>
Answered whole(Result<Answer> answer) {
    return answer ? Answered(DiskAnswer(std::move(*answer))) : Answered(answer.error());
}

Answered misplaced() {
    return Error(ErrorCode::InvalidArgument, "this is not a question about that part of a disk");
}

/// The archive knows which of them are whole, so they are not gone through again.
Result<SnapshotsAnswer> snapshotsOf(NodeDirectory& directory) {
    SnapshotsAnswer answer;
    for (const raft::SnapshotMetadata& metadata : directory.snapshots().list()) {
        SnapshotSummary summary;
        summary.name = snapshotName(metadata.index);
        summary.kind = SnapshotSummary::Kind::Whole;
        summary.metadata = metadata;
        const auto file = directory.files().open(
            joinPath(joinPath(directory.path(), kSnapshotsName), summary.name), OpenMode::Read);
        summary.fileSize = file ? (*file)->size().value_or(0) : 0;
        answer.snapshots.push_back(std::move(summary));
    }
    return answer;
}

struct StateAsker {
    NodeDirectory& directory;

    Answered operator()(const SnapshotsQuestion& /*question*/) const {
        return whole(snapshotsOf(directory));
    }
    Answered operator()(const StateQuestion& /*question*/) const {
        const auto meta = metaOf(directory.store());
        if (!meta) {
            return meta.error();
        }
        return DiskAnswer(StateAnswer{*meta, directory.storeLevels()});
    }
    Answered operator()(const KeysQuestion& question) const {
        return whole(keysIn(directory.store(), question));
    }
    Answered operator()(const ChangesQuestion& question) const {
        return whole(changesIn(directory.store(), question));
    }
    template <class Other>
    Answered operator()(const Other& /*question*/) const {
        return misplaced();
    }
};

struct LogAsker {
    const LogImage& image;

    Answered operator()(const LogQuestion& /*question*/) const {
        return DiskAnswer(segmentsIn(image));
    }
    Answered operator()(const RecordsQuestion& question) const {
        return whole(recordsIn(image, question));
    }
    template <class Other>
    Answered operator()(const Other& /*question*/) const {
        return misplaced();
    }
};

/// Of a directory that nobody has open.
class DirectoryAsker {
public:
    explicit DirectoryAsker(const DirectoryView& view) : m_view(view) {}

    Answered operator()(const SnapshotsQuestion& /*question*/) const {
        auto snapshots = summariseSnapshots(m_view.files(), m_view.pathOf(kSnapshotsName));
        if (!snapshots) {
            return snapshots.error();
        }
        return DiskAnswer(SnapshotsAnswer{std::move(*snapshots)});
    }
    Answered operator()(const StateQuestion& /*question*/) const {
        const auto state = StateView::open(m_view);
        if (!state) {
            return state.error();
        }
        const auto meta = (*state)->meta();
        return meta ? Answered(DiskAnswer(StateAnswer{*meta, (*state)->levels()}))
                    : Answered(meta.error());
    }
    Answered operator()(const KeysQuestion& question) const {
        const auto state = StateView::open(m_view);
        return state ? whole(keysIn((*state)->reader(), question)) : Answered(state.error());
    }
    Answered operator()(const ChangesQuestion& question) const {
        const auto state = StateView::open(m_view);
        return state ? whole(changesIn((*state)->reader(), question)) : Answered(state.error());
    }
    Answered operator()(const CrashQuestion& question) const {
        const auto image = log();
        return image ? Answered(DiskAnswer(
                           crashOfDirectory(m_view.files(), m_view.path(), *image, question)))
                     : Answered(image.error());
    }
    template <class Question>
    Answered operator()(const Question& question) const {
        const auto image = log();
        return image ? LogAsker{*image}(question) : Answered(image.error());
    }

private:
    [[nodiscard]] Result<LogImage> log() const {
        return imageOf(m_view.files(), m_view.pathOf(kLogName), m_view.owner());
    }

    const DirectoryView& m_view;
};

}  // namespace

bool isForLog(const DiskQuestion& question) noexcept {
    return std::holds_alternative<LogQuestion>(question) ||
           std::holds_alternative<RecordsQuestion>(question) ||
           std::holds_alternative<CrashQuestion>(question);
}

bool isForState(const DiskQuestion& question) noexcept {
    return !isForLog(question) || std::holds_alternative<CrashQuestion>(question);
}

Result<LogImage> logImageOf(NodeDirectory& directory) {
    return imageOf(directory.files(), joinPath(directory.path(), kLogName), directory.wal());
}

Result<DiskAnswer> answerFromLog(const LogImage& image, const DiskQuestion& question) {
    return std::visit(LogAsker{image}, question);
}

Result<DiskAnswer> answerFromState(NodeDirectory& directory, const DiskQuestion& question) {
    return std::visit(StateAsker{directory}, question);
}

Result<DiskAnswer> answerFromDirectory(FileSystem& files, const std::string& path,
                                       const DiskQuestion& question) {
    const auto view = DirectoryView::open(files, path);
    if (!view) {
        return view.error();
    }
    if (!(*view)->isQuiet()) {
        return Error(ErrorCode::FailedPrecondition,
                     path + ": a node has it open, and is to be asked itself");
    }
    return std::visit(DirectoryAsker(**view), question);
}

}  // namespace quorate::storage
