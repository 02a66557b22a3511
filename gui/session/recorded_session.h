// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "gui/session/session.h"
#include "storage/posix_file_system.h"

namespace quorate::gui {

/// A recording that was opened from a file: everything can be looked at, nothing runs.
class RecordedSession final : public Session {
    Q_OBJECT

public:
    struct Opened {
        QString path;
        std::unique_ptr<storage::PosixFileSystem> files;
        std::unique_ptr<RecordingKeeper> recording;
    };
    /// In any thread; long recordings take their time. NotFound, Malformed, FailedPrecondition for
    /// another version.
    static Result<Opened> openFile(const QString& path);
    static Result<std::unique_ptr<RecordedSession>> open(const QString& path);
    /// Of one that was opened in another thread.
    static std::unique_ptr<RecordedSession> start(Opened opened);

    [[nodiscard]] SessionKind kind() const override { return SessionKind::Recording; }
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString folder() const override { return {}; }
    [[nodiscard]] bool can(Ability /*ability*/) const override { return false; }
    [[nodiscard]] RecordingKeeper& recording() override { return *m_opened.recording; }

    /// Refuses everything but the speed at which it is played.
    void execute(const Command& command, Done done) override;
    void ask(const Ask& ask, std::function<void(Result<observe::OperationId>)> begun) override;
    void inspectKeys(const std::string& prefix, std::size_t limit,
                     std::function<void(std::vector<NodeKeys>)> done) override;

private:
    explicit RecordedSession(Opened opened) : m_opened(std::move(opened)) {}

    Opened m_opened;
};

}  // namespace quorate::gui
