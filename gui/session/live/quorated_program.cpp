// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/quorated_program.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>

namespace quorate::gui {

Result<QString> findQuorated() {
    const QString named = qEnvironmentVariable("QUORATED");
    if (!named.isEmpty()) {
        if (QFileInfo(named).isExecutable()) {
            return named;
        }
        return Error(ErrorCode::NotFound, "QUORATED names " + named.toStdString() +
                                              ", which is no program that can be run");
    }
    const QString name = QStringLiteral("quorated");
    QString found = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    if (found.isEmpty()) {
        found = QStandardPaths::findExecutable(name);
    }
    if (found.isEmpty()) {
        return Error(ErrorCode::NotFound,
                     "quorated, which runs the nodes of such a session, lies neither beside this "
                     "application nor in PATH: build it, or name it in QUORATED");
    }
    return found;
}

}  // namespace quorate::gui
