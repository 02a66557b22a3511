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

Result<RecordedSession::Opened> RecordedSession::openFile(const QString& path) {
    auto files = std::make_unique<storage::PosixFileSystem>();
    auto recording = RecordingKeeper::open(*files, path.toStdString(), RecordingKeeper::Mode::Read);
    if (!recording) {
        return recording.error();
    }
    return Opened{path, std::move(files), std::move(*recording)};
}

Result<std::unique_ptr<RecordedSession>> RecordedSession::open(const QString& path) {
    auto opened = openFile(path);
    if (!opened) {
        return opened.error();
    }
    return start(std::move(*opened));
}

std::unique_ptr<RecordedSession> RecordedSession::start(Opened opened) {
    return std::unique_ptr<RecordedSession>(new RecordedSession(std::move(opened)));
}

QString RecordedSession::name() const {
    return QFileInfo(m_opened.path).fileName();
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
