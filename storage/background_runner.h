// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <utility>

namespace quorate::storage {

/// Who does the work of a store that its writer need not wait for: flushing what was written to
/// tables, and merging tables. It does one thing after the other, in the order in which it was
/// scheduled.
///
/// It outlives the stores that use it. Where it has a thread of its own, the FileSystem must be one
/// that both threads may use.
class BackgroundRunner {
public:
    /// A step of some work. True: it has more, and the next step is run before anything else,
    /// which may be on another thread.
    using Step = std::function<bool()>;

    BackgroundRunner() = default;
    BackgroundRunner(const BackgroundRunner&) = delete;
    BackgroundRunner& operator=(const BackgroundRunner&) = delete;
    virtual ~BackgroundRunner() = default;

    /// Takes work that is to be run to its end, soon, and never within this call: the caller may
    /// hold a lock that the work takes.
    virtual void schedule(Step work) = 0;

    /// Much waits behind what was scheduled so far: who took his time for it takes it no longer.
    virtual void hurry() {}

    /// What was scheduled so far has been run when it returns, and is gone.
    virtual void drain() = 0;
};

/// Work that waits until its owner says so, and is run on his thread, which schedules it too.
class BackgroundQueue final : public BackgroundRunner {
public:
    void schedule(Step work) override { m_work.push_back(std::move(work)); }
    /// Also what that schedules in turn.
    void drain() override {
        while (!m_work.empty()) {
            const Step work = std::move(m_work.front());
            m_work.pop_front();
            while (work()) {
            }
        }
    }

private:
    std::deque<Step> m_work;
};

}  // namespace quorate::storage
