// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/log_wall/index_scale.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

class LogCanvas;

/// The whole logs of all nodes, with a frame around what the canvas shows; dragging it scrolls.
class LogMinimap final : public QWidget {
    Q_OBJECT

public:
    /// Both outlive it.
    LogMinimap(ViewContext& context, LogCanvas& canvas, QWidget* parent = nullptr);

    /// The frame around what is seen.
    [[nodiscard]] QRect viewFrame() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void follow();
    [[nodiscard]] IndexScale scale() const;
    [[nodiscard]] QRect mapRect() const;
    [[nodiscard]] double slabWidth() const;

    ViewContext& m_context;
    LogCanvas& m_canvas;
    FramePtr m_frame;  ///< the one that the canvas shows
    double m_grip{0};  ///< where in the frame it is held
};

}  // namespace quorate::gui
