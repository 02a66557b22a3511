// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <chrono>

#include "network/host/lingering.h"

namespace quorate::network_tests {

using network::Lingering;
using namespace std::chrono_literals;

class TestLingering : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itGivesWaySoManyTimes();
    void whoHadToWaitForLongSleepsAtOnceForAWhile();
    void thePauseFollowsHowOftenItTookLong();
    void nobodyLingersWithoutTurns();

private:
    Lingering lingering(int turns) {
        return {turns,
                [this] {
                    ++m_given;
                    m_now += m_wait;
                },
                [this] { return Lingering::Clock::time_point(m_now); }};
    }
    int turnsOf(Lingering& lingering) {
        m_given = 0;
        lingering.begin();
        while (lingering.turn()) {
        }
        return m_given;
    }

    std::chrono::nanoseconds m_now{1h};
    std::chrono::nanoseconds m_wait{0};
    int m_given{0};
};

void TestLingering::itGivesWaySoManyTimes() {
    m_wait = Lingering::kLong;
    Lingering some = lingering(3);
    QCOMPARE(turnsOf(some), 3);
    QCOMPARE(turnsOf(some), 3);
    some.begin();
    QVERIFY(some.turn());
    some.begin();  // there was something to do
    for (int i = 0; i < 3; ++i) {
        QVERIFY(some.turn());
    }
    QVERIFY(!some.turn());
}

void TestLingering::whoHadToWaitForLongSleepsAtOnceForAWhile() {
    Lingering some = lingering(4);
    m_wait = Lingering::kLong + 1ns;
    QCOMPARE(turnsOf(some), 1);
    m_wait = 1us;
    QCOMPARE(turnsOf(some), 0);
    m_now += Lingering::kPause - 1ns;
    QCOMPARE(turnsOf(some), 0);
    m_now += 1ns;
    QCOMPARE(turnsOf(some), 4);
    // What it does in between is not waiting.
    m_now += 1s;
    QCOMPARE(turnsOf(some), 4);
}

void TestLingering::thePauseFollowsHowOftenItTookLong() {
    Lingering some = lingering(4);
    m_wait = Lingering::kLong + 1ns;
    for (const auto pause :
         {100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 6400ms, 12800ms, 25600ms, 25600ms}) {
        QCOMPARE(turnsOf(some), 1);
        m_now += pause - 1ns;
        QCOMPARE(turnsOf(some), 0);
        m_now += 1ns;
    }
    m_wait = 1us;
    QCOMPARE(turnsOf(some), 4);
    QCOMPARE(turnsOf(some), 4);
    m_wait = Lingering::kLong + 1ns;
    QCOMPARE(turnsOf(some), 1);
    m_now += 6400ms - 1ns;
    QCOMPARE(turnsOf(some), 0);
    m_now += 1ns;
    QCOMPARE(turnsOf(some), 1);
}

void TestLingering::nobodyLingersWithoutTurns() {
    Lingering none = lingering(0);
    QCOMPARE(turnsOf(none), 0);
}

}  // namespace quorate::network_tests

QTEST_APPLESS_MAIN(quorate::network_tests::TestLingering)
#include "tst_lingering.moc"
