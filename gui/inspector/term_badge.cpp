// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/term_badge.h"

#include <QPainter>

#include "gui/paint/entry_chip.h"

namespace quorate::gui {

TermBadge::TermBadge(const ThemeModel& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
}

void TermBadge::setTerm(raft::Term term) {
    if (term != m_term) {
        m_term = term;
        setAccessibleName(tr("term %1").arg(term.value()));
        setToolTip(accessibleName());
        updateGeometry();
        update();
    }
}

QSize TermBadge::sizeHint() const {
    return EntryChip::ofTerm(m_theme.theme(), m_term).size(font()).toSize() + QSize(1, 1);
}

void TermBadge::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setFont(font());
    EntryChip::ofTerm(m_theme.theme(), m_term).paint(painter, QRectF(rect()));
}

}  // namespace quorate::gui
