// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "gui/export/event_export.h"

namespace quorate::gui {

/// Figures over time as CSV: a row for each node and each stretch of time, and one for all of them;
/// FORMAT.md has the columns.
class MetricsTable final : public EventExport {
public:
    static constexpr std::uint64_t kUsualIntervalNs = 100'000'000;

    explicit MetricsTable(std::uint64_t intervalNs = kUsualIntervalNs);

    void take(const observe::RecordedEvent& event, std::string& text) override;
    void finish(std::string& text) override;

private:
    /// Durations in nanoseconds, of which shares are asked.
    using Samples = std::vector<std::uint64_t>;
    /// What happened in the stretch that is counted now.
    struct Counts {
        std::uint64_t sent{0};
        std::uint64_t received{0};
        std::uint64_t dropped{0};
        std::uint64_t logBytes{0};
        std::uint64_t proposals{0};
        std::uint64_t invoked{0};
        std::uint64_t done{0};
        std::uint64_t refused{0};
        std::uint64_t unknown{0};
        Samples syncs;
        Samples latencies;  ///< of what was done

        void add(const Counts& other);
    };
    /// A write of the log that will be synced.
    struct Write {
        observe::Moment started;
        bool isSynced{false};
    };

    void count(const observe::Event& event);
    void countClient(const observe::Event& event);
    void endStretches(observe::Moment until, std::string& text);
    void addRows(std::string& text);

    std::uint64_t m_intervalNs;
    bool m_hasBegun{false};
    std::uint64_t m_stretch{0};  ///< its number; it ends at (m_stretch + 1) * m_intervalNs
    observe::ClusterState m_state;
    std::map<raft::NodeId, Counts> m_counts;
    std::map<raft::NodeId, Write> m_writes;
    struct Call {
        raft::NodeId target;
        observe::Moment invoked;
    };
    std::map<observe::OperationId, Call> m_calls;
};

}  // namespace quorate::gui
