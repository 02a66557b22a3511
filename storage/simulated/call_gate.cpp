// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/call_gate.h"

namespace quorate::storage {

CallFate CallGate::ask(const DiskCall& call) {
    ++m_calls;
    const CallFate fate = m_faults.fateOf(call);
    m_nanoseconds += fate.nanoseconds;
    m_isShut = fate.outcome == CallOutcome::Crashes;
    return fate;
}

Error CallGate::failure(const DiskCall& call, const CallFate& fate) {
    if (fate.outcome == CallOutcome::Crashes) {
        return shut(call.path);
    }
    const bool isFull = fate.outcome == CallOutcome::NoSpace;
    std::string text(call.path);
    text.append(": ").append(toString(call.kind));
    text.append(isFull ? kFull : kFailed);
    return {isFull ? ErrorCode::OutOfSpace : ErrorCode::IoError, std::move(text)};
}

Error CallGate::shut(std::string_view path) {
    return {ErrorCode::IoError, std::string(path) + kDown};
}

}  // namespace quorate::storage
