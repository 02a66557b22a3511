// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_layout.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

/// A measure in pixels of the design: the least that will do, and what is pleasant.
struct Measure {
    double least;
    double pleasant;

    [[nodiscard]] double at(double part) const {
        return least + (pleasant - least) * std::clamp(part, 0.0, 1.0);
    }
};

constexpr Measure kMargin{10, 20};
constexpr Measure kRow{19, 27};
constexpr Measure kTitleRow{24, 30};
constexpr Measure kInset{8, 14};

// Across.
constexpr Measure kUnstable{128, 180};
constexpr Measure kGapTake{34, 40};
constexpr Measure kReady{176, 214};
constexpr Measure kGapAdvance{34, 48};
constexpr Measure kMemory{126, 144};
constexpr Measure kGapPeers{76, 104};
constexpr Measure kPeers{190, 234};

// Down.
constexpr Measure kGapClients{30, 62};
constexpr Measure kGapDisk{62, 84};
constexpr double kReadyRows = 6.6;
constexpr double kMemoryRows = 4.6;
constexpr double kDiskRows = 6;
/// Between the row of an inner box and the box around it.
constexpr double kPadding = 4;

double widthAt(double part) {
    return 2 * kMargin.at(part) + 2 * kInset.at(part) + kUnstable.at(part) + kGapTake.at(part) +
           kReady.at(part) + kGapAdvance.at(part) + kMemory.at(part) + kGapPeers.at(part) +
           kPeers.at(part);
}
double heightAt(double part) {
    const double row = kRow.at(part);
    const double title = kTitleRow.at(part);
    const double inset = kInset.at(part);
    const double clients = title + row + inset + kPadding;
    const double core = title + title + kReadyRows * row + kPadding + inset;
    const double disk = title + title + kDiskRows * row + kPadding + inset;
    return 2 * kMargin.at(part) + clients + kGapClients.at(part) + core + kGapDisk.at(part) + disk;
}

double distanceTo(QPointF a, QPointF b, QPointF point) {
    const QPointF along = b - a;
    const double length = QPointF::dotProduct(along, along);
    const double part =
        length == 0.0 ? 0.0 : std::clamp(QPointF::dotProduct(point - a, along) / length, 0.0, 1.0);
    const QPointF off = point - (a + part * along);
    return std::hypot(off.x(), off.y());
}

}  // namespace

QSizeF PipelineLayout::leastSize(double scale) {
    return {std::ceil(widthAt(0) * scale), std::ceil(heightAt(0) * scale)};
}

PipelineLayout::PipelineLayout(QSizeF room, double scale)
    : m_scale(scale), m_size(room.expandedTo(leastSize(scale))) {
    const auto part = [scale](double has, double least, double pleasant) {
        return (has / scale - least) / (pleasant - least);
    };
    placeBoxes(part(m_size.width(), widthAt(0), widthAt(1)),
               part(m_size.height(), heightAt(0), heightAt(1)));
    placeSteps();
    placeEdges();
}

void PipelineLayout::placeBoxes(double spareX, double spareY) {
    const double s = m_scale;
    m_row = kRow.at(spareY) * s;
    m_titleRow = kTitleRow.at(spareY) * s;
    m_inset = kInset.at(spareX) * s;
    m_margin = kMargin.at(spareX) * s;
    const double marginY = kMargin.at(spareY) * s;
    const double insetY = kInset.at(spareY) * s;
    const auto place = [this](PipelineBox box, double x, double y, double width, double height) {
        // On whole pixels, so that hairlines are sharp.
        const double left = std::round(x);
        const double top = std::round(y);
        m_boxes[placeOf(box)] =
            QRectF(left, top, std::round(x + width) - left, std::round(y + height) - top);
    };
    // What is beyond the pleasant goes to the boxes, by their width, and to the gaps, by height.
    const double beyondX = std::max(0.0, m_size.width() - widthAt(1) * s);
    const double beyondY = std::max(0.0, m_size.height() - heightAt(1) * s);
    const double inBoxes =
        kUnstable.pleasant + kReady.pleasant + kMemory.pleasant + kPeers.pleasant;
    const auto width = [&](const Measure& measure) {
        return measure.at(spareX) * s + beyondX * measure.pleasant / inBoxes;
    };

    const double left = m_margin;
    const double unstable = left + m_inset;
    const double ready = unstable + width(kUnstable) + kGapTake.at(spareX) * s;
    const double memory = ready + width(kReady) + kGapAdvance.at(spareX) * s;
    const double coreRight = memory + width(kMemory) + m_inset;
    const double peers = coreRight + kGapPeers.at(spareX) * s;
    const double right = m_size.width() - m_margin;

    const double clientsTop = marginY;
    const double clientsHeight = m_titleRow + m_row + insetY + kPadding * s;
    place(PipelineBox::Transport, left, clientsTop, coreRight - left, clientsHeight);
    const double coreTop = clientsTop + clientsHeight + kGapClients.at(spareY) * s + beyondY * 0.3;
    const double readyHeight = m_titleRow + kReadyRows * m_row + kPadding * s + beyondY * 0.1;
    const double coreHeight = m_titleRow + readyHeight + insetY;
    m_core = QRectF(std::round(left), std::round(coreTop), std::round(coreRight - left),
                    std::round(coreHeight));
    const double innerTop = coreTop + m_titleRow;
    place(PipelineBox::Unstable, unstable, innerTop, width(kUnstable), readyHeight);
    place(PipelineBox::Ready, ready, innerTop, width(kReady), readyHeight);
    place(PipelineBox::Memory, memory, innerTop, width(kMemory), m_titleRow + kMemoryRows * m_row);
    place(PipelineBox::Peers, peers, coreTop, right - peers, coreHeight);

    const double diskTop = coreTop + coreHeight + kGapDisk.at(spareY) * s + beyondY * 0.3;
    const double diskBottom = m_size.height() - marginY;
    m_disk = QRectF(std::round(left), std::round(diskTop), std::round(right - left),
                    std::round(diskBottom - diskTop));
    const double filesTop = diskTop + m_titleRow;
    const double filesHeight = diskBottom - insetY - filesTop;
    const double inner = m_disk.width() - 2 * m_inset;
    place(PipelineBox::Wal, unstable, filesTop, inner * 0.335, filesHeight);
    place(PipelineBox::Snapshots, unstable + inner * 0.415, filesTop, inner * 0.225, filesHeight);
    place(PipelineBox::Store, unstable + inner * 0.715, filesTop, inner * 0.285, filesHeight);
}

void PipelineLayout::placeSteps() {
    const QRectF clients = box(PipelineBox::Transport);
    const QRectF peers = box(PipelineBox::Peers);
    const double between = peers.top() - clients.top();
    const double height = std::min(m_titleRow + 3 * m_row + kPadding * m_scale, between - 6);
    m_steps = QRectF(peers.left(), clients.top(), peers.width(), std::round(height));
    const double rowHeight = (m_steps.height() - m_titleRow) / 3;
    const double half = (m_steps.width() - m_inset) / 2;
    for (std::size_t i = 0; i < kPipelineSteps; ++i) {
        const bool isRight = i >= kPipelineSteps / 2;
        const auto row = static_cast<double>(i % (kPipelineSteps / 2));
        // The left half has times behind its names.
        const double split = half * 1.08;
        m_stepCells[i] =
            QRectF(m_steps.left() + m_inset * 0.6 + (isRight ? split : 0.0),
                   m_steps.top() + m_titleRow + row * rowHeight - 2 * m_scale,
                   isRight ? m_steps.width() - split - m_inset * 0.6 : split, rowHeight);
    }
}

void PipelineLayout::placeEdges() {
    const double s = m_scale;
    const QRectF clients = box(PipelineBox::Transport);
    const QRectF unstable = box(PipelineBox::Unstable);
    const QRectF ready = box(PipelineBox::Ready);
    const QRectF memory = box(PipelineBox::Memory);
    const QRectF peers = box(PipelineBox::Peers);
    const QRectF wal = box(PipelineBox::Wal);
    const QRectF snapshots = box(PipelineBox::Snapshots);
    const QRectF store = box(PipelineBox::Store);
    const auto rowOfReady = [&](double row) {
        return std::round(ready.top() + m_titleRow + (row + 0.5) * m_row);
    };
    const auto set = [this](PipelineEdge edge, Path path, QPointF label, bool isCentred = false) {
        for (QPointF& point : path) {
            point = {std::round(point.x()), std::round(point.y())};
        }
        m_paths[placeOf(edge)] = std::move(path);
        m_labels[placeOf(edge)] = {label, isCentred};
    };

    // From above.
    const double middle = (clients.bottom() + m_core.top()) / 2;
    const auto fromClients = [&](PipelineEdge edge, double part) {
        const double x = clients.left() + clients.width() * part;
        set(edge, {{x, clients.bottom()}, {x, m_core.top()}}, {x + 8 * s, middle});
    };
    fromClients(PipelineEdge::Propose, 0.10);
    fromClients(PipelineEdge::ConfChange, 0.34);
    fromClients(PipelineEdge::ReadIndex, 0.62);

    // Within the core.
    const double takeY = rowOfReady(1);
    set(PipelineEdge::Take, {{unstable.right(), takeY}, {ready.left(), takeY}},
        {(unstable.right() + ready.left()) / 2, takeY});
    m_badges[placeOf(PipelineStep::Take)] = {(unstable.right() + ready.left()) / 2 - 3 * s, takeY};
    const double advanceY = rowOfReady(2);
    set(PipelineEdge::Advance, {{ready.right(), advanceY}, {memory.left(), advanceY}},
        {(ready.right() + memory.left()) / 2, advanceY});
    m_badges[placeOf(PipelineStep::Advance)] = {(ready.right() + memory.left()) / 2 - 3 * s,
                                                advanceY};

    // Peers.
    const double between = peers.left() - m_core.right();
    const double processY = std::round(m_core.top() + m_titleRow + m_row);
    set(PipelineEdge::Process, {{peers.left(), processY}, {m_core.right(), processY}},
        {m_core.right() + between / 2, processY - 20 * s}, true);
    const double sendY = std::max(rowOfReady(4), memory.bottom() + 21 * s);
    m_padlock = {std::round(m_core.right() + between * 0.42), std::round(sendY)};
    set(PipelineEdge::Send, {{ready.right(), sendY}, {peers.left(), sendY}},
        {(m_padlock.x() + padlockRadius() + peers.left()) / 2, sendY - 11 * s}, true);
    m_badges[placeOf(PipelineStep::Send)] = {memory.right() - 14 * s, sendY};

    // Down to the disk.
    const double persistX = ready.left() + ready.width() * 0.12;
    const double shortGap = m_disk.top() - m_core.bottom();
    const double releaseY = m_core.bottom() + shortGap * 0.26;
    const double applyY = m_core.bottom() + shortGap * 0.68;
    set(PipelineEdge::Persist, {{persistX, ready.bottom()}, {persistX, wal.top()}},
        {persistX - 34 * s, m_core.bottom() + shortGap * 0.74});
    m_badges[placeOf(PipelineStep::Write)] = {persistX - 46 * s, m_core.bottom() + shortGap * 0.34};
    const double releaseX = std::min(wal.right() - 14 * s, persistX + 56 * s);
    set(PipelineEdge::Release,
        {{releaseX, wal.top()},
         {releaseX, releaseY},
         {m_padlock.x(), releaseY},
         {m_padlock.x(), m_padlock.y() + padlockRadius()}},
        {(releaseX + m_padlock.x()) / 2 + 30 * s, releaseY}, true);
    m_badges[placeOf(PipelineStep::Sync)] = {releaseX, (releaseY + m_disk.top()) / 2 + 2 * s};
    const double snapshotX =
        std::max(snapshots.left() + snapshots.width() * 0.10, ready.left() + ready.width() * 0.80);
    set(PipelineEdge::PersistSnapshot, {{snapshotX, ready.bottom()}, {snapshotX, snapshots.top()}},
        {snapshotX + 8 * s, m_disk.top() + m_titleRow * 0.5});
    const double applyX = ready.left() + ready.width() * 0.62;
    const double storeX = store.right() - store.width() * 0.14;
    set(PipelineEdge::Apply,
        {{applyX, ready.bottom()}, {applyX, applyY}, {storeX, applyY}, {storeX, store.top()}},
        {snapshotX + 12 * s, applyY - 10 * s});
    m_badges[placeOf(PipelineStep::Apply)] = {(m_core.right() + memory.left()) / 2 + 34 * s,
                                              applyY};
    const double loadX = std::clamp(memory.left() + memory.width() * 0.4,
                                    snapshots.left() + snapshots.width() * 0.45,
                                    snapshots.right() - snapshots.width() * 0.1);
    const double clampedLoadX = std::clamp(loadX, memory.left() + 6 * s, memory.right() - 6 * s);
    set(PipelineEdge::Load, {{clampedLoadX, snapshots.top()}, {clampedLoadX, memory.bottom()}},
        {clampedLoadX + 8 * s, m_disk.top() + m_titleRow * 0.5});
    const double triggerY = std::round(store.top() + m_titleRow + 2.2 * m_row);
    set(PipelineEdge::Trigger, {{store.left(), triggerY}, {snapshots.right(), triggerY}},
        {(store.left() + snapshots.right()) / 2, triggerY - 10 * s}, true);
}

QPointF PipelineLayout::along(PipelineEdge edge, double part) const {
    const Path& points = path(edge);
    double whole = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const QPointF off = points[i] - points[i - 1];
        whole += std::hypot(off.x(), off.y());
    }
    double left = std::clamp(part, 0.0, 1.0) * whole;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const QPointF off = points[i] - points[i - 1];
        const double length = std::hypot(off.x(), off.y());
        if (left <= length && length > 0) {
            return points[i - 1] + off * (left / length);
        }
        left -= length;
    }
    return points.back();
}

QPointF PipelineLayout::mark(PipelineEdge edge) const {
    switch (edge) {
    case PipelineEdge::Send:
        return {(m_padlock.x() + padlockRadius() + box(PipelineBox::Peers).left()) / 2,
                m_padlock.y()};
    case PipelineEdge::Release:
        return along(edge, 0.12);
    case PipelineEdge::Apply:
        return badge(PipelineStep::Apply) + QPointF(34 * m_scale, 0);
    case PipelineEdge::Take:
    case PipelineEdge::Advance:
        return along(edge, 0.5) + QPointF(0, 20 * m_scale);
    default:
        return along(edge, 0.5);
    }
}

double PipelineLayout::lockPart() const {
    const Path& points = path(PipelineEdge::Send);
    return (m_padlock.x() - points.front().x()) / (points.back().x() - points.front().x());
}

PipelineItem PipelineLayout::at(QPointF point) const {
    for (std::size_t i = 0; i < kPipelineSteps; ++i) {
        if (m_stepCells[i].contains(point)) {
            return static_cast<PipelineStep>(i);
        }
    }
    const QPointF off = point - m_padlock;
    if (std::hypot(off.x(), off.y()) <= padlockRadius()) {
        return PipelineEdge::Send;
    }
    const double reach = 9.0 * m_scale;
    double nearest = reach;
    PipelineItem found;
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        for (std::size_t p = 1; p < m_paths[i].size(); ++p) {
            const double distance = distanceTo(m_paths[i][p - 1], m_paths[i][p], point);
            if (distance < nearest) {
                nearest = distance;
                found = static_cast<PipelineEdge>(i);
            }
        }
    }
    if (!std::holds_alternative<std::monostate>(found)) {
        return found;
    }
    for (std::size_t i = 0; i < kPipelineBoxes; ++i) {
        if (m_boxes[i].contains(point)) {
            return static_cast<PipelineBox>(i);
        }
    }
    return {};
}

QRectF PipelineLayout::rectOf(const PipelineItem& item) const {
    if (const auto* which = std::get_if<PipelineBox>(&item)) {
        return box(*which);
    }
    if (const auto* which = std::get_if<PipelineStep>(&item)) {
        return step(*which);
    }
    if (const auto* which = std::get_if<PipelineEdge>(&item)) {
        QRectF all(path(*which).front(), QSizeF(1, 1));
        for (const QPointF& point : path(*which)) {
            all = all.united(QRectF(point, QSizeF(1, 1)));
        }
        const double reach = 6.0 * m_scale;
        return all.adjusted(-reach, -reach, reach, reach);
    }
    return {};
}

const std::vector<PipelineItem>& PipelineLayout::order() {
    static const std::vector<PipelineItem> kOrder{
        PipelineBox::Transport,  PipelineEdge::Propose,  PipelineEdge::ConfChange,
        PipelineEdge::ReadIndex, PipelineBox::Unstable,  PipelineEdge::Take,
        PipelineBox::Ready,      PipelineEdge::Persist,  PipelineBox::Wal,
        PipelineEdge::Release,   PipelineEdge::Send,     PipelineBox::Peers,
        PipelineEdge::Process,   PipelineEdge::Apply,    PipelineBox::Store,
        PipelineEdge::Trigger,   PipelineBox::Snapshots, PipelineEdge::PersistSnapshot,
        PipelineEdge::Load,      PipelineEdge::Advance,  PipelineBox::Memory,
        PipelineStep::Take,      PipelineStep::Write,    PipelineStep::Sync,
        PipelineStep::Send,      PipelineStep::Apply,    PipelineStep::Advance};
    return kOrder;
}

}  // namespace quorate::gui
