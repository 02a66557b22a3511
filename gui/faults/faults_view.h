// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

#include <memory>
#include <vector>

#include "gui/faults/active_faults.h"
#include "gui/faults/fault_history.h"
#include "gui/faults/fault_palette.h"
#include "gui/faults/fault_table.h"
#include "gui/faults/link_matrix.h"
#include "gui/faults/node_fault_form.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/frame_pace.h"
#include "gui/widgets/linked_label.h"
#include "gui/widgets/switch_button.h"

namespace quorate::gui {

/// What is broken on purpose, and what can be: the palette, the active faults with a switch and
/// Undo, those that were undone with Repeat, the links as a matrix, disks and clocks, chaos;
/// whether a quorum is left, and whether all that is broken is inside of Raft's model.
class FaultsView final : public QWidget {
    Q_OBJECT

public:
    explicit FaultsView(ViewContext& context, QWidget* parent = nullptr);

private:
    void refresh();
    void showJudgement(const Frame& frame);
    void askForEnded();
    void showEnded();
    void showChaos();
    [[nodiscard]] QString advice() const;
    void setChaos(bool isOn);
    void repeat(const EndedFault& fault);
    void restyle();

    ViewContext& m_context;
    FaultPalette* m_palette;
    EmptyNote* m_noFaults;
    ActiveFaults* m_active;
    FaultTable* m_ended;
    LinkMatrix* m_matrix;
    NodeFaultForm* m_form;
    SwitchButton* m_chaos;
    QLineEdit* m_seed;
    QToolButton* m_dice;
    LinkedLabel* m_quorum;
    LinkedLabel* m_model;

    std::vector<EndedFault> m_endedFaults;
    /// What is in the table, and why it cannot be repeated.
    std::vector<EndedFault> m_shownEnded;
    QString m_shownReason;
    std::size_t m_askedEnds{0};
    /// Of the thread of the recording.
    std::shared_ptr<EndedFaults> m_known{std::make_shared<EndedFaults>()};
    bool m_isAsking{false};
};

}  // namespace quorate::gui
