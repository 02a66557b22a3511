// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

#include "engine/base/result.h"
#include "gui/export/event_export.h"
#include "gui/model/progress.h"
#include "gui/recording/recording_keeper.h"

namespace quorate::gui {

/// Makes a file of all that is recorded now, in the thread of the recording, a few thousand events
/// at a time so that questions of views are answered in between. Deletes itself when it is done.
class ExportWork final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(const Result<void>&)>;

    /// A file that is there is replaced when the new one is whole. `done` is called once in this
    /// thread: IoError names the file; FailedPrecondition, and no file, where `progress` was told
    /// to stop or the recording was closed; Corrupted for events that cannot be read. It is not
    /// called where `context` is gone first.
    static void start(RecordingKeeper& recording, std::unique_ptr<EventExport> maker,
                      const QString& path, std::shared_ptr<Progress> progress, QObject* context,
                      Done done);

private:
    struct Job;
    ExportWork(RecordingKeeper& recording, std::shared_ptr<Job> job,
               std::shared_ptr<Progress> progress, QObject* context, Done done);
    void goOn();
    void end(const Result<void>& result);

    RecordingKeeper& m_recording;
    std::shared_ptr<Job> m_job;
    std::shared_ptr<Progress> m_progress;
    Done m_done;
};

}  // namespace quorate::gui
