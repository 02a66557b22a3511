// SPDX-License-Identifier: Apache-2.0
// Where things are in the window: perspectives, docks, and what lies in the middle.
#include <algorithm>

#include "gui/cluster/cluster_view.h"
#include "gui/log_wall/log_wall.h"
#include "gui/paint/type.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/shell/main_window.h"

namespace quorate::gui {

namespace {

constexpr int kDockWidth = 528;
/// Of the width of the window, in percent, at most.
constexpr int kDockShare = 36;
/// Of the log wall: a row, and all that is around them.
constexpr int kLogWallRow = 40;
constexpr int kLogWallAround = 104;

/// What lies in the middle before a person says otherwise.
QStringList usualViews(const QString& perspective) {
    if (perspective == QLatin1String("debug")) {
        return {QStringLiteral("viewPipeline")};
    }
    return {QStringLiteral("viewCluster"), QStringLiteral("viewLogWall")};
}

}  // namespace

void MainWindow::usePerspective(const QString& name) {
    if (!m_perspective.isEmpty() && m_desk.session() != nullptr) {
        saveLayout();
    }
    m_perspective = name;
    m_settings.setPerspective(name);
    for (QAction* action : m_perspectives->actions()) {
        action->setChecked(action->data().toString() == name);
    }
    const QByteArray layout = m_settings.layout(name);
    if (layout.isEmpty() || !restoreState(layout, kLayoutVersion)) {
        arrange(name);
    } else {
        const QStringList views = m_settings.views(name);
        showViews(views.isEmpty() ? usualViews(name) : views);
    }
    focusFirstView();
}

void MainWindow::saveLayout() {
    m_settings.setLayout(m_perspective, saveState(kLayoutVersion));
    m_settings.setViews(m_perspective, shownViews());
}

void MainWindow::arrange(const QString& perspective) {
    struct Arrangement {
        QString name;
        std::vector<QString> upper;
        std::vector<QString> lower;
        int upperShare{6};  ///< of ten
    };
    static const std::vector<Arrangement> kArrangements{
        {QStringLiteral("learn"),
         {QStringLiteral("scenario"), QStringLiteral("events"), QStringLiteral("inspector")},
         {QStringLiteral("checks")}},
        {QStringLiteral("operate"),
         {QStringLiteral("console"), QStringLiteral("events"), QStringLiteral("inspector")},
         {QStringLiteral("faults"), QStringLiteral("nodes"), QStringLiteral("beliefs"),
          QStringLiteral("members"), QStringLiteral("checks")}},
        {QStringLiteral("debug"),
         {QStringLiteral("inspector"), QStringLiteral("storage"), QStringLiteral("console")},
         {QStringLiteral("events"), QStringLiteral("faults"), QStringLiteral("nodes"),
          QStringLiteral("checks")}},
        {QStringLiteral("forensics"),
         {QStringLiteral("storage"), QStringLiteral("events"), QStringLiteral("inspector")},
         {QStringLiteral("checks"), QStringLiteral("nodes")},
         5},
    };
    const auto found = std::find_if(kArrangements.begin(), kArrangements.end(),
                                    [&](const auto& each) { return each.name == perspective; });
    const Arrangement& wanted = found == kArrangements.end() ? kArrangements[1] : *found;
    for (QDockWidget* dock : m_docks) {
        removeDockWidget(dock);
        dock->setFloating(false);
    }
    // The two stacks first, then what lies behind their first docks: what is split off from a stack
    // of several would join it.
    const auto first = [this](const std::vector<QString>& names) {
        return names.empty() ? nullptr : findChild<QDockWidget*>(names.front());
    };
    QDockWidget* upper = first(wanted.upper);
    QDockWidget* lower = first(wanted.lower);
    addDockWidget(Qt::RightDockWidgetArea, upper);
    upper->show();
    if (lower != nullptr) {
        splitDockWidget(upper, lower, Qt::Vertical);
        lower->show();
    }
    const auto stack = [this](const std::vector<QString>& names, QDockWidget* top) {
        for (std::size_t i = 1; i < names.size(); ++i) {
            auto* dock = findChild<QDockWidget*>(names[i]);
            tabifyDockWidget(top, dock);
            dock->show();
        }
        if (top != nullptr) {
            top->raise();
        }
    };
    stack(wanted.upper, upper);
    stack(wanted.lower, lower);
    // A layout that is saved does not know docks that are nowhere, and shows them.
    for (QDockWidget* dock : m_docks) {
        if (dockWidgetArea(dock) == Qt::NoDockWidgetArea) {
            tabifyDockWidget(upper, dock);
            dock->hide();
        }
    }
    upper->raise();
    // A narrow window keeps room for its middle.
    resizeDocks({upper}, {std::min(kDockWidth, width() * kDockShare / 100)}, Qt::Horizontal);
    if (lower != nullptr) {
        // In pixels, of more than there are: of very few, minimum sizes decide.
        resizeDocks({upper, lower},
                    {height() * wanted.upperShare / 10, height() * (10 - wanted.upperShare) / 10},
                    Qt::Vertical);
    }
    showViews(usualViews(perspective));
}

/// The log wall is as high as its rows need, and lower than the cluster, until a person moves what
/// divides them.
void MainWindow::shareRoom() {
    const FramePtr& frame = m_frames.frame();
    if (m_isDividedByPerson || frame == nullptr) {
        return;
    }
    const int rows = static_cast<int>(std::max<std::size_t>(frame->state.nodeCount(), 3));
    const int room = m_views->height();
    if (room == m_sharedRoom && rows == m_sharedRows) {
        return;
    }
    m_sharedRoom = room;
    m_sharedRows = rows;
    const double scale = Type(font()).scale();
    const int wanted = static_cast<int>((kLogWallAround + rows * kLogWallRow) * scale);
    const bool hasOthers = !m_cluster->isHidden() || !m_pipeline->isHidden();
    const int wall = m_logWall->isHidden() ? 0 : std::min(wanted, room / 2);
    const int others = (room - (hasOthers ? wall : 0)) /
                       (!m_cluster->isHidden() && !m_pipeline->isHidden() ? 2 : 1);
    m_views->setSizes({others, hasOthers ? wall : room, others});
}

void MainWindow::showViews(const QStringList& names) {
    for (const char* view : {"viewCluster", "viewLogWall", "viewPipeline"}) {
        m_actions->find(QLatin1String(view))->setChecked(names.contains(QLatin1String(view)));
    }
}

QStringList MainWindow::shownViews() const {
    QStringList shown;
    for (const char* view : {"viewCluster", "viewLogWall", "viewPipeline"}) {
        if (m_actions->find(QLatin1String(view))->isChecked()) {
            shown += QLatin1String(view);
        }
    }
    return shown;
}

}  // namespace quorate::gui
