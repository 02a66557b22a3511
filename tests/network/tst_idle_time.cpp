// SPDX-License-Identifier: Apache-2.0
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "network/host/idle_time.h"

namespace quorate::network_tests {

using network::IdleTime;

class TestIdleTime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_directory.isValid()); }

    void nothingIsKnownAtTheFirstLook();
    void aTwentyFifthIsEnough();
    void whoWaitsForADiskIsIdle();
    void idleTimeThatIsTakenBackIsNone();
    void whatGuestsTookIsNotCountedTwice();
    void looksAreApart();
    void nothingIsIdleWhereNothingIsTold_data();
    void nothingIsIdleWhereNothingIsTold();
    void thisMachineTells();

private:
    [[nodiscard]] QString path() const { return m_directory.filePath("stat"); }
    void tell(const QByteArray& text) const {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir m_directory;
};

void TestIdleTime::nothingIsKnownAtTheFirstLook() {
    IdleTime idle(path(), 0);
    tell("cpu  0 0 0 1000 0 0 0 0 0 0\ncpu0 0 0 0 1000 0 0 0 0 0 0\n");
    QVERIFY(!idle.has());
    tell("cpu  0 0 0 1001 0 0 0 0 0 0\n");
    QVERIFY(idle.has());
}

void TestIdleTime::aTwentyFifthIsEnough() {
    IdleTime idle(path(), 0);
    tell("cpu  100 0 0 500 0 0 0 0 0 0\n");
    idle.has();
    tell("cpu  140 20 20 503 0 5 6 5 0 0\n");
    QVERIFY(!idle.has());
    tell("cpu  180 40 40 507 0 10 12 5 0 0\n");
    QVERIFY(idle.has());
    tell("cpu  180 40 40 507 0 10 12 5 0 0\n");
    QVERIFY(idle.has());  // no time has passed
    tell("cpu  280 40 40 507 0 10 12 5 0 0\n");
    QVERIFY(!idle.has());
}

void TestIdleTime::whoWaitsForADiskIsIdle() {
    IdleTime idle(path(), 0);
    tell("cpu  100 0 0 500 300 0 0 0 0 0\n");
    idle.has();
    tell("cpu  190 0 0 500 310 0 0 0 0 0\n");
    QVERIFY(idle.has());
}

void TestIdleTime::idleTimeThatIsTakenBackIsNone() {
    IdleTime idle(path(), 0);
    tell("cpu  100 0 0 500 300 0 0 0 0 0\n");
    idle.has();
    tell("cpu  200 0 0 500 290 0 0 0 0 0\n");
    QVERIFY(!idle.has());
}

void TestIdleTime::whatGuestsTookIsNotCountedTwice() {
    IdleTime idle(path(), 0);
    tell("cpu  100 0 0 500 0 0 0 0 50 0\n");
    idle.has();
    tell("cpu  196 0 0 504 0 0 0 0 146 0\n");
    QVERIFY(idle.has());
}

void TestIdleTime::looksAreApart() {
    IdleTime idle(path(), 3'600'000);
    tell("cpu  100 0 0 500 0 0 0 0 0 0\n");
    QVERIFY(!idle.has());
    tell("cpu  100 0 0 900 0 0 0 0 0 0\n");
    QVERIFY(!idle.has());
}

void TestIdleTime::nothingIsIdleWhereNothingIsTold_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("other words") << QByteArray("processor 0 0 0 2000 0 0 0 0 0 0\n");
    QTest::newRow("too few numbers") << QByteArray("cpu 0 0 0 2000 0 0 0\n");
    QTest::newRow("no numbers") << QByteArray("cpu 0 0 0 idle 0 0 0 0 0 0\n");
    QTest::newRow("too long a number")
        << QByteArray("cpu 0 0 0 99999999999999999999999 0 0 0 0 0 0\n");
}

void TestIdleTime::nothingIsIdleWhereNothingIsTold() {
    QFETCH(QByteArray, text);
    IdleTime idle(path(), 0);
    tell("cpu  0 0 0 1000 0 0 0 0 0 0\n");
    idle.has();
    tell("cpu  0 0 0 1500 0 0 0 0 0 0\n");
    QVERIFY(idle.has());
    tell(text);
    QVERIFY(!idle.has());
    tell("cpu  0 0 0 3000 0 0 0 0 0 0\n");
    QVERIFY(!idle.has());
    QFile::remove(path());
    QVERIFY(!idle.has());
}

void TestIdleTime::thisMachineTells() {
    if (!QFile::exists("/proc/stat")) {
        QSKIP("not told on this system");
    }
    IdleTime idle(QStringLiteral("/proc/stat"), 0);
    idle.has();
    // A busy machine has none now and then.
    QTRY_VERIFY_WITH_TIMEOUT(idle.has(), 60'000);
}

}  // namespace quorate::network_tests

QTEST_GUILESS_MAIN(quorate::network_tests::TestIdleTime)
#include "tst_idle_time.moc"
