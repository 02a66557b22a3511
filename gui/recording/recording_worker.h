// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QMutex>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "engine/observe/recording.h"
#include "gui/model/progress.h"
#include "gui/recording/recording_keeper.h"
#include "storage/file_system.h"
#include "storage/recording_file.h"

namespace quorate::gui {

/// The end of a RecordingKeeper that lives in its thread: owns the recording, and tells of the
/// newest at most once in a few milliseconds.
class RecordingWorker final : public QObject {
    Q_OBJECT

public:
    /// `files` outlives it; null without a file. `isOpen`: whether something is still written.
    RecordingWorker(std::unique_ptr<storage::StoredRecordingFile> file,
                    std::unique_ptr<observe::Recording> recording, storage::FileSystem* files,
                    bool isOpen);

    [[nodiscard]] const observe::Recording& recording() const noexcept { return *m_recording; }
    /// What there is, with the beginning of its history; of a long recording the rest comes in the
    /// thread.
    LatestPtr readBeginning();

    // --- on any thread
    /// What is newest, once it was announced by advanced().
    LatestPtr takeNewest();
    /// One more publication is on its way to take().
    void expect() noexcept { ++m_waiting; }
    [[nodiscard]] std::size_t waiting() const noexcept { return m_waiting; }

    // --- in the thread
    void take(observe::Published published);
    void end(observe::SourceId source);
    void answer(const std::function<void(const observe::Recording&)>& question);
    Result<void> saveTo(const std::string& path, Progress& progress) const;
    /// The thread ends soon.
    void finish();
    void tellSoon();

Q_SIGNALS:
    /// There is something newer than what was taken; not again until that is taken.
    void advanced();

private:
    /// The event, or in its place one that says nothing; good until the next call.
    const observe::Event& checked(const observe::Event& event);
    /// At most so many events; whether there are more.
    bool readOn(std::uint64_t most);
    void tell();
    [[nodiscard]] LatestPtr latest();

    std::unique_ptr<storage::StoredRecordingFile> m_file;
    std::unique_ptr<observe::Recording> m_recording;
    storage::FileSystem* m_files;
    bool m_isOpen;
    /// Until then it is only read, and may be asked what a Recorder counts from.
    bool m_hasTaken{false};
    History m_history;
    CheckRun m_checks;
    /// Nodes that tell no events.
    std::set<raft::NodeId> m_reporting;
    observe::Event m_unchecked;
    std::shared_ptr<const History> m_toldHistory;
    std::uint64_t m_toldHistoryCount{0};
    std::uint64_t m_historyCount{0};
    bool m_wasRead{false};  ///< there was nothing more for the history when it was told last
    std::optional<Error> m_failure;
    observe::Moment m_through;
    QTimer m_teller;
    QElapsedTimer m_sinceFlush;
    std::atomic<std::size_t> m_waiting{0};
    /// Between the thread and that of the views: a place for one, so that nothing piles up where
    /// nobody looks.
    QMutex m_newestLock;
    LatestPtr m_newest;
};

}  // namespace quorate::gui
