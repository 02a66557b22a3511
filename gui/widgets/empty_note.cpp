// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/empty_note.h"

#include <QVBoxLayout>

namespace quorate::gui {

EmptyNote::EmptyNote(const QString& title, const QString& advice, QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_advice(new QLabel(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(4);
    layout->addStretch(1);
    for (QLabel* label : {m_title, m_advice}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    layout->addStretch(2);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_advice->setForegroundRole(QPalette::PlaceholderText);
    setText(title, advice);
}

void EmptyNote::setText(const QString& title, const QString& advice) {
    if (title == accessibleName() && advice == accessibleDescription()) {
        return;
    }
    m_title->setText(title);
    m_advice->setText(advice);
    setAccessibleName(title);
    setAccessibleDescription(advice);
}

}  // namespace quorate::gui
