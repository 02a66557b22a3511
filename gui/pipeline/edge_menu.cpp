// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/edge_menu.h"

#include <QCoreApplication>
#include <QInputDialog>

#include "gui/actions/command_check.h"
#include "gui/model/permission.h"
#include "gui/model/wording.h"
#include "gui/pipeline/edge_points.h"

namespace quorate::gui {

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr int kUsualDelayMs = 50;
constexpr int kLongestDelayMs = 60'000;

struct Menu {
    Q_DECLARE_TR_FUNCTIONS(EdgeMenu)
};

/// The one point of an edge needs no name.
QString withMoment(const QString& text, PipelineEdge edge, stage::CrashPoint point) {
    return pointsOf(edge).size() < 2 ? text : QStringLiteral("%1: %2").arg(text, momentText(point));
}

void askForDelay(ViewContext& context, const ActAtPoint& what, const QString& edge,
                 QWidget* parent) {
    auto* dialog = new QInputDialog(parent);
    dialog->setObjectName(QStringLiteral("delayDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Menu::tr("Delay on %1").arg(edge));
    dialog->setLabelText(Menu::tr("Milliseconds longer, for all that comes there:"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, kLongestDelayMs);
    dialog->setIntValue(kUsualDelayMs);
    QObject::connect(dialog, &QInputDialog::intValueSelected, parent, [&context, what](int ms) {
        ActAtPoint delay = what;
        delay.delayNs = static_cast<std::uint64_t>(ms) * kMillisecond;
        runIfPossible(context, delay);
    });
    dialog->open();
}

class Maker {
public:
    Maker(ViewContext& context, raft::NodeId node, PipelineEdge edge, QMenu& menu)
        : m_context(context), m_node(node), m_edge(edge), m_menu(menu) {}

    QAction* add(const QString& name, const QString& text, PointAct act) {
        QAction* action = m_menu.addAction(text);
        action->setObjectName(name);
        QString reason = whyNot(m_context, Ability::Points);
        reason = reason.isEmpty() ? whyNotAt(act, m_edge) : reason;
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason.isEmpty() ? tipOf(act) : reason);
        return action;
    }
    void addAct(const QString& name, const QString& text, PointAct act,
                std::optional<stage::CrashPoint> point) {
        QAction* action = add(name, point ? withMoment(text, m_edge, *point) : text, act);
        if (point) {
            const ActAtPoint what{act, m_node, *point, 0};
            QObject::connect(action, &QAction::triggered, &m_menu,
                             [&context = m_context, what] { runIfPossible(context, what); });
        }
    }
    void addCrashes() {
        const auto& points = pointsOf(m_edge);
        if (points.empty()) {
            addAct(QStringLiteral("crashHere"), Menu::tr("&Crash here"), PointAct::Crash, {});
        }
        for (std::size_t i = 0; i < points.size(); ++i) {
            addAct(i == 0 ? QStringLiteral("crashHere") : QStringLiteral("crashHere%1").arg(i + 1),
                   Menu::tr("&Crash here"), PointAct::Crash, points[i]);
        }
    }
    void addDelay(const QString& edgeName, QWidget* parent) {
        QAction* action = add(QStringLiteral("delayHere"), Menu::tr("&Delay…"), PointAct::Delay);
        if (const auto point = pointFor(PointAct::Delay, m_edge)) {
            const ActAtPoint what{PointAct::Delay, m_node, *point, 0};
            QObject::connect(action, &QAction::triggered, parent,
                             [&context = m_context, what, edgeName, parent] {
                                 askForDelay(context, what, edgeName, parent);
                             });
        }
    }
    /// Of the disk, so where it is synced.
    void addLie() {
        QAction* action = m_menu.addAction(Menu::tr("&Lie about fsync"));
        action->setObjectName(QStringLiteral("lieHere"));
        QString reason = whyNot(m_context, Ability::PowerLoss);
        const bool isAtSync = m_edge == PipelineEdge::Persist || m_edge == PipelineEdge::Release ||
                              m_edge == PipelineEdge::Send;
        if (reason.isEmpty() && !isAtSync) {
            reason = Menu::tr(
                "The log is synced elsewhere: choose persist, send, or the edge "
                "between them.");
        }
        action->setEnabled(reason.isEmpty());
        action->setToolTip(
            reason.isEmpty()
                ? Menu::tr("From now on the disk says yes to each sync and does nothing. Outside "
                           "of what Raft survives.")
                : reason);
        QObject::connect(action, &QAction::triggered, &m_menu,
                         [&context = m_context, node = m_node] {
                             constexpr std::uint32_t kAlways = 1'000'000;
                             const DiskFault lie{DiskFault::Kind::SyncsLie, kAlways};
                             runIfPossible(context, SetDiskFault{{node}, lie});
                         });
    }
    void addMending() {
        const FramePtr& frame = m_context.frames.frame();
        if (frame == nullptr) {
            return;
        }
        bool isFirst = true;
        for (const observe::ActiveFault& fault : frame->state.faults()) {
            const auto at = pointFaultOf(fault);
            if (!at || at->node != m_node || edgeOf(at->point) != m_edge) {
                continue;
            }
            if (isFirst) {
                m_menu.addSeparator();
                isFirst = false;
            }
            QAction* action = m_menu.addAction(Menu::tr("Undo “%1”").arg(textOf(*at)));
            action->setObjectName(QStringLiteral("mend%1").arg(fault.fault));
            const QString reason = whyNot(m_context, EndFault{fault.fault});
            action->setEnabled(reason.isEmpty());
            action->setToolTip(reason);
            QObject::connect(action, &QAction::triggered, &m_menu,
                             [&context = m_context, number = fault.fault] {
                                 runIfPossible(context, EndFault{number});
                             });
        }
    }

private:
    static QString tipOf(PointAct act) {
        switch (act) {
        case PointAct::Stop:
            return Menu::tr("What comes here waits until you undo it");
        case PointAct::Crash:
            return Menu::tr("The node loses its power when it comes here the next time");
        case PointAct::FailOnce:
            return Menu::tr("The next call of the disk fails here, and the node stops");
        case PointAct::Delay:
            return Menu::tr("What comes here takes longer");
        }
        return {};
    }

    ViewContext& m_context;
    raft::NodeId m_node;
    PipelineEdge m_edge;
    QMenu& m_menu;
};

}  // namespace

QMenu* makeEdgeMenu(ViewContext& context, raft::NodeId node, PipelineEdge edge,
                    const QString& edgeName, QWidget* parent) {
    auto* menu = new QMenu(parent);
    menu->setObjectName(QStringLiteral("edgeMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    QAction* title = menu->addAction(Menu::tr("%1 on %2").arg(edgeName, nameOf(node)));
    title->setEnabled(false);
    menu->addSeparator();
    Maker maker(context, node, edge, *menu);
    maker.addAct(QStringLiteral("stopHere"), Menu::tr("&Pause here"), PointAct::Stop,
                 pointFor(PointAct::Stop, edge));
    maker.addCrashes();
    maker.addAct(QStringLiteral("failHere"), Menu::tr("&Fail once (EIO)"), PointAct::FailOnce,
                 pointFor(PointAct::FailOnce, edge));
    maker.addDelay(edgeName, parent);
    maker.addLie();
    maker.addMending();
    return menu;
}

}  // namespace quorate::gui
