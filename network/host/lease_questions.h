// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "network/api/backend.h"

namespace quorate::network {

/// What this node asked a leader about leases, and who waits for the answers. Each question ends
/// with one call, which may ask again. Belongs to the node's thread.
class LeaseQuestions {
public:
    using Done = Backend::Done<Backend::LeaseTimes>;

    /// The number of a new question.
    std::uint64_t add(raft::NodeId leader, std::uint64_t deadlineTick, Done done);
    /// An answer to a question that is over, or was put to another node, is ignored.
    void answered(raft::NodeId by, std::uint64_t number, Result<Backend::LeaseTimes> times);

    /// Those that were put to the node, which cannot be reached.
    void peerLost(raft::NodeId peer);
    /// Those that were put to somebody who does not lead any more, or that took too long.
    void endOverdue(raft::NodeId leader, std::uint64_t tick);
    void endAll(const Error& reason);

    [[nodiscard]] std::size_t count() const noexcept { return m_asked.size(); }

private:
    struct Asked {
        raft::NodeId leader;
        std::uint64_t deadlineTick{0};
        Done done;
    };

    template <class IsOver>
    void end(const IsOver& isOver, const Error& reason);

    std::uint64_t m_last{0};
    std::map<std::uint64_t, Asked> m_asked;
};

}  // namespace quorate::network
