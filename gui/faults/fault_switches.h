// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/moment.h"

namespace quorate::gui {

/// Faults that a person switched off without forgetting them: they are over, and begin anew as they
/// were when they are switched on. Known while their session is open.
class FaultSwitches {
public:
    /// At the moment that is shown.
    void switchOff(const observe::ActiveFault& fault, observe::Moment now);
    /// It was asked to begin anew: `state` is the newest that is known.
    void switchOn(std::uint64_t fault, const observe::ClusterState& state);
    /// It is a fault of the past like others.
    void forget(std::uint64_t fault, observe::Moment now);
    void clear() { m_off.clear(); }

    /// Notices what has begun anew.
    void look(const observe::ClusterState& state);
    /// Those that are off in this state of that moment, in the order in which they were switched
    /// off.
    [[nodiscard]] std::vector<observe::ActiveFault> offAt(const observe::ClusterState& state,
                                                          observe::Moment moment) const;

private:
    struct Off {
        observe::ActiveFault fault;
        observe::Moment from;
        std::optional<observe::Moment> to;
        /// The highest number of a fault when it was switched on; what is higher came later.
        std::optional<std::uint64_t> switchedOnAfter;
    };

    std::vector<Off> m_off;
};

}  // namespace quorate::gui
