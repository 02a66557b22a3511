// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <array>
#include <cstddef>
#include <vector>

#include "engine/raft/types.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// What one member has told by the moment of a frame, in words. A value.
struct MemberRow {
    enum Column : std::size_t {
        Member,
        Id,
        Role,
        Term,
        Version,
        RaftIndex,
        Applied,
        Revision,
        Size,
        Alarms,
        Health,
        Fsync,
        Commit,
        Proposals,
        LeaderChanges,
        RoundTrips,
        Told,
        kColumns
    };
    struct Cell {
        QString text;
        QString tip;
        bool isTold{true};
        bool isBad{false};
        friend bool operator==(const Cell&, const Cell&) = default;
    };
    raft::NodeId node;
    bool isSeen{true};  ///< else it is the last that was known
    std::array<Cell, kColumns> cells;
    friend bool operator==(const MemberRow&, const MemberRow&) = default;
};

/// In order of id.
std::vector<MemberRow> memberRowsOf(const Frame& frame);

}  // namespace quorate::gui
