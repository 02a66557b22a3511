// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "storage/inspection/disk_question.h"

namespace quorate::gui {

/// Where the stretches of a segment lie on a strip. Pure: from the map of the segment and a width.
class SegmentMapLayout {
public:
    struct Column {
        double left{0};
        double right{0};
        std::optional<storage::WalRecordType> kind;
        raft::Term term;
        friend bool operator==(const Column&, const Column&) = default;
    };

    SegmentMapLayout() = default;
    SegmentMapLayout(const storage::LogSegment& segment, const std::vector<storage::LogStripe>& map,
                     double width);

    /// Nothing is narrower than this, but for the last one: of what has less room, what prevails.
    static constexpr double kLeast = 3;

    [[nodiscard]] const std::vector<Column>& columns() const noexcept { return m_columns; }
    [[nodiscard]] double xOf(std::uint64_t offset) const noexcept;
    /// Within what is written.
    [[nodiscard]] std::uint64_t offsetAt(double x) const noexcept;
    [[nodiscard]] double writtenX() const noexcept { return xOf(m_written); }
    [[nodiscard]] const std::optional<double>& durableX() const noexcept { return m_durableX; }

private:
    double m_width{0};
    std::uint64_t m_span{1};
    std::uint64_t m_written{0};
    std::optional<double> m_durableX;
    std::vector<Column> m_columns;
};

}  // namespace quorate::gui
