// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <vector>

namespace quorate::gui {

/// What of a canvas is taken: nothing that is placed after covers it.
class Occupied {
public:
    explicit Occupied(const QRectF& canvas) : m_canvas(canvas) {}

    void addDisc(QPointF centre, double radius) { m_discs.push_back({centre, radius}); }
    void addBox(const QRectF& box) { m_boxes.push_back(box); }
    /// May be covered, but rather not.
    void addLine(const QLineF& line) { m_lines.push_back(line); }

    [[nodiscard]] const QRectF& canvas() const noexcept { return m_canvas; }
    /// Whether it lies on the canvas and touches no disc and no box.
    [[nodiscard]] bool isFree(const QRectF& box) const;
    /// How many lines run through it.
    [[nodiscard]] std::size_t linesThrough(const QRectF& box) const;

private:
    struct Disc {
        QPointF centre;
        double radius;
    };
    QRectF m_canvas;
    std::vector<Disc> m_discs;
    std::vector<QRectF> m_boxes;
    std::vector<QLineF> m_lines;
};

/// Whether any point of the line is in the box.
bool touches(const QLineF& line, const QRectF& box);

}  // namespace quorate::gui
