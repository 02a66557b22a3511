// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <array>
#include <atomic>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "network/host/epoll_dispatcher.h"

namespace quorate::network_tests {

namespace {

/// Two ends of a connection.
struct Ends {
    Ends() { socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, files.data()); }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;
    ~Ends() {
        close(files[0]);
        close(files[1]);
    }
    void send() const { QCOMPARE(write(files[1], "x", 1), ssize_t{1}); }
    void take() const {
        char byte = 0;
        QCOMPARE(read(files[0], &byte, 1), ssize_t{1});
    }
    std::array<int, 2> files{};
};

}  // namespace

class TestEpollDispatcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsTheOneInstalled();
    void timersComeInTheOrderOfTheirMoments();
    void aTimerRepeatsUntilItIsStopped();
    void timersWithoutIntervalLeaveSocketsTheirTurn();
    void aTimerIsNotActivatedWithinItself();
    void remainingTimesAndIntervalsAreTold();
    void aSocketIsReadWhileItHasSomething();
    void aNotifierThatIsOffHearsNothing();
    void whatAnEarlierNotifierEndedIsNotActivated();
    void aFileThatTookTheNumberOfAnotherIsWaitedFor();
    void aPeerThatGoesIsHeardOf();
    void regularFilesAreAlwaysReady();
    void anotherThreadWakesIt();
    void noWakeUpIsLostAtTheMomentItFallsAsleep();
    void whatIsPostedByItselfComesWithoutWaiting();
    void socketsOfQtCarryMuchBothWays();
};

void TestEpollDispatcher::itIsTheOneInstalled() {
    QVERIFY(qobject_cast<network::EpollDispatcher*>(QCoreApplication::eventDispatcher()));
}

void TestEpollDispatcher::timersComeInTheOrderOfTheirMoments() {
    std::vector<int> order;
    QEventLoop loop;
    QTimer::singleShot(6, &loop, [&] { order.push_back(3); });
    QTimer::singleShot(2, &loop, [&] { order.push_back(2); });
    QTimer::singleShot(0, &loop, [&] { order.push_back(1); });
    QTimer::singleShot(10, &loop, [&] { loop.quit(); });
    QElapsedTimer timer;
    timer.start();
    loop.exec();
    QVERIFY(timer.elapsed() >= 10);
    QCOMPARE(order, (std::vector<int>{1, 2, 3}));
}

void TestEpollDispatcher::aTimerRepeatsUntilItIsStopped() {
    QTimer timer;
    int times = 0;
    QEventLoop loop;
    connect(&timer, &QTimer::timeout, &loop, [&] {
        if (++times == 3) {
            timer.stop();
            QTimer::singleShot(5, &loop, [&] { loop.quit(); });
        }
    });
    timer.start(1);
    loop.exec();
    QCOMPARE(times, 3);
}

void TestEpollDispatcher::timersWithoutIntervalLeaveSocketsTheirTurn() {
    Ends ends;
    ends.send();
    QTimer busy;
    int turns = 0;
    connect(&busy, &QTimer::timeout, &busy, [&] { ++turns; });
    busy.start(0);
    QEventLoop loop;
    QSocketNotifier notifier(ends.files[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, &loop, [&] { loop.quit(); });
    loop.exec();
    QVERIFY(turns <= 2);
    QTRY_VERIFY(turns > 2);
}

void TestEpollDispatcher::aTimerIsNotActivatedWithinItself() {
    QTimer timer;
    int depth = 0;
    int deepest = 0;
    QEventLoop loop;
    connect(&timer, &QTimer::timeout, &loop, [&] {
        deepest = std::max(deepest, ++depth);
        QEventLoop inner;
        QTimer::singleShot(5, &inner, [&] { inner.quit(); });
        inner.exec();
        --depth;
        loop.quit();
    });
    timer.start(1);
    loop.exec();
    QCOMPARE(deepest, 1);
}

void TestEpollDispatcher::remainingTimesAndIntervalsAreTold() {
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    timer.start(60'000);
    QVERIFY(timer.remainingTime() > 50'000 && timer.remainingTime() <= 60'000);
    const auto infos = QCoreApplication::eventDispatcher()->registeredTimers(&timer);
    QCOMPARE(infos.size(), 1);
    QCOMPARE(infos.front().timerId, timer.timerId());
    QCOMPARE(infos.front().interval, 60'000);
    QCOMPARE(infos.front().timerType, Qt::PreciseTimer);
    timer.stop();
    QVERIFY(QCoreApplication::eventDispatcher()->registeredTimers(&timer).isEmpty());
}

void TestEpollDispatcher::aSocketIsReadWhileItHasSomething() {
    Ends ends;
    ends.send();
    ends.send();
    int times = 0;
    QSocketNotifier notifier(ends.files[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
        ends.take();
        ++times;
    });
    QTRY_COMPARE(times, 2);
    QCoreApplication::processEvents();
    QCOMPARE(times, 2);
}

void TestEpollDispatcher::aNotifierThatIsOffHearsNothing() {
    Ends ends;
    int reads = 0;
    int writes = 0;
    QSocketNotifier read(ends.files[0], QSocketNotifier::Read);
    QSocketNotifier write(ends.files[0], QSocketNotifier::Write);
    connect(&read, &QSocketNotifier::activated, &read, [&] { ++reads; });
    connect(&write, &QSocketNotifier::activated, &write, [&] { ++writes; });
    QTRY_VERIFY(writes > 0);
    QCOMPARE(reads, 0);
    write.setEnabled(false);
    writes = 0;
    ends.send();
    QTRY_VERIFY(reads > 0);
    QCOMPARE(writes, 0);
    read.setEnabled(false);
    reads = 0;
    write.setEnabled(true);
    QTRY_VERIFY(writes > 0);
    QCOMPARE(reads, 0);
}

void TestEpollDispatcher::whatAnEarlierNotifierEndedIsNotActivated() {
    Ends a;
    Ends b;
    a.send();
    b.send();
    int activated = 0;
    auto first = std::make_unique<QSocketNotifier>(a.files[0], QSocketNotifier::Read);
    auto second = std::make_unique<QSocketNotifier>(b.files[0], QSocketNotifier::Read);
    connect(first.get(), &QSocketNotifier::activated, this, [&] {
        ++activated;
        second->setEnabled(false);
        first->setEnabled(false);
    });
    connect(second.get(), &QSocketNotifier::activated, this, [&] {
        ++activated;
        first->setEnabled(false);
        second->setEnabled(false);
    });
    QTRY_COMPARE(activated, 1);
    QCoreApplication::processEvents();
    QCOMPARE(activated, 1);
}

void TestEpollDispatcher::aFileThatTookTheNumberOfAnotherIsWaitedFor() {
    auto old = std::make_unique<Ends>();
    auto notifier = std::make_unique<QSocketNotifier>(old->files[0], QSocketNotifier::Read);
    QCoreApplication::processEvents();
    const int number = old->files[0];
    notifier.reset();
    old.reset();
    const Ends ends;
    QCOMPARE(ends.files[0], number);
    ends.send();
    int times = 0;
    QSocketNotifier again(ends.files[0], QSocketNotifier::Read);
    connect(&again, &QSocketNotifier::activated, &again, [&] {
        ends.take();
        ++times;
    });
    QTRY_COMPARE(times, 1);
}

void TestEpollDispatcher::aPeerThatGoesIsHeardOf() {
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC), 0);
    int times = 0;
    QSocketNotifier notifier(pipe[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, &notifier, [&] {
        ++times;
        notifier.setEnabled(false);
    });
    QCoreApplication::processEvents();
    QCOMPARE(times, 0);
    close(pipe[1]);
    QTRY_COMPARE(times, 1);
    close(pipe[0]);
}

void TestEpollDispatcher::regularFilesAreAlwaysReady() {
    const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    QVERIFY(file >= 0);
    int times = 0;
    QEventLoop loop;
    QSocketNotifier notifier(file, QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, &loop, [&] {
        if (++times == 3) {
            notifier.setEnabled(false);
            loop.quit();
        }
    });
    loop.exec();
    QCOMPARE(times, 3);
    close(file);
}

void TestEpollDispatcher::anotherThreadWakesIt() {
    QEventLoop loop;
    int times = 0;
    std::thread other([&] {
        for (int i = 0; i < 1000; ++i) {
            QMetaObject::invokeMethod(
                &loop,
                [&] {
                    if (++times == 1000) {
                        loop.quit();
                    }
                },
                Qt::QueuedConnection);
        }
    });
    loop.exec();
    other.join();
    QCOMPARE(times, 1000);
}

/// Each comes when the one before was heard, sooner or later: about when the thread falls asleep.
void TestEpollDispatcher::noWakeUpIsLostAtTheMomentItFallsAsleep() {
    constexpr int kRounds = 50'000;
    QEventLoop loop;
    std::atomic<int> heard{0};
    std::atomic<bool> isOver{false};
    std::thread other([&] {
        for (int i = 0; i < kRounds && !isOver; ++i) {
            for (int pause = 0; pause < i % 5000; ++pause) {
                static_cast<void>(heard.load());
            }
            QMetaObject::invokeMethod(
                &loop, [&] { ++heard; }, Qt::QueuedConnection);
            while (heard <= i && !isOver) {
                std::this_thread::yield();
            }
        }
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
    });
    QTimer::singleShot(20'000, &loop, [&] { isOver = true; });
    loop.exec();
    other.join();
    QCOMPARE(heard.load(), kRounds);
}

void TestEpollDispatcher::whatIsPostedByItselfComesWithoutWaiting() {
    QEventLoop loop;
    int left = 1000;
    std::function<void()> next = [&] {
        if (--left == 0) {
            loop.quit();
        } else {
            QMetaObject::invokeMethod(&loop, next, Qt::QueuedConnection);
        }
    };
    QMetaObject::invokeMethod(&loop, next, Qt::QueuedConnection);
    loop.exec();
    QCOMPARE(left, 0);
}

void TestEpollDispatcher::socketsOfQtCarryMuchBothWays() {
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    constexpr qint64 kBytes = 20'000'000;
    qint64 echoed = 0;
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket* peer = server.nextPendingConnection();
        connect(peer, &QTcpSocket::readyRead, peer, [peer] { peer->write(peer->readAll()); });
    });
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, server.serverPort());
    socket.write(QByteArray(kBytes, 'x'));
    QEventLoop loop;
    connect(&socket, &QTcpSocket::readyRead, &loop, [&] {
        echoed += socket.readAll().size();
        if (echoed == kBytes) {
            loop.quit();
        }
    });
    QTimer::singleShot(20'000, &loop, [&] { loop.quit(); });
    loop.exec();
    QCOMPARE(echoed, kBytes);
    int ended = 0;
    connect(&socket, &QTcpSocket::disconnected, &socket, [&] { ++ended; });
    for (QTcpSocket* peer : server.findChildren<QTcpSocket*>()) {
        peer->close();
    }
    QTRY_COMPARE(ended, 1);
}

}  // namespace quorate::network_tests

int main(int argc, char** argv) {
    QCoreApplication::setEventDispatcher(new quorate::network::EpollDispatcher);
    const QCoreApplication application(argc, argv);
    quorate::network_tests::TestEpollDispatcher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_epoll_dispatcher.moc"
