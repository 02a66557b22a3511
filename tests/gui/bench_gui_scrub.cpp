// SPDX-License-Identifier: Apache-2.0
// Scrubbing in a recording of ten million events, and what a window holds in memory.
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cinttypes>
#include <string>

#include "engine/base/random.h"
#include "gui/time_bar/time_bar.h"
#include "gui/time_bar/time_strip.h"
#include "tests/gui/bench_gui_measure.h"
#include "tests/gui/crowded_window.h"
#include "tests/gui/synthetic_session.h"

namespace quorate::bench {

using namespace gui;
using tests::SyntheticSession;

namespace {

/// Of the recording that is scrubbed in.
std::uint64_t lengthOfRecording() {
    constexpr std::uint64_t kLong = 10'000'000;
    const QByteArray wanted = qgetenv("QUORATE_BENCH_EVENTS");
    return wanted.isEmpty() ? kLong : wanted.toULongLong();
}

constexpr std::uint64_t kHeld = 5'000'000;
const QSize kWindow(1920, 1080);

/// As fast as the keeper takes it, while events of the window are looked after.
void record(SyntheticSession& session, std::uint64_t events) {
    constexpr std::uint64_t kStep = 100'000;
    while (session.told() < events) {
        session.tell(kStep);
        while (session.recording().latest()->count + 2 * kStep < session.told()) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
    }
}

double megabytes(const char* field) {
    QFile status(QStringLiteral("/proc/self/status"));
    check(status.open(QIODevice::ReadOnly), "this system does not tell of memory");
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith(field)) {
            return line.simplified().split(' ').value(1).toDouble() / 1024;
        }
    }
    check(false, "this system does not tell of memory");
    return 0;
}

SyntheticSession::Options optionsOfRecording() {
    SyntheticSession::Options options;
    constexpr std::uint64_t kBetweenFaults = 200;
    options.entriesBetweenFaults = kBetweenFaults;
    return options;
}

/// Until a new opened recording was gone through behind the window: what that costs is not the
/// cost of a drag.
void waitUntilIdle() {
    constexpr double kIdleMs = 5;
    constexpr int kPauseMs = 300;
    for (;;) {
        const double begun = processMs();
        QTest::qWait(kPauseMs);
        if (processMs() - begun < kIdleMs) {
            return;
        }
    }
}

/// Notes when a new frame is painted on a widget.
class PaintWatch final : public QObject {
public:
    PaintWatch(FrameSource& frames, QWidget& widget) {
        connect(&frames, &FrameSource::frameChanged, this, [this] { m_isNew = true; });
        widget.installEventFilter(this);
    }
    void wait() {
        m_isNew = false;
        m_isPainted = false;
        while (!m_isPainted) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
    }

protected:
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        m_isPainted = m_isPainted || (m_isNew && event->type() == QEvent::Paint);
        return false;
    }

private:
    bool m_isNew{false};
    bool m_isPainted{false};
};

struct Drag {
    Samples wall;
    Samples process;
    Samples gui;
};

/// Drags the playhead to a place, and waits until what was then is painted.
void dragTo(TimeStrip& strip, PaintWatch& painted, int x, Drag& drag) {
    const double wall = wallMs();
    const double process = processMs();
    const double gui = threadMs();
    QTest::mouseMove(&strip, QPoint(x, strip.height() / 2));
    painted.wait();
    drag.wall.add(wallMs() - wall);
    drag.process.add(processMs() - process);
    drag.gui.add(threadMs() - gui);
}

}  // namespace

int measureScrubbing() {
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("long.quorate"));
    {
        auto session = SyntheticSession::create(path.toStdString(), optionsOfRecording());
        check(session.has_value(), "the recording cannot be made");
        const double begun = processMs();
        record(**session, lengthOfRecording());
        std::printf("  made: %" PRIu64 " events, %.0f ns each of all threads\n", (*session)->told(),
                    (processMs() - begun) * 1e6 / static_cast<double>((*session)->told()));
    }
    std::printf("  %.0f MB in its file\n", static_cast<double>(QFileInfo(path).size()) / 1e6);
    MainWindow window(directory.filePath(QStringLiteral("sessions")),
                      directory.filePath(QStringLiteral("settings.ini")));
    window.resize(kWindow);
    window.show();
    double begun = wallMs();
    window.openRecording(path);
    std::printf("  opened: the window waits %.0f ms", wallMs() - begun);
    while (window.context().desk.session() == nullptr) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    std::printf(", the recording is there after %.0f ms", wallMs() - begun);
    while (window.context().frames.history() == nullptr ||
           window.context().frames.history()->marks().empty()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    std::printf("\n");
    tests::showAllViews(window);
    begun = wallMs();
    waitUntilIdle();
    std::printf("  gone through, for its history and its checks, after %.0f ms\n",
                wallMs() - begun);

    auto& strip = window.findChild<TimeBar*>()->strip();
    PaintWatch painted(window.context().frames, strip);
    constexpr int kDrags = 300;
    constexpr int kMargin = 20;
    Drag drag;
    Random random(7);
    QTest::mousePress(&strip, Qt::LeftButton, {}, QPoint(kMargin, strip.height() / 2));
    // Each place is another one than that before, so that there is something to paint.
    int x = kMargin;
    for (int i = 0; i < kDrags; ++i) {
        const int width = strip.width() - 2 * kMargin;
        x = (x + width / 4 +
             static_cast<int>(random.below(static_cast<std::uint64_t>(width / 2)))) %
                width +
            kMargin;
        dragTo(strip, painted, x, drag);
    }
    QTest::mouseRelease(&strip, Qt::LeftButton);
    std::printf(
        "  from a drag to its paint, all views, anywhere: processor time of all threads "
        "median %.2f ms, 99th of 100 %.2f ms (limit 16), of the window's median %.2f ms; "
        "on the clock median %.1f ms, 99th %.1f ms\n",
        drag.process.percentile(50), drag.process.percentile(99), drag.gui.percentile(50),
        drag.wall.percentile(50), drag.wall.percentile(99));
    return 0;
}

int measureMemory() {
    const QTemporaryDir directory;
    MainWindow window(directory.filePath(QStringLiteral("sessions")),
                      directory.filePath(QStringLiteral("settings.ini")));
    window.resize(kWindow);
    window.show();
    const double empty = megabytes("VmRSS");
    auto created = SyntheticSession::create(
        directory.filePath(QStringLiteral("long.quorate")).toStdString(), optionsOfRecording());
    check(created.has_value(), "the recording cannot be made");
    SyntheticSession& session = **created;
    window.context().desk.open(std::move(*created));
    tests::showAllViews(window);
    record(session, kHeld);
    std::printf("  nine logs of 100,000 entries and %" PRIu64
                " events: %.0f MB resident, %.0f MB at most "
                "(limit 350; %.0f MB before)\n",
                session.told(), megabytes("VmRSS"), megabytes("VmHWM"), empty);
    return 0;
}

}  // namespace quorate::bench
