// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/raft/types.h"
#include "gui/session/command.h"
#include "gui/session/session.h"

/// What can be broken at a node, its disk or its clock, with the amounts that a person chooses
/// from. Without widgets.
namespace quorate::gui {

enum class NodeFault : std::uint8_t {
    SlowDisk,
    ReadErrors,
    WriteErrors,
    SyncErrors,
    FullDisk,
    LyingSync,
    NextCrashForgets,
    NextCrashTears,
    CrashForgetting,
    CrashTearing,
    FastClock,
    SlowClock,
    Count_,
};
inline constexpr int kNodeFaultCount = static_cast<int>(NodeFault::Count_);

/// How an amount is asked for: in a unit, within limits, with some to pick from. Without presets,
/// there is no amount.
struct AmountChoice {
    QString name;  ///< "of each call, up to"
    QString unit;  ///< "ms"
    double least{0};
    double most{0};
    double usual{0};
    int decimals{0};
    std::vector<double> presets;
    [[nodiscard]] bool isAsked() const noexcept { return !presets.empty(); }
};

/// "Slow disk", "fsync fails (EIO)".
QString nameOf(NodeFault fault);
/// What it does, and what Raft makes of it, in a sentence or two.
QString explain(NodeFault fault);
AmountChoice amountOf(NodeFault fault);
/// What the session must be able to do for it.
Ability abilityFor(NodeFault fault);
/// "20 ms".
QString amountText(NodeFault fault, double amount);

/// The command that does it, one fault of all these nodes; amounts beyond the limits are taken to
/// them. Nothing for no node.
std::optional<Command> commandFor(NodeFault fault, double amount,
                                  const std::vector<raft::NodeId>& nodes);

}  // namespace quorate::gui
