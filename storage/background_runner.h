// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <utility>

namespace quorate::storage {

/// Who does the work that a LevelDB database does behind its writer: flushing what was written to
/// tables, and merging tables. A database has at most one such piece of work at a time, and each
/// one may schedule the next.
///
/// It outlives the databases that use it. One with a thread of its own runs the work there for as
/// long as there is such a database: a writer and a closing database wait for it. The FileSystem
/// must then be one that both threads may use.
class BackgroundRunner {
public:
    BackgroundRunner() = default;
    BackgroundRunner(const BackgroundRunner&) = delete;
    BackgroundRunner& operator=(const BackgroundRunner&) = delete;
    virtual ~BackgroundRunner() = default;

    /// Takes work that is to be run once, soon, and never within this call: the caller holds a
    /// lock that the work takes.
    virtual void schedule(std::function<void()> work) = 0;

    /// Runs what was scheduled and what that schedules in turn, unless a thread does it anyway.
    /// The database's owner calls it, holding nothing, after opening, after each write and before
    /// closing.
    virtual void drain() = 0;
};

/// Work that is run by the owner of the database, when it says so, on its own thread.
///
/// With it LevelDB runs on one thread and never waits for itself. A writer waits where the
/// memtable before the last is not flushed yet, or where level 0 has twelve tables. After a drain
/// there is no such memtable, and level 0 has less than the four that are worth a merge; and one
/// write, however large, takes a new memtable once at most. After a failure the writer gets the
/// error instead of waiting, and a closing database waits for scheduled work only.
/// DB::CompactRange does wait for work that it schedules itself: it must not be called.
class BackgroundQueue final : public BackgroundRunner {
public:
    void schedule(std::function<void()> work) override { m_work.push_back(std::move(work)); }
    void drain() override {
        while (!m_work.empty()) {
            const std::function<void()> work = std::move(m_work.front());
            m_work.pop_front();
            work();
        }
    }

private:
    std::deque<std::function<void()>> m_work;
};

}  // namespace quorate::storage
