// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>

#include "engine/observe/recording.h"
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
    /// What there is, with all its history. Reads the whole recording.
    LatestPtr readAll();

    // --- in the thread
    void take(observe::Published published);
    void end(observe::SourceId source);
    void answer(const std::function<void(const observe::Recording&)>& question);
    Result<void> saveTo(const std::string& path) const;
    /// The thread ends soon.
    void finish();

Q_SIGNALS:
    void advanced(const quorate::gui::LatestPtr& latest);

private:
    void readOn();
    void tellSoon();
    void tell();
    [[nodiscard]] LatestPtr latest();

    std::unique_ptr<storage::StoredRecordingFile> m_file;
    std::unique_ptr<observe::Recording> m_recording;
    storage::FileSystem* m_files;
    bool m_isOpen;
    History m_history;
    std::shared_ptr<const History> m_toldHistory;
    std::uint64_t m_toldHistoryCount{0};
    std::uint64_t m_historyCount{0};
    std::optional<Error> m_failure;
    observe::Moment m_through;
    QTimer m_teller;
    QElapsedTimer m_sinceFlush;
};

}  // namespace quorate::gui
