// SPDX-License-Identifier: Apache-2.0
#include "gui/session/leftovers.h"

namespace quorate::gui {

void tellLeftovers(const observe::ClusterState& before,
                   const std::function<void(observe::Body)>& tell) {
    for (const observe::ActiveFault& fault : before.faults()) {
        tell(observe::FaultEnded{fault.fault});
    }
    for (const observe::LinkState& link : before.links()) {
        if (link.isCut) {
            tell(observe::LinkHealed{link.link});
        }
        if (link.condition != observe::LinkCondition()) {
            tell(observe::LinkChanged{link.link, {}});
        }
    }
    for (const observe::MessageInFlight& message : before.messagesInFlight()) {
        tell(observe::MessageDropped{message.link, message.key, observe::DropReason::Disconnected});
    }
    for (const observe::OperationState& operation : before.operations()) {
        if (!operation.outcome) {
            tell(observe::ClientAnswered{operation.id, observe::Outcome::Unknown,
                                         ErrorCode::Unknown, 0});
        }
    }
}

}  // namespace quorate::gui
