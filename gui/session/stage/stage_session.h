// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QThread>

#include <memory>
#include <optional>

#include "gui/session/session.h"
#include "gui/session/session_file.h"
#include "storage/posix_file_system.h"

namespace quorate::gui {

class StageDriver;

/// A cluster on virtual time, in a thread of its own, on the disk below the session's folder. What
/// its nodes synced is there when it is opened again.
class StageSession final : public Session {
    Q_OBJECT

public:
    /// Opens the session in `folder`, which has a session.json; its nodes start soon after.
    /// Busy where another window has it; Malformed, Corrupted for what is damaged, with the way
    /// out.
    static Result<std::unique_ptr<StageSession>> open(const QString& folder);
    /// Ends the nodes, and waits until all is recorded.
    ~StageSession() override;

    [[nodiscard]] SessionKind kind() const override { return SessionKind::Stage; }
    [[nodiscard]] QString name() const override { return m_file.name; }
    [[nodiscard]] QString folder() const override { return m_folder; }
    void rename(const QString& name) override;
    [[nodiscard]] bool can(Ability /*ability*/) const override { return true; }
    [[nodiscard]] RecordingKeeper& recording() override { return *m_recording; }

    void execute(const Command& command, Done done) override;
    void ask(const Ask& ask, std::function<void(Result<observe::OperationId>)> begun) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<NodeKeys>)> done) override;

private:
    StageSession(QString folder, SessionFile file, std::unique_ptr<RecordingKeeper> recording,
                 std::unique_ptr<storage::PosixFileSystem> files);
    void begin();
    void save();
    /// Runs `work` with the driver in its thread.
    template <class Work>
    void inDriver(Work work);
    /// Runs `work` here, if this still lives.
    template <class Work>
    void backHere(Work work);

    const QString m_folder;
    SessionFile m_file;
    /// Of the recording's thread.
    std::unique_ptr<storage::PosixFileSystem> m_files;
    std::unique_ptr<RecordingKeeper> m_recording;
    QThread m_thread;
    StageDriver* m_driver{nullptr};  ///< lives, and is deleted, in the thread
};

}  // namespace quorate::gui
