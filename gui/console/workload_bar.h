// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "gui/model/view_context.h"
#include "gui/widgets/switch_button.h"

namespace quorate::gui {

/// "16 clients · 800 op/s · skew 0.9 · 64 B · 30 % reads".
QString textOf(const Workload& workload);

/// Switches the clients that ask by themselves on and off, and says what they do.
class WorkloadBar final : public QWidget {
    Q_OBJECT

public:
    explicit WorkloadBar(ViewContext& context, QWidget* parent = nullptr);

private:
    void showStatus();
    void allow();
    void edit();
    /// Tells the session where a workload runs or is switched on.
    void use(const Workload& workload);

    ViewContext& m_context;
    /// What runs, or would.
    Workload m_workload;
    SwitchButton* m_switch;
    QLabel* m_summary;
    QPushButton* m_edit;
};

}  // namespace quorate::gui
