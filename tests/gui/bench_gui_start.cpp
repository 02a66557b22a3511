// SPDX-License-Identifier: Apache-2.0
// The way from the start of the program to a leader on screen, and a window that idles.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTimer>

#include "gui/shell/main_window.h"
#include "tests/gui/bench_gui_measure.h"

namespace quorate::bench {

using namespace gui;

namespace {

bool hasLeader(const FramePtr& frame) {
    for (std::size_t i = 0; frame != nullptr && i < frame->state.nodeCount(); ++i) {
        if (frame->state.nodeAt(i).role == raft::Role::Leader) {
            return true;
        }
    }
    return false;
}

/// A new session of three nodes; returns when its leader is in the frame, and painted.
void openWithLeader(MainWindow& window) {
    window.show();
    window.openLatest();
    while (!hasLeader(window.context().frames.frame())) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    window.repaint();
}

double percentOfCore(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    const double wall = wallMs();
    const double process = processMs();
    loop.exec();
    return (processMs() - process) / (wallMs() - wall) * 100;
}

}  // namespace

int showLeader() {
    const QTemporaryDir directory;
    MainWindow window(directory.filePath(QStringLiteral("sessions")),
                      directory.filePath(QStringLiteral("settings.ini")));
    openWithLeader(window);
    return 0;
}

int measureIdling() {
    constexpr int kSettleMs = 2000;
    constexpr int kIdleMs = 5000;
    const QTemporaryDir directory;
    MainWindow window(directory.filePath(QStringLiteral("sessions")),
                      directory.filePath(QStringLiteral("settings.ini")));
    window.show();
    static_cast<void>(percentOfCore(kSettleMs));
    std::printf("  without a session: %.2f %% of a core\n", percentOfCore(kIdleMs));
    openWithLeader(window);
    static_cast<void>(percentOfCore(kSettleMs));
    std::printf("  a session of three nodes that runs: %.2f %%\n", percentOfCore(kIdleMs));
    window.context().desk.run(Pause());
    static_cast<void>(percentOfCore(kSettleMs));
    std::printf("  paused and idle: %.2f %% (limit 0)\n", percentOfCore(kIdleMs));
    return 0;
}

}  // namespace quorate::bench
