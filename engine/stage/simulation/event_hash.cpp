// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/event_hash.h"

#include "engine/observe/event_codec.h"

namespace quorate::stage {

void EventHash::heard(raft::EventId id, const observe::Event& event) {
    m_fields.clear();
    m_fields.varint(id.value());
    m_fields.varint(event.moment.nanoseconds());
    m_fields.varint(event.node.value());
    m_fields.varint(event.cause.value());
    m_fields.varint(observe::kindOf(event.body));
    observe::encodeBody(event, m_fields);
    m_hash.add(m_fields.written());
}

}  // namespace quorate::stage
