// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/kv/state_hash.h"
#include "engine/observe/field_writer.h"
#include "engine/stage/event_fan.h"

namespace quorate::stage {

/// A hash of all events of a Stage, of every byte of them as they are recorded: equal for runs in
/// which the same things happened.
class EventHash final : public EventListener {
public:
    void heard(raft::EventId id, const observe::Event& event) override;
    [[nodiscard]] std::uint64_t value() const noexcept { return m_hash.value(); }

private:
    observe::FieldWriter m_fields;
    kv::StateHash m_hash;
};

}  // namespace quorate::stage
