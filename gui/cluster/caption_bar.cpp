// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/caption_bar.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

#include "gui/paint/chip.h"
#include "gui/paint/type.h"

namespace quorate::gui {

namespace {

constexpr int kHeight = 32;
constexpr int kInset = 12;
constexpr int kGap = 10;

}  // namespace

CaptionBar::CaptionBar(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_words(new LinkedLabel(context, this)) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Caption"));
    m_words->setObjectName(QStringLiteral("captionWords"));
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_words->installEventFilter(this);
    connect(&context.theme, &ThemeModel::changed, this, [this] {
        arrange();
        update();
    });
    fit();
}

void CaptionBar::show(const Caption& caption, const QString& moment) {
    if (caption == m_caption && moment == m_moment) {
        return;
    }
    if (caption != m_caption) {
        m_caption = caption;
        setToolTip(caption.text);
        setAccessibleDescription(caption.text);
    }
    m_moment = moment;
    arrange();
    update();
}

QFont CaptionBar::wordsFont() const {
    return Type(font()).font(13.0);
}

void CaptionBar::fit() {
    const QFont words = wordsFont();
    m_words->setFont(words);
    setFixedHeight(std::max(kHeight, QFontMetrics(words).height() + 14));
    arrange();
}

QRect CaptionBar::chipBox() const {
    if (m_caption.chip.isEmpty()) {
        return {};
    }
    const QRect room = rect().adjusted(kInset, 1, -kInset, 0);
    const QSize size = chipSize(m_caption.chip, Type(font())).toSize();
    return {QPoint(room.left(), room.center().y() - size.height() / 2 + 1), size};
}

void CaptionBar::arrange() {
    QRect room = rect().adjusted(kInset, 1, -kInset, 0);
    if (!m_caption.chip.isEmpty()) {
        room.setLeft(chipBox().right() + kGap + 1);
    }
    const QFontMetrics small(Type(font()).font(11.0));
    const int momentWidth = small.horizontalAdvance(m_moment);
    if (room.width() > 3 * momentWidth) {
        room.setRight(room.right() - momentWidth - kInset);
    }
    QPalette palette = m_words->palette();
    palette.setColor(QPalette::WindowText, m_context.theme.theme().text);
    m_words->setPalette(palette);
    m_words->setGeometry(room);
    m_words->setLinkedText(
        m_words->fontMetrics().elidedText(m_caption.text, Qt::ElideRight, room.width()),
        m_caption.about, m_caption.links);
}

void CaptionBar::resizeEvent(QResizeEvent* /*event*/) {
    arrange();
}

bool CaptionBar::event(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        fit();
    }
    return QWidget::event(event);
}

bool CaptionBar::eventFilter(QObject* watched, QEvent* event) {
    // A style sheet that is set anew gives the words back the font that they had first.
    if (watched == m_words && event->type() == QEvent::FontChange &&
        m_words->font().pixelSize() != wordsFont().pixelSize()) {
        fit();
    }
    return QWidget::eventFilter(watched, event);
}

void CaptionBar::mouseReleaseEvent(QMouseEvent* event) {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr || event->button() != Qt::LeftButton ||
        !chipBox().contains(event->pos())) {
        return;
    }
    // The chip is an entry, or a term, which nothing can be done with.
    for (const TextLink& link : linksIn(m_caption.chip, frame->state, m_caption.about)) {
        m_context.selection.select(link.target);
    }
}

void CaptionBar::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_context.theme.theme();
    const Type type(font());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
    QRect room = rect().adjusted(kInset, 1, -kInset, 0);
    if (const QRect chip = chipBox(); !chip.isNull()) {
        paintTermChip(painter, chip, m_caption.chip, m_caption.term, theme, type);
        room.setLeft(chip.right() + kGap + 1);
    }
    painter.setFont(type.font(11.0));
    painter.setPen(theme.textTertiary);
    if (room.width() > 3 * painter.fontMetrics().horizontalAdvance(m_moment)) {
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, m_moment);
    }
}

}  // namespace quorate::gui
