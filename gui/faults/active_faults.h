// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/faults/fault_history.h"
#include "gui/faults/fault_switches.h"
#include "gui/faults/fault_table.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// What is broken on purpose, with a switch each that ends it for a while, and Undo. What is
/// switched off stays in the list, with all that it was, until it is switched on again or
/// forgotten.
class ActiveFaults final : public FaultTable {
    Q_OBJECT

public:
    explicit ActiveFaults(ViewContext& context, QWidget* parent = nullptr);

    void refresh(const Frame& frame);
    /// Whether this one, which is over, is in the list.
    [[nodiscard]] bool hasOff(const EndedFault& fault) const;

Q_SIGNALS:
    /// A person wants it to begin anew.
    void againWanted(const quorate::gui::EndedFault& fault);
    /// What is off has changed.
    void offChanged();

private:
    struct Row {
        observe::ActiveFault fault;
        bool isOff{false};
        /// Why it cannot be changed; mostly empty.
        QString reason{};
        friend bool operator==(const Row&, const Row&) = default;
    };

    void fill(int row, const Row& shown);
    void setOn(const Row& shown, bool isOn);
    void undo(const Row& shown);

    ViewContext& m_context;
    FaultSwitches m_switches;
    std::vector<Row> m_rows;
};

}  // namespace quorate::gui
