// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QThread>

#include <memory>

#include "gui/session/session.h"
#include "gui/session/session_driver.h"
#include "gui/session/session_file.h"
#include "storage/posix_file_system.h"

namespace quorate::gui {

/// A session in a folder, whose cluster is driven in a thread of its own: what all kinds of them
/// have in common.
class DrivenSession : public Session {
    Q_OBJECT

public:
    /// What a folder holds, opened: nobody else has it.
    struct Opened {
        QString folder;
        SessionFile file;
        std::unique_ptr<storage::PosixFileSystem> files;
        std::unique_ptr<RecordingKeeper> recording;
        /// Of a folder that goes with the session; null for one that stays.
        std::shared_ptr<void> room{};
    };
    /// In any thread; long recordings take their time. Busy where another window has it; Malformed,
    /// Corrupted for what is damaged, with the way out.
    static Result<Opened> openFolder(const QString& folder);

    /// Ends the nodes, and waits until all is recorded.
    ~DrivenSession() override;

    [[nodiscard]] QString name() const override { return m_file.name; }
    [[nodiscard]] QString folder() const override { return m_folder; }
    void rename(const QString& name) override;
    [[nodiscard]] RecordingKeeper& recording() override { return *m_recording; }

    void execute(const Command& command, Done done) override;
    void ask(const Ask& ask, std::function<void(Result<observe::OperationId>)> begun) override;
    void watch(WatchId id, const WatchAsk& ask) override;
    void unwatch(WatchId id) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<NodeKeys>)> done) override;
    void inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                     DiskDone done) override;
    void end(std::function<void()> ended) override;

protected:
    explicit DrivenSession(Opened opened);
    [[nodiscard]] const SessionFile& file() const noexcept { return m_file; }
    /// For the driver: gives to the recording, from any thread, as long as this lives.
    [[nodiscard]] SessionDriver::Publish publisher();
    /// Once, when all else is there. The thread has this name.
    void drive(std::unique_ptr<SessionDriver> driver, const QString& thread);
    /// Runs `work` with the driver in its thread; not after end().
    template <class Work>
    void inDriver(Work work) {
        if (m_driver == nullptr) {
            return;
        }
        QMetaObject::invokeMethod(
            m_driver, [driver = m_driver, work = std::move(work)]() mutable { work(*driver); },
            Qt::QueuedConnection);
    }

private:
    void save();
    void tellStatus(SessionStatus status);
    void endDriver();
    /// Runs `work` here, unless this was ended by then.
    template <class Work>
    void backHere(Work work) {
        // Dropped with this object, which outlives the thread that calls.
        QMetaObject::invokeMethod(
            this,
            [this, work = std::move(work)] {
                if (m_driver != nullptr) {
                    work();
                }
            },
            Qt::QueuedConnection);
    }

    const std::shared_ptr<void> m_room;  ///< outlives all that lies in it
    const QString m_folder;
    SessionFile m_file;
    /// Of the recording's thread.
    std::unique_ptr<storage::PosixFileSystem> m_files;
    std::unique_ptr<RecordingKeeper> m_recording;
    QThread m_thread;
    /// Lives, and is deleted, in the thread; null once it was told to end.
    SessionDriver* m_driver{nullptr};
    bool m_isStarting{true};
};

}  // namespace quorate::gui
