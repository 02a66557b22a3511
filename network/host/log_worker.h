// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/base/error.h"
#include "engine/base/result.h"
#include "engine/node/log_device.h"
#include "engine/node/log_store.h"

namespace quorate::network {

/// Does a node's log writes on a thread of their own: it lives there, and whoever hosts the node
/// calls its slots through the thread's queue.
class LogWorker final : public QObject {
    Q_OBJECT

public:
    struct Written {
        std::uint64_t number{0};
        Result<void> result;
        /// How long write and sync took, in nanoseconds; the sync 0 where none was needed.
        std::uint64_t writeNs{0};
        std::uint64_t syncNs{0};
    };
    /// Called on the worker's thread for every write.
    using Report = std::function<void(const Written&)>;

    /// The device outlives the worker.
    LogWorker(node::LogDevice& device, Report report)
        : m_device(device), m_report(std::move(report)) {}

    void write(const node::LogWrite& write);
    /// Nobody hears of a failure until the next write, which then fails with it.
    void release(raft::Index index);

private:
    node::LogDevice& m_device;
    Report m_report;
    std::optional<Error> m_releaseError;
};

}  // namespace quorate::network
