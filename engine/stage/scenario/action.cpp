// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/action.h"

namespace quorate::stage {

ActionParser findAction(std::string_view command) {
    constexpr std::array kSubjects{&findTextAction,     &findTimeAction,   &findNodeAction,
                                   &findElectionAction, &findMemberAction, &findLinkAction,
                                   &findMessageAction,  &findClientAction, &findPrintAction};
    for (const auto find : kSubjects) {
        if (const ActionParser parser = find(command)) {
            return parser;
        }
    }
    return nullptr;
}

}  // namespace quorate::stage
