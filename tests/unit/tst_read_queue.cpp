// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <limits>
#include <string>

#include "engine/raft/read_queue.h"

using quorate::Bytes;
using quorate::raft::HeartbeatContext;
using quorate::raft::Index;
using quorate::raft::NodeId;
using quorate::raft::ReadQueue;
using quorate::raft::ReadRequest;

namespace {

ReadRequest requestOf(std::uint64_t from, const char* context) {
    ReadRequest request;
    request.from = NodeId(from);
    request.context = Bytes::copyOf(context);
    return request;
}

/// Three reads of node 2, at the commit indexes 10, 10 and 12, at the leader 1.
ReadQueue threeReads() {
    ReadQueue queue;
    queue.add(requestOf(2, "a"), Index(10), NodeId(1));
    queue.add(requestOf(2, "b"), Index(10), NodeId(1));
    queue.add(requestOf(2, "c"), Index(12), NodeId(1));
    return queue;
}

}  // namespace

class ReadQueueTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyQueueHasNoNumber();
    void numbersGrow();
    void equalContextsAreDifferentReads();
    void theLeaderAcknowledgesEveryReadItself();
    void anEchoCountsForTheReadThatItNames();
    void anEchoOfWhatIsGoneCountsForNothing();
    void aReadIsTakenWithAllBeforeIt();
    void numbersAreNeverUsedAgain();
    void aHeartbeatsContextIsReadBack_data();
    void aHeartbeatsContextIsReadBack();
    void aHeartbeatsContextIsSixteenBytesLeastSignificantFirst();
    void otherBytesAreNoContext_data();
    void otherBytesAreNoContext();
};

void ReadQueueTest::anEmptyQueueHasNoNumber() {
    ReadQueue queue;
    QCOMPARE(queue.lastNumber(), std::uint64_t{0});
    QCOMPARE(queue.size(), std::size_t{0});
    QVERIFY(queue.acknowledge(NodeId(2), 0) == nullptr);
    QVERIFY(queue.takeUpTo(100).empty());
}

void ReadQueueTest::numbersGrow() {
    const ReadQueue queue = threeReads();
    QCOMPARE(queue.size(), std::size_t{3});
    std::uint64_t last = 0;
    for (const ReadQueue::Pending& pending : queue.pending()) {
        QVERIFY(pending.number > last);
        last = pending.number;
    }
    QCOMPARE(queue.lastNumber(), last);
}

void ReadQueueTest::equalContextsAreDifferentReads() {
    ReadQueue queue;
    queue.add(requestOf(2, "same"), Index(10), NodeId(1));
    queue.add(requestOf(3, "same"), Index(11), NodeId(1));
    const auto taken = queue.takeUpTo(queue.pending().front().number);
    QCOMPARE(taken.size(), std::size_t{1});
    QVERIFY(taken.front().request.from == NodeId(2));
    QCOMPARE(queue.size(), std::size_t{1});
}

void ReadQueueTest::theLeaderAcknowledgesEveryReadItself() {
    const ReadQueue queue = threeReads();
    for (const ReadQueue::Pending& pending : queue.pending()) {
        QCOMPARE(toString(pending.acknowledged), std::string("(1)"));
    }
}

void ReadQueueTest::anEchoCountsForTheReadThatItNames() {
    ReadQueue queue = threeReads();
    const std::uint64_t second = queue.pending()[1].number;
    const ReadQueue::Pending* read = queue.acknowledge(NodeId(3), second);
    QVERIFY(read != nullptr);
    QCOMPARE(read->number, second);
    QCOMPARE(read->request.context.toString(), std::string("b"));
    QCOMPARE(toString(read->acknowledged), std::string("(1 3)"));
    queue.acknowledge(NodeId(3), second);
    QCOMPARE(toString(read->acknowledged), std::string("(1 3)"));
    QCOMPARE(toString(queue.pending()[0].acknowledged), std::string("(1)"));
    QCOMPARE(toString(queue.pending()[2].acknowledged), std::string("(1)"));
}

void ReadQueueTest::anEchoOfWhatIsGoneCountsForNothing() {
    ReadQueue queue = threeReads();
    const std::uint64_t first = queue.pending().front().number;
    const std::uint64_t last = queue.lastNumber();
    queue.takeUpTo(first);
    QVERIFY(queue.acknowledge(NodeId(3), first) == nullptr);
    QVERIFY(queue.acknowledge(NodeId(3), last + 1) == nullptr);
    QVERIFY(queue.acknowledge(NodeId(3), last) != nullptr);
}

void ReadQueueTest::aReadIsTakenWithAllBeforeIt() {
    ReadQueue queue = threeReads();
    const auto taken = queue.takeUpTo(queue.pending()[1].number);
    QCOMPARE(taken.size(), std::size_t{2});
    QCOMPARE(taken[0].request.context.toString(), std::string("a"));
    QCOMPARE(taken[1].request.context.toString(), std::string("b"));
    QVERIFY(taken[1].index == Index(10));
    QCOMPARE(queue.size(), std::size_t{1});
    QVERIFY(queue.pending().front().index == Index(12));
}

void ReadQueueTest::numbersAreNeverUsedAgain() {
    ReadQueue queue = threeReads();
    const std::uint64_t last = queue.lastNumber();
    queue.clear();
    QCOMPARE(queue.lastNumber(), std::uint64_t{0});
    queue.add(requestOf(2, "a"), Index(10), NodeId(1));
    QVERIFY(queue.lastNumber() > last);
    QVERIFY(queue.acknowledge(NodeId(2), last) == nullptr);
}

void ReadQueueTest::aHeartbeatsContextIsReadBack_data() {
    QTest::addColumn<quint64>("read");
    QTest::addColumn<quint64>("tick");
    constexpr quint64 kLargest = std::numeric_limits<quint64>::max();
    QTest::newRow("nothing") << quint64{0} << quint64{0};
    QTest::newRow("read only") << quint64{1} << quint64{0};
    QTest::newRow("tick only") << quint64{0} << quint64{1};
    QTest::newRow("every byte") << quint64{0x0102030405060708U} << quint64{0xf1f2f3f4f5f6f7f8U};
    QTest::newRow("largest") << kLargest << kLargest;
}

void ReadQueueTest::aHeartbeatsContextIsReadBack() {
    QFETCH(quint64, read);
    QFETCH(quint64, tick);
    const auto decoded = HeartbeatContext::decode(HeartbeatContext{read, tick}.encode());
    QVERIFY(decoded.has_value());
    QCOMPARE(quint64{decoded->read}, read);
    QCOMPARE(quint64{decoded->tick}, tick);
}

void ReadQueueTest::aHeartbeatsContextIsSixteenBytesLeastSignificantFirst() {
    const Bytes bytes = HeartbeatContext{0x0201U, 0x0403000000000000U}.encode();
    QCOMPARE(bytes.toString(), std::string("\1\2\0\0\0\0\0\0\0\0\0\0\0\0\3\4", 16));
}

void ReadQueueTest::otherBytesAreNoContext_data() {
    QTest::addColumn<int>("size");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("too few") << 15;
    QTest::newRow("too many") << 17;
}

void ReadQueueTest::otherBytesAreNoContext() {
    QFETCH(int, size);
    const std::string bytes(static_cast<std::size_t>(size), 'x');
    QVERIFY(!HeartbeatContext::decode(Bytes::copyOf(bytes)).has_value());
}

QTEST_APPLESS_MAIN(ReadQueueTest)
#include "tst_read_queue.moc"
