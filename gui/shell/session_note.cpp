// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/session_note.h"

#include <QAccessible>

namespace quorate::gui {

SessionNote::SessionNote(ViewContext& context, QWidget* parent)
    : QLabel(parent), m_context(context) {
    setObjectName(QStringLiteral("sessionNote"));
    setAccessibleName(tr("About this session"));
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setFocusPolicy(Qt::NoFocus);
    setMargin(8);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &SessionNote::read);
    connect(&context.desk, &SessionDesk::statusChanged, this, &SessionNote::read);
    connect(&context.theme, &ThemeModel::changed, this, [this] {
        m_said.clear();
        read();
    });
    read();
}

void SessionNote::read() {
    const Session* session = m_context.desk.session();
    const QString note =
        session == nullptr ? QString() : QString::fromStdString(session->status().note);
    setVisible(!note.isEmpty());
    if (note == m_said) {
        return;
    }
    m_said = note;
    QStringList lines = note.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (QString& line : lines) {
        line.prepend(QStringLiteral("⚠ "));
    }
    setText(lines.join(QLatin1Char('\n')));
    const Theme& theme = m_context.theme.theme();
    setStyleSheet(
        QStringLiteral("#sessionNote { background: %1; color: %2; border: 1px solid %3; }")
            .arg(theme.selectedRow.name(), theme.text.name(), theme.border.name()));
    if (!note.isEmpty()) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

}  // namespace quorate::gui
