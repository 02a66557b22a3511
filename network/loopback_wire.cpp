// SPDX-License-Identifier: Apache-2.0
#include "network/loopback_wire.h"

#include <utility>

#include "engine/raft/codec.h"

namespace quorate::network {

Result<raft::Message> LoopbackWire::carry(raft::Message message) {
    ++m_carried;
    if (m_checkEvery == 0 || m_carried % m_checkEvery != 0) {
        return message;
    }
    m_buffer.clear();
    raft::encode(message, m_buffer);
    auto decoded = raft::decodeMessage(Bytes::copyOf(m_buffer));
    if (decoded) {
        decoded->event = message.event;  // no part of the protocol, and of use in one process only
    }
    return decoded;
}

}  // namespace quorate::network
