// SPDX-License-Identifier: Apache-2.0
// Events of a recorder in another process, published here.
#include <QTest>

#include <vector>

#include "engine/observe/record_relay.h"
#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"

using namespace quorate;
using namespace quorate::observe;

namespace {

const SourceId kSource(3);
const raft::NodeId kNode(3);

/// One event each nanosecond, from the first moment on.
std::vector<Chunk> recorded(std::uint64_t firstSequence, std::uint64_t firstMoment, int count) {
    Recorder recorder(kSource, {}, firstSequence);
    for (int i = 0; i < count; ++i) {
        recorder.observe(
            {Moment(firstMoment + static_cast<std::uint64_t>(i)), kNode, raft::Term(1),
             raft::kNoEvent,
             raft::trace::TermChanged{raft::Term(0), raft::Term(static_cast<std::uint64_t>(i))}});
    }
    return recorder.publish(Moment(firstMoment)).chunks;
}

void relay(RecordRelay& to, const std::vector<Chunk>& chunks) {
    for (const Chunk& chunk : chunks) {
        for (std::size_t place = 0; place < chunk.size(); ++place) {
            const Record record = chunk.record(place);
            to.add(record, *chunk.node(record), *chunk.body(record));
        }
    }
}

}  // namespace

class ObserveRelayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eventsKeepTheirNamesAndMoments();
    void whatComesTwiceIsTakenOnce();
    void whatComesAfterAPromiseCountsAsOfIt();
    void aGapIsOne();
    void eventsOfOthersAreRefused();
};

void ObserveRelayTest::eventsKeepTheirNamesAndMoments() {
    RecordRelay relayed(kSource, 5);
    Recording recording;
    QVERIFY(recording.append(relayed.publish(Moment(90))));
    relay(relayed, recorded(5, 100, 3));
    QVERIFY(recording.append(relayed.publish(Moment(101))));
    relay(relayed, recorded(8, 103, 2));
    QVERIFY(recording.append(relayed.publish(Moment(200))));
    QCOMPARE(recording.size(), 5U);
    for (std::uint64_t i = 0; i < 5; ++i) {
        const auto event = recording.event(i);
        QVERIFY(event);
        QVERIFY(event->id == eventIdOf(kSource, 5 + i));
        QVERIFY(event->event.node == kNode);
        QCOMPARE(event->event.moment.nanoseconds(), 100 + i);
    }
    QCOMPARE(relayed.nextSequence(), 10U);
}

void ObserveRelayTest::whatComesTwiceIsTakenOnce() {
    RecordRelay relayed(kSource, 1);
    Recording recording;
    relay(relayed, recorded(1, 100, 4));
    relay(relayed, recorded(3, 102, 4));
    QVERIFY(recording.append(relayed.publish(Moment(200))));
    QCOMPARE(recording.size(), 6U);
}

void ObserveRelayTest::whatComesAfterAPromiseCountsAsOfIt() {
    RecordRelay relayed(kSource, 1);
    Recording recording;
    QVERIFY(recording.append(relayed.publish(Moment(150))));
    relay(relayed, recorded(1, 149, 4));
    QVERIFY(recording.append(relayed.publish(Moment(200))));
    QCOMPARE(recording.size(), 4U);
    QCOMPARE(recording.event(0)->event.moment.nanoseconds(), 150U);
    QCOMPARE(recording.event(1)->event.moment.nanoseconds(), 150U);
    QCOMPARE(recording.event(3)->event.moment.nanoseconds(), 152U);
}

void ObserveRelayTest::aGapIsOne() {
    RecordRelay relayed(kSource, 1);
    Recording recording;
    relay(relayed, recorded(1, 100, 2));
    QVERIFY(recording.append(relayed.publish(Moment(110))));
    relay(relayed, recorded(7, 120, 2));
    QVERIFY(recording.append(relayed.publish(Moment(200))));
    QCOMPARE(recording.size(), 4U);
    QVERIFY(recording.event(2)->id == eventIdOf(kSource, 7));
    QCOMPARE(relayed.nextSequence(), 9U);
}

void ObserveRelayTest::eventsOfOthersAreRefused() {
    RecordRelay relayed(SourceId(4), 1);
    relay(relayed, recorded(1, 100, 2));
    QVERIFY(relayed.publish(Moment(200)).chunks.empty());
    QCOMPARE(relayed.nextSequence(), 1U);
}

QTEST_GUILESS_MAIN(ObserveRelayTest)
#include "tst_observe_relay.moc"
