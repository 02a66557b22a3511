// SPDX-License-Identifier: Apache-2.0
// quorate: the application. See README.md, or --help.
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdio>
#include <variant>

#include "gui/quorate/export_run.h"
#include "gui/quorate/options.h"
#include "gui/quorate/scenario_play.h"
#include "gui/quorate/tour.h"
#include "gui/session/session_store.h"
#include "gui/shell/icon.h"
#include "gui/shell/main_window.h"

namespace {

void say(std::FILE* to, const QString& text) {
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), to);
    std::fflush(to);
}

/// Whether only files are wanted. The platform is chosen before options are read.
bool isExport(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const QByteArray argument(argv[i]);
        for (const char* option : {"--picture", "--history", "--metrics"}) {
            if (argument.startsWith(option)) {
                return true;
            }
        }
    }
    return false;
}

/// Whether a window could be seen by anybody.
bool hasDisplay() {
#ifdef Q_OS_UNIX
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") ||
           !qEnvironmentVariableIsEmpty("DISPLAY") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
#else
    return true;
#endif
}

int runTour(const QString& folder) {
    QTemporaryDir sessions;
    quorate::gui::MainWindow window(sessions.path(),
                                    QDir(sessions.path()).filePath(QStringLiteral("settings.ini")));
    quorate::gui::Tour tour(window, folder);
    window.show();
    const auto done = tour.run();
    if (!done) {
        say(stderr, QStringLiteral("quorate: the tour stopped: %1\n")
                        .arg(QString::fromStdString(done.error().message)));
        return 1;
    }
    say(stdout, QStringLiteral("The tour's pictures are in %1\n").arg(QDir(folder).absolutePath()));
    return 0;
}

/// No window is seen, whatever there is to see it on.
int runExports(const quorate::gui::Options& options) {
    using namespace quorate::gui;
    QTemporaryDir sessions;
    MainWindow window(sessions.path(),
                      QDir(sessions.path()).filePath(QStringLiteral("settings.ini")));
    window.context().theme.setAppearance(options.exports.appearance);
    if (options.exports.view == QLatin1String("window") && !options.exports.size.isEmpty()) {
        window.resize(options.exports.size);
    }
    window.show();
    const auto done = ExportRun(window, options.open, options.exports).run();
    if (!done) {
        say(stderr,
            QStringLiteral("quorate: %1\n").arg(QString::fromStdString(done.error().message)));
    }
    return done ? 0 : 1;
}

/// Which sessions there are, a line each.
void sayList(const QString& root) {
    const quorate::gui::SessionStore store(root);
    for (const quorate::gui::StoredSession& session : store.list()) {
        say(stdout, session.file
                        ? QStringLiteral("%1\t%2\n").arg(session.folder, session.file->name)
                        : QStringLiteral("%1\tdamaged: %2\n").arg(session.folder, session.problem));
    }
}

}  // namespace

int main(int argc, char** argv) {
    using namespace quorate::gui;
    const bool isBlind = !hasDisplay();
    if (isBlind || isExport(argc, argv)) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("quorate"));
    QApplication::setApplicationDisplayName(QStringLiteral("Quorate"));
    QApplication::setApplicationVersion(QStringLiteral(QUORATE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("quorate"));
    QApplication::setWindowIcon(applicationIcon());

    auto parsed = parseOptions(QApplication::arguments());
    if (const auto* farewell = std::get_if<Farewell>(&parsed)) {
        say(farewell->exitCode == 0 ? stdout : stderr, farewell->text);
        return farewell->exitCode;
    }
    const auto& options = std::get<Options>(parsed);
    const QString sessions =
        options.sessions.isEmpty() ? SessionStore::defaultRoot() : options.sessions;
    if (options.isList) {
        sayList(sessions);
        return 0;
    }
    if (!options.tour.isEmpty()) {
        return runTour(options.tour);
    }
    if (!options.exports.isEmpty()) {
        return runExports(options);
    }
    QTemporaryDir passing;
    QString opened = options.open;
    const bool isWatched = !options.scenario.isEmpty() && options.recording.isEmpty() &&
                           !options.isHeadless && !isBlind;
    if (!options.scenario.isEmpty() && !isWatched) {
        opened = options.recording.isEmpty()
                     ? passing.filePath(QFileInfo(options.scenario).completeBaseName() +
                                        QStringLiteral(".quorate"))
                     : options.recording;
        const auto played = playScenario(options.scenario, opened, [](const QString& line) {
            say(stdout, line + QLatin1Char('\n'));
        });
        if (!played) {
            say(stderr, QStringLiteral("quorate: %1\n")
                            .arg(QString::fromStdString(played.error().message)));
        }
        if (options.isHeadless || isBlind || !QFileInfo::exists(opened)) {
            return played ? 0 : 1;
        }
    }
    if (isBlind) {
        const QString folder = QDir(QDir::tempPath()).filePath(QStringLiteral("quorate-tour"));
        say(stdout,
            QStringLiteral("There is no display to open a window on, so here is a guided tour "
                           "instead; its pictures go to %1\n")
                .arg(folder));
        return runTour(folder);
    }
    MainWindow window(sessions, {});
    window.show();
    if (isWatched) {
        window.openScenario(options.scenario);
    } else if (options.isNew) {
        window.openNew(options.file);
    } else if (opened.isEmpty()) {
        window.openLatest();
    } else if (QFileInfo(opened).isDir()) {
        window.openSession(opened);
    } else {
        window.openRecording(opened);
    }
    return QApplication::exec();
}
