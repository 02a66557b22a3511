// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/hex_view.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/paint/type.h"
#include "gui/storage/disk_wording.h"

namespace quorate::gui {

namespace {

constexpr std::uint64_t kBytesInRow = 16;
constexpr int kRowPadding = 3;
constexpr int kMargin = 8;
constexpr int kLeastRows = 4;
constexpr int kUsualRows = 6;
constexpr int kOffsetColumns = 8;
/// Three columns a byte, and one more between the halves.
constexpr int kHexColumns = 16 * 3 + 2;
constexpr int kAllColumns = kOffsetColumns + kHexColumns + 16;

QFont monospace(const QFont& base) {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(Type(base).font(11).pixelSize());
    return font;
}

QChar shown(char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code >= 0x20 && code < 0x7f ? QChar::fromLatin1(byte) : QChar(u'·');
}

}  // namespace

struct HexView::Metrics {
    QFont font;
    qreal advance{0};
    int height{0};

    /// Of a byte in its row.
    [[nodiscard]] qreal hexX(std::uint64_t column) const {
        return kMargin + advance * static_cast<double>(kOffsetColumns + 3 * column +
                                                       (column >= kBytesInRow / 2 ? 1 : 0));
    }
    [[nodiscard]] qreal textX(std::uint64_t column) const {
        return kMargin + advance * static_cast<double>(kOffsetColumns + kHexColumns + column);
    }
};

HexView::HexView(const ThemeModel& theme, QWidget* parent)
    : QAbstractScrollArea(parent), m_theme(theme) {
    setObjectName(QStringLiteral("hexView"));
    setAccessibleName(tr("Bytes of the record"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    connect(&theme, &ThemeModel::changed, viewport(), qOverload<>(&QWidget::update));
}

HexView::Metrics HexView::metrics() const {
    Metrics metrics;
    metrics.font = monospace(font());
    const QFontMetricsF measured(metrics.font);
    metrics.advance = measured.horizontalAdvance(QLatin1Char('0'));
    metrics.height = static_cast<int>(measured.height()) + kRowPadding;
    return metrics;
}

void HexView::setRecord(const storage::LogRecord* record) {
    const bool isSame = record != nullptr ? m_record == *record : !m_record;
    if (isSame) {
        return;
    }
    m_record = record != nullptr ? std::optional(*record) : std::nullopt;
    m_fields = record != nullptr ? hexFieldsOf(*record) : std::vector<HexField>();
    verticalScrollBar()->setValue(0);
    fitBars();
    setAccessibleDescription(text());
    viewport()->update();
}

std::uint64_t HexView::firstRow() const {
    return m_record ? m_record->offset / kBytesInRow * kBytesInRow : 0;
}

int HexView::rows() const {
    if (!m_record) {
        return 0;
    }
    const std::uint64_t end = m_record->offset + m_record->bytes.size();
    return static_cast<int>((end - firstRow() + kBytesInRow - 1) / kBytesInRow);
}

std::optional<std::size_t> HexView::fieldAt(std::size_t place) const {
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (place >= m_fields[i].offset && place < m_fields[i].offset + m_fields[i].size) {
            return i;
        }
    }
    return std::nullopt;
}

QString HexView::row(int number) const {
    const std::uint64_t begin = firstRow() + static_cast<std::uint64_t>(number) * kBytesInRow;
    QString hex;
    QString text;
    for (std::uint64_t at = begin; at < begin + kBytesInRow; ++at) {
        const bool isThere =
            at >= m_record->offset && at < m_record->offset + m_record->bytes.size();
        const char byte = isThere ? m_record->bytes[at - m_record->offset] : ' ';
        hex += isThere ? QStringLiteral("%1 ").arg(static_cast<unsigned char>(byte), 2, 16,
                                                   QLatin1Char('0'))
                       : QStringLiteral("   ");
        text += isThere ? shown(byte) : QChar(u' ');
    }
    return offsetText(begin) + QStringLiteral("  ") + hex + u' ' + text;
}

QString HexView::text() const {
    QStringList lines;
    for (int i = 0; i < rows(); ++i) {
        lines << row(i);
    }
    return lines.join(u'\n');
}

void HexView::fitBars() {
    const Metrics metrics = this->metrics();
    const int page = viewport()->height() / std::max(metrics.height, 1);
    // One more line says what is left out.
    const int lines = rows() + (m_record && m_record->bytes.size() < m_record->size ? 1 : 0);
    verticalScrollBar()->setRange(0, std::max(0, lines - page));
    verticalScrollBar()->setPageStep(page);
    const int width = static_cast<int>(2 * kMargin + metrics.advance * kAllColumns);
    horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
}

QSize HexView::sizeHint() const {
    const Metrics metrics = this->metrics();
    return {static_cast<int>(2 * kMargin + metrics.advance * kAllColumns),
            kUsualRows * metrics.height + kMargin};
}

QSize HexView::minimumSizeHint() const {
    return {120, kLeastRows * metrics().height + kMargin};
}

void HexView::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(viewport());
    const Theme& theme = m_theme.theme();
    painter.fillRect(viewport()->rect(), theme.base);
    const Metrics metrics = this->metrics();
    painter.translate(-horizontalScrollBar()->value(), 0);
    painter.setFont(metrics.font);
    const int first = verticalScrollBar()->value();
    const int last = std::min(rows(), first + viewport()->height() / metrics.height + 1);
    for (int number = first; number < last; ++number) {
        const int top = kMargin / 2 + (number - first) * metrics.height;
        const std::uint64_t begin = firstRow() + static_cast<std::uint64_t>(number) * kBytesInRow;
        const auto draw = [&](qreal x, qreal width, const QString& text, const QColor& colour) {
            painter.setPen(colour);
            painter.drawText(QRectF(x, top, width, metrics.height),
                             Qt::AlignLeft | Qt::AlignVCenter, text);
        };
        draw(kMargin, metrics.advance * kOffsetColumns, offsetText(begin), theme.textTertiary);
        for (std::uint64_t column = 0; column < kBytesInRow; ++column) {
            const std::uint64_t at = begin + column;
            if (at < m_record->offset || at >= m_record->offset + m_record->bytes.size()) {
                continue;
            }
            const auto place = static_cast<std::size_t>(at - m_record->offset);
            const char byte = m_record->bytes[place];
            // Neighbouring fields differ by their grounds.
            const auto field = fieldAt(place);
            const QColor ground = !field            ? theme.dangerGround
                                  : *field % 2 == 0 ? theme.selectedRow
                                                    : theme.header;
            const bool goesOn = column + 1 < kBytesInRow && fieldAt(place + 1) == field &&
                                place + 1 < m_record->bytes.size();
            const qreal x = metrics.hexX(column);
            const qreal next = goesOn ? metrics.hexX(column + 1) : x + 2 * metrics.advance + 2;
            painter.fillRect(QRectF(x - 2, top, next - x + (goesOn ? 0 : 2), metrics.height - 1),
                             ground);
            draw(
                x, 3 * metrics.advance,
                QStringLiteral("%1").arg(static_cast<unsigned char>(byte), 2, 16, QLatin1Char('0')),
                theme.text);
            draw(metrics.textX(column), 2 * metrics.advance, QString(shown(byte)),
                 theme.textSecondary);
        }
    }
    if (m_record && m_record->bytes.size() < m_record->size && last == rows()) {
        painter.setPen(theme.textTertiary);
        painter.drawText(QRectF(kMargin, kMargin / 2.0 + (last - first) * metrics.height,
                                viewport()->width(), metrics.height),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         tr("the first %1 of %2")
                             .arg(bytesText(m_record->bytes.size()), bytesText(m_record->size)));
    }
    if (!m_record) {
        painter.setFont(font());
        painter.setPen(theme.textTertiary);
        painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Select a record to see its bytes"));
    }
    if (hasFocus()) {
        painter.resetTransform();
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
    }
}

std::optional<std::size_t> HexView::placeAt(const QPoint& point) const {
    if (!m_record) {
        return std::nullopt;
    }
    const Metrics metrics = this->metrics();
    const int number = verticalScrollBar()->value() + (point.y() - kMargin / 2) / metrics.height;
    for (std::uint64_t column = 0; column < kBytesInRow; ++column) {
        const qreal x = metrics.hexX(column) - horizontalScrollBar()->value();
        const std::uint64_t at =
            firstRow() + static_cast<std::uint64_t>(number) * kBytesInRow + column;
        if (point.x() >= x && point.x() < x + 3 * metrics.advance && at >= m_record->offset &&
            at < m_record->offset + m_record->bytes.size()) {
            return static_cast<std::size_t>(at - m_record->offset);
        }
    }
    return std::nullopt;
}

bool HexView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const auto place = placeAt(help->pos());
        const auto field = place ? fieldAt(*place) : std::nullopt;
        QToolTip::showText(help->globalPos(), field ? m_fields[*field].name : QString(), this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void HexView::resizeEvent(QResizeEvent* /*event*/) {
    fitBars();
}

void HexView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitBars();
        updateGeometry();
    }
}

void HexView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(text());
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

}  // namespace quorate::gui
