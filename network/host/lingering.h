// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <utility>

namespace quorate::network {

/// Puts a thread's sleep off for a moment: it gives way to other threads a few times, and looks
/// again whether there is something to do. To wake a thread that sleeps costs more than much of
/// what it is woken for, the more so in a virtual machine; with something to do soon, it need not.
///
/// Who gives way to a thread that computes without a pause has to wait for its turn, where it would
/// have gone first if it had slept. So when giving way took long, the thread sleeps at once for a
/// while, and for twice as long when it takes long again, for half as long when it does not.
///
/// Used by one thread.
class Lingering {
public:
    using Clock = std::chrono::steady_clock;
    using Now = std::function<Clock::time_point()>;

    /// Threads of nodes compute for less at a time, as a rule.
    static constexpr std::chrono::milliseconds kLong{2};
    static constexpr std::chrono::milliseconds kPause{100};
    static constexpr std::chrono::milliseconds kLongestPause{25'600};

    explicit Lingering(int turns) : Lingering(turns, yield, Clock::now) {}
    Lingering(int turns, std::function<void()> giveWay, Now now)
        : m_turns(turns), m_giveWay(std::move(giveWay)), m_now(std::move(now)) {}

    /// There is nothing to do.
    void begin();
    /// Gives way once; false where the thread should sleep now.
    bool turn();

private:
    static void yield();

    const int m_turns;
    const std::function<void()> m_giveWay;
    const Now m_now;
    int m_left{0};
    Clock::time_point m_last;
    std::chrono::milliseconds m_pause{kPause};  ///< the next one
    Clock::time_point m_pausedUntil;
};

}  // namespace quorate::network
