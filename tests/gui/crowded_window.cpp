// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/crowded_window.h"

#include <QDockWidget>

namespace quorate::tests {

void showAllViews(gui::MainWindow& window) {
    for (auto* dock : window.findChildren<QDockWidget*>()) {
        window.removeDockWidget(dock);
    }
    const auto dock = [&window](const char* name) {
        return window.findChild<QDockWidget*>(QLatin1String(name));
    };
    window.addDockWidget(Qt::RightDockWidgetArea, dock("console"));
    window.splitDockWidget(dock("console"), dock("faults"), Qt::Vertical);
    window.splitDockWidget(dock("faults"), dock("nodes"), Qt::Vertical);
    window.splitDockWidget(dock("console"), dock("inspector"), Qt::Horizontal);
    window.splitDockWidget(dock("faults"), dock("events"), Qt::Horizontal);
    window.addDockWidget(Qt::LeftDockWidgetArea, dock("scenario"));
    window.splitDockWidget(dock("scenario"), dock("checks"), Qt::Vertical);
    window.splitDockWidget(dock("checks"), dock("storage"), Qt::Vertical);
    for (const char* view : {"viewCluster", "viewLogWall", "viewPipeline"}) {
        window.actions().find(QLatin1String(view))->setChecked(true);
    }
    for (auto* each : window.findChildren<QDockWidget*>()) {
        each->show();
    }
}

}  // namespace quorate::tests
