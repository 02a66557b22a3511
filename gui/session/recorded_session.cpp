// SPDX-License-Identifier: Apache-2.0
#include "gui/session/recorded_session.h"

#include <QFileInfo>

#include <utility>

namespace quorate::gui {

namespace {

Error nothingRuns() {
    return Error(ErrorCode::FailedPrecondition,
                 "this is a recording: nothing runs in it that could be changed");
}

}  // namespace

Result<std::unique_ptr<RecordedSession>> RecordedSession::open(const QString& path) {
    auto files = std::make_unique<storage::PosixFileSystem>();
    auto recording = RecordingKeeper::open(*files, path.toStdString(), RecordingKeeper::Mode::Read);
    if (!recording) {
        return recording.error();
    }
    return std::unique_ptr<RecordedSession>(
        new RecordedSession(path, std::move(files), std::move(*recording)));
}

RecordedSession::RecordedSession(QString path, std::unique_ptr<storage::PosixFileSystem> files,
                                 std::unique_ptr<RecordingKeeper> recording)
    : m_path(std::move(path)), m_files(std::move(files)), m_recording(std::move(recording)) {}

QString RecordedSession::name() const {
    return QFileInfo(m_path).fileName();
}

void RecordedSession::execute(const Command& command, Done done) {
    if (const auto* speed = std::get_if<SetSpeed>(&command)) {
        SessionStatus next = status();
        next.speed = speed->speed;
        setStatus(next);
        done({});
        return;
    }
    done(nothingRuns());
}

void RecordedSession::ask(const Ask& /*ask*/,
                          std::function<void(Result<observe::OperationId>)> begun) {
    begun(nothingRuns());
}

void RecordedSession::inspectKeys(const std::string& /*prefix*/, std::size_t /*limit*/,
                                  std::function<void(std::vector<NodeKeys>)> done) {
    done({});
}

}  // namespace quorate::gui
