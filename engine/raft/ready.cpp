// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/ready.h"

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

}  // namespace quorate::raft
