// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/core_events.h"

namespace quorate::observe {

MessageFields MessageFields::of(const raft::Message& message) {
    MessageFields fields;
    fields.type = message.type;
    fields.to = message.to;
    fields.from = message.from;
    fields.term = message.term;
    fields.logTerm = message.logTerm;
    fields.index = message.index;
    fields.commit = message.commit;
    fields.vote = message.vote;
    fields.reject = message.reject;
    fields.rejectHint = message.rejectHint;
    if (!message.entries.empty()) {
        fields.entries = EntryRuns::of(message.entries);
        fields.payloadBytes = raft::payloadSize(message.entries);
    }
    if (message.snapshot != nullptr) {
        fields.snapshot = message.snapshot->id();
    }
    fields.hasContext = !message.context.empty();
    fields.responses = message.responses.size();
    fields.sent = message.event;
    return fields;
}

}  // namespace quorate::observe
