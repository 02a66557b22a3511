// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/linked_label.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace quorate::gui {

LinkedLabel::LinkedLabel(ViewContext& context, QWidget* parent)
    : QLabel(parent), m_context(context) {
    setTextFormat(Qt::PlainText);
    // Otherwise QLabel moves text in a frame a little, and text with links stands elsewhere.
    setIndent(0);
    setMouseTracking(true);
    connect(&context.theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
}

void LinkedLabel::setLinkedText(const QString& text, raft::NodeId about,
                                const std::vector<TextLink>& more) {
    const FramePtr& frame = m_context.frames.frame();
    std::vector<TextLink> links =
        frame != nullptr ? linksIn(text, frame->state, about, more) : std::vector<TextLink>();
    if (text == this->text() && links == m_links) {
        return;
    }
    m_links = std::move(links);
    const auto isGone = [this](const auto& link) { return link && *link >= m_links.size(); };
    if (isGone(m_hovered)) {
        hover(std::nullopt);
    }
    if (isGone(m_focused)) {
        m_focused.reset();
    }
    setFocusPolicy(m_links.empty() ? Qt::NoFocus : Qt::TabFocus);
    setText(text);
    update();
}

QRect LinkedLabel::textBox() const {
    const int inset = margin() + std::max(indent(), 0);
    return contentsRect().adjusted(inset, margin(), -margin(), -margin());
}

void LinkedLabel::layOut(QTextLayout& layout) const {
    QString shown = text();
    // Lines of their own.
    shown.replace(u'\n', QChar::LineSeparator);
    layout.setText(shown);
    layout.setFont(font());
    QTextOption option(alignment() & Qt::AlignHorizontal_Mask);
    option.setWrapMode(wordWrap() ? QTextOption::WordWrap : QTextOption::NoWrap);
    layout.setTextOption(option);
    const QRect box = textBox();
    qreal height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(box.width());
        line.setPosition({0, height});
        height += line.height() + std::max(0.0, line.leading());
    }
    layout.endLayout();
    const bool isMiddle = alignment().testFlag(Qt::AlignVCenter);
    layout.setPosition({static_cast<qreal>(box.left()),
                        box.top() + (isMiddle ? std::max(0.0, (box.height() - height) / 2) : 0.0)});
}

std::vector<QRectF> LinkedLabel::rectsOf(const QTextLayout& layout, const TextLink& link) {
    std::vector<QRectF> rects;
    for (int i = 0; i < layout.lineCount(); ++i) {
        const QTextLine line = layout.lineAt(i);
        const int begin = std::max(link.start, line.textStart());
        const int end = std::min(link.start + link.length, line.textStart() + line.textLength());
        if (begin < end) {
            const qreal left = line.cursorToX(begin);
            rects.push_back(QRectF(left, line.y(), line.cursorToX(end) - left, line.height())
                                .translated(layout.position()));
        }
    }
    return rects;
}

std::optional<std::size_t> LinkedLabel::linkAt(QPoint place) const {
    QTextLayout layout;
    layOut(layout);
    for (std::size_t i = 0; i < m_links.size(); ++i) {
        for (const QRectF& rect : rectsOf(layout, m_links[i])) {
            if (rect.contains(place)) {
                return i;
            }
        }
    }
    return std::nullopt;
}

QPoint LinkedLabel::placeOf(std::size_t link) const {
    QTextLayout layout;
    layOut(layout);
    const auto rects = rectsOf(layout, m_links[link]);
    return rects.empty() ? QPoint() : rects.front().center().toPoint();
}

void LinkedLabel::paintEvent(QPaintEvent* event) {
    if (m_links.empty()) {
        QLabel::paintEvent(event);
        return;
    }
    QFrame::paintEvent(event);
    QPainter painter(this);
    QTextLayout layout;
    layOut(layout);
    painter.setPen(palette().color(foregroundRole()));
    layout.draw(&painter, {});
    if (m_hovered) {
        for (const QRectF& rect : rectsOf(layout, m_links[*m_hovered])) {
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 1),
                             painter.pen().color());
        }
    }
    if (m_focused && hasFocus()) {
        painter.setPen(QPen(m_context.theme.theme().accent, 2));
        for (const QRectF& rect : rectsOf(layout, m_links[*m_focused])) {
            painter.drawRect(rect.adjusted(-2, 0, 2, -1));
        }
    }
}

void LinkedLabel::hover(std::optional<std::size_t> link) {
    if (link == m_hovered) {
        return;
    }
    m_hovered = link;
    link ? setCursor(Qt::PointingHandCursor) : unsetCursor();
    m_context.selection.hover(link ? m_links[*link].target : Selected());
    update();
}

void LinkedLabel::follow(std::size_t link) {
    m_context.selection.select(m_links[link].target);
}

void LinkedLabel::mouseMoveEvent(QMouseEvent* event) {
    hover(linkAt(event->pos()));
    QLabel::mouseMoveEvent(event);
}

void LinkedLabel::mousePressEvent(QMouseEvent* event) {
    // So that the release comes here, too.
    event->setAccepted(event->button() == Qt::LeftButton && linkAt(event->pos()).has_value());
}

void LinkedLabel::mouseReleaseEvent(QMouseEvent* event) {
    if (const auto link = linkAt(event->pos()); link && event->button() == Qt::LeftButton) {
        follow(*link);
    }
}

void LinkedLabel::leaveEvent(QEvent* event) {
    QLabel::leaveEvent(event);
    hover(std::nullopt);
}

void LinkedLabel::keyPressEvent(QKeyEvent* event) {
    const std::size_t count = m_links.size();
    const std::size_t at = m_focused.value_or(0);
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        m_focused = count == 0 ? std::nullopt : std::optional(std::min(at + 1, count - 1));
        break;
    case Qt::Key_Left:
    case Qt::Key_Up:
        m_focused = at > 0 ? at - 1 : 0;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (at < count) {
            follow(at);
        }
        break;
    default:
        QLabel::keyPressEvent(event);
        return;
    }
    event->accept();
    update();
}

void LinkedLabel::focusInEvent(QFocusEvent* event) {
    QLabel::focusInEvent(event);
    m_focused = m_links.empty() ? std::nullopt : std::optional<std::size_t>(0);
    update();
}

void LinkedLabel::focusOutEvent(QFocusEvent* event) {
    QLabel::focusOutEvent(event);
    update();
}

void LinkedLabel::contextMenuEvent(QContextMenuEvent* event) {
    if (text().isEmpty()) {
        QLabel::contextMenuEvent(event);
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, [this] { QGuiApplication::clipboard()->setText(text()); });
    menu->popup(event->globalPos());
}

}  // namespace quorate::gui
