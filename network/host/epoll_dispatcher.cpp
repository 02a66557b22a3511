// SPDX-License-Identifier: Apache-2.0
#include "network/host/epoll_dispatcher.h"

#include <QCoreApplication>
#include <QEvent>
#include <QThread>
#include <QTimerEvent>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <ctime>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::network {

namespace {

constexpr std::size_t kMostReady = 256;
constexpr std::int64_t kNsOfMs = 1'000'000;

std::int64_t nowNs() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

constexpr std::array<std::uint32_t, 3> kEvents{EPOLLIN, EPOLLOUT, EPOLLPRI};

}  // namespace

EpollDispatcher::EpollDispatcher()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_wakeUp(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    QUORATE_INVARIANT(m_epoll >= 0 && m_wakeUp >= 0, "there is no file left for an event loop");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_wakeUp;
    QUORATE_INVARIANT(epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeUp, &event) == 0,
                      "epoll does not take an eventfd");
}

EpollDispatcher::~EpollDispatcher() {
    close(m_wakeUp);
    close(m_epoll);
}

std::uint32_t EpollDispatcher::eventsOf(const Watched& watched) {
    std::uint32_t events = 0;
    for (std::size_t type = 0; type < kEvents.size(); ++type) {
        events |= watched.notifiers[type] != nullptr ? kEvents[type] : 0;
    }
    return events;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier* notifier) {
    const int file = static_cast<int>(notifier->socket());
    Watched& watched = m_watched[file];
    watched.notifiers[notifier->type()] = notifier;
    if (!std::exchange(watched.isChanged, true)) {
        m_changed.push_back(file);
    }
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier* notifier) {
    const int file = static_cast<int>(notifier->socket());
    const auto found = m_watched.find(file);
    if (found == m_watched.end() || found->second.notifiers[notifier->type()] != notifier) {
        return;
    }
    Watched& watched = found->second;
    watched.notifiers[notifier->type()] = nullptr;
    if (eventsOf(watched) == 0) {
        // At once: the file may be closed next, and its number be another's.
        if (watched.asked != 0) {
            epoll_ctl(m_epoll, EPOLL_CTL_DEL, file, nullptr);
        }
        m_watched.erase(found);
        m_always.erase(file);
    } else if (!std::exchange(watched.isChanged, true)) {
        m_changed.push_back(file);
    }
}

void EpollDispatcher::tellEpoll(int file, Watched& watched) {
    watched.isChanged = false;
    epoll_event event{};
    event.events = eventsOf(watched);
    event.data.fd = file;
    if (event.events == watched.asked) {
        return;  // A write that went out at once has come and gone in the meantime.
    }
    const int change = watched.asked == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    watched.asked = event.events;
    if (epoll_ctl(m_epoll, change, file, &event) == 0) {
        return;
    }
    if (errno == EPERM) {
        m_always.insert(file);
    } else {
        qWarning("file %d cannot be waited for: error %d", file, errno);
    }
}

void EpollDispatcher::tellChanges() {
    for (const int file : m_changed) {
        const auto found = m_watched.find(file);
        if (found != m_watched.end() && found->second.isChanged) {
            tellEpoll(file, found->second);
        }
    }
    m_changed.clear();
}

bool EpollDispatcher::activateNotifier(int file, QSocketNotifier::Type type) {
    // What an earlier one did may have ended it.
    const auto found = m_watched.find(file);
    QSocketNotifier* notifier = found == m_watched.end() ? nullptr : found->second.notifiers[type];
    if (notifier == nullptr) {
        return false;
    }
    QEvent event(QEvent::SockAct);
    QCoreApplication::sendEvent(notifier, &event);
    return true;
}

int EpollDispatcher::waitMs(bool mayWait) const {
    if (!mayWait) {
        return 0;
    }
    const auto first = std::find_if(m_order.begin(), m_order.end(), [this](const auto& entry) {
        return !m_timers.at(entry.second).isBusy;
    });
    if (first == m_order.end()) {
        return -1;
    }
    const std::int64_t left = std::max<std::int64_t>(first->first - nowNs(), 0);
    return static_cast<int>(
        std::min<std::int64_t>((left + kNsOfMs - 1) / kNsOfMs, std::int64_t{3600} * 1000));
}

/// How many files are ready.
int EpollDispatcher::wait(std::span<epoll_event> ready, bool mayWait) {
    const auto look = [&](int ms) {
        return epoll_wait(m_epoll, ready.data(), static_cast<int>(ready.size()), ms);
    };
    if (waitMs(mayWait) == 0) {
        return look(0);
    }
    m_lingering.begin();
    do {
        if (const int count = look(0); count != 0 || m_isWoken.load()) {
            return count;
        }
    } while (m_lingering.turn());
    m_isAsleep.store(true);
    const int count = look(m_isWoken.load() ? 0 : waitMs(mayWait));
    m_isAsleep.store(false);
    return count;
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags) {
    m_isInterrupted.store(false);
    m_isPosted = false;
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();
    if (m_isInterrupted.load()) {
        return false;
    }
    tellChanges();
    const bool mayWait =
        flags.testFlag(QEventLoop::WaitForMoreEvents) && !m_isPosted && m_always.empty();
    if (mayWait) {
        Q_EMIT aboutToBlock();
    }
    std::array<epoll_event, kMostReady> ready{};
    const bool takesSockets = !flags.testFlag(QEventLoop::ExcludeSocketNotifiers);
    const int count = wait(ready, mayWait);
    if (mayWait) {
        Q_EMIT awake();
    }
    bool hasDone = m_isWoken.exchange(false);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = ready[static_cast<std::size_t>(i)];
        const int file = event.data.fd;
        if (file == m_wakeUp) {
            std::uint64_t number = 0;
            static_cast<void>(read(m_wakeUp, &number, sizeof number));
        } else if (takesSockets) {
            const bool isBroken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
            for (const auto type :
                 {QSocketNotifier::Exception, QSocketNotifier::Read, QSocketNotifier::Write}) {
                if (isBroken || (event.events & kEvents[type]) != 0) {
                    hasDone = activateNotifier(file, type) || hasDone;
                }
            }
        }
    }
    if (takesSockets) {
        for (const int file : std::vector<int>(m_always.begin(), m_always.end())) {
            hasDone = activateNotifier(file, QSocketNotifier::Read) || hasDone;
            hasDone = activateNotifier(file, QSocketNotifier::Write) || hasDone;
        }
    }
    if (!flags.testFlag(QEventLoop::X11ExcludeTimers)) {
        hasDone = activateTimers() || hasDone;
    }
    return hasDone;
}

void EpollDispatcher::registerTimer(int id, qint64 interval, Qt::TimerType type, QObject* object) {
    Timer timer;
    timer.interval = interval * kNsOfMs;
    timer.due = nowNs() + timer.interval;
    timer.type = type;
    timer.object = object;
    m_timers[id] = timer;
    m_order.emplace(timer.due, id);
}

bool EpollDispatcher::unregisterTimer(int id) {
    const auto found = m_timers.find(id);
    if (found == m_timers.end()) {
        return false;
    }
    m_order.erase({found->second.due, id});
    m_timers.erase(found);
    return true;
}

bool EpollDispatcher::unregisterTimers(QObject* object) {
    std::vector<int> ids;
    for (const auto& [id, timer] : m_timers) {
        if (timer.object == object) {
            ids.push_back(id);
        }
    }
    for (const int id : ids) {
        unregisterTimer(id);
    }
    return !ids.empty();
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(
    QObject* object) const {
    QList<TimerInfo> infos;
    for (const auto& [id, timer] : m_timers) {
        if (timer.object == object) {
            infos.append(TimerInfo(id, static_cast<int>(timer.interval / kNsOfMs), timer.type));
        }
    }
    return infos;
}

int EpollDispatcher::remainingTime(int id) {
    const auto found = m_timers.find(id);
    return found == m_timers.end()
               ? -1
               : static_cast<int>(std::max<std::int64_t>(found->second.due - nowNs(), 0) / kNsOfMs);
}

/// Those that are due now; what they start comes the next time, so that sockets have their turn.
bool EpollDispatcher::activateTimers() {
    if (m_order.empty()) {
        return false;
    }
    const std::int64_t now = nowNs();
    std::vector<int> due;
    for (const auto& [moment, id] : m_order) {
        if (moment > now) {
            break;
        }
        due.push_back(id);
    }
    bool hasDone = false;
    for (const int id : due) {
        const auto found = m_timers.find(id);
        if (found == m_timers.end() || found->second.due > now || found->second.isBusy) {
            continue;
        }
        Timer& timer = found->second;
        m_order.erase({timer.due, id});
        // In step with when it was due, but for what was missed.
        timer.due = std::max(timer.due + timer.interval, now);
        m_order.emplace(timer.due, id);
        timer.isBusy = true;
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer.object, &event);
        hasDone = true;
        if (const auto still = m_timers.find(id); still != m_timers.end()) {
            still->second.isBusy = false;
        }
    }
    return hasDone;
}

void EpollDispatcher::wakeUp() {
    if (QThread::currentThread() == thread()) {
        m_isPosted = true;
        return;
    }
    m_isWoken.store(true);
    if (m_isAsleep.exchange(false)) {
        const std::uint64_t one = 1;
        static_cast<void>(write(m_wakeUp, &one, sizeof one));
    }
}

void EpollDispatcher::interrupt() {
    m_isInterrupted.store(true);
    wakeUp();
}

}  // namespace quorate::network
