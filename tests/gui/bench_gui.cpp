// SPDX-License-Identifier: Apache-2.0
// What the window costs, off screen: processor time for each frame of each view, scrubbing in a
// long recording, the way to a leader on screen, a window that idles, and memory. Each part runs in
// a process of its own; named as arguments, only those parts. QUORATE_BENCH_VIEW names one view of
// those whose frames are measured, QUORATE_BENCH_EVENTS a shorter recording.
#include <QApplication>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include <cstdio>
#include <functional>
#include <vector>

#include "tests/gui/bench_gui_measure.h"

using namespace quorate::bench;

namespace {

struct Part {
    QString name;
    QString title;
    QString scale;
    std::function<int()> measure;
};

const std::vector<Part>& parts() {
    static const std::vector<Part> kParts{
        {QStringLiteral("frames1"), QStringLiteral("frames at device pixel ratio 1"),
         QStringLiteral("1"), measureFrames},
        {QStringLiteral("frames2"), QStringLiteral("frames at device pixel ratio 2"),
         QStringLiteral("2"), measureFrames},
        {QStringLiteral("scrub"), QStringLiteral("scrubbing"), QStringLiteral("1"),
         measureScrubbing},
        {QStringLiteral("idle"), QStringLiteral("paused and idle"), QStringLiteral("1"),
         measureIdling},
        {QStringLiteral("memory"), QStringLiteral("memory"), QStringLiteral("1"), measureMemory},
    };
    return kParts;
}

/// The same program again, with one part to do.
bool runAgain(const QString& part, const QString& scale) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), scale);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--part"), part});
    return process.waitForFinished(-1) && process.exitStatus() == QProcess::NormalExit &&
           process.exitCode() == 0;
}

bool measureStart() {
    constexpr int kStarts = 7;
    Samples wall;
    for (int i = 0; i < kStarts; ++i) {
        const double begun = wallMs();
        if (!runAgain(QStringLiteral("leader"), QStringLiteral("1"))) {
            return false;
        }
        wall.add(wallMs() - begun);
    }
    std::printf(
        "  start of the program to an elected leader on screen, and its end: median %.0f ms, "
        "worst %.0f ms (limit 1500)\n",
        wall.percentile(50), wall.percentile(100));
    return true;
}

int runPart(const QString& name) {
    if (name == QLatin1String("leader")) {
        return showLeader();
    }
    for (const Part& part : parts()) {
        if (part.name == name) {
            return part.measure();
        }
    }
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    // What the platform has to say of itself is of no interest here.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
        if (type != QtDebugMsg && !text.contains(QLatin1String("This plugin does not"))) {
            std::fprintf(stderr, "%s\n", qPrintable(text));
        }
    });
    if (argc == 3 && qstrcmp(argv[1], "--part") == 0) {
        QApplication application(argc, argv);
        return runPart(QString::fromLocal8Bit(argv[2]));
    }
    QCoreApplication application(argc, argv);
    const QStringList wanted = QCoreApplication::arguments().mid(1);
    bool isDone = true;
    for (const Part& part : parts()) {
        if (wanted.isEmpty() || wanted.contains(part.name)) {
            std::printf("%s\n", qPrintable(part.title));
            isDone = runAgain(part.name, part.scale) && isDone;
        }
    }
    if (wanted.isEmpty() || wanted.contains(QStringLiteral("start"))) {
        std::printf("start\n");
        isDone = measureStart() && isDone;
    }
    return isDone ? 0 : 1;
}
