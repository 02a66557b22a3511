// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session_store.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <algorithm>

#include "storage/posix_file_system.h"
#include "storage/recording_file.h"

namespace quorate::gui {

namespace {

Error ioError(const QString& path, const QString& what) {
    return Error(ErrorCode::IoError, path.toStdString() + ": " + what.toStdString());
}

}  // namespace

QString SessionStore::defaultRoot() {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation))
        .filePath(QStringLiteral("sessions"));
}

std::vector<StoredSession> SessionStore::list() const {
    std::vector<StoredSession> sessions;
    const QDir root(m_root);
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        StoredSession session;
        session.folder = root.filePath(name);
        auto file = readSessionFile(session.folder);
        if (file) {
            session.file = std::move(*file);
        } else if (file.error().code == ErrorCode::NotFound) {
            continue;
        } else {
            session.problem = QString::fromStdString(file.error().message);
        }
        sessions.push_back(std::move(session));
    }
    std::sort(sessions.begin(), sessions.end(), [](const auto& a, const auto& b) {
        if (a.file.has_value() != b.file.has_value()) {
            return a.file.has_value();
        }
        return a.file && a.file->lastOpened != b.file->lastOpened
                   ? a.file->lastOpened > b.file->lastOpened
                   : a.folder < b.folder;
    });
    return sessions;
}

Result<QString> SessionStore::create(SessionFile file) const {
    QDir root(m_root);
    if (!root.mkpath(QStringLiteral("."))) {
        return ioError(m_root, QStringLiteral("the folder for sessions cannot be made"));
    }
    auto* random = QRandomGenerator::system();
    if (file.seed <= 1) {
        // Short enough to be read out.
        file.seed = random->bounded(1U, 0x10000U);
    }
    if (file.cluster <= 1) {
        file.cluster = random->generate64() | 2U;
    }
    file.created = QDateTime::currentDateTimeUtc();
    file.lastOpened = file.created;
    const QString stamp = file.created.toString(QStringLiteral("yyyyMMdd-HHmmss"));
    QString folder = root.filePath(stamp);
    for (int i = 2; QFile::exists(folder); ++i) {
        folder = root.filePath(QStringLiteral("%1-%2").arg(stamp).arg(i));
    }
    if (file.name.isEmpty()) {
        const QString seed = QStringLiteral("%1").arg(file.seed, 4, 16, QLatin1Char('0'));
        file.name = QStringLiteral("%1 nodes, seed %2").arg(file.firstMembers).arg(seed.toUpper());
    }
    if (!QDir().mkpath(folder)) {
        return ioError(folder, QStringLiteral("the session's folder cannot be made"));
    }
    if (auto written = writeSessionFile(folder, file); !written) {
        return written.error();
    }
    return folder;
}

Result<void> SessionStore::rename(const QString& folder, const QString& name) {
    auto file = readSessionFile(folder);
    if (!file) {
        return file.error();
    }
    if (name.trimmed().isEmpty()) {
        return Error(ErrorCode::InvalidArgument, "a session needs a name");
    }
    file->name = name.trimmed();
    return writeSessionFile(folder, *file);
}

Result<void> SessionStore::remove(const QString& folder) {
    const auto file = readSessionFile(folder);
    if (!file && file.error().code == ErrorCode::NotFound) {
        return file.error();
    }
    if (const QString path = recordingPathOf(folder); QFile::exists(path)) {
        storage::PosixFileSystem files;
        const auto recording =
            storage::StoredRecordingFile::openToAppend(files, path.toStdString());
        if (!recording && recording.error().code == ErrorCode::Busy) {
            return Error(ErrorCode::Busy, "this session is open: close it first");
        }
    }
    if (!QDir(folder).removeRecursively()) {
        return ioError(folder, QStringLiteral("not all of it could be deleted"));
    }
    return {};
}

}  // namespace quorate::gui
