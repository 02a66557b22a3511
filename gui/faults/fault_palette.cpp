// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_palette.h"

#include <QActionGroup>
#include <QInputDialog>

#include <array>
#include <utility>

#include "gui/actions/command_check.h"
#include "gui/faults/fault_commands.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/permission.h"
#include "gui/model/wording.h"
#include "gui/widgets/flow_layout.h"

namespace quorate::gui {

namespace {

constexpr std::array<std::uint64_t, 4> kDelaysMs{50, 200, 500, 2000};
constexpr std::array<std::uint32_t, 4> kLossPercents{5, 20, 50, 90};
constexpr std::array<std::uint64_t, 6> kPauseSeconds{1, 2, 5, 10, 30, 60};

}  // namespace

FaultPalette::FaultPalette(ViewContext& context, std::function<std::vector<observe::Link>()> chosen,
                           QWidget* parent)
    : QWidget(parent), m_context(context), m_chosen(std::move(chosen)) {
    auto* layout = new FlowLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    // The arrow beside the text, not below it.
    setStyleSheet(
        QStringLiteral("QToolButton[hasMenu=\"true\"] { padding-right: 16px; }"
                       "QToolButton[hasMenu=\"true\"]:focus { padding-right: 15px; }"
                       "QToolButton::menu-indicator { subcontrol-origin: border;"
                       " subcontrol-position: center right; right: 4px; }"));
    addMenu(tr("Cut"), QStringLiteral("cut"), tr("Cut links: nothing gets through"), Ability::Cuts,
            &FaultPalette::fillCut);
    addMenu(tr("Delay"), QStringLiteral("delay"), tr("Make links slow"), Ability::LinkConditions,
            &FaultPalette::fillDelay);
    addMenu(tr("Loss"), QStringLiteral("loss"), tr("Let links lose messages"),
            Ability::LinkConditions, &FaultPalette::fillLoss);
    addMenu(tr("Kill"), QStringLiteral("kill"), tr("End a node as a loss of power does (K)"),
            Ability::RunNodes, &FaultPalette::fillKill);
    m_pause = addMenu(tr("Pause"), QStringLiteral("pause"), tr("Let a node stand still (P)"),
                      Ability::RunNodes, &FaultPalette::fillPause);
    m_disk = addForm(tr("Disk…"), QStringLiteral("disk"),
                     tr("Let disks be slow, fail, be full, lie, or lose what was not synced"),
                     NodeFault::SlowDisk);
    m_clock = addForm(tr("Clock…"), QStringLiteral("clock"), tr("Let clocks run fast or slow"),
                      NodeFault::FastClock);
    addMenu(tr("Presets"), QStringLiteral("presets"), tr("Whole partitions"), Ability::Cuts,
            &FaultPalette::fillPresets);
    m_healAll = new QToolButton(this);
    m_healAll->setObjectName(QStringLiteral("healAll"));
    m_healAll->setText(tr("Heal all"));
    m_healAll->setAccessibleName(tr("Heal all"));
    connect(m_healAll, &QToolButton::clicked, this, [this] { m_context.desk.run(EndAllFaults{}); });
    layout->addWidget(m_healAll);
}

QToolButton* FaultPalette::addMenu(const QString& text, const QString& name, const QString& tip,
                                   Ability ability, Fill fill) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(text);
    button->setProperty("tip", tip);
    button->setProperty("hasMenu", true);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu, fill] {
        menu->clear();
        (this->*fill)(*menu);
    });
    layout()->addWidget(button);
    m_buttons.emplace_back(button, ability);
    return button;
}

QToolButton* FaultPalette::addForm(const QString& text, const QString& name, const QString& tip,
                                   NodeFault fault) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(text);
    button->setProperty("tip", tip);
    layout()->addWidget(button);
    connect(button, &QToolButton::clicked, this, [this, fault] { Q_EMIT formWanted(fault); });
    return button;
}

void FaultPalette::refresh() {
    for (const auto& [button, ability] :
         {std::pair(m_disk, Ability::Disks), std::pair(m_clock, Ability::Clocks)}) {
        const QString reason = whyNot(m_context, ability);
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason.isEmpty() ? button->property("tip").toString() : reason);
    }
    const QString whyNotCuts = whyNot(m_context, Ability::Cuts);
    const Session* session = m_context.desk.session();
    const bool isAttached = session != nullptr && session->kind() == SessionKind::Attached;
    for (const auto& [button, ability] : m_buttons) {
        // Nodes that were launched elsewhere can be paused where faults are allowed.
        const QString reason =
            isAttached && button == m_pause ? whyNotCuts : whyNot(m_context, ability);
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason.isEmpty() ? button->property("tip").toString() : reason);
    }
    const FramePtr& frame = m_context.frames.frame();
    const bool hasFaults = frame != nullptr && !frame->state.faults().empty();
    m_healAll->setEnabled(whyNotCuts.isEmpty() && hasFaults);
    m_healAll->setToolTip(!whyNotCuts.isEmpty() ? whyNotCuts
                          : hasFaults           ? tr("Undo every active fault")
                                                : tr("Nothing is broken."));
}

void FaultPalette::addCommand(QMenu& menu, const QString& text, std::vector<Command> commands) {
    QAction* action = menu.addAction(text);
    QString reason;
    for (const Command& command : commands) {
        reason = reason.isEmpty() ? whyNot(m_context, command) : reason;
    }
    action->setEnabled(!commands.empty() && reason.isEmpty());
    action->setToolTip(reason);
    connect(action, &QAction::triggered, this, [this, commands = std::move(commands)] {
        for (const Command& command : commands) {
            m_context.desk.run(command);
        }
    });
}

void FaultPalette::fillLinkMenu(QMenu& menu, const std::vector<observe::Link>& links) {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr || links.empty()) {
        return;
    }
    std::vector<Command> cuts;
    std::vector<Command> bothWays;
    std::vector<Command> heals;
    for (const observe::Link link : links) {
        cuts.emplace_back(CutLink{link, false});
        bothWays.emplace_back(CutLink{link, true});
        heals.emplace_back(HealLink{link, false});
    }
    const QString where = links.size() == 1
                              ? tr("%1 to %2").arg(nameOf(links[0].from), nameOf(links[0].to))
                              : tr("%1 links").arg(links.size());
    addCommand(menu, tr("Cut %1").arg(where), cuts);
    addCommand(menu, tr("Cut %1, both ways").arg(where), bothWays);
    addCommand(menu, tr("Heal %1").arg(where), heals);
    if (!whyNot(m_context, Ability::LinkConditions).isEmpty()) {
        return;
    }
    menu.addSeparator();
    for (const std::uint64_t ms : kDelaysMs) {
        addCommand(menu, tr("Delay by %1 ms").arg(ms), {delayOf(links, ms)});
    }
    menu.addSeparator();
    for (const std::uint32_t percent : kLossPercents) {
        addCommand(menu, tr("Lose %1 %").arg(percent), {lossOf(links, percent)});
    }
    menu.addSeparator();
    addCommand(menu, tr("As before"), {SetLinkCondition{links, std::nullopt, {}}});
}

void FaultPalette::addPlaces(QMenu& menu,
                             const std::function<Command(std::vector<observe::Link>)>& make) {
    const observe::ClusterState& state = m_context.frames.frame()->state;
    if (const auto links = m_chosen(); !links.empty()) {
        addCommand(menu,
                   links.size() == 1
                       ? tr("%1 to %2").arg(nameOf(links[0].from), nameOf(links[0].to))
                       : tr("The %1 chosen links").arg(links.size()),
                   {make(links)});
    }
    addCommand(menu, tr("All links"), {make(linksOf(state, raft::kNoNode))});
    menu.addSeparator();
    for (const raft::NodeId node : nodesOf(state)) {
        addCommand(menu, tr("All links of %1").arg(nameOf(node)), {make(linksOf(state, node))});
    }
}

void FaultPalette::fillCut(QMenu& menu) {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    const observe::ClusterState& state = m_context.frames.frame()->state;
    if (const auto links = m_chosen(); !links.empty()) {
        std::vector<Command> cuts;
        for (const observe::Link link : links) {
            cuts.emplace_back(CutLink{link, false});
        }
        addCommand(menu,
                   links.size() == 1
                       ? tr("%1 to %2").arg(nameOf(links[0].from), nameOf(links[0].to))
                       : tr("The %1 chosen links").arg(links.size()),
                   cuts);
        menu.addSeparator();
    }
    for (const raft::NodeId node : nodesOf(state)) {
        addCommand(menu, tr("%1 from all others").arg(nameOf(node)), {isolate(state, node)});
    }
}

void FaultPalette::fillDelay(QMenu& menu) {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    for (const std::uint64_t ms : kDelaysMs) {
        addPlaces(*menu.addMenu(tr("%1 ms").arg(ms)), [ms](std::vector<observe::Link> links) {
            return Command(delayOf(std::move(links), ms));
        });
    }
    menu.addSeparator();
    addPlaces(*menu.addMenu(tr("None any more")), [](std::vector<observe::Link> links) {
        return Command(SetLinkCondition{std::move(links), std::nullopt, {}});
    });
}

void FaultPalette::fillLoss(QMenu& menu) {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    for (const std::uint32_t percent : kLossPercents) {
        addPlaces(*menu.addMenu(tr("%1 %").arg(percent)),
                  [percent](std::vector<observe::Link> links) {
                      return Command(lossOf(std::move(links), percent));
                  });
    }
    menu.addSeparator();
    addPlaces(*menu.addMenu(tr("None any more")), [](std::vector<observe::Link> links) {
        return Command(SetLinkCondition{std::move(links), std::nullopt, {}});
    });
}

void FaultPalette::fillKill(QMenu& menu) {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    const observe::ClusterState& state = m_context.frames.frame()->state;
    for (const raft::NodeId node : nodesOf(state)) {
        const auto condition = state.findNode(node)->condition;
        const bool isDown = condition == observe::NodeCondition::Down ||
                            condition == observe::NodeCondition::Failed;
        const QString what =
            QStringLiteral("%1 %2").arg(nameOf(node), stateName(*state.findNode(node)));
        addCommand(menu, isDown ? tr("Restart %1").arg(what) : tr("Kill %1").arg(what),
                   {ActOnNode{isDown ? NodeAct::Restart : NodeAct::Kill, node}});
    }
}

void FaultPalette::fillPause(QMenu& menu) {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    const Session* session = m_context.desk.session();
    const SessionKind kind = session != nullptr ? session->kind() : SessionKind::Stage;
    const bool isAttached = kind == SessionKind::Attached;
    const bool hasLength =
        isAttached || kind == SessionKind::Live || kind == SessionKind::Processes;
    const std::uint64_t forMs = !hasLength                     ? 0
                                : isAttached && m_pauseMs == 0 ? kUsualPauseMs
                                                               : m_pauseMs;
    const observe::ClusterState& state = m_context.frames.frame()->state;
    for (const raft::NodeId node : nodesOf(state)) {
        const auto condition = state.findNode(node)->condition;
        const bool isPaused = condition == observe::NodeCondition::Paused;
        const bool runs = condition == observe::NodeCondition::Up;
        const QString what =
            QStringLiteral("%1 %2").arg(nameOf(node), stateName(*state.findNode(node)));
        const Command command =
            isPaused ? ActOnNode{NodeAct::Resume, node} : ActOnNode{NodeAct::Pause, node, forMs};
        addCommand(menu,
                   isPaused    ? tr("Resume %1").arg(what)
                   : forMs > 0 ? tr("Pause %1 for %2 s").arg(what).arg(forMs / 1000)
                               : tr("Pause %1").arg(what),
                   runs || isPaused ? std::vector<Command>{command} : std::vector<Command>());
    }
    if (hasLength) {
        menu.addSeparator();
        addPauseLengths(*menu.addMenu(tr("How long")), !isAttached);
    }
}

/// `endsByHand`: a pause may last until somebody ends it.
void FaultPalette::addPauseLengths(QMenu& menu, bool endsByHand) {
    menu.setObjectName(QStringLiteral("pauseLengths"));
    const std::uint64_t chosen = m_pauseMs == 0 && !endsByHand ? kUsualPauseMs : m_pauseMs;
    auto* group = new QActionGroup(&menu);
    const auto add = [&](const QString& text, std::uint64_t ms) {
        QAction* action = group->addAction(menu.addAction(text));
        action->setCheckable(true);
        action->setChecked(ms == chosen);
        connect(action, &QAction::triggered, this, [this, ms] { m_pauseMs = ms; });
    };
    if (endsByHand) {
        add(tr("Until it is resumed"), 0);
    }
    for (const std::uint64_t seconds : kPauseSeconds) {
        add(tr("%1 s").arg(seconds), seconds * 1000);
    }
    QAction* other = menu.addAction(group->checkedAction() == nullptr
                                        ? tr("Another time (%1 s)…").arg(chosen / 1000)
                                        : tr("Another time…"));
    other->setCheckable(true);
    other->setChecked(group->checkedAction() == nullptr);
    connect(other, &QAction::triggered, this, &FaultPalette::askForPauseLength);
}

void FaultPalette::askForPauseLength() {
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("pauseLength"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("How long a node is paused"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, static_cast<int>(kLongestPauseMs / 1000));
    dialog->setIntValue(static_cast<int>((m_pauseMs == 0 ? kUsualPauseMs : m_pauseMs) / 1000));
    dialog->setLabelText(
        tr("Seconds. Nodes that were launched elsewhere take %1 at most: one that is paused hears "
           "nobody who would end it.")
            .arg(kLongestPauseMs / 1000));
    connect(dialog, &QInputDialog::intValueSelected, this,
            [this](int seconds) { m_pauseMs = static_cast<std::uint64_t>(seconds) * 1000; });
    dialog->open();
}

void FaultPalette::fillPresets(QMenu& menu) {
    if (m_context.frames.frame() == nullptr) {
        return;
    }
    const observe::ClusterState& state = m_context.frames.frame()->state;
    const Partition two = halves(state);
    addCommand(menu, tr("Halves: %1 and %2").arg(groupOf(two.groups[0]), groupOf(two.groups[1])),
               {two});
    addCommand(menu, tr("Bridge: two sides, one node between them"), bridge(state));
    const observe::NodeState* leading = leaderOf(state);
    const raft::NodeId leader = leading != nullptr ? leading->id : raft::kNoNode;
    addCommand(menu,
               leader == raft::kNoNode ? tr("Isolate the leader: there is none")
                                       : tr("Isolate the leader %1").arg(nameOf(leader)),
               leader == raft::kNoNode ? std::vector<Command>()
                                       : std::vector<Command>{isolate(state, leader)});
}

}  // namespace quorate::gui
