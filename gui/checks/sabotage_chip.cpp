// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/sabotage_chip.h"

#include <QPainter>

#include "gui/faults/fault_text.h"

namespace quorate::gui {

namespace {

constexpr int kPadding = 10;
constexpr int kMargin = 3;
constexpr double kRadius = 3;
constexpr int kStripe = 8;

}  // namespace

SabotageChip::SabotageChip(ViewContext& context, QWidget* parent)
    : QAbstractButton(parent), m_context(context) {
    setObjectName(QStringLiteral("sabotageChip"));
    setAccessibleName(tr("Sabotage"));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(
        tr("A rule of Raft is switched off: this cluster may break its promises. Click for "
           "the switches."));
    connect(&context.frames, &FrameSource::frameChanged, this, &SabotageChip::read);
    connect(&context.desk, &SessionDesk::sessionChanged, this, &SabotageChip::read);
    connect(&context.theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void SabotageChip::read() {
    QStringList rules;
    if (const FramePtr& frame = m_context.frames.frame(); frame != nullptr) {
        for (const observe::ActiveFault& fault : frame->state.faults()) {
            if (const auto rule = stage::sabotagedRuleOf(fault.fault)) {
                rules.append(sabotageText(*rule));
            }
        }
    }
    const QString said = rules.size() == 1 ? tr("SABOTAGE: %1").arg(rules.front())
                         : rules.isEmpty() ? QString()
                                           : tr("SABOTAGE: %1 rules are off").arg(rules.size());
    if (said == text()) {
        return;
    }
    setText(said);
    setAccessibleName(said);
    m_isNeeded = !rules.isEmpty();
    updateGeometry();
    setVisible(m_isNeeded);
    Q_EMIT neededChanged(m_isNeeded);
    update();
}

QSize SabotageChip::sizeHint() const {
    QFont bold = font();
    bold.setWeight(QFont::Bold);
    const QFontMetrics metrics(bold);
    return {metrics.horizontalAdvance(text()) + 2 * kPadding + 2 * kStripe + 2 * kMargin,
            metrics.height() + 2 * kMargin + 6};
}

void SabotageChip::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_context.theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    painter.setPen(hasFocus() ? QPen(theme.accent, 2) : QPen(Qt::NoPen));
    painter.setBrush(theme.danger);
    painter.drawRoundedRect(box, kRadius, kRadius);
    const QColor ink = theme.isDark ? theme.window : QColor(Qt::white);
    // Told without its colour, too: stripes at both ends.
    painter.setPen(QPen(ink, 2));
    for (const double left : {box.left() + 4, box.right() - kStripe - 4}) {
        painter.drawLine(QPointF(left, box.bottom() - 4), QPointF(left + 5, box.top() + 4));
        painter.drawLine(QPointF(left + 4, box.bottom() - 4), QPointF(left + 9, box.top() + 4));
    }
    QFont bold = font();
    bold.setWeight(QFont::Bold);
    painter.setFont(bold);
    painter.drawText(box, Qt::AlignCenter, text());
}

}  // namespace quorate::gui
