// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/cluster_canvas.h"

#include <QFontMetricsF>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "gui/cluster/moving_region.h"
#include "gui/cluster/partition_line.h"
#include "gui/cluster/scene_words.h"
#include "gui/paint/anew.h"
#include "gui/paint/chip.h"
#include "gui/paint/place_clip.h"

namespace quorate::gui {

namespace {

constexpr int kFlashIntervalMs = 16;

double widthOf(const QFont& font, const QString& text) {
    return QFontMetricsF(font).horizontalAdvance(text);
}

QPixmap circle(double radius, const QPen& pen, double ratio) {
    const double half = std::ceil(radius + pen.widthF());
    const int side = static_cast<int>(std::ceil(2.0 * half * ratio));
    QPixmap tile(side, side);
    tile.setDevicePixelRatio(ratio);
    tile.fill(Qt::transparent);
    QPainter painter(&tile);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(pen);
    painter.drawEllipse(QPointF(half, half), radius, radius);
    return tile;
}

}  // namespace

ClusterCanvas::ClusterCanvas(ViewContext& context, QWidget* parent)
    : QWidget(parent), m_context(context), m_losses(new Losses(context, this)) {
    setObjectName(QStringLiteral("clusterCanvas"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Cluster"));
    m_time.start();
    m_flashTimer.setInterval(kFlashIntervalMs);
    connect(&m_flashTimer, &QTimer::timeout, this, [this] {
        const bool isOver = m_flash.strength(m_time.elapsed()) <= 0.0;
        if (isOver) {
            m_flashTimer.stop();
        }
        // While frames come, they bring it along; but none may come after its end.
        if (isOver || m_time.elapsed() - m_frameMs > kFlashIntervalMs) {
            repaintMoving();
        }
    });
    connect(m_losses, &Losses::changed, this, [this] {
        m_isStale = true;
        repaintMoving();
    });
    connect(&context.frames, &FrameSource::frameChanged, this, &ClusterCanvas::takeFrame);
    connect(&context.selection, &SelectionModel::selectedChanged, this, [this] { update(); });
    connect(&context.selection, &SelectionModel::hoveredChanged, this, [this] { update(); });
    connect(&context.theme, &ThemeModel::changed, this, [this] { invalidate(); });
    takeFrame();
}

void ClusterCanvas::takeFrame() {
    const FramePtr before = m_frame;
    m_frame = m_context.frames.frame();
    if (before != nullptr && m_frame != nullptr && isVisible()) {
        if (const auto commit = commitBetween(*before, *m_frame)) {
            m_flash.begin(*commit, m_time.elapsed());
            if (!m_flashTimer.isActive()) {
                m_flashTimer.start();
            }
        }
    }
    if (isVisible()) {
        m_losses->read();
    }
    m_isStale = true;
    m_frameMs = m_time.elapsed();
    repaintMoving();
}

void ClusterCanvas::repaintMoving() {
    if (m_frame == nullptr || m_still.isNull() || !isVisible()) {
        update();
        return;
    }
    refresh();
    if (m_still.isNull() || stillPartOf(m_scene) != m_stillKey) {
        update();
        return;
    }
    const QRegion before = std::exchange(m_moving, movingRegionOf(m_scene, m_layout));
    update(before + m_moving);
}

void ClusterCanvas::invalidate() {
    m_isStale = true;
    m_still = QPixmap();
    update();
}

void ClusterCanvas::showMessages(bool show) {
    m_showsMessages = show;
    invalidate();
}
void ClusterCanvas::showLinks(bool show) {
    m_showsLinks = show;
    invalidate();
}
void ClusterCanvas::showLogs(bool show) {
    m_showsLogs = show;
    invalidate();
}

const Scene& ClusterCanvas::scene() {
    refresh();
    return m_scene;
}
const RingLayout& ClusterCanvas::ringLayout() {
    refresh();
    return m_layout;
}

RingRequest ClusterCanvas::request(const Frame& frame) {
    raft::Index last;
    for (std::size_t i = 0; i < frame.state.nodeCount(); ++i) {
        last = std::max(last, frame.state.nodeAt(i).log.last());
    }
    const auto digits = std::max<qsizetype>(3, QString::number(last.value()).size());
    RingRequest request = m_request;
    request.canvas = size();
    request.nodes = nodesOnRing(frame.state);
    request.hasStrips = m_showsLogs;
    if (m_measuredFont && *m_measuredFont == font() && m_measuredDigits == digits) {
        return request;
    }
    m_measuredFont = font();
    m_measuredDigits = digits;
    const Type type(font());
    const QFont name = type.font(13.0, QFont::DemiBold);
    request.label = QSizeF(std::ceil(widthOf(name, QStringLiteral("n88 ")) +
                                     widthOf(type.font(12.0), tr("pre-candidate 2/3")) + 4.0),
                           std::ceil(QFontMetricsF(name).height() + 2.0));
    EntryCellPainter cells;
    cells.setUp(m_context.theme.theme(), type.font(12.0), 1.0);
    request.cell = cells.slot(CellSize::Strip);
    const QFont small = type.font(11.0);
    request.numberWidth = std::ceil(4.0 * (widthOf(small, QStringLiteral("a")) + 10.0 +
                                           widthOf(small, QString(digits, QLatin1Char('8')))));
    request.numberHeight = std::ceil(QFontMetricsF(small).height());
    request.legend =
        QSizeF(std::ceil(widthOf(small, tr("a applied · c committed · s stable · l last")) + 2.0),
               2.0 * std::ceil(QFontMetricsF(small).lineSpacing()));
    return request;
}

void ClusterCanvas::refresh() {
    if (!m_isStale) {
        return;
    }
    m_isStale = false;
    if (m_frame == nullptr) {
        m_scene = Scene();
        m_layout = RingLayout();
        m_request = RingRequest();
        m_measuredFont.reset();
        return;
    }
    RingRequest wanted = request(*m_frame);
    if (!(wanted == m_request)) {
        m_request = std::move(wanted);
        m_layout = layOutRing(m_request);
        m_still = QPixmap();
    }
    SceneOptions options;
    options.showsMessages = m_showsMessages;
    options.showsLinks = m_showsLinks;
    options.chip = chipSize(QStringLiteral("REPL 88/256"), Type(font()));
    options.drawnLine = m_drawnLine;
    options.losses = m_losses->shownAt(m_frame->moment);
    const QFontMetricsF small(Type(font()).font(11.0));
    options.measure = [&small](const QString& text) {
        return QSizeF(std::ceil(small.horizontalAdvance(text)) + 2.0, std::ceil(small.height()));
    };
    m_scene = sceneOf(*m_frame, m_layout, options);
    if (m_drawing) {
        m_scene.partition = tentativePartition(*m_frame);
    }
    const QString words = describe(m_scene);
    if (words != accessibleDescription()) {
        setAccessibleDescription(words);
    }
}

ScenePartition ClusterCanvas::tentativePartition(const Frame& frame) const {
    ScenePartition partition;
    const raft::ConfState& configuration = configurationOf(frame.state);
    for (const auto& group : groupsOf(*m_drawing, m_layout)) {
        std::vector<raft::NodeId> running;
        for (const raft::NodeId id : group) {
            const observe::NodeState* node = frame.state.findNode(id);
            if (node != nullptr && isRunning(*node)) {
                running.push_back(id);
            }
        }
        partition.sides.push_back({group, isQuorum(configuration, running)});
    }
    const bool divides = !partition.sides[0].nodes.empty() && !partition.sides[1].nodes.empty();
    if (!divides) {
        partition.sides.resize(1);
        return partition;
    }
    partition.line = acrossCanvas(*m_drawing, m_layout.canvas);
    return partition;
}

// --- painting

void ClusterCanvas::keepStill(const SceneBrush& brush) {
    const double ratio = devicePixelRatioF();
    const QByteArray key = stillPartOf(m_scene);
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    const bool fits = m_still.size() == pixels && m_still.devicePixelRatio() == ratio;
    if (fits && key == m_stillKey) {
        return;
    }
    m_stillKey = key;
    if (!fits) {
        m_still = QPixmap(pixels);
        m_still.setDevicePixelRatio(ratio);
    }
    QPainter painter(&m_still);
    paintStill(painter, brush);
}

void ClusterCanvas::paintStill(QPainter& painter, const SceneBrush& brush) const {
    paintGround(painter, m_scene, m_layout, brush);
    paintLinks(painter, m_scene, m_showsLinks, brush);
    paintNodes(painter, m_scene, brush);
    paintSides(painter, m_scene, m_layout, brush);
}

void ClusterCanvas::paintEmpty(QPainter& painter) const {
    const Theme& theme = m_context.theme.theme();
    painter.fillRect(rect(), theme.canvas);
    painter.setPen(theme.textTertiary);
    painter.setFont(Type(font()).font(13.0));
    painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                     tr("No cluster is open.\nBegin or open one in the File menu."));
}

void ClusterCanvas::paintFlash(QPainter& painter) const {
    const double strength = m_flash.strength(m_time.elapsed());
    if (strength <= 0.0) {
        return;
    }
    const bool isStill = m_context.theme.reducesMotion();
    QColor ink = m_context.theme.theme().text;
    ink.setAlphaF(static_cast<float>(isStill ? 0.8 : strength));
    const QPen pen(ink, 3.0);
    // Most are of the same size, and a circle costs far more than its copy.
    QPixmap ring;
    double ringReach = 0;
    for (const raft::NodeId id : m_flash.nodes()) {
        if (const SceneNode* node = m_scene.find(id)) {
            const double reach =
                node->glyph.radius + kTimerArcAt + 4.0 + (isStill ? 2.0 : 8.0 * (1.0 - strength));
            if (paintsAnew(painter)) {
                painter.setRenderHint(QPainter::Antialiasing);
                painter.setPen(pen);
                painter.setBrush(Qt::NoBrush);
                painter.drawEllipse(node->centre, reach, reach);
                continue;
            }
            if (reach != ringReach) {
                ring = circle(reach, pen, devicePixelRatioF());
                ringReach = reach;
            }
            const double half = ring.width() / ring.devicePixelRatio() / 2.0;
            const QPointF corner = node->centre - QPointF(half, half);
            const PlaceClip place(painter, {corner, QSizeF(2.0 * half, 2.0 * half)});
            painter.drawPixmap(corner, ring);
        }
    }
}

void ClusterCanvas::paintMark(QPainter& painter, const Selected& what, double width,
                              const QColor& colour) const {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, width));
    if (const auto* id = std::get_if<raft::NodeId>(&what)) {
        if (const SceneNode* node = m_scene.find(*id)) {
            constexpr double reach = kNodeRoom + 1.0;
            painter.drawEllipse(node->centre, reach, reach);
        }
    } else if (const auto* link = std::get_if<observe::Link>(&what)) {
        if (const SceneLane* lane = m_scene.find(*link)) {
            painter.drawLine(lane->line);
        }
    } else if (const auto* key = std::get_if<observe::MessageKey>(&what)) {
        if (const SceneMessage* message = m_scene.find(*key)) {
            painter.drawEllipse(message->centre, 13.0, 13.0);
        }
    }
}

void ClusterCanvas::paintMarks(QPainter& painter) const {
    const Theme& theme = m_context.theme.theme();
    QColor faint = theme.accent;
    faint.setAlphaF(0.55F);
    paintMark(painter, m_context.selection.hovered(), 1.5, faint);
    for (const Selected& concerned : m_context.selection.concerned()) {
        paintMark(painter, concerned, 1.5, theme.accent);
    }
    paintMark(painter, m_context.selection.selected(), 2.0, theme.accent);
    const raft::NodeId node = nodeOf(m_context.selection.selected());
    if (!std::holds_alternative<raft::NodeId>(m_context.selection.selected()) &&
        node != raft::kNoNode) {
        paintMark(painter, node, 1.0, theme.accent);
    }
    if (hasFocus()) {
        if (std::holds_alternative<std::monostate>(m_cursor)) {
            painter.setRenderHint(QPainter::Antialiasing, false);
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 1.0));
            painter.drawRect(rect().adjusted(0, 0, -1, -1));
        } else {
            paintMark(painter, m_cursor, 2.0, theme.accent);
        }
    }
}

void ClusterCanvas::paintEvent(QPaintEvent* event) {
    refresh();
    QPainter painter(this);
    if (m_frame == nullptr) {
        paintEmpty(painter);
        return;
    }
    const Type type(font());
    const SceneBrush brush{m_context.theme.theme(), type};
    if (paintsAnew(painter)) {
        paintStill(painter, brush);
    } else {
        keepStill(brush);
        painter.drawPixmap(0, 0, m_still);
    }
    paintTimers(painter, m_scene, brush);
    paintVotes(painter, m_scene, brush);
    m_cells.setUp(brush.theme, type.font(12.0), devicePixelRatioF());
    paintStrips(painter, m_scene, m_layout.strip, m_cells, brush);
    paintLegend(painter, m_scene, m_layout, brush);
    paintFlash(painter);
    paintMarks(painter);
    paintChips(painter, m_scene, brush);
    paintLabels(painter, m_scene, brush);
    paintMessages(painter, m_scene, m_glyphs, brush);
    if (event->rect() == rect()) {
        m_moving = movingRegionOf(m_scene, m_layout);
    }
}

void ClusterCanvas::resizeEvent(QResizeEvent* /*event*/) {
    m_drawnLine = QLineF();
    invalidate();
}

void ClusterCanvas::showEvent(QShowEvent* /*event*/) {
    invalidate();
}

}  // namespace quorate::gui
