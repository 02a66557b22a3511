// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include "gui/session/session_file.h"

namespace quorate::gui {

/// What a new session is to be: how many nodes, where they run, and their times.
class NewSessionDialog final : public QDialog {
    Q_OBJECT

public:
    explicit NewSessionDialog(QWidget* parent = nullptr);

    /// What was chosen; seed and name may be left to chance.
    [[nodiscard]] SessionFile file() const;

private:
    void showKind();

    QLineEdit* m_name;
    QComboBox* m_kind;
    QLabel* m_kindNote;
    QSpinBox* m_nodes;
    QLineEdit* m_seed;
    QSpinBox* m_election;
    QSpinBox* m_heartbeat;
    QSpinBox* m_delayMin;
    QSpinBox* m_delayMax;
    QSpinBox* m_snapshot;
};

}  // namespace quorate::gui
