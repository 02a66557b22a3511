// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/recording/check_run.h"
#include "gui/session/session.h"

namespace quorate::gui {

enum class Lamp : std::uint8_t {
    Idle,  ///< there was nothing to check yet
    Holding,
    Undecided,  ///< it cannot be told
    Violated,
};
/// "idle", "holding", "undecided", "violated".
QString lampName(Lamp lamp);

/// One check as a person reads it.
struct CheckRow {
    QString name;   ///< as the engine has it
    QString title;  ///< "One leader a term"
    QString rule;   ///< what must hold, in a sentence
    QString paper;  ///< where it comes from: "Figure 3"
    Lamp lamp{Lamp::Idle};
    std::uint64_t exercised{0};
    std::uint64_t violated{0};
    /// Why it is idle or undecided, where that is not plain.
    QString note;
    std::optional<FoundViolation> first;

    /// "holding · 1 204", "violated at 14.213 s".
    [[nodiscard]] QString stateText() const;
};

/// All checks; those that were violated first, the earliest on top. `session` may be null.
std::vector<CheckRow> checkRows(const CheckResults& results, const Session* session);
/// "17 checks hold, 1 is violated".
QString summaryOf(const std::vector<CheckRow>& rows);

}  // namespace quorate::gui
