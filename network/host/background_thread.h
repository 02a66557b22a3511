// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QThread>

#include <functional>

#include "storage/background_runner.h"

namespace quorate::network {

/// A thread for what the state's database does behind its writer: flushing and merging tables, so
/// that no batch waits for a merge.
///
/// Made and ended on one thread; any may schedule. It outlives the databases that use it, and a
/// database that closes waits for its work here.
class BackgroundThread final : public storage::BackgroundRunner {
public:
    BackgroundThread();
    /// Runs what was scheduled, then ends.
    ~BackgroundThread() override;

    void schedule(std::function<void()> work) override;
    void drain() override {}

private:
    QObject m_context;
    QThread m_thread;
};

}  // namespace quorate::network
