// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/ready.h"

#include <algorithm>
#include <iterator>

namespace quorate::raft {

void Ready::clear() {
    softState.reset();
    hardState.reset();
    readStates.clear();
    entries.clear();
    snapshot.reset();
    committedEntries.clear();
    messages.clear();
    mustSync = false;
}

void holdVoteRequests(Ready& ready) {
    const auto isVote = [](const Message& message) { return message.type == MessageType::Vote; };
    const auto append =
        std::find_if(ready.messages.begin(), ready.messages.end(),
                     [](const Message& message) { return message.to == kAppendThread; });
    if (append == ready.messages.end()) {
        return;
    }
    std::copy_if(ready.messages.begin(), ready.messages.end(),
                 std::back_inserter(append->responses), isVote);
    ready.messages.erase(std::remove_if(ready.messages.begin(), ready.messages.end(), isVote),
                         ready.messages.end());
}

}  // namespace quorate::raft
