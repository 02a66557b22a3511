// SPDX-License-Identifier: Apache-2.0
#include "gui/actions/selection_menu.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdint>
#include <variant>
#include <vector>

#include "gui/actions/command_check.h"
#include "gui/actions/link_presets.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::Link;

class MenuMaker {
    Q_DECLARE_TR_FUNCTIONS(SelectionMenu)

public:
    MenuMaker(QMenu& menu, ViewContext& context, const observe::ClusterState& state)
        : m_menu(menu), m_context(context), m_state(state) {
        menu.setToolTipsVisible(true);
    }

    void operator()(raft::NodeId node) {
        const observe::NodeState* state = m_state.findNode(node);
        if (state == nullptr) {
            return;
        }
        addHead(nameOf(node));
        addLife(*state);
        m_menu.addSeparator();
        add(m_menu, "fireTimer", tr("Fire election timer"),
            ActOnNode{NodeAct::FireElectionTimer, node}, Qt::Key_T);
        add(m_menu, "makeLeader", tr("Make leader"), ActOnNode{NodeAct::MakeLeader, node});
        if (isLearnerIn(configurationOf(m_state), node)) {
            add(m_menu, "promote", tr("Promote to voter"), ActOnNode{NodeAct::Promote, node});
        }
        add(m_menu, "remove", tr("Remove from the cluster"), ActOnNode{NodeAct::Remove, node});
        m_menu.addSeparator();
        addArming(node);
        add(m_menu, "isolate", tr("Cut off from all others"), isolationOf(node));
        addDrift(node);
    }
    void operator()(const Link& link) {
        const Link back{link.to, link.from};
        addHead(tr("%1 → %2").arg(nameOf(link.from), nameOf(link.to)));
        const bool isCutHere = isCut(m_state, link);
        const bool isCutBack = isCut(m_state, back);
        if (!isCutHere || !isCutBack) {
            add(m_menu, "cutBothWays", tr("Cut both ways"), CutLink{link, true});
        }
        if (!isCutHere) {
            add(m_menu, "cutOneWay", cutOneWayText(link), CutLink{link, false});
        }
        if (!isCutBack) {
            add(m_menu, "cutOtherWay", cutOneWayText(back), CutLink{back, false});
        }
        if (isCutHere || isCutBack) {
            add(m_menu, "heal", tr("Heal"), HealLink{link, true});
        }
        m_menu.addSeparator();
        const observe::LinkState* known = m_state.findLink(link);
        const observe::LinkCondition now = known != nullptr && known->condition.maxDelayNs > 0
                                               ? known->condition
                                               : soundCondition();
        addPresets("loss", tr("Loss"), link, lossPresets(now), now);
        addPresets("delay", tr("Delay"), link, delayPresets(now), now);
    }
    void operator()(const observe::MessageKey& key) {
        const auto& messages = m_state.messagesInFlight();
        const auto found = std::find_if(
            messages.begin(), messages.end(),
            [&key](const observe::MessageInFlight& message) { return message.key == key; });
        if (found == messages.end()) {
            addHead(tr("This message has arrived"));
            return;
        }
        addHead(tr("%1, %2 → %3")
                    .arg(wordFor(found->type), nameOf(found->link.from), nameOf(found->link.to)));
        if (found->isHeld) {
            add(m_menu, "release", tr("Release"), ActOnMessage{MessageAct::Release, key},
                Qt::Key_H);
        } else {
            add(m_menu, "hold", tr("Hold"), ActOnMessage{MessageAct::Hold, key}, Qt::Key_H);
        }
        add(m_menu, "drop", tr("Drop"), ActOnMessage{MessageAct::Drop, key}, Qt::Key_D);
        add(m_menu, "duplicate", tr("Duplicate"), ActOnMessage{MessageAct::Duplicate, key});
    }
    template <class Other>
    void operator()(const Other& /*other*/) {}

private:
    /// What the menu is about.
    void addHead(const QString& text) {
        QAction* head = m_menu.addAction(text);
        head->setObjectName(QStringLiteral("head"));
        head->setEnabled(false);
        QFont bold = head->font();
        bold.setWeight(QFont::DemiBold);
        head->setFont(bold);
    }
    static QString cutOneWayText(const Link& link) {
        return tr("Cut %1 → %2 only").arg(nameOf(link.from), nameOf(link.to));
    }
    QAction* add(QMenu& menu, const char* name, const QString& text, const Command& command,
                 Qt::Key key = Qt::Key_unknown) {
        QAction* action = menu.addAction(text);
        action->setObjectName(QLatin1String(name));
        const QString reason = whyNot(m_context, command);
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason);
        if (key != Qt::Key_unknown) {
            // For the eye: the key itself belongs to the window.
            action->setShortcut(key);
            action->setShortcutContext(Qt::WidgetShortcut);
        }
        ViewContext* context = &m_context;
        QObject::connect(action, &QAction::triggered, &menu,
                         [context, command] { runIfPossible(*context, command); });
        return action;
    }
    void addLife(const observe::NodeState& node) {
        if (!isRunning(node)) {
            add(m_menu, "start", tr("Start"), ActOnNode{NodeAct::Start, node.id}, Qt::Key_K);
            add(m_menu, "wipe", tr("Wipe its disk"), ActOnNode{NodeAct::Wipe, node.id});
            return;
        }
        add(m_menu, "kill", tr("Kill"), ActOnNode{NodeAct::Kill, node.id}, Qt::Key_K);
        add(m_menu, "restart", tr("Restart"), ActOnNode{NodeAct::Restart, node.id});
        const Session* session = m_context.desk.session();
        const bool isAttached = session != nullptr && session->kind() == SessionKind::Attached;
        add(m_menu, "stop", isAttached ? tr("Stop…") : tr("Stop"),
            ActOnNode{NodeAct::Stop, node.id});
        if (node.condition == observe::NodeCondition::Paused) {
            add(m_menu, "resume", tr("Resume"), ActOnNode{NodeAct::Resume, node.id}, Qt::Key_P);
        } else {
            add(m_menu, "pause",
                isAttached ? tr("Pause for %1 s").arg(kUsualPauseMs / 1000) : tr("Pause"),
                ActOnNode{NodeAct::Pause, node.id}, Qt::Key_P);
        }
    }
    /// Of nodes that run elsewhere nothing is broken that the person has not allowed.
    void addArming(raft::NodeId node) {
        const Session* session = m_context.desk.session();
        if (session == nullptr || session->kind() != SessionKind::Attached) {
            return;
        }
        const auto& armed = session->status().armed;
        const bool isArmed = std::find(armed.begin(), armed.end(), node) != armed.end();
        QAction* action =
            add(m_menu, "allowFaults", tr("Allow faults on this node"), ArmFaults{node, !isArmed});
        action->setCheckable(true);
        action->setChecked(isArmed);
        if (action->isEnabled()) {
            action->setToolTip(
                tr("Only of nodes that were started with --allow-faults. Faults end by themselves "
                   "after ten minutes, and with this session, even if this window is killed."));
        }
    }
    [[nodiscard]] Partition isolationOf(raft::NodeId node) const {
        Partition partition;
        partition.groups.push_back({node});
        std::vector<raft::NodeId> others;
        for (std::size_t i = 0; i < m_state.nodeCount(); ++i) {
            if (m_state.nodeAt(i).id != node) {
                others.push_back(m_state.nodeAt(i).id);
            }
        }
        partition.groups.push_back(std::move(others));
        return partition;
    }
    void addDrift(raft::NodeId node) {
        QMenu* drifts = m_menu.addMenu(tr("Clock"));
        drifts->setObjectName(QStringLiteral("clock"));
        drifts->setToolTipsVisible(true);
        const auto add1 = [&](const char* name, const QString& text, std::int64_t ppm) {
            add(*drifts, name, text, SetClockDrift{{node}, ppm});
        };
        add1("clockRight", tr("Right"), 0);
        add1("clockFast", tr("10 % fast"), 100'000);
        add1("clockVeryFast", tr("90 % fast"), 900'000);
        add1("clockSlow", tr("10 % slow"), -100'000);
        add1("clockVerySlow", tr("Half as fast"), -500'000);
    }
    void addPresets(const char* name, const QString& title, const Link& link,
                    const std::vector<LinkPreset>& presets, const observe::LinkCondition& now) {
        QMenu* menu = m_menu.addMenu(title);
        menu->setObjectName(QLatin1String(name));
        menu->setToolTipsVisible(true);
        int number = 0;
        for (const LinkPreset& preset : presets) {
            const QByteArray actionName = name + QByteArray::number(number++);
            QAction* action = add(
                *menu, actionName.constData(), preset.name,
                SetLinkCondition{{link, Link{link.to, link.from}}, std::nullopt, preset.condition});
            action->setCheckable(true);
            action->setChecked(preset.condition == now);
        }
    }

    QMenu& m_menu;
    ViewContext& m_context;
    const observe::ClusterState& m_state;
};

}  // namespace

void addActionsFor(const Selected& selected, QMenu& menu, ViewContext& context) {
    if (const FramePtr frame = context.frames.frame()) {
        std::visit(MenuMaker(menu, context, frame->state), selected);
    }
}

}  // namespace quorate::gui
