// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/random.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// Draws what the clients of a workload ask for: keys by Zipf's law, reads by their share. The same
/// generator gives the same requests.
class WorkloadMaker {
public:
    WorkloadMaker(const Workload& workload, Random random);

    [[nodiscard]] const Workload& workload() const noexcept { return m_workload; }
    Ask next();
    /// How long a client waits from its answer to its next request, around what the rate asks for;
    /// 0 where it does not wait.
    std::uint64_t thinkNs();

private:
    std::size_t drawKey();

    Workload m_workload;
    Random m_random;
    /// For each key, the sum of the weights up to it, of all 2^32.
    std::vector<std::uint64_t> m_weights;
    std::uint64_t m_count{0};
};

}  // namespace quorate::gui
