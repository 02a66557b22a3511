// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPixmap>
#include <QWidget>

#include <optional>
#include <vector>

#include "gui/storage/segment_map_layout.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// A segment as a strip: what lies where, up to where it is certain to survive, and where it is
/// torn. Below it, what the textures mean.
class SegmentMap final : public QWidget {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit SegmentMap(const ThemeModel& theme, QWidget* parent = nullptr);

    void setMap(const storage::LogSegment& segment, std::vector<storage::LogStripe> map);
    void clear();
    /// The record that is selected.
    void setSelected(std::optional<std::pair<std::uint64_t, std::uint64_t>> range);
    /// Where a crash is thought to cut; nothing for the boundary.
    void setCut(std::optional<std::uint64_t> offset);

    [[nodiscard]] const SegmentMapLayout& layoutOfMap() const;
    [[nodiscard]] bool isTorn() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// By the mouse: what lies at this byte.
    void chosen(std::uint64_t offset);
    /// By the arrow keys: the record before or behind the one that is selected.
    void stepped(int by);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF strip() const;
    [[nodiscard]] qreal scale() const;
    void drop();
    void paintColumns(QPainter& painter, const QRectF& area) const;
    void paintMarks(QPainter& painter, const QRectF& area) const;
    void paintLegend(QPainter& painter, const QRectF& area) const;
    void describe();

    const ThemeModel& m_theme;
    storage::LogSegment m_segment;
    std::vector<storage::LogStripe> m_map;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> m_selected;
    std::optional<std::uint64_t> m_cut;
    mutable std::optional<SegmentMapLayout> m_layout;
    mutable QPixmap m_picture;
};

}  // namespace quorate::gui
