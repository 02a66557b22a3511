// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QPixmap>
#include <QRegion>
#include <QTimer>
#include <QWidget>

#include <optional>

#include "gui/cluster/commit_flash.h"
#include "gui/cluster/losses.h"
#include "gui/cluster/scene.h"
#include "gui/cluster/scene_painter.h"
#include "gui/model/view_context.h"
#include "gui/paint/glyph_cache.h"

namespace quorate::gui {

/// The painted part of the cluster view. What stands still is kept as a picture, and nothing is
/// painted while nothing moves.
///
/// A click selects; on a link it cuts or heals. Tab goes from node to node, arrows go along links.
class ClusterCanvas final : public QWidget {
    Q_OBJECT

public:
    ClusterCanvas(ViewContext& context, QWidget* parent);

    void showMessages(bool show);
    void showLinks(bool show);
    void showLogs(bool show);
    void setPartitionTool(bool isOn);
    [[nodiscard]] bool hasPartitionTool() const noexcept { return m_hasTool; }

    /// What is drawn now, and where.
    [[nodiscard]] const Scene& scene();
    [[nodiscard]] const RingLayout& ringLayout();

    [[nodiscard]] QSize sizeHint() const override { return {900, 420}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {360, 200}; }

Q_SIGNALS:
    void partitionToolChanged(bool isOn);
    void inspectRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    // --- the picture
    void takeFrame();
    void invalidate();
    void refresh();
    /// What moves is painted again, all of it only where something else has changed.
    void repaintMoving();
    [[nodiscard]] RingRequest request(const Frame& frame);
    [[nodiscard]] ScenePartition tentativePartition(const Frame& frame) const;
    void keepStill(const SceneBrush& brush);
    void paintStill(QPainter& painter, const SceneBrush& brush) const;
    void paintEmpty(QPainter& painter) const;
    void paintFlash(QPainter& painter) const;
    void paintMark(QPainter& painter, const Selected& what, double width,
                   const QColor& colour) const;
    void paintMarks(QPainter& painter) const;

    // --- the hands
    void pointAt(QPointF position);
    void clickOn(const Selected& thing, Qt::KeyboardModifiers modifiers, QPoint globalPosition);
    void divide();
    void stopDrawing();
    void moveCursor(const Selected& to);
    [[nodiscard]] Selected startOfCursor() const;
    [[nodiscard]] Selected cursorTowards(QPointF direction) const;
    void showMenu(const Selected& what, QPoint globalPosition);
    void tell(const QString& text, QPoint globalPosition);

    ViewContext& m_context;
    FramePtr m_frame;
    bool m_showsMessages{true};
    bool m_showsLinks{true};
    bool m_showsLogs{true};

    RingRequest m_request;
    /// What the sizes of texts in it were measured for.
    std::optional<QFont> m_measuredFont;
    qsizetype m_measuredDigits{0};
    RingLayout m_layout;
    Scene m_scene;
    bool m_isStale{true};
    QPixmap m_still;
    QByteArray m_stillKey;
    /// Where what moves was painted, or is about to be.
    QRegion m_moving;
    GlyphCache m_glyphs;
    EntryCellPainter m_cells;
    CommitFlash m_flash;
    QElapsedTimer m_time;
    qint64 m_frameMs{0};
    QTimer m_flashTimer;
    Losses* m_losses;

    bool m_hasTool{false};
    /// Where a line is being drawn.
    std::optional<QLineF> m_drawing;
    /// Where the last one was drawn; it stays while it tells the sides apart.
    QLineF m_drawnLine;
    Selected m_pressed;
    /// Where the keyboard is.
    Selected m_cursor;
};

}  // namespace quorate::gui
