// SPDX-License-Identifier: Apache-2.0
// Everything that can be done in the window, with its keys.
#include <QApplication>

#include <algorithm>

#include "gui/actions/add_member.h"
#include "gui/actions/command_check.h"
#include "gui/actions/selection_acts.h"
#include "gui/checks/checks_view.h"
#include "gui/cluster/cluster_view.h"
#include "gui/console/kv_console.h"
#include "gui/events/events_view.h"
#include "gui/faults/fault_commands.h"
#include "gui/log_wall/log_wall.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/permission.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/scenario/scenario_shelf.h"
#include "gui/scenario/scenario_view.h"
#include "gui/shell/about_box.h"
#include "gui/shell/keys_dialog.h"
#include "gui/shell/legend.h"
#include "gui/shell/main_window.h"
#include "gui/shell/status_line.h"
#include "gui/time_bar/time_bar.h"

namespace quorate::gui {

namespace {

constexpr int kMostNodes = 9;
constexpr int kFontStep = 10;
constexpr int kSmallestFont = 80;
constexpr int kLargestFont = 200;

QKeySequence key(int code) {
    return {code};
}
QKeySequence none() {
    return {};
}

}  // namespace

void MainWindow::makeActions() {
    m_actions = new Actions(this);
    makeSessionActions();
    makeViewActions();
    makeClusterActions();
    makeFaultActions();
    makeTimeActions();
    makeScenarioActions();
    makeHelpActions();
    makeMenus();
    makeToolBar();
}

void MainWindow::makeSessionActions() {
    const QString file = tr("&File");
    m_actions->add(file, QStringLiteral("newSession"), tr("&New session…"), QKeySequence::New,
                   [this] { askForNew(); });
    m_actions->add(file, QStringLiteral("attach"), tr("&Attach to a cluster…"),
                   QKeySequence(tr("Ctrl+Shift+A")), [this] { askForCluster(); });
    m_actions->add(file, QStringLiteral("copyKeys"), tr("&Copy keys to another cluster…"), none(),
                   [this] { copyKeys(); });
    m_actions->add(file, QStringLiteral("openRecording"), tr("&Open a recording…"),
                   QKeySequence::Open, [this] { askForRecording(); });
    m_actions->add(file, QStringLiteral("saveRecording"), tr("&Save the recording as…"),
                   QKeySequence::SaveAs, [this] { saveRecording(); });
    makeExportActions();
    m_actions->add(file, QStringLiteral("renameSession"), tr("&Rename this session…"), none(),
                   [this] { renameSession(); });
    m_actions->add(file, QStringLiteral("closeSession"), tr("&Close the session"),
                   QKeySequence::Close, [this] { closeSession(); });
    m_actions->add(file, QStringLiteral("quit"), tr("&Quit"), QKeySequence(tr("Ctrl+Q")),
                   [this] { close(); });
}

void MainWindow::makeTimeActions() {
    const QString time = tr("&Time");
    m_actions->add(time, QStringLiteral("play"), tr("&Play or pause"), key(Qt::Key_Space),
                   [this] { m_timeBar->togglePlay(); });
    m_actions->add(time, QStringLiteral("nextEvent"), tr("&Next event"), key(Qt::Key_Period),
                   [this] { m_timeBar->nextEvent(); });
    m_actions->add(time, QStringLiteral("previousEvent"), tr("P&revious event"), key(Qt::Key_Comma),
                   [this] { m_timeBar->previousEvent(); });
    m_actions->add(time, QStringLiteral("slower"), tr("&Slower"), key(Qt::Key_BracketLeft),
                   [this] { m_timeBar->slower(); });
    m_actions->add(time, QStringLiteral("faster"), tr("&Faster"), key(Qt::Key_BracketRight),
                   [this] { m_timeBar->faster(); });
    m_actions->add(time, QStringLiteral("toStart"), tr("To the &beginning"), key(Qt::Key_Home),
                   [this] { m_timeBar->goToStart(); });
    m_actions->add(time, QStringLiteral("toEnd"), tr("To the &end"), key(Qt::Key_End),
                   [this] { m_timeBar->goLive(); });
    m_actions->add(time, QStringLiteral("live"), tr("Back to &live"), key(Qt::Key_L),
                   [this] { m_timeBar->goLive(); });
    m_actions->add(time, QStringLiteral("bookmark"), tr("Book&mark this moment"), key(Qt::Key_B),
                   [this] { m_timeBar->addBookmark(); });
    m_actions->add(time, QStringLiteral("nextBookmark"), tr("Ne&xt bookmark"),
                   QKeySequence(tr("Shift+B")), [this] { m_timeBar->goToBookmark(1); });
    m_actions->add(time, QStringLiteral("previousBookmark"), tr("Previous bookmar&k"),
                   QKeySequence(tr("Ctrl+Shift+B")), [this] { m_timeBar->goToBookmark(-1); });
}

void MainWindow::makeScenarioActions() {
    const QString group = tr("&Scenario");
    m_actions->add(group, QStringLiteral("scenarios"), tr("&All scenarios"), none(), [this] {
        m_scenario->showList();
        raise(QStringLiteral("scenario"), m_scenario);
    });
    m_actions->add(group, QStringLiteral("scenarioForward"), tr("&Next text"), none(),
                   [this] { m_scenario->page().forward(); });
    m_actions->add(group, QStringLiteral("scenarioBack"), tr("One event &back"), none(),
                   [this] { m_scenario->page().back(); });
    m_actions->add(group, QStringLiteral("scenarioTry"), tr("&Let me try"), none(),
                   [this] { m_scenario->page().letMeTry(); });
    for (const ShelvedScenario& scenario : shelvedScenarios()) {
        m_actions->add(group, QStringLiteral("play-") + scenario.name, scenario.title, none(),
                       [this, path = scenario.path] { openScenario(path); });
    }
}

void MainWindow::makeClusterActions() {
    const QString cluster = tr("&Cluster");
    const auto acts = [this](const QString& name, const QString& text, const QKeySequence& keys,
                             SelectionAct act) {
        m_actions->add(tr("&Cluster"), name, text, keys,
                       [this, act] { actOnSelected(act, m_context); });
    };
    acts(QStringLiteral("kill"), tr("&Kill or start the node"), key(Qt::Key_K),
         SelectionAct::KillOrStart);
    acts(QStringLiteral("pauseNode"), tr("&Pause or resume the node"), key(Qt::Key_P),
         SelectionAct::PauseOrResume);
    acts(QStringLiteral("fireTimer"), tr("Let its election &timer fire"), key(Qt::Key_T),
         SelectionAct::FireTimer);
    acts(QStringLiteral("dropMessage"), tr("&Drop the message"), key(Qt::Key_D),
         SelectionAct::DropMessage);
    acts(QStringLiteral("holdMessage"), tr("&Hold or release the message"), key(Qt::Key_H),
         SelectionAct::HoldOrRelease);
    const auto node = [this, cluster](const QString& name, const QString& text, NodeAct act) {
        m_actions->add(cluster, name, text, none(), [this, act] { actOnNode(act); });
    };
    node(QStringLiteral("stopNode"), tr("&Stop the node in order"), NodeAct::Stop);
    node(QStringLiteral("restartNode"), tr("&Restart the node"), NodeAct::Restart);
    node(QStringLiteral("makeLeader"), tr("Make it &leader"), NodeAct::MakeLeader);
    node(QStringLiteral("promote"), tr("Pro&mote the learner"), NodeAct::Promote);
    node(QStringLiteral("removeNode"), tr("Remo&ve the node"), NodeAct::Remove);
    m_actions->add(cluster, QStringLiteral("addNode"), tr("&Add a node"), none(),
                   [this] { addMember(m_context, false, this); });
    m_actions->add(cluster, QStringLiteral("addLearner"), tr("Add a l&earner"), none(),
                   [this] { addMember(m_context, true, this); });
    m_actions->add(cluster, QStringLiteral("alignTimers"),
                   tr("Let election timers run out together"), none(),
                   [this] { m_desk.run(ActOnTimers{TimerAct::Align}); });
    m_actions->add(cluster, QStringLiteral("spreadTimers"),
                   tr("Let election timers run out far apart"), none(),
                   [this] { m_desk.run(ActOnTimers{TimerAct::Spread}); });
    for (int place = 1; place <= kMostNodes; ++place) {
        m_actions->add(cluster, QStringLiteral("selectNode%1").arg(place),
                       tr("Select node %1 of the ring").arg(place), key(Qt::Key_0 + place),
                       [this, place] { selectNode(static_cast<std::size_t>(place - 1)); });
    }
}

void MainWindow::makeFaultActions() {
    const QString faults = tr("Fa&ults");
    QAction* partition = m_actions->addSwitch(
        faults, QStringLiteral("partition"), tr("Draw a &partition"), key(Qt::Key_X),
        [this](bool isOn) { m_cluster->setPartitionTool(isOn); });
    connect(m_cluster, &ClusterView::partitionToolChanged, partition, &QAction::setChecked);
    m_actions->add(faults, QStringLiteral("isolateLeader"), tr("&Isolate the leader"), none(),
                   [this] { isolateLeader(); });
    m_actions->add(faults, QStringLiteral("endAllFaults"), tr("&Undo all faults"),
                   QKeySequence(tr("Ctrl+Shift+Z")), [this] { m_desk.run(EndAllFaults{}); });
    m_actions->add(faults, QStringLiteral("undoFault"), tr("Undo the &latest fault"),
                   QKeySequence::Undo, [this] { undoLatestFault(); });
}

void MainWindow::makeViewActions() {
    const QString view = tr("&View");
    m_perspectives = new QActionGroup(this);
    const auto perspective = [&](const QString& name, const QString& text, int number) {
        QAction* action = m_actions->add(view, name, text, QKeySequence(tr("Ctrl+%1").arg(number)),
                                         [this, name] { usePerspective(name); });
        action->setCheckable(true);
        action->setData(name);
        m_perspectives->addAction(action);
    };
    perspective(QStringLiteral("learn"), tr("&Learn"), 1);
    perspective(QStringLiteral("operate"), tr("&Operate"), 2);
    perspective(QStringLiteral("debug"), tr("&Debug"), 3);
    perspective(QStringLiteral("forensics"), tr("&Forensics"), 4);
    m_actions->add(view, QStringLiteral("resetLayouts"), tr("Put docks where they &belong"), none(),
                   [this] {
                       m_settings.forgetLayouts();
                       arrange(m_perspective);
                   });
    for (QDockWidget* dock : m_docks) {
        m_actions->adopt(view, QStringLiteral("dock-") + dock->objectName(),
                         dock->toggleViewAction());
    }
    const auto show = [&](const QString& name, const QString& text, const QKeySequence& shortcut,
                          QWidget* widget) {
        QAction* action =
            m_actions->addSwitch(view, name, text, shortcut, [this, widget](bool isOn) {
                widget->setVisible(isOn);
                m_sharedRoom = 0;
                shareRoom();
            });
        action->setChecked(true);
    };
    show(QStringLiteral("viewCluster"), tr("Cluster"), none(), m_cluster);
    show(QStringLiteral("viewLogWall"), tr("Log wall"), none(), m_logWall);
    show(QStringLiteral("viewPipeline"), tr("Pipeline"), QKeySequence(tr("Ctrl+P")), m_pipeline);
    m_actions->add(view, QStringLiteral("goConsole"), tr("Go to the &KV console"), key(Qt::Key_C),
                   [this] { raise(QStringLiteral("console"), m_console); });
    m_actions->add(view, QStringLiteral("goStorage"), tr("Look into the &disk of the node"),
                   key(Qt::Key_S), [this] { raise(QStringLiteral("storage"), nullptr); });
    m_actions->add(view, QStringLiteral("filter"), tr("Filter e&vents"), key(Qt::Key_Slash),
                   [this] {
                       raise(QStringLiteral("events"), m_events);
                       m_events->focusFilter();
                   });
    m_actions->add(view, QStringLiteral("inspect"), tr("&Inspect what is selected"), key(Qt::Key_I),
                   [this] { raise(QStringLiteral("inspector"), nullptr); });
    connect(m_cluster, &ClusterView::inspectRequested, this,
            [this] { raise(QStringLiteral("inspector"), nullptr); });

    auto* appearances = new QActionGroup(this);
    const auto appearance = [&](const QString& name, const QString& text, Appearance which) {
        QAction* action = m_actions->add(view, name, text, none(), [this, which] {
            m_theme.setAppearance(which);
            m_settings.setAppearance(which);
        });
        action->setCheckable(true);
        action->setChecked(m_theme.appearance() == which);
        appearances->addAction(action);
    };
    appearance(QStringLiteral("themeSystem"), tr("Colours of the &system"), Appearance::System);
    appearance(QStringLiteral("themeLight"), tr("Ligh&t"), Appearance::Light);
    appearance(QStringLiteral("themeDark"), tr("Da&rk"), Appearance::Dark);
    QAction* motion = m_actions->addSwitch(view, QStringLiteral("reduceMotion"),
                                           tr("Reduce &motion"), none(), [this](bool isOn) {
                                               m_theme.setReducesMotion(isOn);
                                               m_settings.setReducesMotion(isOn);
                                           });
    motion->setChecked(m_theme.reducesMotion());
    m_actions->add(view, QStringLiteral("largerText"), tr("Larger te&xt"), QKeySequence::ZoomIn,
                   [this] { setFontPercent(m_settings.fontPercent() + kFontStep); });
    m_actions->add(view, QStringLiteral("smallerText"), tr("Smaller text"), QKeySequence::ZoomOut,
                   [this] { setFontPercent(m_settings.fontPercent() - kFontStep); });
}

void MainWindow::makeHelpActions() {
    const QString help = tr("&Help");
    m_actions->add(help, QStringLiteral("palette"), tr("&Go to or do…"), QKeySequence(tr("Ctrl+K")),
                   [this] { openPalette(); });
    m_actions->add(help, QStringLiteral("keys"), tr("&Keys"), key(Qt::Key_Question),
                   [this] { (new KeysDialog(*m_actions, this))->open(); });
    m_actions->add(help, QStringLiteral("legend"), tr("&Legend"), QKeySequence::HelpContents,
                   [this] { (new Legend(m_theme, this))->open(); });
    m_actions->add(help, QStringLiteral("about"), tr("&About Quorate"), none(),
                   [this] { (new AboutBox(this))->open(); });
}

void MainWindow::allowActions() {
    const Session* session = m_desk.session();
    const bool isOpen = session != nullptr;
    const auto allow = [this](const char* name, bool isAllowed, const QString& reason) {
        Actions::allow(m_actions->find(QLatin1String(name)), isAllowed, reason);
    };
    const QString noSession = tr("No session is open");
    for (const char* name : {"saveRecording", "exportPicture", "exportHistory", "exportMetrics",
                             "closeSession",  "play",          "nextEvent",     "previousEvent",
                             "slower",        "faster",        "toStart",       "toEnd",
                             "live",          "bookmark",      "nextBookmark",  "previousBookmark",
                             "learn",         "operate",       "debug",         "forensics"}) {
        allow(name, isOpen, noSession);
    }
    allow("renameSession", isOpen && !session->folder().isEmpty(), noSession);
    const ScenarioStandingPtr scenario = isOpen ? session->status().scenario : nullptr;
    for (const char* name : {"scenarioForward", "scenarioBack", "scenarioTry"}) {
        allow(name, scenario != nullptr, tr("No scenario is played"));
    }
    const raft::NodeId node = nodeOf(m_selection.selected());
    const auto allowNode = [&](const char* name, NodeAct act) {
        const QString reason = node == raft::kNoNode ? tr("Select a node first")
                                                     : whyNot(m_context, ActOnNode{act, node});
        allow(name, reason.isEmpty(), reason);
    };
    allowNode("stopNode", NodeAct::Stop);
    allowNode("restartNode", NodeAct::Restart);
    allowNode("makeLeader", NodeAct::MakeLeader);
    allowNode("promote", NodeAct::Promote);
    allowNode("removeNode", NodeAct::Remove);
    const auto allowCommand = [&](const char* name, const Command& command) {
        const QString reason = whyNot(m_context, command);
        allow(name, reason.isEmpty(), reason);
    };
    // In other sessions they act on some of what can be selected, and say of the rest why not.
    const bool isElsewhere = isOpen && session->kind() == SessionKind::Attached;
    const QString noKill = isElsewhere ? whyNot(m_context, Ability::RunNodes) : QString();
    allow("kill", noKill.isEmpty(), noKill);
    const QString noHold = isElsewhere ? whyNot(m_context, Ability::SingleMessages) : QString();
    for (const char* name : {"holdMessage", "dropMessage"}) {
        allow(name, noHold.isEmpty(), noHold);
    }
    allowCommand("addNode", AddNode{false, {}});
    allowCommand("addLearner", AddNode{true, {}});
    allowCommand("alignTimers", ActOnTimers{TimerAct::Align});
    allowCommand("spreadTimers", ActOnTimers{TimerAct::Spread});
    allowCommand("partition", Partition{});
    allowCommand("isolateLeader", Partition{});
    allowCommand("endAllFaults", EndAllFaults{});
    allowCommand("undoFault", EndFault{});
}

void MainWindow::actOnNode(NodeAct act) {
    const raft::NodeId node = nodeOf(m_selection.selected());
    if (node != raft::kNoNode) {
        runIfPossible(m_context, ActOnNode{act, node});
    }
}

void MainWindow::selectNode(std::size_t place) {
    const FramePtr& frame = m_frames.frame();
    if (frame != nullptr && place < frame->state.nodeCount()) {
        m_selection.select(frame->state.nodeAt(place).id);
    }
}

void MainWindow::isolateLeader() {
    const FramePtr& frame = m_frames.frame();
    if (frame == nullptr) {
        return;
    }
    const observe::NodeState* leader = leaderOf(frame->state);
    if (leader == nullptr) {
        m_status->complain(tr("No node leads that could be isolated"));
        return;
    }
    m_desk.run(isolate(frame->state, leader->id));
}

void MainWindow::undoLatestFault() {
    const FramePtr& frame = m_frames.frame();
    if (frame == nullptr || frame->state.faults().empty()) {
        m_status->tell(tr("No fault is active"));
        return;
    }
    m_desk.run(EndFault{frame->state.faults().back().fault});
}

void MainWindow::raise(const QString& dock, QWidget* focus) {
    if (auto* found = findChild<QDockWidget*>(dock)) {
        found->show();
        found->raise();
    }
    if (focus != nullptr) {
        focus->setFocus(Qt::ShortcutFocusReason);
    }
}

void MainWindow::setFontPercent(int percent) {
    percent = std::clamp(percent, kSmallestFont, kLargestFont);
    m_settings.setFontPercent(percent);
    QFont font = QApplication::font();
    font.setPointSizeF(m_fontPoints * percent / 100.0);
    QApplication::setFont(font);
    // Widgets that a style sheet has styled hear of it when that is set.
    qApp->setStyleSheet(qApp->styleSheet());
    m_status->tell(tr("Text at %1 %").arg(percent));
}

}  // namespace quorate::gui
