// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/dock_buttons.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kPadding = 8;
constexpr int kLeastTitle = 24;

/// A small sign without a frame until it is pointed at.
class SignButton final : public QAbstractButton {
public:
    enum class Sign { Float, Close };

    SignButton(const ThemeModel& theme, Sign sign, QWidget* parent)
        : QAbstractButton(parent), m_theme(theme), m_sign(sign) {
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setAttribute(Qt::WA_Hover);
    }

    [[nodiscard]] QSize sizeHint() const override {
        const int side = std::max(18, fontMetrics().height() + 3);
        return {side, side};
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme& theme = m_theme.theme();
        if (hasFocus() || underMouse()) {
            painter.setPen(QPen(hasFocus() ? theme.accent : theme.border, hasFocus() ? 2 : 1));
            painter.setBrush(isDown() ? theme.selectedRow : theme.buttonTop);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
        }
        const QPointF middle = QRectF(rect()).center();
        const qreal half = height() * 0.2;
        painter.setPen(QPen(theme.textSecondary, 1.3));
        painter.setBrush(Qt::NoBrush);
        if (m_sign == Sign::Close) {
            painter.drawLine(middle + QPointF(-half, -half), middle + QPointF(half, half));
            painter.drawLine(middle + QPointF(-half, half), middle + QPointF(half, -half));
            return;
        }
        const QRectF back(middle.x() - half * 0.4, middle.y() - half * 1.2, half * 1.6, half * 1.6);
        const QRectF front(middle.x() - half * 1.2, middle.y() - half * 0.4, half * 1.6,
                           half * 1.6);
        painter.drawPolyline(
            QPolygonF({QPointF(back.left(), front.top()), back.topLeft(), back.topRight(),
                       back.bottomRight(), QPointF(front.right(), back.bottom())}));
        painter.drawRect(front);
    }

private:
    const ThemeModel& m_theme;
    Sign m_sign;
};

}  // namespace

// --- DockButtons

DockButtons::DockButtons(const ThemeModel& theme, QWidget* parent)
    : QWidget(parent),
      m_float(new SignButton(theme, SignButton::Sign::Float, this)),
      m_close(new SignButton(theme, SignButton::Sign::Close, this)) {
    setObjectName(QStringLiteral("dockButtons"));
    m_float->setObjectName(QStringLiteral("floatDock"));
    m_close->setObjectName(QStringLiteral("closeDock"));
    m_float->setAccessibleName(tr("Float"));
    m_close->setAccessibleName(tr("Close"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 4, 0);
    row->setSpacing(2);
    row->addWidget(m_float);
    row->addWidget(m_close);
    connect(m_float, &QAbstractButton::clicked, this, [this] {
        if (m_dock != nullptr) {
            m_dock->setFloating(!m_dock->isFloating());
        }
    });
    connect(m_close, &QAbstractButton::clicked, this, [this] {
        if (m_dock != nullptr) {
            m_dock->close();
        }
    });
    connect(&theme, &ThemeModel::changed, this, [this] {
        m_float->update();
        m_close->update();
    });
}

void DockButtons::setDock(QDockWidget* dock) {
    if (dock != m_dock) {
        if (m_dock != nullptr) {
            m_dock->disconnect(this);
        }
        m_dock = dock;
        if (dock != nullptr) {
            connect(dock, &QDockWidget::topLevelChanged, this, &DockButtons::say);
        }
    }
    say();
}

void DockButtons::say() {
    if (m_dock == nullptr) {
        return;
    }
    const QString title = m_dock->windowTitle();
    m_float->setAccessibleName(m_dock->isFloating() ? tr("Put %1 back").arg(title)
                                                    : tr("Float %1").arg(title));
    m_close->setAccessibleName(tr("Close %1").arg(title));
    m_float->setToolTip(m_float->accessibleName());
    m_close->setToolTip(tr("Close %1 (the View menu shows it again)").arg(title));
}

// --- DockTitle

DockTitle::DockTitle(const ThemeModel& theme, QDockWidget* dock)
    : QWidget(dock), m_theme(theme), m_dock(dock), m_buttons(new DockButtons(theme, this)) {
    setObjectName(QStringLiteral("dockTitle"));
    m_buttons->setDock(dock);
    connect(&theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
}

void DockTitle::setTabbed(bool isTabbed) {
    if (isTabbed != m_isTabbed) {
        m_isTabbed = isTabbed;
        m_buttons->setVisible(!isTabbed);
        updateGeometry();
    }
}

QSize DockTitle::sizeHint() const {
    if (m_isTabbed) {
        return {0, 0};
    }
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return {QFontMetrics(bold).horizontalAdvance(m_dock->windowTitle()) + 2 * kPadding +
                m_buttons->sizeHint().width(),
            std::max(kLeastTitle, fontMetrics().height() + kPadding)};
}

QSize DockTitle::minimumSizeHint() const {
    return m_isTabbed ? QSize(0, 0) : QSize(m_buttons->sizeHint().width(), sizeHint().height());
}

void DockTitle::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.header);
    painter.setPen(theme.border);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(theme.text);
    const QRect room = rect().adjusted(kPadding + 4, 0, -m_buttons->width() - 4, 0);
    painter.drawText(
        room, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(bold).elidedText(m_dock->windowTitle(), Qt::ElideRight, room.width()));
}

void DockTitle::resizeEvent(QResizeEvent* /*event*/) {
    const QSize size = m_buttons->sizeHint();
    m_buttons->setGeometry(width() - size.width(), (height() - size.height()) / 2, size.width(),
                           size.height());
}

}  // namespace quorate::gui
