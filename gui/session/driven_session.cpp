// SPDX-License-Identifier: Apache-2.0
#include "gui/session/driven_session.h"

#include <QDir>
#include <QFile>

#include <utility>

namespace quorate::gui {

Result<DrivenSession::Opened> DrivenSession::openFolder(const QString& folder) {
    auto file = readSessionFile(folder);
    if (!file) {
        return file.error();
    }
    auto files = std::make_unique<storage::PosixFileSystem>();
    const QString path = recordingPathOf(folder);
    auto recording = RecordingKeeper::open(
        *files, path.toStdString(),
        QFile::exists(path) ? RecordingKeeper::Mode::Append : RecordingKeeper::Mode::New);
    if (!recording) {
        if (recording.error().code == ErrorCode::Busy) {
            return Error(ErrorCode::Busy,
                         "this session is open in another window: close it there first (" +
                             folder.toStdString() + ")");
        }
        return recording.error();
    }
    ++file->openings;
    file->lastOpened = QDateTime::currentDateTimeUtc();
    if (auto written = writeSessionFile(folder, *file); !written) {
        return written.error();
    }
    return Opened{folder, std::move(*file), std::move(files), std::move(*recording), nullptr};
}

DrivenSession::DrivenSession(Opened opened)
    : m_room(std::move(opened.room)),
      m_folder(std::move(opened.folder)),
      m_file(std::move(opened.file)),
      m_files(std::move(opened.files)),
      m_recording(std::move(opened.recording)) {}

DrivenSession::~DrivenSession() {
    if (m_driver != nullptr) {
        endDriver();
    }
    m_thread.wait();
}

void DrivenSession::end(std::function<void()> ended) {
    connect(&m_thread, &QThread::finished, this, [this, ended = std::move(ended)] {
        // Its driver may have something to publish as late as when it is deleted.
        m_thread.wait();
        Session::end(ended);
    });
    endDriver();
}

void DrivenSession::endDriver() {
    m_driver->hurry();
    // A thread that is told to quit from outside leaves what is queued for it.
    inDriver([thread = &m_thread](SessionDriver& driver) {
        driver.end();
        thread->quit();
    });
    m_driver = nullptr;
}

SessionDriver::Publish DrivenSession::publisher() {
    return [keeper = m_recording.get()](observe::Published published) {
        keeper->take(std::move(published));
    };
}

void DrivenSession::drive(std::unique_ptr<SessionDriver> driver, const QString& thread) {
    m_driver = driver.release();
    m_driver->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_driver, &QObject::deleteLater);
    connect(m_driver, &SessionDriver::statusChanged, this, &DrivenSession::tellStatus);
    connect(m_driver, &SessionDriver::consoleAnswered, this, &Session::answered);
    connect(m_driver, &SessionDriver::watched, this, &Session::watched);
    connect(m_driver, &SessionDriver::failed, this, &Session::failed);
    connect(m_driver, &SessionDriver::fileChanged, this, [this](const SessionFile& file) {
        // The name is changed here only.
        const QString name = m_file.name;
        m_file = file;
        m_file.name = name;
        save();
    });
    m_thread.setObjectName(thread);
    m_thread.start();
    tellStatus(status());
    inDriver([this](SessionDriver& there) {
        backHere([this, begun = there.begin()] {
            m_isStarting = false;
            tellStatus(status());
            if (!begun) {
                Q_EMIT failed(QString::fromStdString(begun.error().message));
            }
        });
    });
}

void DrivenSession::tellStatus(SessionStatus status) {
    status.isStarting = m_isStarting;
    setStatus(std::move(status));
}

void DrivenSession::save() {
    if (auto written = writeSessionFile(m_folder, m_file); !written) {
        Q_EMIT failed(QString::fromStdString(written.error().message));
    }
}

void DrivenSession::rename(const QString& name) {
    if (!name.trimmed().isEmpty()) {
        m_file.name = name.trimmed();
        save();
    }
}

void DrivenSession::execute(const Command& command, Done done) {
    inDriver([this, command, done = std::move(done)](SessionDriver& driver) {
        driver.execute(command, [this, done](const Result<void>& result) {
            backHere([done, result] { done(result); });
        });
    });
}

void DrivenSession::ask(const Ask& ask, std::function<void(Result<observe::OperationId>)> begun) {
    inDriver([this, ask, begun = std::move(begun)](SessionDriver& driver) {
        backHere([begun, asked = driver.ask(ask)] { begun(asked); });
    });
}

void DrivenSession::watch(WatchId id, const WatchAsk& ask) {
    inDriver([id, ask](SessionDriver& driver) { driver.watch(id, ask); });
}

void DrivenSession::unwatch(WatchId id) {
    inDriver([id](SessionDriver& driver) { driver.unwatch(id); });
}

void DrivenSession::inspectKeys(const std::string& prefix, std::size_t limit,
                                std::function<void(std::vector<NodeKeys>)> done) {
    inDriver([this, prefix, limit, done = std::move(done)](SessionDriver& driver) {
        driver.inspectKeys(prefix, limit, [this, done](std::vector<NodeKeys> keys) {
            backHere([done, keys = std::move(keys)] { done(keys); });
        });
    });
}

void DrivenSession::inspectDisk(raft::NodeId node, const storage::DiskQuestion& question,
                                DiskDone done) {
    inDriver([this, node, question, done = std::move(done)](SessionDriver& driver) {
        driver.inspectDisk(node, question, [this, done](const Result<storage::DiskAnswer>& answer) {
            backHere([done, answer] { done(answer); });
        });
    });
}

}  // namespace quorate::gui
