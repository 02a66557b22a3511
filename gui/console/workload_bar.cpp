// SPDX-License-Identifier: Apache-2.0
#include "gui/console/workload_bar.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStringList>

#include "gui/actions/command_check.h"
#include "gui/console/workload_dialog.h"
#include "gui/model/figures.h"
#include "gui/model/live_edge.h"
#include "gui/model/wording.h"

namespace quorate::gui {

QString textOf(const Workload& workload) {
    const QString rate =
        workload.operationsPerSecond == 0
            ? WorkloadBar::tr("as fast as answers come")
            : WorkloadBar::tr("%1 op/s").arg(countText(workload.operationsPerSecond));
    const QStringList parts{
        workload.clients == 1 ? WorkloadBar::tr("1 client")
                              : WorkloadBar::tr("%1 clients").arg(workload.clients),
        rate, WorkloadBar::tr("skew %1").arg(workload.skew), bytesText(workload.valueBytes),
        WorkloadBar::tr("%1 % reads").arg(workload.readPercent)};
    return parts.join(QStringLiteral(" · "));
}

WorkloadBar::WorkloadBar(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_switch(new SwitchButton(context.theme, tr("Workload"), this)),
      m_summary(new QLabel(this)),
      m_edit(new QPushButton(tr("Edit"), this)) {
    setObjectName(QStringLiteral("workloadBar"));
    m_switch->setObjectName(QStringLiteral("workload"));
    m_summary->setObjectName(QStringLiteral("workloadSummary"));
    m_summary->setWordWrap(true);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_edit->setObjectName(QStringLiteral("editWorkload"));
    m_edit->setAccessibleName(tr("Edit the workload"));
    m_edit->setAutoDefault(false);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_switch);
    layout->addWidget(m_summary, 1);
    layout->addWidget(m_edit);

    connect(m_switch, &SwitchButton::toggled, this, [this](bool isOn) {
        const bool isRun =
            runIfPossible(m_context, SetWorkload{isOn ? std::optional(m_workload) : std::nullopt});
        if (!isRun) {
            showStatus();
        }
    });
    connect(m_edit, &QPushButton::clicked, this, &WorkloadBar::edit);
    connect(&context.desk, &SessionDesk::statusChanged, this, &WorkloadBar::showStatus);
    connect(&context.desk, &SessionDesk::refused, this, &WorkloadBar::showStatus);
    connect(new LiveEdge(context.time, this), &LiveEdge::crossed, this, &WorkloadBar::allow);
    showStatus();
}

void WorkloadBar::showStatus() {
    const Session* session = m_context.desk.session();
    const bool isOn = session != nullptr && session->status().workload.has_value();
    if (isOn) {
        m_workload = *session->status().workload;
    }
    const QSignalBlocker quiet(m_switch);
    m_switch->setChecked(isOn);
    m_summary->setText(textOf(m_workload));
    allow();
}

void WorkloadBar::allow() {
    const QString reason = whyNot(m_context, SetWorkload{});
    m_switch->setEnabled(reason.isEmpty());
    m_switch->setToolTip(reason.isEmpty() ? tr("Clients that put and get by themselves") : reason);
    m_edit->setEnabled(reason.isEmpty());
    m_edit->setToolTip(reason);
}

void WorkloadBar::edit() {
    auto* dialog = new WorkloadDialog(m_workload, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { use(dialog->workload()); });
    dialog->open();
}

void WorkloadBar::use(const Workload& workload) {
    const bool isOn = m_switch->isChecked();
    if (isOn && !runIfPossible(m_context, SetWorkload{workload})) {
        return;
    }
    m_workload = workload;
    m_summary->setText(textOf(m_workload));
}

}  // namespace quorate::gui
