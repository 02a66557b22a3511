// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>
#include <QToolButton>
#include <QWidget>

#include <functional>
#include <vector>

#include "gui/faults/fault_choices.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// The buttons that break things, each with a menu that says where: what is chosen in the matrix,
/// or a node.
class FaultPalette final : public QWidget {
    Q_OBJECT

public:
    /// `chosen` gives the links that are chosen now.
    FaultPalette(ViewContext& context, std::function<std::vector<observe::Link>()> chosen,
                 QWidget* parent = nullptr);

    /// Greys what cannot be done now, and says why.
    void refresh();
    /// What can be done with these links: cut, heal, slow, lose.
    void fillLinkMenu(QMenu& menu, const std::vector<observe::Link>& links);

Q_SIGNALS:
    /// The form for this, with its amounts and nodes.
    void formWanted(quorate::gui::NodeFault fault);

private:
    using Fill = void (FaultPalette::*)(QMenu&);

    QToolButton* addMenu(const QString& text, const QString& name, const QString& tip,
                         Ability ability, Fill fill);
    QToolButton* addForm(const QString& text, const QString& name, const QString& tip,
                         NodeFault fault);
    void fillCut(QMenu& menu);
    void fillDelay(QMenu& menu);
    void fillLoss(QMenu& menu);
    void fillKill(QMenu& menu);
    void fillPause(QMenu& menu);
    void addPauseLengths(QMenu& menu, bool endsByHand);
    void askForPauseLength();
    void fillPresets(QMenu& menu);
    void addCommand(QMenu& menu, const QString& text, std::vector<Command> commands);
    /// A submenu for each amount, with everywhere that it can be.
    void addPlaces(QMenu& menu, const std::function<Command(std::vector<observe::Link>)>& make);

    ViewContext& m_context;
    std::function<std::vector<observe::Link>()> m_chosen;
    /// With what a session must be able to do.
    std::vector<std::pair<QToolButton*, Ability>> m_buttons;
    QToolButton* m_pause{nullptr};
    /// How long a pause lasts; 0: as the session has it.
    std::uint64_t m_pauseMs{0};
    QToolButton* m_disk{nullptr};
    QToolButton* m_clock{nullptr};
    QToolButton* m_healAll{nullptr};
};

}  // namespace quorate::gui
