// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPixmap>
#include <QWidget>

#include <optional>
#include <vector>

#include "gui/model/bookmarks.h"
#include "gui/model/view_context.h"
#include "gui/time_bar/time_range.h"

namespace quorate::gui {

/// The history of a recording as a strip with a ruler, and the playhead. Dragging anywhere goes
/// there; a click on a mark goes to its event.
class TimeStrip final : public QWidget {
    Q_OBJECT

public:
    /// Both outlive it.
    TimeStrip(ViewContext& context, Bookmarks& bookmarks, QWidget* parent = nullptr);

    [[nodiscard]] TimeRange& range() noexcept { return m_range; }
    /// In the widget.
    [[nodiscard]] double xOf(observe::Moment moment) const;
    [[nodiscard]] QPointF placeOf(const Mark& mark) const;
    /// Those that are drawn at a point, as one.
    [[nodiscard]] std::vector<Mark> marksAt(const QPointF& point) const;
    /// How often the history was painted, rather than copied.
    [[nodiscard]] int paintings() const noexcept { return m_paintings; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void rangeChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void takeFrame();
    void changeRange();
    void scrubTo(double x);
    [[nodiscard]] QRect stripRect() const;
    [[nodiscard]] int scaled(double length) const;
    /// The history on the strip, with its ruler, as it was painted last if nothing changed.
    const QPixmap& background();
    void paintBackground(QPainter& painter) const;
    void paintPlayhead(QPainter& painter) const;
    void paintBookmarks(QPainter& painter) const;
    void goToMark(const Mark& mark);
    void nameBookmark(const Bookmark& bookmark);

    ViewContext& m_context;
    Bookmarks& m_bookmarks;
    TimeRange m_range;
    QPixmap m_background;
    struct Key {
        observe::Moment from;
        observe::Moment to;
        std::uint64_t version{0};
        std::uint64_t operations{0};
        QSize size;
        const Theme* theme{nullptr};
        double ratio{1};
        double scale{1};
        friend bool operator==(const Key&, const Key&) = default;
    } m_key;
    int m_paintings{0};
    std::optional<QPointF> m_pressedMark;
    bool m_isScrubbing{false};
};

}  // namespace quorate::gui
