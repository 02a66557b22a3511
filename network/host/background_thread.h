// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSemaphore>

#include <functional>
#include <memory>
#include <utility>

#include "network/host/work_thread.h"
#include "storage/background_runner.h"

namespace quorate::network {

/// A thread for what the state's store does behind its writer: flushing and merging tables, so
/// that no batch waits for a disk or a merge.
///
/// Made and ended on one thread; any but its own may schedule and drain. It outlives the stores
/// that use it.
class BackgroundThread final : public storage::BackgroundRunner {
public:
    void schedule(std::function<void()> work) override { m_thread.post(std::move(work)); }
    void drain() override {
        QSemaphore done;
        // Also where the thread takes nothing any more.
        m_thread.post(
            [guard = std::shared_ptr<void>(nullptr, [&done](void*) { done.release(); })] {});
        done.acquire();
    }

private:
    /// Runs what was scheduled, then ends.
    WorkThread m_thread{QStringLiteral("merge")};
};

}  // namespace quorate::network
