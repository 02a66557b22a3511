// SPDX-License-Identifier: Apache-2.0
#include "gui/model/bookmark_file.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace quorate::gui {

namespace {

const QString kMoment = QStringLiteral("moment");
const QString kName = QStringLiteral("name");
/// More than that is no file of ours.
constexpr qint64 kMostBytes = 1 << 20;

QString pathIn(const QString& folder) {
    return QDir(folder).filePath(QStringLiteral("bookmarks.json"));
}

}  // namespace

std::vector<Bookmark> readBookmarks(const QString& folder) {
    std::vector<Bookmark> bookmarks;
    QFile file(pathIn(folder));
    if (!file.open(QIODevice::ReadOnly)) {
        return bookmarks;
    }
    for (const QJsonValue& each : QJsonDocument::fromJson(file.read(kMostBytes)).array()) {
        bool isNumber = false;
        const std::uint64_t moment = each[kMoment].toString().toULongLong(&isNumber);
        if (isNumber) {
            bookmarks.push_back({observe::Moment(moment), each[kName].toString()});
        }
    }
    return bookmarks;
}

Result<void> writeBookmarks(const QString& folder, const std::vector<Bookmark>& bookmarks) {
    const QString path = pathIn(folder);
    if (bookmarks.empty()) {
        QFile::remove(path);
        return {};
    }
    QJsonArray array;
    for (const Bookmark& bookmark : bookmarks) {
        array.append(QJsonObject{{kMoment, QString::number(bookmark.moment.nanoseconds())},
                                 {kName, bookmark.name}});
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(array).toJson()) < 0 ||
        !file.commit()) {
        return Error(ErrorCode::IoError, path.toStdString() + ": bookmarks cannot be kept: " +
                                             file.errorString().toStdString());
    }
    return {};
}

}  // namespace quorate::gui
