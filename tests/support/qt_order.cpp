// SPDX-License-Identifier: Apache-2.0
// Tells ThreadSanitizer which of two accesses comes first where Qt sees to it. Debian's Qt is not
// instrumented: what its locks and its queues of events order would be reported as a race, and a
// suppression that fits would hide every race below a slot.
//
// Only a build with ThreadSanitizer has this. The functions here stand before those of the same
// name in Qt's library, as a program's own symbols do, and call them. Each edge goes from one call
// to the one it brings about, never from a thread to another as a whole.
#include <QDeadlineTimer>
#include <QMutex>
#include <QObject>
#include <QSemaphore>
#include <QThread>
#include <QWaitCondition>

#include <array>
#include <atomic>
#include <chrono>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <dlfcn.h>
#include <future>
#include <sanitizer/tsan_interface.h>
#include <thread>

namespace {

/// Qt's own function of this name.
template <class Function>
Function* inQt(const char* symbol) {
    void* found = dlsym(RTLD_NEXT, symbol);
    if (found == nullptr) {
        std::abort();
    }
    return reinterpret_cast<Function*>(found);
}

/// What this thread did comes before what its QThread's wait() returns to.
void tellOfThread() {
    __tsan_release(QThread::currentThread());
}

/// Signals that are being sent. A queued call is posted in the midst of that, behind the copies of
/// its arguments, and Qt tells nobody of that moment: so such a call waits until the sender is
/// done. Relaxed throughout: what is ordered here is told by hand.
class Sending {
public:
    explicit Sending(const QObject* sender) : m_sender(sender), m_outer(innermost) {
        count(sender).fetch_add(1, std::memory_order_relaxed);
        innermost = this;
    }
    Sending(const Sending&) = delete;
    Sending& operator=(const Sending&) = delete;
    ~Sending() {
        innermost = m_outer;
        __tsan_release(const_cast<QObject*>(m_sender));
        count(m_sender).fetch_sub(1, std::memory_order_relaxed);
    }

    /// Before a call that a signal of this sender brought about; not for long, as the sender may
    /// wait for the call.
    static void await(const QObject* sender) {
        for (const Sending* here = innermost; here != nullptr; here = here->m_outer) {
            if (here->m_sender == sender) {
                return;  // a direct call
            }
        }
        for (int i = 0; i < 200 && count(sender).load(std::memory_order_relaxed) > 0; ++i) {
            std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
    }

private:
    /// Senders may share one: then some wait a little for nothing.
    static std::atomic<int>& count(const QObject* sender) {
        static std::array<std::atomic<int>, 4096> counts{};
        return counts[(reinterpret_cast<std::uintptr_t>(sender) / 16) % counts.size()];
    }

    static thread_local Sending* innermost;
    const QObject* m_sender;  ///< an address; may be gone by the end
    Sending* m_outer;
};
thread_local Sending* Sending::innermost = nullptr;

/// A slot that comes after what was done before the call for it, and before what waits for it.
class OrderedSlot final : public QtPrivate::QSlotObjectBase {
public:
    /// Owns `slot`. It is called after what this and `cause` released.
    OrderedSlot(QSlotObjectBase* slot, const QObject* cause)
        : QSlotObjectBase(&OrderedSlot::act), m_slot(slot), m_cause(const_cast<QObject*>(cause)) {}

private:
    static void act(int which, QSlotObjectBase* self, QObject* receiver, void** arguments,
                    bool* answer) {
        auto* slot = static_cast<OrderedSlot*>(self);
        switch (which) {
        case Destroy:
            __tsan_acquire(slot);
            slot->m_slot->destroyIfLastRef();
            delete slot;
            break;
        case Call:
            __tsan_acquire(slot);
            if (slot->m_cause != nullptr) {
                Sending::await(slot->m_cause);
                __tsan_acquire(slot->m_cause);
            }
            slot->m_slot->call(receiver, arguments);
            __tsan_release(slot);
            tellOfThread();
            break;
        case Compare:
            *answer = slot->m_slot->compare(arguments);
            break;
        default:
            break;
        }
    }

    QSlotObjectBase* m_slot;
    QObject* m_cause;  ///< an address; may be gone
};

}  // namespace

// --- calls and signals

bool QMetaObject::invokeMethodImpl(QObject* object, QtPrivate::QSlotObjectBase* slot,
                                   Qt::ConnectionType type, void* result) {
    static auto* const real =
        inQt<bool(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType, void*)>(
            "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14"
            "ConnectionTypeEPv");
    auto* ordered = new OrderedSlot(slot, nullptr);
    const bool isAwaited = type == Qt::BlockingQueuedConnection;
    if (isAwaited) {
        ordered->ref();
    }
    __tsan_release(ordered);
    const bool isInvoked = real(object, ordered, type, result);
    if (isAwaited) {
        __tsan_acquire(ordered);
        ordered->destroyIfLastRef();
    }
    return isInvoked;
}

QMetaObject::Connection QObject::connectImpl(const QObject* sender, void** signal,
                                             const QObject* receiver, void** method,
                                             QtPrivate::QSlotObjectBase* slot,
                                             Qt::ConnectionType type, const int* types,
                                             const QMetaObject* senderMetaObject) {
    static auto* const real = inQt<QMetaObject::Connection(
        const QObject*, void**, const QObject*, void**, QtPrivate::QSlotObjectBase*,
        Qt::ConnectionType, const int*, const QMetaObject*)>(
        "_ZN7QObject11connectImplEPKS_PPvS1_S3_PN9QtPrivate15QSlotObjectBaseEN2Qt14"
        "ConnectionTypeEPKiPK11QMetaObject");
    auto* ordered = new OrderedSlot(slot, sender);
    __tsan_release(ordered);
    return real(sender, signal, receiver, method, ordered, type, types, senderMetaObject);
}

void QMetaObject::activate(QObject* sender, const QMetaObject* meta, int signal, void** arguments) {
    static auto* const real = inQt<void(QObject*, const QMetaObject*, int, void**)>(
        "_ZN11QMetaObject8activateEP7QObjectPKS_iPPv");
    __tsan_release(sender);
    const Sending sending(sender);
    real(sender, meta, signal, arguments);
}

// --- threads

// The destructor of what a class of ours derives from: the last that a thread does for an object.
extern "C" void quorateObjectEnds(QObject* object) __asm__("_ZN7QObjectD2Ev");
extern "C" void quorateObjectEnds(QObject* object) {
    static auto* const real = inQt<void(QObject*)>("_ZN7QObjectD2Ev");
    tellOfThread();
    real(object);
}

QThread* QThread::createThreadImpl(std::future<void>&& work) {
    static auto* const real =
        inQt<QThread*(std::future<void> &&)>("_ZN7QThread16createThreadImplEOSt6futureIvE");
    return real(std::async(std::launch::deferred, [work = std::move(work)]() mutable {
        work.get();
        tellOfThread();
    }));
}

bool QThread::wait(QDeadlineTimer deadline) {
    static auto* const real =
        inQt<bool(QThread*, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool isOver = real(this, deadline);
    if (isOver) {
        __tsan_acquire(this);
    }
    return isOver;
}

// --- locks; Qt's headers tell of those of a QMutex, but not of what a condition does with it

bool QWaitCondition::wait(QMutex* mutex, QDeadlineTimer deadline) {
    static auto* const real = inQt<bool(QWaitCondition*, QMutex*, QDeadlineTimer)>(
        "_ZN14QWaitCondition4waitEP6QMutex14QDeadlineTimer");
    __tsan_mutex_pre_unlock(mutex, 0);
    __tsan_mutex_post_unlock(mutex, 0);
    const bool isWoken = real(this, mutex, deadline);
    __tsan_mutex_pre_lock(mutex, 0);
    __tsan_mutex_post_lock(mutex, 0, 0);
    return isWoken;
}

bool QWaitCondition::wait(QMutex* mutex, unsigned long time) {
    return wait(mutex, time == ULONG_MAX ? QDeadlineTimer(QDeadlineTimer::Forever)
                                         : QDeadlineTimer(static_cast<qint64>(time)));
}

void QSemaphore::acquire(int count) {
    static auto* const real = inQt<void(QSemaphore*, int)>("_ZN10QSemaphore7acquireEi");
    real(this, count);
    __tsan_acquire(this);
}

bool QSemaphore::tryAcquire(int count) {
    static auto* const real = inQt<bool(QSemaphore*, int)>("_ZN10QSemaphore10tryAcquireEi");
    const bool isAcquired = real(this, count);
    if (isAcquired) {
        __tsan_acquire(this);
    }
    return isAcquired;
}

bool QSemaphore::tryAcquire(int count, int timeout) {
    static auto* const real = inQt<bool(QSemaphore*, int, int)>("_ZN10QSemaphore10tryAcquireEii");
    const bool isAcquired = real(this, count, timeout);
    if (isAcquired) {
        __tsan_acquire(this);
    }
    return isAcquired;
}

void QSemaphore::release(int count) {
    static auto* const real = inQt<void(QSemaphore*, int)>("_ZN10QSemaphore7releaseEi");
    __tsan_release(this);
    real(this, count);
}
