// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/raft/trace.h"
#include "tests/simulation/coverage.h"

namespace quorate::simulation {

/// Counts what the cores of a run tell of themselves.
class CoverageListener final : public raft::TraceSink {
public:
    /// `coverage` outlives the listener.
    explicit CoverageListener(Coverage& coverage) : m_coverage(coverage) {}

    raft::EventId record(const raft::TraceEvent& event) override;

private:
    Coverage& m_coverage;
    std::uint64_t m_lastEvent{0};
};

}  // namespace quorate::simulation
