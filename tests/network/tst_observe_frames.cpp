// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/recorder.h"
#include "network/observation/observe_backlog.h"
#include "network/observation/observe_frames.h"

using namespace quorate::network;  // NOLINT(google-build-using-namespace)
using quorate::ErrorCode;
using quorate::Random;
using quorate::Result;
namespace observe = quorate::observe;
namespace raft = quorate::raft;
using observe::Moment;
using observe::Published;
using observe::SourceId;
using raft::EventId;
using raft::NodeId;
using raft::Term;

namespace {

constexpr std::uint64_t kFirst = 100;
const SourceId kSource(3);

QByteArray hexOf(std::string_view bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex(' ');
}

template <class Frame>
std::string framed(const Frame& frame) {
    std::string out;
    appendFrame(frame, out);
    return out;
}

ObserveHello helloFrom(std::uint64_t next) {
    return {0x1122, NodeId(3), 7, kSource, 1000, Moment(400), kFirst, next};
}

/// Events of a recorder, `chunkEvents` in a chunk.
Published record(std::uint64_t count, std::size_t chunkEvents = 4096) {
    observe::ChunkLimits limits;
    limits.records = chunkEvents;
    observe::Recorder recorder(kSource, limits, kFirst);
    for (std::uint64_t i = 0; i < count; ++i) {
        recorder.observe({Moment(10 * i), NodeId(1 + i % 3), Term(i), EventId(i),
                          observe::NodeFailed{std::string(i % 50, 'x')}});
    }
    return recorder.publish(Moment(10 * count));
}

std::string eventsFrame(const Published& published, std::size_t begin, std::size_t end) {
    std::string out;
    [[maybe_unused]] const auto appended =
        appendEvents(published.chunks.front(), begin, end, published.through, out);
    return out;
}

/// All frames of a stream that comes in pieces, or the error.
Result<std::vector<ObserveFrame>> framesIn(std::string_view stream, std::size_t pieceSize) {
    ObserveFrameReader reader;
    std::vector<ObserveFrame> frames;
    while (!stream.empty()) {
        std::string_view piece = stream.substr(0, pieceSize);
        stream.remove_prefix(piece.size());
        while (true) {
            auto frame = reader.take(piece);
            if (!frame) {
                return frame.error();
            }
            if (!*frame) {
                break;
            }
            frames.push_back(std::move(**frame));
        }
    }
    return frames;
}

std::string errorOf(std::string_view stream) {
    const auto frames = framesIn(stream, stream.size() + 1);
    return frames ? std::string() : frames.error().message;
}

}  // namespace

class TestObserveFrames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreThoseOfTheFormat_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("golden");
        const auto row = [](const char* name, std::string_view bytes, const char* golden) {
            QTest::newRow(name) << hexOf(bytes) << QByteArray(golden);
        };
        row("hello", framed(helloFrom(105)),
            "48 00 00 00 01 00 00 00 f8 e7 1c 7a 01 00 00 00 03 00 00 00 22 11 00 00 00 "
            "00 00 00 03 00 00 00 00 00 00 00 07 00 00 00 00 00 00 00 e8 03 00 00 00 00 "
            "00 00 90 01 00 00 00 00 00 00 64 00 00 00 00 00 00 00 69 00 00 00 00 00 00 "
            "00 00 00 00 00 00 00 00 00");
        row("events", eventsFrame(record(2), 1, 2),
            "43 00 00 00 02 00 00 00 8f fb 58 3c 14 00 00 00 00 00 00 00 02 00 00 00 01 "
            "00 00 00 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 0a 00 00 00 00 00 "
            "00 00 65 00 00 00 00 00 03 00 01 00 00 00 00 00 00 00 54 01 03 00 00 00 00 "
            "00 01 01 78");
        row("heartbeat", framed(ObserveHeartbeat{Moment(0x0102)}),
            "08 00 00 00 03 00 00 00 1b 1f 7c 62 02 01 00 00 00 00 00 00");
        row("missed", framed(ObserveMissed{105, 300, true}),
            "18 00 00 00 04 00 00 00 c4 3b 21 11 69 00 00 00 00 00 00 00 2c 01 00 00 00 "
            "00 00 00 01 00 00 00 00 00 00 00");
        row("end", framed(ObserveEnd{"no"}), "02 00 00 00 05 00 00 00 74 35 ca 66 6e 6f");
    }
    void bytesAreThoseOfTheFormat() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, golden);
        QCOMPARE(bytes, golden);
    }

    void whatIsWrittenIsReadInAnyPieces() {
        Random random(5);
        const Published published = record(500);
        const observe::Chunk& chunk = published.chunks.front();
        for (std::size_t round = 0; round < 100; ++round) {
            std::string stream = framed(helloFrom(kFirst));
            for (std::size_t at = 0; at < chunk.size();) {
                const std::size_t end =
                    std::min<std::size_t>(chunk.size(), at + 1 + random.below(100));
                QVERIFY(appendEvents(chunk, at, end, chunk.record(end - 1).moment, stream));
                at = end;
            }
            stream += framed(ObserveHeartbeat{published.through});
            stream += framed(ObserveMissed{kFirst + 500, kFirst + 600, false});
            stream += framed(ObserveEnd{"over"});
            const auto frames = framesIn(stream, 1 + random.below(1 + 40 * round));
            QVERIFY2(frames, frames ? "" : frames.error().message.c_str());
            QVERIFY(std::get<ObserveHello>(frames->front()) == helloFrom(kFirst));
            QVERIFY(std::get<ObserveEnd>(frames->back()).reason == "over");
            std::size_t place = 0;
            for (const ObserveFrame& frame : *frames) {
                const auto* events = std::get_if<Published>(&frame);
                if (events == nullptr) {
                    continue;
                }
                QVERIFY(events->source == kSource);
                QCOMPARE(events->chunks.size(), std::size_t(1));
                const observe::Chunk& read = events->chunks.front();
                QVERIFY(events->through == read.record(read.size() - 1).moment);
                for (std::size_t i = 0; i < read.size(); ++i, ++place) {
                    const auto was = chunk.event(place);
                    const auto is = read.event(i);
                    QVERIFY(was && is);
                    QVERIFY(is->id == was->id && is->event.moment == was->event.moment &&
                            is->event.node == was->event.node &&
                            is->event.cause == was->event.cause);
                    QVERIFY(std::get<observe::NodeFailed>(is->event.body).reason ==
                            std::get<observe::NodeFailed>(was->event.body).reason);
                }
            }
            QCOMPARE(place, chunk.size());
        }
    }

    void everyDamagedBitIsNoticed() {
        const std::string hello = framed(helloFrom(kFirst));
        const std::string good = eventsFrame(record(3), 0, 3);
        for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
            std::string bad = good;
            bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
            // A frame that claims to be longer is found out when its checksum would come.
            const auto frames = framesIn(hello + bad, 1000);
            QVERIFY2(!frames || frames->size() == 1, qPrintable(QString::number(bit)));
        }
    }

    void garbageIsRefusedWithWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reason");
        const auto row = [](const char* name, const std::string& bytes, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(reason);
        };
        const std::string hello = framed(helloFrom(kFirst));
        const Published published = record(10);
        row("another protocol", "HTTP/1.1 200 OK\r\n", "not the head of a frame");
        row("no hello", framed(ObserveHeartbeat{Moment(1)}), "not a hello");
        row("two hellos", hello + hello, "second hello");
        row("too large", hello + std::string("\xff\xff\xff\x7f\x02\0\0\0\0\0\0\0", 12),
            "too large");
        std::string other = hello;
        other[4] = 9;
        row("an unknown type", other, "not the head of a frame");
        row("a gap", hello + eventsFrame(published, 0, 3) + eventsFrame(published, 4, 6),
            "event 104 comes where 103 was due");
        row("twice", hello + eventsFrame(published, 0, 3) + eventsFrame(published, 0, 3),
            "event 100 comes where 103 was due");
        row("back in time",
            hello + framed(ObserveHeartbeat{Moment(50)}) + eventsFrame(published, 0, 3),
            "happens before what was told");
        std::string late;
        QVERIFY(appendEvents(published.chunks.front(), 0, 3, Moment(1), late));
        row("later than it says", hello + late, "later than the frame");
        row("missed what was there",
            hello + eventsFrame(published, 0, 3) + framed(ObserveMissed{100, 101, false}),
            "there already");
        row("after the end", hello + framed(ObserveEnd{""}) + framed(ObserveHeartbeat{Moment(1)}),
            "follows the end");
    }
    void garbageIsRefusedWithWhatIsWrong() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reason);
        const std::string error = errorOf(bytes.toStdString());
        QVERIFY2(error.find(reason.toStdString()) != std::string::npos, error.c_str());
        QVERIFY2(error.starts_with("byte "), error.c_str());
    }

    void backlogKeepsTheLatest() {
        observe::ChunkLimits limits;
        limits.records = 10;
        observe::Recorder recorder(kSource, limits, kFirst);
        ObserveBacklog backlog(2000, kFirst);
        QVERIFY(!backlog.find(kFirst));
        for (std::uint64_t i = 0; i < 1000; ++i) {
            recorder.observe({Moment(i), NodeId(1), Term(1), EventId(i), observe::NodeResumed()});
            // Often in the midst of a chunk, and sometimes several of them at once.
            if (i % 7 == 0 && i % 5 != 0) {
                backlog.add(recorder.publish(Moment(i)));
                QCOMPARE(backlog.next(), kFirst + i + 1);
                for (std::uint64_t sequence = backlog.first(); sequence < backlog.next();
                     ++sequence) {
                    const auto at = backlog.find(sequence);
                    QVERIFY(at);
                    QVERIFY(at->chunk.record(at->place).id ==
                            observe::eventIdOf(kSource, sequence));
                }
                QVERIFY(!backlog.find(backlog.first() - 1));
                QVERIFY(!backlog.find(backlog.next()));
                QVERIFY(backlog.heldBytes() < 2500);
            }
        }
        QVERIFY(backlog.first() > kFirst + 900);
        backlog.clear();
        QCOMPARE(backlog.heldBytes(), std::size_t(0));
        QVERIFY(!backlog.find(backlog.next() - 1));
    }
};

QTEST_GUILESS_MAIN(TestObserveFrames)
#include "tst_observe_frames.moc"
