// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractEventDispatcher>
#include <QSocketNotifier>

#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <sys/epoll.h>
#include <utility>
#include <vector>

#include "network/host/lingering.h"

namespace quorate::network {

/// An event dispatcher of Qt over epoll(7), for a thread with many connections: Qt's own asks the
/// kernel about every socket each time it waits, which with a hundred of them costs more than
/// anything done with those that are ready.
///
/// Files that epoll does not take, such as regular ones, are always ready, as for poll(2). Timers
/// of all types are precise. For the rest it does what Qt says of dispatchers. It belongs to the
/// thread that it is installed in, but for wakeUp() and interrupt().
class EpollDispatcher final : public QAbstractEventDispatcher {
    Q_OBJECT

public:
    EpollDispatcher();
    ~EpollDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void registerSocketNotifier(QSocketNotifier* notifier) override;
    void unregisterSocketNotifier(QSocketNotifier* notifier) override;
    void registerTimer(int id, qint64 interval, Qt::TimerType type, QObject* object) override;
    bool unregisterTimer(int id) override;
    bool unregisterTimers(QObject* object) override;
    QList<TimerInfo> registeredTimers(QObject* object) const override;
    int remainingTime(int id) override;
    void wakeUp() override;
    void interrupt() override;

private:
    /// Before it sleeps.
    static constexpr int kTurns = 4;

    struct Watched {
        QSocketNotifier* notifiers[3]{};  ///< by QSocketNotifier::Type
        std::uint32_t asked{0};           ///< what epoll was told to look for
        bool isChanged{false};            ///< epoll has to be told
    };
    struct Timer {
        std::int64_t due{0};
        std::int64_t interval{0};
        Qt::TimerType type{Qt::CoarseTimer};
        QObject* object{nullptr};
        bool isBusy{false};  ///< its event is being handled
    };

    static std::uint32_t eventsOf(const Watched& watched);
    void tellEpoll(int file, Watched& watched);
    void tellChanges();
    [[nodiscard]] int waitMs(bool mayWait) const;
    [[nodiscard]] int wait(std::span<epoll_event> ready, bool mayWait);
    bool activateSockets(int ready);
    bool activateNotifier(int file, QSocketNotifier::Type type);
    bool activateTimers();

    int m_epoll;
    int m_wakeUp;  ///< an eventfd
    std::map<int, Watched> m_watched;
    std::vector<int> m_changed;
    std::map<int, Timer> m_timers;
    std::set<std::pair<std::int64_t, int>> m_order;  ///< due, id
    std::set<int> m_always;                          ///< files that epoll does not take
    Lingering m_lingering{kTurns};
    bool m_isPosted{false};  ///< woken by its own thread
    /// Woken by another one. Only one that finds the thread asleep writes to the eventfd: each
    /// says first what it has done, and then looks what the other one has.
    std::atomic<bool> m_isWoken{false};
    std::atomic<bool> m_isAsleep{false};
    std::atomic<bool> m_isInterrupted{false};
};

}  // namespace quorate::network
