// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QPixmap>

#include <vector>

#include "gui/paint/glyph_cache.h"
#include "gui/paint/type.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_layout.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// Draws a node's inside. What never moves is drawn once for each layout and theme, and copied.
class PipelinePainter {
public:
    /// What was drawn for another is forgotten. Cheap where nothing changed.
    void setUp(const PipelineLayout& layout, const Theme& theme, const Type& type, double ratio);
    void forget() { m_ground = QPixmap(); }

    struct Look {
        PipelineItem hovered;
        PipelineItem focused;  ///< monostate while the view has not the focus
        /// Entries of this node that are selected, or belong to what is, in whatever view.
        std::vector<raft::Index> entries;
        /// Messages likewise.
        std::vector<observe::MessageKey> messages;
    };
    void paint(QPainter& painter, const PipelineContent& content, const Look& look);
    /// The room that a token takes.
    [[nodiscard]] QRectF rectOf(const PipelineToken& token, std::size_t place,
                                const PipelineContent& content) const;
    /// That of the entries in the box of what is unstable, as many as there is room for.
    [[nodiscard]] std::vector<QRectF> unstableRects(const PipelineContent& content) const;

    /// A line of a box, where it is painted.
    struct Row {
        QRectF room;
        std::size_t line{0};
    };
    [[nodiscard]] std::vector<Row> rowsOf(const PipelineContent& content, PipelineBox box) const;
    /// Where the two texts of a line are within its row. The value stands at the right.
    struct Rooms {
        QRectF label;
        QRectF value;
        QFont labelFont;
        QFont valueFont;
    };
    [[nodiscard]] Rooms roomsOf(const QRectF& row, const PipelineLine& line) const;

private:
    // pipeline_painter.cpp
    void keepGround();
    void paintGround(QPainter& painter) const;
    void paintFocus(QPainter& painter, const PipelineItem& item) const;
    void paintNotice(QPainter& painter, const PipelineContent& content) const;

    // pipeline_box_painter.cpp
    void paintBox(QPainter& painter, const PipelineContent& content, PipelineBox box) const;
    void paintTitle(QPainter& painter, const QRectF& box, const QString& title, const QString& note,
                    bool isOuter) const;
    void paintLine(QPainter& painter, const QRectF& row, const PipelineLine& line) const;
    void paintCalls(QPainter& painter, const PipelineContent& content) const;
    void paintUnstable(QPainter& painter, const PipelineContent& content) const;
    void paintWal(QPainter& painter, const PipelineContent& content) const;

    // pipeline_edge_painter.cpp
    void paintEdge(QPainter& painter, PipelineEdge edge, bool isActive, bool isHovered) const;
    void paintLabels(QPainter& painter, const PipelineContent& content) const;
    void paintTokens(QPainter& painter, const PipelineContent& content, const Look& look);
    void paintToken(QPainter& painter, const QRectF& box, const PipelineToken& token) const;
    void paintSteps(QPainter& painter, const PipelineContent& content) const;
    void paintBadge(QPainter& painter, QPointF centre, int number, const StepContent& step) const;
    void paintPadlock(QPainter& painter, const PipelineContent& content) const;
    void paintMarks(QPainter& painter, const PipelineContent& content) const;

    [[nodiscard]] QFont font(double size, QFont::Weight weight = QFont::Normal) const {
        return m_type->font(size, weight);
    }
    /// As much of the text as there is room for.
    void text(QPainter& painter, const QRectF& room, Qt::Alignment alignment,
              const QString& text) const;

    const PipelineLayout* m_layout{nullptr};
    const Theme* m_theme{nullptr};
    const Type* m_type{nullptr};
    double m_ratio{1};
    QPixmap m_ground;
    QSizeF m_groundSize;
    double m_groundScale{0};
    const Theme* m_groundTheme{nullptr};
    GlyphCache m_glyphs;
};

}  // namespace quorate::gui
