// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_overview.h"

#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/actions/picture_action.h"
#include "gui/actions/selection_menu.h"
#include "gui/model/figures.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

constexpr int kPaceMs = 50;
constexpr double kGap = 10;
constexpr double kCardWidth = 330;
constexpr double kCardHeight = 118;
constexpr double kMostHeight = 250;
constexpr double kMostWidth = 760;
constexpr double kRadius = 4;

/// The stations of the small picture, in the order in which an entry comes to them.
constexpr std::array kStations{PipelineBox::Transport, PipelineBox::Unstable, PipelineBox::Wal,
                               PipelineBox::Peers, PipelineBox::Store};

}  // namespace

OverviewLayout::OverviewLayout(QSizeF room, double scale, std::size_t count)
    : m_count(count), m_gap(kGap * scale) {
    const double width = kCardWidth * scale;
    const auto fit = static_cast<std::size_t>(
        std::max(1.0, std::floor((room.width() - m_gap) / (width + m_gap))));
    const std::size_t most = std::max<std::size_t>(1, std::min(fit, count));
    const auto rowsOf = [count](std::size_t columns) {
        return count == 0 ? std::size_t{1} : (count + columns - 1) / columns;
    };
    // As many columns as leave the least room empty, with cards that are not too wide.
    m_columns = most;
    const auto height = [&](std::size_t columns) {
        const auto rows = static_cast<double>(rowsOf(columns));
        return rows * std::min(kMostHeight * scale, (room.height() - (rows + 1) * m_gap) / rows);
    };
    for (std::size_t columns = most; columns > 0; --columns) {
        const double wide = (room.width() - m_gap) / static_cast<double>(columns) - m_gap;
        if (wide <= kMostWidth * scale && height(columns) > height(m_columns)) {
            m_columns = columns;
        }
    }
    const auto columns = static_cast<double>(m_columns);
    const auto rows = static_cast<double>(rowsOf(m_columns));
    m_card = {std::max(width, (room.width() - (columns + 1) * m_gap) / columns),
              std::clamp((room.height() - (rows + 1) * m_gap) / rows, kCardHeight * scale,
                         kMostHeight * scale)};
    m_size =
        QSizeF(columns * (m_card.width() + m_gap) + m_gap, rows * (m_card.height() + m_gap) + m_gap)
            .expandedTo(room);
}

QRectF OverviewLayout::card(std::size_t place) const {
    const auto column = static_cast<double>(place % m_columns);
    const auto row = static_cast<double>(place / m_columns);
    // The last row may have fewer; they stand in the middle of it.
    const std::size_t lastRow = m_count / m_columns * m_columns;
    const std::size_t missing = place >= lastRow ? m_columns - (m_count - lastRow) : 0;
    const double shift = static_cast<double>(missing) * (m_card.width() + m_gap) / 2;
    const QRectF exact(m_gap + shift + column * (m_card.width() + m_gap),
                       m_gap + row * (m_card.height() + m_gap), m_card.width(), m_card.height());
    return exact.toAlignedRect();
}

std::size_t OverviewLayout::at(QPointF point) const {
    for (std::size_t i = 0; i < m_count; ++i) {
        if (card(i).contains(point)) {
            return i;
        }
    }
    return m_count;
}

PipelineOverview::PipelineOverview(ViewContext& context, QWidget* parent)
    : ScrolledCanvas(parent),
      m_context(context),
      m_type(font()),
      m_layout(QSizeF(0, 0), m_type.scale(), 0) {
    setObjectName(QStringLiteral("pipelineOverview"));
    setAccessibleName(tr("The insides of all nodes"));
    auto* pace = new FramePace(context.frames, this, kPaceMs);
    connect(pace, &FramePace::due, this, &PipelineOverview::takeFrame);
    connect(&context.selection, &SelectionModel::selectedChanged, viewport(),
            qOverload<>(&QWidget::update));
    connect(&context.theme, &ThemeModel::changed, viewport(), qOverload<>(&QWidget::update));
    takeFrame();
}

void PipelineOverview::takeFrame() {
    std::vector<PipelineContent> contents;
    if (const FramePtr& frame = m_context.frames.frame()) {
        for (std::size_t i = 0; i < frame->state.nodeCount(); ++i) {
            contents.push_back(pipelineOf(*frame, frame->state.nodeAt(i).id));
        }
    }
    const bool isAnother = contents.size() != m_contents.size();
    if (contents == m_contents) {
        return;
    }
    m_contents = std::move(contents);
    if (isAnother) {
        layOut();
    }
    viewport()->update();
}

void PipelineOverview::layOut() {
    m_type = Type(font());
    m_layout = OverviewLayout(QSizeF(viewport()->size()), m_type.scale(), m_contents.size());
    setPictureSize(m_layout.size());
}

std::size_t PipelineOverview::chosen() const {
    const auto found =
        std::find_if(m_contents.begin(), m_contents.end(), [this](const PipelineContent& content) {
            return content.node == m_context.selection.node();
        });
    return static_cast<std::size_t>(found - m_contents.begin());
}

void PipelineOverview::choose(std::size_t place) {
    if (place < m_contents.size()) {
        m_context.selection.select(m_contents[place].node);
        reveal(m_layout.card(place));
        setAccessibleDescription(m_contents[place].title);
    }
}

// --- painting

void PipelineOverview::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(viewport());
    const Theme& theme = m_context.theme.theme();
    painter.fillRect(viewport()->rect(), theme.canvas);
    painter.translate(-inPicture({0, 0}));
    painter.setRenderHint(QPainter::Antialiasing);
    const std::size_t selected = chosen();
    for (std::size_t i = 0; i < m_contents.size(); ++i) {
        paintCard(painter, m_layout.card(i), m_contents[i], i == selected);
    }
}

void PipelineOverview::paintSteps(QPainter& painter, const QRectF& row,
                                  const PipelineContent& content) const {
    const Theme& theme = m_context.theme.theme();
    const double s = m_type.scale();
    const double radius = 7 * s;
    painter.setFont(m_type.font(10, QFont::DemiBold));
    const QFontMetricsF metrics(painter.font());
    double used = 0;
    for (const StepContent& step : content.steps) {
        used += 2 * radius + 4 * s + metrics.horizontalAdvance(step.name);
    }
    const double gap =
        std::max(3 * s, (row.width() - used) / static_cast<double>(kPipelineSteps - 1));
    double x = row.left() + 1;
    for (std::size_t i = 0; i < kPipelineSteps; ++i) {
        const StepContent& step = content.steps[i];
        const bool isNow = step.state == StepState::Current;
        const bool isDone = step.state == StepState::Done;
        const bool isNeeded = step.state != StepState::NotNeeded;
        const QPointF centre(x + radius, row.center().y());
        painter.setPen(QPen(isNow ? theme.accent : isDone ? theme.outline : theme.border, 1.25));
        painter.setBrush(isNow ? theme.accent : isDone ? theme.outline : theme.base);
        painter.drawEllipse(centre, radius, radius);
        painter.setPen(isNow    ? theme.textOnAccent
                       : isDone ? theme.base
                                : (isNeeded ? theme.textSecondary : theme.disabled));
        painter.drawText(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius),
                         Qt::AlignCenter | Qt::TextDontClip, QString::number(i + 1));
        const double width = metrics.horizontalAdvance(step.name);
        const QRectF name(centre.x() + radius + 3 * s, row.top(), width + 1, row.height());
        painter.setPen(step.isLate ? theme.late
                       : isNow     ? theme.text
                                   : (isNeeded ? theme.textSecondary : theme.disabled));
        painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextDontClip, step.name);
        x = name.right() + gap;
    }
}

void PipelineOverview::paintCard(QPainter& painter, const QRectF& card,
                                 const PipelineContent& content, bool isChosen) const {
    const Theme& theme = m_context.theme.theme();
    const double s = m_type.scale();
    painter.setPen(QPen(isChosen ? theme.accent : theme.outline, isChosen ? 2.0 : 1.25));
    painter.setBrush(content.isRunning ? theme.base : theme.canvas);
    painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), kRadius, kRadius);
    const QRectF inner = card.adjusted(10 * s, 4 * s, -10 * s, -6 * s);
    painter.setFont(m_type.font(12, QFont::DemiBold));
    const double titleHeight = QFontMetricsF(painter.font()).height() + 4 * s;
    const QRectF title(inner.topLeft(), QSizeF(inner.width(), titleHeight));
    painter.setPen(theme.text);
    painter.drawText(title, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetricsF(painter.font())
                         .elidedText(content.title, Qt::ElideRight, title.width() * 0.7));
    painter.setFont(m_type.font(11));
    painter.setPen(content.held > 0 ? theme.text : theme.textTertiary);
    painter.drawText(title, Qt::AlignVCenter | Qt::AlignRight,
                     content.held > 0 ? tr("%1 held").arg(content.held) : tr("nothing held"));

    const double stepsHeight = 20 * s;
    const QRectF steps(inner.left(), inner.bottom() - stepsHeight, inner.width(), stepsHeight);
    const QRectF row(inner.left(), title.bottom() + 2 * s, inner.width(),
                     steps.top() - title.bottom() - 6 * s);
    const double gap = 14 * s;
    const auto count = static_cast<double>(kStations.size());
    const double width = (row.width() - gap * (count - 1)) / count;
    const std::array<QString, kStations.size()> names{tr("clients"), tr("unstable"), tr("disk"),
                                                      tr("peers"), tr("LevelDB")};
    for (std::size_t i = 0; i < kStations.size(); ++i) {
        const BoxContent& what = content.box(kStations[i]);
        const QRectF box = QRectF(row.left() + static_cast<double>(i) * (width + gap), row.top(),
                                  width, row.height())
                               .toAlignedRect();
        if (i > 0) {
            const double y = std::round(box.center().y());
            painter.fillRect(QRectF(box.left() - gap + 1, y, gap - 5 * s, 1.25), theme.lane);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.lane);
            painter.drawPolygon(
                QPolygonF({QPointF(box.left() - 1, y + 0.5), QPointF(box.left() - 6 * s, y - 3 * s),
                           QPointF(box.left() - 6 * s, y + 4 * s)}));
        }
        painter.setPen(QPen(what.isLate ? theme.late : theme.border, what.isLate ? 1.5 : 1.0));
        painter.setBrush(what.isLate ? theme.lateGround : theme.alternateRow);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        const double third = box.height() / 3;
        painter.setFont(m_type.font(10));
        const QFontMetricsF metrics(painter.font());
        painter.setPen(theme.textTertiary);
        painter.drawText(QRectF(box.left(), box.top() + 1, box.width(), third), Qt::AlignCenter,
                         metrics.elidedText(names[i], Qt::ElideRight, box.width() - 2));
        painter.setPen(what.isLate ? theme.late : theme.textTertiary);
        painter.drawText(
            QRectF(box.left(), box.bottom() - third - 1, box.width(), third), Qt::AlignCenter,
            what.dwellNs
                ? metrics.elidedText(durationText(*what.dwellNs), Qt::ElideRight, box.width() - 2)
                : QStringLiteral("–"));
        painter.setFont(m_type.font(14, QFont::DemiBold));
        painter.setPen(what.depth > 0 ? theme.text : theme.disabled);
        painter.drawText(QRectF(box.left(), box.top() + third, box.width(), third), Qt::AlignCenter,
                         countText(what.depth));
    }
    paintSteps(painter, steps, content);
}

// --- mouse and keyboard

bool PipelineOverview::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const std::size_t place = m_layout.at(inPicture(help->pos()));
        QToolTip::showText(help->globalPos(),
                           place < m_contents.size()
                               ? tr("%1. Double click shows it large.").arg(m_contents[place].title)
                               : QString(),
                           viewport());
        return true;
    }
    return ScrolledCanvas::viewportEvent(event);
}

void PipelineOverview::mousePressEvent(QMouseEvent* event) {
    choose(m_layout.at(inPicture(event->position())));
}

void PipelineOverview::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("overviewMenu"));
    const std::size_t place = event->reason() == QContextMenuEvent::Keyboard
                                  ? chosen()
                                  : m_layout.at(inPicture(event->pos()));
    if (place < m_contents.size()) {
        choose(place);
        addActionsFor(m_contents[place].node, *menu, m_context);
    }
    addPictureAction(*menu, *this);
    menu->popup(event->globalPos());
}

void PipelineOverview::mouseDoubleClickEvent(QMouseEvent* event) {
    const std::size_t place = m_layout.at(inPicture(event->position()));
    if (place < m_contents.size()) {
        choose(place);
        Q_EMIT opened();
    }
}

void PipelineOverview::keyPressEvent(QKeyEvent* event) {
    const std::size_t count = m_contents.size();
    const std::size_t now = chosen();
    const auto go = [&](std::ptrdiff_t by) {
        const std::ptrdiff_t next = now >= count ? 0 : static_cast<std::ptrdiff_t>(now) + by;
        if (next >= 0 && next < static_cast<std::ptrdiff_t>(count)) {
            choose(static_cast<std::size_t>(next));
        }
    };
    const auto columns = static_cast<std::ptrdiff_t>(m_layout.columns());
    switch (event->key()) {
    case Qt::Key_Right:
        go(1);
        break;
    case Qt::Key_Left:
        go(-1);
        break;
    case Qt::Key_Down:
        go(columns);
        break;
    case Qt::Key_Up:
        go(-columns);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (now < count) {
            Q_EMIT opened();
        }
        break;
    default:
        ScrolledCanvas::keyPressEvent(event);
        break;
    }
}

bool PipelineOverview::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            event->accept();
            return true;
        }
    }
    return ScrolledCanvas::event(event);
}

}  // namespace quorate::gui
