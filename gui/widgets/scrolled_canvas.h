// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractScrollArea>
#include <QPointF>
#include <QSizeF>

namespace quorate::gui {

/// A painted picture that may be larger than there is room for. It is laid out anew for another
/// size or font, and scrolled without widgets in it. The viewport paints all of itself.
class ScrolledCanvas : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit ScrolledCanvas(QWidget* parent = nullptr);

    /// A point of the viewport, in the picture; and back.
    [[nodiscard]] QPointF inPicture(QPointF point) const;
    [[nodiscard]] QPoint inViewport(QPointF point) const;

protected:
    /// For the viewport and the font as they are; tells its size by setPictureSize().
    virtual void layOut() = 0;
    void setPictureSize(const QSizeF& size);
    /// So that it is seen, with a little around it.
    void reveal(const QRectF& part);

    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
};

}  // namespace quorate::gui
