// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/segment_map.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/model/figures.h"
#include "gui/paint/entry_marks.h"
#include "gui/paint/type.h"
#include "gui/storage/disk_wording.h"

namespace quorate::gui {

namespace {

using storage::WalRecordType;

constexpr qreal kStripHeight = 22;
constexpr qreal kFlag = 5;
constexpr qreal kHatch = 5;
constexpr qreal kSwatch = 9;

/// Kinds but entries are greys and textures: hue is for terms.
QColor colourOf(const Theme& theme, std::optional<WalRecordType> kind, raft::Term term) {
    if (!kind) {
        return theme.dangerGround;
    }
    switch (*kind) {
    case WalRecordType::Entry:
        return theme.termFill(term);
    case WalRecordType::HardState:
        return theme.committed;
    case WalRecordType::Head:
    case WalRecordType::End:
        return theme.applied;
    case WalRecordType::Snapshot:
    case WalRecordType::Release:
        return theme.base;
    case WalRecordType::Batch:
        return theme.stable;
    }
    return theme.track;
}

/// A snapshot is barred, a release only outlined.
void drawTexture(QPainter& painter, const QRectF& box, std::optional<WalRecordType> kind,
                 const Theme& theme) {
    if (kind == WalRecordType::Snapshot || kind == WalRecordType::Release) {
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.text);
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.text);
    }
    if (kind == WalRecordType::Snapshot) {
        for (qreal y = box.top() + 3; y < box.bottom(); y += 4) {
            painter.fillRect(QRectF(box.left(), y, box.width(), 1.5), theme.text);
        }
    }
}

void drawHatch(QPainter& painter, const QRectF& area, const QColor& colour, qreal scale) {
    if (area.width() <= 0) {
        return;
    }
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.3 * scale));
    const qreal pitch = kHatch * scale;
    for (qreal x = area.left() - area.height(); x < area.right(); x += pitch) {
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()));
    }
    painter.restore();
}

}  // namespace

SegmentMap::SegmentMap(const ThemeModel& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setObjectName(QStringLiteral("segmentMap"));
    setAccessibleName(tr("Map of the segment"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &ThemeModel::changed, this, [this] {
        m_picture = {};
        update();
    });
}

void SegmentMap::setMap(const storage::LogSegment& segment, std::vector<storage::LogStripe> map) {
    if (segment == m_segment && map == m_map) {
        return;
    }
    m_segment = segment;
    m_map = std::move(map);
    drop();
    describe();
}

void SegmentMap::clear() {
    m_selected.reset();
    m_cut.reset();
    setMap({}, {});
}

void SegmentMap::setSelected(std::optional<std::pair<std::uint64_t, std::uint64_t>> range) {
    m_selected = range;
    update();
}

void SegmentMap::setCut(std::optional<std::uint64_t> offset) {
    m_cut = offset;
    update();
}

bool SegmentMap::isTorn() const {
    return std::any_of(m_map.begin(), m_map.end(),
                       [](const storage::LogStripe& stripe) { return !stripe.kind; });
}

void SegmentMap::drop() {
    m_layout.reset();
    m_picture = {};
    update();
}

const SegmentMapLayout& SegmentMap::layoutOfMap() const {
    if (!m_layout) {
        m_layout.emplace(m_segment, m_map, strip().width());
    }
    return *m_layout;
}

qreal SegmentMap::scale() const {
    return Type(font()).scale();
}

QRectF SegmentMap::strip() const {
    const qreal flag = (kFlag + 1) * scale();
    return {1, flag, width() - 2.0, kStripHeight * scale()};
}

QSize SegmentMap::sizeHint() const {
    const qreal flag = (kFlag + 1) * scale();
    return {320, static_cast<int>(2 * flag + kStripHeight * scale()) + fontMetrics().height() + 4};
}

QSize SegmentMap::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

void SegmentMap::paintColumns(QPainter& painter, const QRectF& area) const {
    const Theme& theme = m_theme.theme();
    painter.fillRect(area, theme.canvas);
    for (const SegmentMapLayout::Column& column : layoutOfMap().columns()) {
        const QRectF box(area.left() + column.left, area.top(), column.right - column.left,
                         area.height());
        painter.fillRect(box, colourOf(theme, column.kind, column.term));
        drawTexture(painter, box, column.kind, theme);
        // Neighbours of a kind are told apart where they have the room.
        if (box.width() > SegmentMapLayout::kLeast) {
            painter.fillRect(QRectF(box.right() - 0.5, box.top(), 0.5, box.height()), theme.canvas);
        }
    }
    if (const auto& durable = layoutOfMap().durableX()) {
        const QRectF unsynced(area.left() + *durable, area.top(),
                              layoutOfMap().writtenX() - *durable, area.height());
        drawHatch(painter, unsynced, theme.text, scale());
    }
    painter.setPen(theme.cellOutline);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
}

void SegmentMap::paintMarks(QPainter& painter, const QRectF& area) const {
    const Theme& theme = m_theme.theme();
    const qreal unit = scale();
    for (const SegmentMapLayout::Column& column : layoutOfMap().columns()) {
        if (!column.kind) {
            const qreal width = std::max(column.right - column.left, 3 * 4 * unit);
            drawConflictEdge(painter, {area.left() + column.left, area.top() + 2 * unit}, width,
                             theme, unit);
            drawConflictEdge(painter, {area.left() + column.left, area.bottom() + 2 * unit}, width,
                             theme, unit);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_selected) {
        const qreal left = area.left() + layoutOfMap().xOf(m_selected->first);
        const qreal right = area.left() + layoutOfMap().xOf(m_selected->first + m_selected->second);
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(
            QRectF(left - 2, area.top() - 1, std::max(right - left, 3.0) + 4, area.height() + 2));
    }
    const auto flag = [&](qreal x, const QColor& colour) {
        x = std::floor(area.left() + x);
        painter.fillRect(
            QRectF(x - 1, area.top() - kFlag * unit, 2, area.height() + 2 * kFlag * unit), colour);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawPolygon(QPolygonF({QPointF(x - 5 * unit, area.top() - (kFlag + 1) * unit),
                                       QPointF(x + 5 * unit, area.top() - (kFlag + 1) * unit),
                                       QPointF(x, area.top() - 0.5 * unit)}));
        painter.setRenderHint(QPainter::Antialiasing, false);
    };
    if (const auto& durable = layoutOfMap().durableX()) {
        flag(*durable, theme.text);
    }
    if (m_cut) {
        flag(layoutOfMap().xOf(*m_cut), theme.danger);
    }
}

void SegmentMap::paintLegend(QPainter& painter, const QRectF& area) const {
    const Theme& theme = m_theme.theme();
    const QFontMetricsF metrics(painter.font());
    const qreal swatch = kSwatch * scale();
    qreal x = area.left();
    QString end;
    if (isTorn()) {
        end = tr("red zig-zag: torn");
    } else if (m_segment.durableSize && *m_segment.durableSize < m_segment.writtenSize) {
        end = tr("▼ fsync'd to here · hatched: in the page cache");
    } else if (m_segment.durableSize) {
        end = tr("▼ fsync'd to here");
    }
    const qreal room = area.right() - metrics.horizontalAdvance(end) - 12;
    const auto add = [&](std::optional<WalRecordType> kind, raft::Term term, const QString& text) {
        const qreal width = swatch + 4 + metrics.horizontalAdvance(text) + 10;
        if (x + width > room) {
            return;
        }
        const QRectF box(x, area.center().y() - swatch / 2, swatch, swatch);
        painter.fillRect(box, colourOf(theme, kind, term));
        drawTexture(painter, box, kind, theme);
        painter.setPen(theme.cellOutline);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(0, 0, -0.5, -0.5));
        painter.setPen(theme.textTertiary);
        painter.drawText(QRectF(x + swatch + 4, area.top(), width, area.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        x += width;
    };
    const auto has = [this](WalRecordType kind) {
        const auto& columns = layoutOfMap().columns();
        return std::any_of(columns.begin(), columns.end(),
                           [kind](const auto& column) { return column.kind == kind; });
    };
    raft::Term term;
    for (const SegmentMapLayout::Column& column : layoutOfMap().columns()) {
        term = column.kind == WalRecordType::Entry ? column.term : term;
    }
    if (has(WalRecordType::Entry)) {
        add(WalRecordType::Entry, term, tr("entry, by term"));
    }
    for (const auto& [kind, text] :
         {std::pair(WalRecordType::HardState, tr("HardState")),
          std::pair(WalRecordType::Head, tr("head")), std::pair(WalRecordType::Batch, tr("batch")),
          std::pair(WalRecordType::Snapshot, tr("snapshot")),
          std::pair(WalRecordType::Release, tr("release"))}) {
        if (has(kind)) {
            add(kind, {}, text);
        }
    }
    painter.setPen(isTorn() ? theme.danger : theme.textSecondary);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(end, Qt::ElideRight, area.right() - x));
}

void SegmentMap::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF area = strip();
    const qreal ratio = devicePixelRatioF();
    if (m_picture.isNull()) {
        m_picture = QPixmap((area.size() * ratio).toSize());
        m_picture.setDevicePixelRatio(ratio);
        QPainter inner(&m_picture);
        paintColumns(inner, QRectF({0, 0}, area.size()));
    }
    painter.drawPixmap(area.topLeft(), m_picture);
    painter.setFont(Type(font()).font(11));
    paintMarks(painter, area);
    const qreal top = area.bottom() + (kFlag + 1) * scale();
    paintLegend(painter, QRectF(area.left(), top, area.width(), height() - top));
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.theme().accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area.adjusted(-0.5, -0.5, 0.5, 0.5), 2, 2);
    }
}

void SegmentMap::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_map.empty()) {
        Q_EMIT chosen(layoutOfMap().offsetAt(event->position().x() - strip().left()));
    }
}

void SegmentMap::mouseMoveEvent(QMouseEvent* event) {
    if ((event->buttons() & Qt::LeftButton) != 0 && !m_map.empty()) {
        Q_EMIT chosen(layoutOfMap().offsetAt(event->position().x() - strip().left()));
    }
}

void SegmentMap::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT stepped(-1);
        break;
    case Qt::Key_Right:
        Q_EMIT stepped(1);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void SegmentMap::resizeEvent(QResizeEvent* /*event*/) {
    drop();
}

void SegmentMap::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        drop();
        updateGeometry();
    }
}

bool SegmentMap::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && !m_map.empty()) {
        auto* help = static_cast<QHelpEvent*>(event);
        const std::uint64_t offset = layoutOfMap().offsetAt(help->pos().x() - strip().left());
        const auto at = std::find_if(m_map.rbegin(), m_map.rend(),
                                     [offset](const auto& each) { return each.offset <= offset; });
        if (at != m_map.rend()) {
            QString text = tr("%1 at %2").arg(wordFor(at->kind), offsetText(offset));
            if (at->kind == WalRecordType::Entry) {
                text += tr(", term %1").arg(at->term.value());
            }
            QToolTip::showText(help->globalPos(), text, this);
        }
        return true;
    }
    return QWidget::event(event);
}

void SegmentMap::describe() {
    QString text = tr("%1 written").arg(bytesText(m_segment.writtenSize));
    if (m_segment.durableSize) {
        text += tr(", %1 fsync'd").arg(bytesText(*m_segment.durableSize));
    }
    if (isTorn()) {
        text += tr(", torn");
    }
    setAccessibleDescription(text);
}

}  // namespace quorate::gui
