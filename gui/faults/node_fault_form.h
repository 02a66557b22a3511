// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include <vector>

#include "gui/faults/fault_choices.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// Breaks disks and clocks: what, how much, and of which nodes. At first of the node that was
/// selected last.
class NodeFaultForm final : public QWidget {
    Q_OBJECT

public:
    explicit NodeFaultForm(ViewContext& context, QWidget* parent = nullptr);

    /// Looks at the frame anew.
    void refresh();
    /// Somebody wants one of these: it is chosen, and has the focus.
    void begin(NodeFault fault);

    [[nodiscard]] NodeFault fault() const;
    [[nodiscard]] std::vector<raft::NodeId> nodes() const;

private:
    void makeNodes(const std::vector<raft::NodeId>& nodes);
    void takeSelected();
    void showFault();
    void showPresets(const AmountChoice& choice);
    void apply();
    /// Why what is chosen cannot be done to the nodes that are chosen.
    [[nodiscard]] QString whyNotCommand() const;

    ViewContext& m_context;
    QComboBox* m_fault;
    QLabel* m_amountName;
    QDoubleSpinBox* m_amount;
    QWidget* m_presets;
    QWidget* m_nodes;
    QToolButton* m_all;
    QToolButton* m_apply;
    QLabel* m_note;
    std::vector<raft::NodeId> m_known;
    std::vector<QToolButton*> m_buttons;
    /// A person chose nodes: the selection does so no longer.
    bool m_isChosen{false};
};

}  // namespace quorate::gui
