// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/base/error.h"
#include "engine/base/result.h"
#include "engine/node/log_device.h"
#include "engine/node/log_store.h"
#include "engine/observe/runtime_events.h"

namespace quorate::network {

/// Does a node's log writes, on a thread of their own: whoever hosts the node has it called there.
class LogWorker final {
public:
    struct Written {
        std::uint64_t number{0};
        Result<void> result;
        /// How long write and sync took, in nanoseconds; the sync 0 where none was needed.
        std::uint64_t writeNs{0};
        std::uint64_t syncNs{0};
        /// What is on stable storage since, where it was synced.
        std::optional<observe::LogSynced> synced;
    };
    /// Called on the worker's thread for every write.
    using Report = std::function<void(const Written&)>;

    /// The device outlives the worker. `found`: what it has at the start.
    LogWorker(node::LogDevice& device, Report report, const observe::LogSynced& found = {})
        : m_device(device), m_report(std::move(report)), m_written(found) {}

    void write(const node::LogWrite& write);
    /// Nobody hears of a failure until the next write, which then fails with it.
    void release(raft::Index index);

private:
    void note(const node::LogWrite& write);

    node::LogDevice& m_device;
    Report m_report;
    observe::LogSynced m_written;
    std::optional<Error> m_releaseError;
};

}  // namespace quorate::network
