// SPDX-License-Identifier: Apache-2.0
// What the window is made of.
#include "gui/shell/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLayout>
#include <QMenuBar>
#include <QScrollArea>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "gui/beliefs/beliefs_view.h"
#include "gui/checks/checks_view.h"
#include "gui/cluster/cluster_view.h"
#include "gui/console/kv_console.h"
#include "gui/events/events_view.h"
#include "gui/faults/faults_view.h"
#include "gui/inspector/inspector_view.h"
#include "gui/log_wall/log_wall.h"
#include "gui/members/members_view.h"
#include "gui/model/live_edge.h"
#include "gui/nodes/nodes_view.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/scenario/scenario_view.h"
#include "gui/shell/announcer.h"
#include "gui/shell/dock_titles.h"
#include "gui/shell/session_chip.h"
#include "gui/shell/session_note.h"
#include "gui/shell/shortcut_guard.h"
#include "gui/shell/start_page.h"
#include "gui/shell/status_line.h"
#include "gui/storage/storage_view.h"
#include "gui/time_bar/time_bar.h"

namespace quorate::gui {

namespace {

constexpr int kWidth = 1600;
constexpr int kHeight = 1000;
constexpr int kLogWallHeight = 330;

/// What a dock holds, as high as it wants at the least; a scroll area asks layouts with texts that
/// fold for more than that.
class DockContent final : public QWidget {
public:
    explicit DockContent(QWidget* content) : m_content(content) { content->setParent(this); }

    [[nodiscard]] QSize sizeHint() const override { return m_content->sizeHint(); }
    [[nodiscard]] QSize minimumSizeHint() const override {
        QSize least = m_content->minimumSizeHint();
        const QLayout* layout = m_content->layout();
        if (layout != nullptr && layout->hasHeightForWidth()) {
            const int across = std::max(width(), least.width());
            least.setHeight(std::max(least.height(), layout->minimumHeightForWidth(across)));
        }
        return least;
    }

protected:
    void resizeEvent(QResizeEvent* event) override {
        m_content->setGeometry(rect());
        if (event->oldSize().width() != width()) {
            updateGeometry();
        }
    }
    bool event(QEvent* event) override {
        if (event->type() == QEvent::LayoutRequest) {
            updateGeometry();
        }
        return QWidget::event(event);
    }

private:
    QWidget* m_content;
};

}  // namespace

MainWindow::MainWindow(const QString& sessions, const QString& settingsFile)
    : m_store(sessions),
      m_settings(settingsFile),
      m_frames(m_desk, m_time),
      m_context{m_frames, m_selection, m_time, m_theme, m_desk},
      m_fontPoints(QApplication::font().pointSizeF()) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Quorate"));
    m_theme.setAppearance(m_settings.appearance());
    m_theme.setReducesMotion(m_settings.reducesMotion());
    resize(kWidth, kHeight);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    makeViews();
    makeActions();
    qApp->installEventFilter(new ShortcutGuard(this));

    connect(&m_desk, &SessionDesk::sessionChanged, this, &MainWindow::adoptSession);
    connect(&m_desk, &SessionDesk::statusChanged, this, &MainWindow::allowActions);
    connect(&m_desk, &SessionDesk::statusChanged, this, &MainWindow::followStarting);
    connect(&m_desk, &SessionDesk::closingChanged, this, &MainWindow::followClosing);
    connect(m_works, &WorkBar::cancelled, this, &MainWindow::giveUp);
    connect(&m_desk, &SessionDesk::refused, m_status, &StatusLine::complain);
    connect(&m_frames, &FrameSource::unreadable, m_status, &StatusLine::complain);
    connect(&m_frames, &FrameSource::frameChanged, this, [this] {
        showFailure(m_frames.frame());
        shareRoom();
    });
    connect(&m_selection, &SelectionModel::selectedChanged, this, &MainWindow::allowActions);
    connect(new LiveEdge(m_time, this), &LiveEdge::crossed, this, &MainWindow::allowActions);

    constexpr int kUsualFont = 100;
    if (m_settings.fontPercent() != kUsualFont) {
        setFontPercent(m_settings.fontPercent());
    }
    restoreGeometry(m_settings.geometry());
    adoptSession();
}

MainWindow::~MainWindow() {
    // Views let go of the session before they are gone.
    m_desk.close();
    m_desk.finishClosing();
    for (const QPointer<QThread>& deletion : m_deletions) {
        if (deletion != nullptr) {
            deletion->wait();
        }
    }
}

void MainWindow::makeViews() {
    m_start = new StartPage(m_store, this);
    connect(m_start, &StartPage::newRequested, this, &MainWindow::askForNew);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::openSession);
    connect(m_start, &StartPage::removeRequested, this, &MainWindow::deleteSession);
    connect(m_start, &StartPage::recordingRequested, this, &MainWindow::askForRecording);
    connect(m_start, &StartPage::attachRequested, this, &MainWindow::askForCluster);
    m_views = new QSplitter(Qt::Vertical, this);
    m_views->setObjectName(QStringLiteral("views"));
    m_views->setHandleWidth(8);
    m_views->setChildrenCollapsible(false);
    m_cluster = new ClusterView(m_context, m_views);
    m_logWall = new LogWall(m_context, m_views);
    m_views->addWidget(m_cluster);
    m_views->addWidget(m_logWall);
    m_pipeline = new PipelineView(m_context, m_views);
    m_views->addWidget(m_pipeline);
    m_views->setStretchFactor(0, 1);
    m_views->setStretchFactor(1, 0);
    m_views->setStretchFactor(2, 1);
    m_views->setSizes({kHeight - kLogWallHeight, kLogWallHeight, kHeight - kLogWallHeight});
    m_views->installEventFilter(this);
    connect(m_views, &QSplitter::splitterMoved, this, [this] { m_isDividedByPerson = true; });
    m_views->setContentsMargins(8, 0, 0, 8);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_start);
    m_pages->addWidget(m_views);
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new SessionNote(m_context, middle));
    column->addWidget(m_pages, 1);
    setCentralWidget(middle);

    m_console = new KvConsole(m_context, this);
    m_events = new EventsView(m_context, this);
    m_inspector = new InspectorView(m_context, this);
    m_inspector->setComparesAll(m_settings.comparesAll());
    connect(m_inspector, &InspectorView::comparesAllChanged, this,
            [this](bool compares) { m_settings.setComparesAll(compares); });
    m_faults = new FaultsView(m_context, this);
    m_nodes = new NodesView(m_context, this);
    m_beliefs = new BeliefsView(m_context, this);
    m_members = new MembersView(m_context, this);
    m_checks = new ChecksView(m_context, this);
    m_storage = new StorageView(m_context, this);
    m_scenario = new ScenarioView(m_context, this);
    connect(m_scenario, &ScenarioView::playRequested, this, &MainWindow::openScenario);
    connect(m_scenario, &ScenarioView::againRequested, this,
            [this] { openScenario(m_scenarioPath); });
    m_dockTitles = new DockTitles(m_theme, this);
    addDock(QStringLiteral("console"), tr("KV console"), m_console);
    addDock(QStringLiteral("events"), tr("Events"), m_events);
    addDock(QStringLiteral("inspector"), tr("Inspector"), m_inspector);
    addDock(QStringLiteral("faults"), tr("Faults"), m_faults);
    addDock(QStringLiteral("nodes"), tr("Nodes"), m_nodes);
    addDock(QStringLiteral("beliefs"), tr("Beliefs"), m_beliefs);
    addDock(QStringLiteral("members"), tr("Members"), m_members);
    addDock(QStringLiteral("storage"), tr("Storage"), m_storage);
    addDock(QStringLiteral("checks"), tr("Checks"), m_checks);
    addDock(QStringLiteral("scenario"), tr("Scenario"), m_scenario);

    m_timeBar = new TimeBar(m_context, this);
    m_timeFoot = new QToolBar(tr("Time bar"), this);
    m_timeFoot->setObjectName(QStringLiteral("timeFoot"));
    m_timeFoot->setMovable(false);
    m_timeFoot->setContextMenuPolicy(Qt::PreventContextMenu);
    m_timeFoot->addWidget(m_timeBar);
    addToolBar(Qt::BottomToolBarArea, m_timeFoot);

    m_status = new StatusLine(m_context, this);
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_status, 1);
    new Announcer(m_context, this);
    m_works = new WorkBar(this);
    statusBar()->addPermanentWidget(m_works);
    m_chip = new SessionChip(m_context, this);
    menuBar()->setCornerWidget(m_chip, Qt::TopRightCorner);
    m_chip->hide();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_views && event->type() == QEvent::Resize) {
        shareRoom();
    } else if (watched == m_tools &&
               (event->type() == QEvent::Resize || event->type() == QEvent::FontChange)) {
        fitSearch();
    }
    return QMainWindow::eventFilter(watched, event);
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* content) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    // A window may be lower than what all docks want together.
    auto* scroll = new QScrollArea(dock);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(new DockContent(content));
    dock->setWidget(scroll);
    dock->setAllowedAreas(Qt::AllDockWidgetAreas);
    addDockWidget(Qt::RightDockWidgetArea, dock);
    m_dockTitles->add(dock);
    m_docks.push_back(dock);
    return dock;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_desk.session() != nullptr) {
        saveLayout();
    }
    m_settings.setGeometry(saveGeometry());
    m_desk.close();
    // The window goes with the nodes.
    m_isLeaving = m_desk.isClosing();
    event->setAccepted(!m_isLeaving);
}

}  // namespace quorate::gui
