// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/raft/types.h"
#include "gui/log_wall/index_scale.h"

namespace quorate::gui {

/// How much of an entry is shown.
enum class LogZoom : std::uint8_t {
    L0,  ///< cells with the term's number and a glyph
    L1,  ///< cells
    L2,  ///< runs, two pixels an entry
    L3,  ///< a pixel is an entry or more
};

/// Where everything is on the log wall: rows of nodes along one axis of indexes, of which a part is
/// seen. Pixels are those of the view.
///
///     the axis: [slab of what every node has compacted] [entries from first() to end()) [margin]
///     0 <= offset <= greatest offset
class LogWallGeometry {
public:
    struct Extent {
        raft::Index first{1};  ///< the oldest entry that some node has
        raft::Index end{1};    ///< behind the newest one, or what the leader sends next
        friend bool operator==(const Extent&, const Extent&) = default;
    };

    /// All lengths grow with it; 1 at the size of the design.
    void setFontScale(double scale, int slotL0, int slotL1);
    void setView(QSize size);
    void setRowCount(std::size_t rows);
    /// What is seen stays where it is, but the newest end is followed while it is seen.
    void setExtent(const Extent& extent);

    [[nodiscard]] const Extent& extent() const noexcept { return m_extent; }
    [[nodiscard]] LogZoom zoom() const noexcept;
    [[nodiscard]] double pixelsPerEntry() const noexcept { return m_pixelsPerEntry; }
    /// Of L3; 1 where an entry has a pixel or more.
    [[nodiscard]] std::uint64_t entriesPerColumn() const noexcept;
    [[nodiscard]] bool isFollowing() const noexcept { return m_isFollowing; }

    /// L3 shows everything. Keeps the newest end if that is followed, otherwise the middle.
    void setZoom(LogZoom zoom);
    /// Nearer (more than 0) or farther by steps; the entry at `x` stays there.
    void zoomAbout(double x, int steps);
    void scrollBy(double pixels);
    void scrollTo(double offset);
    void scrollToEnd();
    /// As little as is needed.
    void makeVisible(raft::Index index);

    [[nodiscard]] double offset() const noexcept { return m_offset; }
    [[nodiscard]] double greatestOffset() const;
    [[nodiscard]] double entriesWidth() const;  ///< of the view without the headers

    void setTop(int top);  ///< of the rows; how far they are scrolled
    [[nodiscard]] int top() const noexcept { return m_top; }
    [[nodiscard]] int greatestTop() const;

    [[nodiscard]] IndexScale scale() const;
    /// The entries of which something is seen; within the extent.
    [[nodiscard]] Extent visible() const;
    /// Where the indexes on the axis stand.
    [[nodiscard]] std::vector<raft::Index> ticks(double labelWidth) const;
    /// The left end of everything: of the slab, or of the first entry.
    [[nodiscard]] double leftEnd() const;

    [[nodiscard]] int headerWidth() const { return scaled(144); }
    [[nodiscard]] int axisHeight() const { return scaled(20); }
    [[nodiscard]] int rowPitch() const { return scaled(zoom() == LogZoom::L0 ? 40 : 28); }
    [[nodiscard]] int rowTop(std::size_t row) const;
    [[nodiscard]] std::optional<std::size_t> rowAt(int y) const;
    [[nodiscard]] std::size_t rowCount() const noexcept { return m_rows; }
    [[nodiscard]] int scaled(double length) const;

private:
    [[nodiscard]] double slabWidth() const;
    [[nodiscard]] double tailWidth() const;
    [[nodiscard]] double fittingPixels() const;
    [[nodiscard]] double contentWidth() const;
    [[nodiscard]] std::vector<double> steps() const;
    void setPixelsPerEntry(double pixels);
    void settle();

    double m_fontScale{1};
    double m_slotL0{18};
    double m_slotL1{8};
    QSize m_view;
    std::size_t m_rows{0};
    Extent m_extent;
    double m_pixelsPerEntry{18};
    double m_offset{0};
    int m_top{0};
    bool m_isFollowing{true};
    bool m_isFitted{false};  ///< L3 as a whole, however long the log becomes
};

}  // namespace quorate::gui
