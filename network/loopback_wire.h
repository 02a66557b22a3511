// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/stage/stage_ports.h"

namespace quorate::network {

/// The transport between nodes of one process: what is sent arrives as it is, payloads shared.
/// Every `checkEvery`-th message goes through the encoding of peers instead, so that what cannot
/// travel on a real connection is found here too; 0: none does.
///
/// Belongs to the executor of the Stage.
class LoopbackWire final : public stage::Wire {
public:
    explicit LoopbackWire(std::uint64_t checkEvery = 0) : m_checkEvery(checkEvery) {}

    /// An error is one of the encoding: of ours, then, since nodes send only what can be encoded.
    Result<raft::Message> carry(raft::Message message) override;

    [[nodiscard]] std::uint64_t carriedCount() const noexcept { return m_carried; }

private:
    std::uint64_t m_checkEvery;
    std::uint64_t m_carried{0};
    std::string m_buffer;
};

}  // namespace quorate::network
