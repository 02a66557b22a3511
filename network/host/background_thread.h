// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <utility>

#include "network/host/work_thread.h"
#include "storage/background_runner.h"

namespace quorate::network {

/// A thread for what the state's database does behind its writer: flushing and merging tables, so
/// that no batch waits for a merge.
///
/// Made and ended on one thread; any may schedule. It outlives the databases that use it, and a
/// database that closes waits for its work here.
class BackgroundThread final : public storage::BackgroundRunner {
public:
    void schedule(std::function<void()> work) override { m_thread.post(std::move(work)); }
    void drain() override {}

private:
    /// Runs what was scheduled, then ends.
    WorkThread m_thread{QStringLiteral("merge")};
};

}  // namespace quorate::network
