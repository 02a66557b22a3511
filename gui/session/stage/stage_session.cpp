// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/stage_session.h"

#include <QDir>
#include <QFile>

#include <utility>

#include "gui/session/stage/stage_driver.h"

namespace quorate::gui {

template <class Work>
void StageSession::inDriver(Work work) {
    QMetaObject::invokeMethod(
        m_driver, [driver = m_driver, work = std::move(work)]() mutable { work(*driver); },
        Qt::QueuedConnection);
}

template <class Work>
void StageSession::backHere(Work work) {
    // Dropped with this object, which outlives the thread that calls.
    QMetaObject::invokeMethod(this, std::move(work), Qt::QueuedConnection);
}

Result<std::unique_ptr<StageSession>> StageSession::open(const QString& folder) {
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
    std::unique_ptr<StageSession> session(
        new StageSession(folder, std::move(*file), std::move(*recording), std::move(files)));
    session->begin();
    return session;
}

StageSession::StageSession(QString folder, SessionFile file,
                           std::unique_ptr<RecordingKeeper> recording,
                           std::unique_ptr<storage::PosixFileSystem> files)
    : m_folder(std::move(folder)),
      m_file(std::move(file)),
      m_files(std::move(files)),
      m_recording(std::move(recording)) {}

StageSession::~StageSession() {
    if (m_driver != nullptr) {
        inDriver([](StageDriver& driver) { driver.end(); });
        m_thread.quit();
        m_thread.wait();
    }
}

void StageSession::begin() {
    RecordingKeeper* keeper = m_recording.get();
    m_driver = new StageDriver(
        m_file, m_folder, m_recording->latest()->state,
        m_recording->nextSequence(observe::SourceId()),
        [keeper](observe::Published published) { keeper->take(std::move(published)); });
    m_driver->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_driver, &QObject::deleteLater);
    connect(m_driver, &StageDriver::statusChanged, this,
            [this](const SessionStatus& status) { setStatus(status); });
    connect(m_driver, &StageDriver::consoleAnswered, this, &Session::answered);
    connect(m_driver, &StageDriver::fileChanged, this, [this](const SessionFile& file) {
        // The name is changed here only.
        const QString name = m_file.name;
        m_file = file;
        m_file.name = name;
        save();
    });
    m_thread.setObjectName(QStringLiteral("stage"));
    m_thread.start();
    inDriver([this](StageDriver& driver) {
        if (auto begun = driver.begin(); !begun) {
            backHere([this, reason = QString::fromStdString(begun.error().message)] {
                Q_EMIT failed(reason);
            });
        }
    });
}

void StageSession::save() {
    if (auto written = writeSessionFile(m_folder, m_file); !written) {
        Q_EMIT failed(QString::fromStdString(written.error().message));
    }
}

void StageSession::rename(const QString& name) {
    if (!name.trimmed().isEmpty()) {
        m_file.name = name.trimmed();
        save();
    }
}

void StageSession::execute(const Command& command, Done done) {
    inDriver([this, command, done = std::move(done)](StageDriver& driver) {
        static_cast<void>(driver.execute(command, [this, done](const Result<void>& result) {
            backHere([done, result] { done(result); });
        }));
    });
}

void StageSession::ask(const Ask& ask, std::function<void(Result<observe::OperationId>)> begun) {
    inDriver([this, ask, begun = std::move(begun)](StageDriver& driver) {
        backHere([begun, asked = driver.ask(ask)] { begun(asked); });
    });
}

void StageSession::inspectKeys(const std::string& prefix, std::size_t limit,
                               std::function<void(std::vector<NodeKeys>)> done) {
    inDriver([this, prefix, limit, done = std::move(done)](StageDriver& driver) {
        backHere([done, keys = driver.inspectKeys(prefix, limit)] { done(keys); });
    });
}

}  // namespace quorate::gui
