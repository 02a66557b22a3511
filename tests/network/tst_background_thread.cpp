// SPDX-License-Identifier: Apache-2.0
#include <QSaveFile>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <sched.h>
#include <utility>
#include <vector>

#include "network/host/background_thread.h"

namespace quorate::network_tests {

using network::BackgroundThread;
using network::IdleTime;

class TestBackgroundThread : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void workRunsOnItsThreadInOrder();
    void workRunsBeforeTheEnd();
    void itTakesIdleTimeWhereThereIsSome();
    void inAHurryItTakesNoTime();
    void workStaysInOrderWhereItMovesBetweenThreads();

private:
    static void scheduleOnce(BackgroundThread& background, std::function<void()> work) {
        background.schedule([work = std::move(work)] {
            work();
            return false;
        });
    }
    /// That of the thread that does what is scheduled next; without a hurry.
    static int policyOf(BackgroundThread& background) {
        int policy = -1;
        QSemaphore done;
        scheduleOnce(background, [&] {
            policy = ::sched_getscheduler(0);
            done.release();
        });
        done.acquire();
        return policy;
    }
};

namespace {

/// What a machine tells of its time.
class Machine {
public:
    Machine() { pass(0, 1); }

    [[nodiscard]] IdleTime idleTime() const { return IdleTime(path(), 0); }
    void pass(std::uint64_t busy, std::uint64_t idle) {
        m_busy += busy;
        m_idle += idle;
        // Whole or not at all: it may be read at any time.
        QSaveFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("cpu " + QByteArray::number(quint64{m_busy}) + " 0 0 " +
                   QByteArray::number(quint64{m_idle}) + " 0 0 0 0 0 0\n");
        QVERIFY(file.commit());
    }

private:
    [[nodiscard]] QString path() const { return m_directory.filePath("stat"); }

    QTemporaryDir m_directory;
    std::uint64_t m_busy{0};
    std::uint64_t m_idle{0};
};

}  // namespace

void TestBackgroundThread::workRunsOnItsThreadInOrder() {
    std::vector<int> done;
    QThread* where = nullptr;
    {
        BackgroundThread background;
        for (int i = 0; i < 5; ++i) {
            scheduleOnce(background, [&, i] {
                done.push_back(i);
                where = QThread::currentThread();
            });
        }
        background.drain();
        QCOMPARE(done, (std::vector<int>{0, 1, 2, 3, 4}));
        // What schedules more runs too: a merge often brings the next one about.
        scheduleOnce(background, [&] { scheduleOnce(background, [&] { done.push_back(5); }); });
        background.drain();
        background.drain();
        QCOMPARE(done, (std::vector<int>{0, 1, 2, 3, 4, 5}));
    }
    QVERIFY(where != nullptr && where != QThread::currentThread());
}

void TestBackgroundThread::workRunsBeforeTheEnd() {
    int done = 0;
    const auto isHeld = std::make_shared<int>(0);
    {
        BackgroundThread background;
        for (int i = 0; i < 100; ++i) {
            scheduleOnce(background, [&done, isHeld] { ++done; });
        }
    }
    QCOMPARE(done, 100);
    QCOMPARE(isHeld.use_count(), 1);
}

void TestBackgroundThread::itTakesIdleTimeWhereThereIsSome() {
    const int normal = ::sched_getscheduler(0);
    Machine machine;
    BackgroundThread background(machine.idleTime());
    QCOMPARE(policyOf(background), normal);  // nothing is known yet
    for (int i = 0; i < 3; ++i) {
        machine.pass(80, 20);
        policyOf(background);  // behind which it looks
        QCOMPARE(policyOf(background), SCHED_IDLE);
        machine.pass(100, 0);
        policyOf(background);
        QCOMPARE(policyOf(background), normal);
    }
}

void TestBackgroundThread::inAHurryItTakesNoTime() {
    const int normal = ::sched_getscheduler(0);
    Machine machine;
    BackgroundThread background(machine.idleTime());
    policyOf(background);
    machine.pass(0, 100);
    policyOf(background);
    std::vector<int> policies;
    QSemaphore done;
    background.schedule([&] {
        policies.push_back(::sched_getscheduler(0));
        if (policies.size() == 3) {
            background.hurry();
        }
        if (policies.size() == 5) {
            done.release();
        }
        return policies.size() < 5;
    });
    scheduleOnce(background, [&] { policies.push_back(-1); });
    done.acquire();
    background.drain();
    QCOMPARE(policies, (std::vector<int>{SCHED_IDLE, SCHED_IDLE, SCHED_IDLE, normal, normal, -1}));
    policyOf(background);  // it is over
    QTRY_COMPARE(policyOf(background), SCHED_IDLE);
}

void TestBackgroundThread::workStaysInOrderWhereItMovesBetweenThreads() {
    Machine machine;
    BackgroundThread background(machine.idleTime());
    std::vector<int> done;
    std::vector<int> expected;
    std::atomic<int> running{0};
    bool overlap = false;
    for (int i = 0; i < 200; ++i) {
        expected.push_back(i);
        scheduleOnce(background, [&, i] {
            overlap = overlap || ++running != 1;
            done.push_back(i);
            machine.pass(100, i % 3 == 0 ? 100 : 0);
            --running;
        });
    }
    background.drain();
    QCOMPARE(done, expected);
    QVERIFY(!overlap);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestBackgroundThread)
#include "tst_background_thread.moc"
