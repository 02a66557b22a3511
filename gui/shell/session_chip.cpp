// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/session_chip.h"

#include <QEvent>
#include <QMenuBar>
#include <QPainter>

namespace quorate::gui {

namespace {

constexpr int kPadding = 8;
constexpr int kMargin = 2;
constexpr int kRight = 8;
constexpr qreal kRadius = 3;

}  // namespace

SessionChip::SessionChip(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context) {
    setObjectName(QStringLiteral("sessionChip"));
    connect(&m_context.desk, &SessionDesk::sessionChanged, this, &SessionChip::read);
    connect(&m_context.desk, &SessionDesk::statusChanged, this, &SessionChip::read);
    connect(&m_context.theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
    read();
}

void SessionChip::read() {
    const Session* session = m_context.desk.session();
    QString kind;
    QString detail;
    if (session != nullptr) {
        const SessionStatus& status = session->status();
        switch (session->kind()) {
        case SessionKind::Stage:
            kind = tr("STAGE");
            detail =
                tr("seed %1 · virtual time")
                    .arg(QStringLiteral("%1").arg(status.seed, 4, 16, QLatin1Char('0')).toUpper());
            break;
        case SessionKind::Live:
            kind = tr("LIVE");
            detail = tr("threads · real time");
            break;
        case SessionKind::Processes:
            kind = tr("LIVE");
            detail = tr("processes · real time");
            break;
        case SessionKind::Attached:
            kind = tr("ATTACHED");
            detail = !session->can(Ability::Arming) ? tr("launched elsewhere · etcd has no faults")
                     : status.armed.empty()         ? tr("launched elsewhere · faults are off")
                                                    : tr("launched elsewhere · faults allowed");
            break;
        case SessionKind::Recording:
            kind = tr("RECORDING");
            detail = tr("nothing runs");
            break;
        }
    }
    if (kind == m_kind && detail == m_detail) {
        return;
    }
    m_kind = kind;
    m_detail = detail;
    setAccessibleName(m_kind.isEmpty() ? QString()
                                       : QStringLiteral("%1, %2").arg(m_kind, m_detail));
    fit();
}

void SessionChip::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fit();
    }
}

void SessionChip::fit() {
    setFixedSize(sizeHint());
    if (auto* bar = qobject_cast<QMenuBar*>(parentWidget())) {
        // A menu bar places what stands in its corner only when that is set.
        bar->setCornerWidget(this, Qt::TopRightCorner);
    }
    setVisible(!m_kind.isEmpty());
    update();
}

QSize SessionChip::sizeHint() const {
    QFont bold = font();
    bold.setWeight(QFont::Bold);
    const int width = QFontMetrics(bold).horizontalAdvance(m_kind) +
                      fontMetrics().horizontalAdvance(m_detail) + 4 * kPadding + kRight;
    return {width, fontMetrics().height() + 2 * kMargin + 2};
}

void SessionChip::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_context.theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont bold = font();
    bold.setWeight(QFont::Bold);
    const int kindWidth = QFontMetrics(bold).horizontalAdvance(m_kind) + 2 * kPadding;
    const QRectF all =
        QRectF(rect().adjusted(0, kMargin, -kRight, -kMargin)).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(theme.textSecondary);
    painter.setBrush(theme.base);
    painter.drawRoundedRect(all, kRadius, kRadius);
    const QRectF kind(all.left(), all.top(), kindWidth, all.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.textSecondary);
    painter.drawRoundedRect(kind, kRadius, kRadius);
    painter.drawRect(kind.adjusted(kRadius, 0, 0, 0));
    painter.setPen(theme.base);
    painter.setFont(bold);
    painter.drawText(kind, Qt::AlignCenter, m_kind);
    painter.setPen(theme.text);
    painter.setFont(font());
    painter.drawText(all.adjusted(kindWidth, 0, 0, 0), Qt::AlignCenter, m_detail);
}

}  // namespace quorate::gui
