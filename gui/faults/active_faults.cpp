// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/active_faults.h"

#include <algorithm>
#include <tuple>

#include "gui/actions/command_check.h"
#include "gui/faults/fault_text.h"
#include "gui/model/figures.h"
#include "gui/model/permission.h"
#include "gui/model/wording.h"
#include "gui/session/disk_fault.h"
#include "gui/widgets/switch_button.h"

namespace quorate::gui {

namespace {

enum Column { kName, kScope, kSince, kSwitch, kUndo };

}  // namespace

ActiveFaults::ActiveFaults(ViewContext& context, QWidget* parent)
    : FaultTable(context, {tr("Active fault"), tr("Scope"), tr("Since"), tr("On"), QString()},
                 QStringLiteral("activeFaults"), parent),
      m_context(context) {
    setAccessibleName(tr("Active faults"));
    connect(&context.desk, &SessionDesk::sessionChanged, this, [this] { m_switches.clear(); });
}

bool ActiveFaults::hasOff(const EndedFault& fault) const {
    return std::any_of(m_rows.begin(), m_rows.end(), [&fault](const Row& row) {
        return row.isOff && row.fault.fault == fault.fault && row.fault.since == fault.from;
    });
}

void ActiveFaults::refresh(const Frame& frame) {
    m_switches.look(frame.state);
    std::vector<Row> rows;
    for (const observe::ActiveFault& fault : frame.state.faults()) {
        rows.push_back({fault, false, whyNot(m_context, EndFault{fault.fault})});
    }
    for (const observe::ActiveFault& fault : m_switches.offAt(frame.state, frame.moment)) {
        rows.push_back({fault, true, whyNot(m_context, Ability::Cuts)});
    }
    // A fault keeps its place when it is switched off.
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::tie(a.fault.since, a.fault.fault) < std::tie(b.fault.since, b.fault.fault);
    });
    if (rows == m_rows) {
        return;
    }
    const auto offOf = [](const std::vector<Row>& all) {
        return std::count_if(all.begin(), all.end(), [](const Row& row) { return row.isOff; });
    };
    const bool isOffNew = offOf(rows) != offOf(m_rows);
    m_rows = std::move(rows);
    const QWidget* focused = focusWidget();
    const QString hadFocus =
        focused != nullptr && focused->hasFocus() ? focused->objectName() : QString();
    setRowCount(0);
    setRowCount(static_cast<int>(m_rows.size()));
    for (int row = 0; row < rowCount(); ++row) {
        fill(row, m_rows[static_cast<std::size_t>(row)]);
    }
    fitHeight();
    if (auto* again = hadFocus.isEmpty() ? nullptr : findChild<QWidget*>(hadFocus)) {
        again->setFocus();
    }
    if (isOffNew) {
        Q_EMIT offChanged();
    }
}

void ActiveFaults::fill(int row, const Row& shown) {
    const QString& reason = shown.reason;
    const observe::ActiveFault& fault = shown.fault;
    const QString detail = faultDetail(fault.kind, fault.text);
    const QString kind = faultName(fault.kind, fault.text);
    const QString title = detail.isEmpty() ? kind : tr("%1 %2").arg(kind, detail);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    setText(row, kName, title)->setFont(shown.isOff ? font() : bold);
    setText(row, kScope, faultScope(fault.kind, fault.nodes));
    setText(row, kSince, shown.isOff ? tr("off") : textOf(fault.since));
    if (shown.isOff) {
        for (const Column column : {kName, kScope, kSince}) {
            item(row, column)->setForeground(palette().placeholderText());
            item(row, column)
                ->setToolTip(tr("%1, %2: switched off. It was broken from %3 on.")
                                 .arg(title, item(row, kScope)->text(), textOf(fault.since)));
        }
    }
    const QString number = QString::number(fault.fault);
    auto* toggle = new SwitchButton(m_context.theme, QString());
    toggle->setObjectName(QStringLiteral("switch") + number);
    toggle->setChecked(!shown.isOff);
    toggle->setAccessibleName(shown.isOff ? tr("Switch on again: %1").arg(title)
                                          : tr("Switch off: %1").arg(title));
    toggle->setEnabled(reason.isEmpty());
    toggle->setToolTip(!reason.isEmpty() ? reason
                       : shown.isOff     ? tr("Break the same once more")
                                         : tr("Mend it for now, and keep it in the list"));
    place(toggle, row, kSwitch);
    connect(toggle, &QAbstractButton::clicked, this,
            [this, shown](bool isOn) { setOn(shown, isOn); });
    QToolButton* button = addButton(row, kUndo, shown.isOff ? tr("Forget") : tr("Undo"),
                                    QStringLiteral("undo") + number);
    button->setAccessibleName(tr("%1 %2").arg(button->text(), title));
    button->setEnabled(shown.isOff || reason.isEmpty());
    button->setToolTip(shown.isOff
                           ? tr("Take it from the list: it is among those that were undone then.")
                       : reason.isEmpty() && fault.text == kWipedText
                           ? tr("What was on the disk stays gone; this takes only the note away.")
                           : reason);
    connect(button, &QToolButton::clicked, this, [this, shown] { undo(shown); });
}

void ActiveFaults::setOn(const Row& shown, bool isOn) {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        return;
    }
    const observe::ActiveFault& fault = shown.fault;
    if (isOn) {
        m_switches.switchOn(fault.fault, frame->state);
        Q_EMIT againWanted(
            {fault.fault, fault.kind, fault.nodes, fault.text, fault.since, frame->moment});
    } else {
        m_switches.switchOff(fault, frame->moment);
        m_context.desk.run(EndFault{fault.fault});
    }
}

void ActiveFaults::undo(const Row& shown) {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        return;
    }
    m_switches.forget(shown.fault.fault, frame->moment);
    if (shown.isOff) {
        refresh(*frame);
    } else {
        m_context.desk.run(EndFault{shown.fault.fault});
    }
}

}  // namespace quorate::gui
