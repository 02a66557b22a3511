// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QDoubleSpinBox>
#include <QSpinBox>

#include "gui/session/command.h"

namespace quorate::gui {

/// What the clients of a workload do, to be changed.
class WorkloadDialog final : public QDialog {
    Q_OBJECT

public:
    explicit WorkloadDialog(const Workload& workload, QWidget* parent = nullptr);

    [[nodiscard]] Workload workload() const;

private:
    QSpinBox* addNumber(const QString& name, int from, int to, std::uint32_t value);

    QSpinBox* m_clients;
    QSpinBox* m_rate;
    QSpinBox* m_keys;
    QDoubleSpinBox* m_skew;
    QSpinBox* m_valueBytes;
    QSpinBox* m_reads;
};

}  // namespace quorate::gui
