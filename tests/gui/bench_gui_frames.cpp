// SPDX-License-Identifier: Apache-2.0
// Processor time from one frame to the next, of each view alone and of all together, while nine
// nodes with logs of 100,000 entries tell of 200,000 events a second.
#include <QCoreApplication>
#include <QTemporaryDir>

#include <functional>
#include <memory>

#include "gui/cluster/cluster_view.h"
#include "gui/console/kv_console.h"
#include "gui/events/events_view.h"
#include "gui/faults/faults_view.h"
#include "gui/inspector/inspector_view.h"
#include "gui/log_wall/log_canvas.h"
#include "gui/log_wall/log_wall.h"
#include "gui/nodes/nodes_view.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/time_bar/time_bar.h"
#include "tests/gui/bench_gui_measure.h"
#include "tests/gui/crowded_window.h"
#include "tests/gui/synthetic_session.h"

namespace quorate::bench {

using namespace gui;
using tests::SyntheticSession;

namespace {

constexpr int kFrames = 240;
constexpr int kFramesBefore = 60;
const QSize kWindow(1920, 1080);
const QSize kDock(528, 600);

/// All that a view is given.
struct World {
    SessionDesk desk;
    TimeModel time;
    FrameSource frames{desk, time};
    SelectionModel selection;
    ThemeModel theme;
    ViewContext context{frames, selection, time, theme, desk};
};

/// Of what is to be measured, where not all is.
bool isWanted(const char* what) {
    const QByteArray wanted = qgetenv("QUORATE_BENCH_VIEW");
    return wanted.isEmpty() || wanted == what;
}

/// Runs until so many frames were shown.
void measure(const char* what, ViewContext& context, std::unique_ptr<SyntheticSession> session) {
    SyntheticSession& load = *session;
    context.desk.open(std::move(session));
    context.selection.select(raft::NodeId(1));
    Samples gui;
    Samples process;
    int frames = -kFramesBefore;
    double threadBefore = 0;
    double processBefore = 0;
    QObject listener;
    QObject::connect(&context.frames, &FrameSource::frameChanged, &listener, [&] {
        const double thread = threadMs();
        const double all = processMs();
        if (frames > 0) {
            gui.add(thread - threadBefore);
            process.add(all - processBefore);
        }
        threadBefore = thread;
        processBefore = all;
        ++frames;
    });
    load.start();
    while (frames <= kFrames) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    load.stop();
    std::printf(
        "  %-34s median %5.2f ms, 99th of 100 %5.2f ms, worst %5.2f ms; all threads: "
        "median %5.2f ms\n",
        what, gui.percentile(50), gui.percentile(99), gui.percentile(100), process.percentile(50));
    context.desk.close();
}

std::unique_ptr<SyntheticSession> nineNodes() {
    return std::make_unique<SyntheticSession>(SyntheticSession::Options());
}

template <class View>
void measureAlone(
    const char* what, QSize size, const std::function<void(View&)>& setUp = [](View&) {}) {
    if (!isWanted(what)) {
        return;
    }
    World world;
    View view(world.context);
    view.resize(size);
    setUp(view);
    view.show();
    measure(what, world.context, nineNodes());
}

}  // namespace

int measureFrames() {
    if (isWanted("all views")) {
        const QTemporaryDir directory;
        MainWindow window(directory.filePath(QStringLiteral("sessions")),
                          directory.filePath(QStringLiteral("settings.ini")));
        window.resize(kWindow);
        window.show();
        // The layout of a perspective comes with the first session.
        window.context().desk.open(nineNodes());
        tests::showAllViews(window);
        measure("all views", window.context(), nineNodes());
    }
    measureAlone<ClusterView>("cluster", kWindow);
    for (const auto& [name, zoom] :
         {std::pair("log wall, closest", LogZoom::L0), std::pair("log wall, second", LogZoom::L1),
          std::pair("log wall, third", LogZoom::L2), std::pair("log wall, all", LogZoom::L3)}) {
        const LogZoom wanted = zoom;
        measureAlone<LogWall>(name, kWindow,
                              [wanted](LogWall& wall) { wall.canvas().setZoom(wanted); });
    }
    measureAlone<PipelineView>("pipeline", kWindow);
    measureAlone<PipelineView>("pipeline, all nodes", kWindow,
                               [](PipelineView& view) { view.showAll(true); });
    measureAlone<EventsView>("events", kDock);
    measureAlone<KvConsole>("console", kDock);
    measureAlone<InspectorView>("inspector, a leader", kDock);
    measureAlone<FaultsView>("faults", kDock);
    measureAlone<NodesView>("nodes", kDock);
    measureAlone<TimeBar>("time bar", {kWindow.width(), 96});
    return 0;
}

}  // namespace quorate::bench
