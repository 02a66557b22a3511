// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/observe/cluster_state.h"
#include "engine/observe/moment.h"

namespace quorate::gui {

/// How far an operation has come, for its row of dots. A value, from a state.
///
/// A write is sent, appended, replicated, committed, applied, answered; a read is sent, taken by
/// its node, confirmed, ready when its node has applied that far, answered. A read that needs no
/// confirmation lacks that one.
struct OperationStages {
    enum class End : std::uint8_t { Open, Done, Refused, Unknown };

    std::uint8_t count{6};
    /// The stage that it is at, or where it ended; of a finished one, the last.
    std::uint8_t at{0};
    End end{End::Open};
    friend bool operator==(const OperationStages&, const OperationStages&) = default;
};
OperationStages stagesOf(const observe::OperationState& operation,
                         const observe::ClusterState& state);

/// In words what it is at: "replicated 2/3", "ReadIndex 4117".
QString nowAt(const observe::OperationState& operation, const observe::ClusterState& state);

/// Where in the recording a stage was reached; nothing where the state does not tell.
std::optional<observe::Moment> momentOf(const observe::OperationState& operation,
                                        const OperationStages& stages, std::size_t stage);

}  // namespace quorate::gui
