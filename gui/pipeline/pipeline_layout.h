// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <array>
#include <vector>

#include "gui/pipeline/pipeline_item.h"

namespace quorate::gui {

/// Where everything of the picture lies: a pure function of the room that there is and the size of
/// its text. With more room gaps and rows grow up to what is pleasant, then boxes get wider; with
/// less than the least it is as large as it must be, and is scrolled.
class PipelineLayout {
public:
    /// `scale`: of the text, 1 at the size of the design.
    PipelineLayout(QSizeF room, double scale);

    /// All of it; at least the room.
    [[nodiscard]] QSizeF size() const noexcept { return m_size; }
    static QSizeF leastSize(double scale);
    [[nodiscard]] double scale() const noexcept { return m_scale; }
    /// From one line of text to the next.
    [[nodiscard]] double row() const noexcept { return m_row; }
    [[nodiscard]] double titleRow() const noexcept { return m_titleRow; }
    [[nodiscard]] double inset() const noexcept { return m_inset; }

    [[nodiscard]] QRectF box(PipelineBox box) const { return m_boxes[placeOf(box)]; }
    /// Around the core's three, and around the disk's.
    [[nodiscard]] QRectF core() const noexcept { return m_core; }
    [[nodiscard]] QRectF disk() const noexcept { return m_disk; }
    [[nodiscard]] QRectF steps() const noexcept { return m_steps; }
    [[nodiscard]] QRectF step(PipelineStep step) const { return m_stepCells[placeOf(step)]; }

    using Path = std::vector<QPointF>;
    [[nodiscard]] const Path& path(PipelineEdge edge) const { return m_paths[placeOf(edge)]; }
    /// A part of the way along an edge, 0 to 1.
    [[nodiscard]] QPointF along(PipelineEdge edge, double part) const;
    /// Where its name goes: the middle of the text's left edge, or of the text.
    struct Label {
        QPointF at;
        bool isCentred{false};
    };
    [[nodiscard]] Label label(PipelineEdge edge) const { return m_labels[placeOf(edge)]; }
    [[nodiscard]] QPointF padlock() const noexcept { return m_padlock; }
    [[nodiscard]] double padlockRadius() const noexcept { return 15.0 * m_scale; }
    /// How far along the edge that it closes the padlock is.
    [[nodiscard]] double lockPart() const;
    /// Where what is broken on an edge is marked.
    [[nodiscard]] QPointF mark(PipelineEdge edge) const;
    /// Badges of steps that stand on edges or in boxes.
    [[nodiscard]] QPointF badge(PipelineStep step) const { return m_badges[placeOf(step)]; }

    /// The nearest within reach; edges before boxes, since they are thin.
    [[nodiscard]] PipelineItem at(QPointF point) const;
    /// What the focus is drawn around.
    [[nodiscard]] QRectF rectOf(const PipelineItem& item) const;
    /// In the order in which one reads: the way of an entry from the client to the disk.
    static const std::vector<PipelineItem>& order();

private:
    void placeBoxes(double spareX, double spareY);
    void placeSteps();
    void placeEdges();

    double m_scale;
    QSizeF m_size;
    double m_row{0};
    double m_titleRow{0};
    double m_inset{0};
    double m_margin{0};
    std::array<QRectF, kPipelineBoxes> m_boxes;
    QRectF m_core;
    QRectF m_disk;
    QRectF m_steps;
    std::array<QRectF, kPipelineSteps> m_stepCells;
    std::array<Path, kPipelineEdges> m_paths;
    std::array<Label, kPipelineEdges> m_labels;
    std::array<QPointF, kPipelineSteps> m_badges;
    QPointF m_padlock;
};

}  // namespace quorate::gui
