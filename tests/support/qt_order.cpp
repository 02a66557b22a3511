// SPDX-License-Identifier: Apache-2.0
// Tells ThreadSanitizer which of two accesses comes first where Qt sees to it. Debian's Qt is not
// instrumented: what its locks and its queues of events order would be reported as a race, and a
// suppression that fits would hide every race below a slot.
//
// Only a build with ThreadSanitizer has this. The functions here stand before those of the same
// name in Qt's library, as a program's own symbols do, and call them. Each edge goes from one call
// to the one it brings about, never from a thread to another as a whole.
#include <QMutex>
#include <QObject>
#include <QSemaphore>
#include <QThread>
#include <QWaitCondition>

#include <cstdlib>
#include <dlfcn.h>
#include <future>
#include <sanitizer/tsan_interface.h>

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

// --- locks; where nobody waits, their atomics are inlined into instrumented code

void QBasicMutex::lockInternal() QT_MUTEX_LOCK_NOEXCEPT {
    static auto* const real = inQt<void(QBasicMutex*)>("_ZN11QBasicMutex12lockInternalEv");
    real(this);
    __tsan_acquire(this);
}

bool QBasicMutex::lockInternal(int timeout) QT_MUTEX_LOCK_NOEXCEPT {
    static auto* const real = inQt<bool(QBasicMutex*, int)>("_ZN11QBasicMutex12lockInternalEi");
    const bool isLocked = real(this, timeout);
    if (isLocked) {
        __tsan_acquire(this);
    }
    return isLocked;
}

void QBasicMutex::unlockInternal() noexcept {
    static auto* const real = inQt<void(QBasicMutex*)>("_ZN11QBasicMutex14unlockInternalEv");
    __tsan_release(this);
    real(this);
}

bool QWaitCondition::wait(QMutex* mutex, QDeadlineTimer deadline) {
    static auto* const real = inQt<bool(QWaitCondition*, QMutex*, QDeadlineTimer)>(
        "_ZN14QWaitCondition4waitEP6QMutex14QDeadlineTimer");
    __tsan_release(mutex);
    const bool isWoken = real(this, mutex, deadline);
    __tsan_acquire(mutex);
    return isWoken;
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
