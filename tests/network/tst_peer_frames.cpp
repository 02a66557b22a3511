// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/wire.h"
#include "engine/raft/codec.h"
#include "network/peer/checksum.h"
#include "network/peer/frame.h"
#include "network/peer/greeting.h"
#include "network/peer/lease_frames.h"
#include "network/peer/snapshot_frames.h"

using namespace quorate::network;  // NOLINT(google-build-using-namespace)
using quorate::Bytes;
using quorate::ErrorCode;
using quorate::Random;
using quorate::Result;
namespace raft = quorate::raft;
using raft::Index;
using raft::NodeId;
using raft::Term;

namespace {

std::string frameOf(FrameType type, std::string_view body) {
    std::string out;
    const std::size_t begin = beginFrame(out);
    out += body;
    [[maybe_unused]] const auto ended = endFrame(out, begin, type);
    return out;
}

QByteArray hexOf(std::string_view bytes) {
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex(' ');
}

void feed(FrameReader& reader, std::string_view bytes) {
    const auto room = reader.room(bytes.size());
    std::memcpy(room.data(), bytes.data(), bytes.size());
    reader.commit(bytes.size());
}

/// All frames, or the error.
Result<std::vector<Frame>> framesIn(FrameReader& reader) {
    std::vector<Frame> frames;
    while (true) {
        auto frame = reader.next();
        if (!frame) {
            return frame.error();
        }
        if (!*frame) {
            return frames;
        }
        frames.push_back(std::move(**frame));
    }
}

std::string preface() {
    std::string out;
    appendPreface(out);
    return out;
}

raft::SnapshotMetadata metadata() {
    raft::SnapshotMetadata metadata;
    metadata.index = Index(7);
    metadata.term = Term(2);
    metadata.confState.voters = {NodeId(1)};
    return metadata;
}

raft::Message snapMessage() {
    raft::Message message;
    message.type = raft::MessageType::Snap;
    message.to = NodeId(2);
    message.from = NodeId(1);
    message.term = Term(2);
    raft::Snapshot snapshot;
    snapshot.metadata = metadata();
    message.snapshot = std::make_shared<const raft::Snapshot>(std::move(snapshot));
    return message;
}

}  // namespace

class TestPeerFrames : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checksumsAreThoseOfTheStandard() {
        QCOMPARE(crc32c("123456789"), 0xe3069283U);
        QCOMPARE(crc32c("6789", crc32c("12345")), 0xe3069283U);
    }

    void bytesAreThoseOfTheFormat_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("golden");
        const auto row = [](const char* name, std::string_view bytes, const char* golden) {
            QTest::newRow(name) << hexOf(bytes) << QByteArray(golden);
        };
        row("preface", preface(), "51 55 4f 52 41 54 45 01");
        std::string hello;
        const std::size_t begin = beginFrame(hello);
        encode(Greeting{300, NodeId(1), NodeId(2), 5, "n1", "u"}, hello);
        QVERIFY(endFrame(hello, begin, FrameType::Hello));
        row("hello", hello, "0a 00 00 00 01 ff 21 5c a5 80 96 5a ac 02 01 02 05 02 6e 31 01 75");
        std::string refusal;
        encodeReason("no", refusal);
        row("refusal", frameOf(FrameType::Refusal, refusal),
            "03 00 00 00 03 35 35 11 15 83 95 ca 02 6e 6f");
        std::string stamp;
        quorate::WireWriter(stamp).varint(300);
        row("ping", frameOf(FrameType::Ping, stamp), "02 00 00 00 04 72 3e ca cd a3 40 90 ac 02");
        std::string standing;
        encode(PeerStanding{true, false}, standing);
        row("standing", frameOf(FrameType::Standing, standing),
            "02 00 00 00 0e 4a 16 28 f5 be 60 1c 01 00");
        std::string question;
        appendFrame(LeaseQuestion{3, true, {-1}}, question);
        row("question about a lease", question,
            "0c 00 00 00 0f 30 ff 43 04 33 ae 70 03 01 ff ff ff ff ff ff ff ff ff 01");
        std::string answer;
        appendFrame(LeaseAnswer{3, LeaseAnswer::Outcome::Found, 300, 7, {}}, answer);
        row("answer about a lease", answer, "05 00 00 00 10 46 60 78 22 4f e9 88 03 00 ac 02 07");
        std::string message;
        raft::Message heartbeat;
        heartbeat.type = raft::MessageType::Heartbeat;
        heartbeat.to = NodeId(2);
        heartbeat.from = NodeId(1);
        heartbeat.term = Term(3);
        raft::encode(heartbeat, message);
        row("message", frameOf(FrameType::Message, message),
            "0a 00 00 00 06 14 45 96 91 f1 22 04 01 07 02 01 03 00 00 00 00 00");
        std::string start;
        appendFrame(SnapshotStart{3, 300, metadata()}, start);
        row("snapshot start", start,
            "0c 00 00 00 07 ff a7 9a ad 74 32 1b 03 ac 02 01 07 02 01 01 00 00 00 00");
        std::string piece;
        appendPiece(3, 128, "abc", piece);
        row("snapshot piece", piece, "06 00 00 00 08 12 4f cc 37 cf d6 42 03 80 01 61 62 63");
        std::string end;
        appendFrame(SnapshotEnd{3, 131, snapMessage()}, end);
        row("snapshot end", end,
            "16 00 00 00 09 c2 ad 85 62 e7 ba 02 03 83 01 01 06 02 01 02 00 00 00 00 02 07 02 01 "
            "01 00 00 00 00 00");
        std::string abort;
        appendFrame(SnapshotFailure{3, "no"}, FrameType::SnapshotAbort, abort);
        row("snapshot abort", abort, "04 00 00 00 0a bd e0 d5 df 4e e6 16 03 02 6e 6f");
        std::string taken;
        appendFrame(SnapshotTaken{3, 131}, taken);
        row("snapshot taken", taken, "03 00 00 00 0b fa 6d c8 49 c3 10 e5 03 83 01");
        std::string stored;
        appendStored(3, stored);
        row("snapshot stored", stored, "01 00 00 00 0c 49 d6 20 82 f1 d4 6b 03");
    }
    void bytesAreThoseOfTheFormat() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, golden);
        QCOMPARE(bytes, golden);
    }

    void whatIsWrittenIsReadInAnyPieces() {
        Random random(3);
        for (std::uint64_t round = 0; round < 200; ++round) {
            std::string stream = preface();
            std::vector<std::string> bodies;
            for (std::uint64_t i = 0; i < 1 + random.below(20); ++i) {
                bodies.emplace_back(random.below(random.chance(1, 4) ? 5000 : 40),
                                    static_cast<char>('a' + i));
                stream += frameOf(FrameType::Message, bodies.back());
            }
            FrameReader reader;
            std::vector<Frame> frames;
            std::string_view rest = stream;
            while (!rest.empty()) {
                const std::size_t size =
                    std::min<std::size_t>(rest.size(), 1 + random.below(round + 1));
                feed(reader, rest.substr(0, size));
                rest.remove_prefix(size);
                const auto more = framesIn(reader);
                QVERIFY2(more, more ? "" : more.error().message.c_str());
                frames.insert(frames.end(), more->begin(), more->end());
            }
            QCOMPARE(reader.offset(), stream.size());
            QCOMPARE(frames.size(), bodies.size());
            for (std::size_t i = 0; i < frames.size(); ++i) {
                QVERIFY(frames[i].body.view() == bodies[i]);
            }
        }
    }

    void payloadsOutliveTheReaderAndWhatFollows() {
        Bytes first;
        {
            FrameReader reader;
            feed(reader, preface() + frameOf(FrameType::Message, "first"));
            first = framesIn(reader)->at(0).body;
            for (int i = 0; i < 100; ++i) {
                feed(reader, frameOf(FrameType::Message, "another one"));
                QCOMPARE(framesIn(reader)->size(), 1U);
            }
        }
        QVERIFY(first.view() == "first");
    }

    void everyDamagedBitIsNoticed() {
        const std::string good = frameOf(FrameType::Message, "some payload");
        for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
            std::string bad = good;
            bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
            FrameReader reader;
            feed(reader, preface() + bad + good);
            const auto frames = framesIn(reader);
            QVERIFY2(!frames && frames.error().code == ErrorCode::Malformed,
                     qPrintable(QString::number(bit)));
        }
    }

    void garbageIsNoticedWithItsFirstWrongByte_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("another protocol") << QByteArray("GET / HTTP") << QByteArray("not those");
        QTest::newRow("one byte") << QByteArray("G") << QByteArray("not those");
        QTest::newRow("nearly") << QByteArray("QUORUM") << QByteArray("not those");
        QTest::newRow("another version") << QByteArray("QUORATE\x02") << QByteArray("version 2");
        QTest::newRow("no frame") << QByteArray("QUORATE\x01 no frame here")
                                  << QByteArray("head of a frame");
        QTest::newRow("an unknown type")
            << QByteArray::fromStdString(preface() + frameOf(static_cast<FrameType>(99), ""))
            << QByteArray("type 99");
    }
    void garbageIsNoticedWithItsFirstWrongByte() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reason);
        FrameReader reader;
        feed(reader, bytes.toStdString());
        const auto frames = framesIn(reader);
        QVERIFY(!frames);
        QVERIFY2(frames.error().message.find(reason.toStdString()) != std::string::npos,
                 frames.error().message.c_str());
    }

    void aFrameOverTheLimitIsRefusedBeforeItsBodyComes() {
        const std::string frame = frameOf(FrameType::Hello, std::string(5000, 'x'));
        FrameReader reader;
        reader.setMaxBody(kMaxGreetingBody);
        feed(reader, preface() + frame.substr(0, kFrameHeadSize));
        const auto frames = framesIn(reader);
        QVERIFY(!frames);
        QCOMPARE(frames.error().code, ErrorCode::TooLarge);
    }

    void aFrameOverTheLimitIsNotWritten() {
        std::string out = "before";
        const std::size_t begin = beginFrame(out);
        out.append(kMaxFrameBody + 1, 'x');
        const auto ended = endFrame(out, begin, FrameType::Message);
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::TooLarge);
        QCOMPARE(out, std::string("before"));
    }

    void bodiesAreReadAsTheyWereWritten() {
        const Greeting greeting{~0ULL, NodeId(1), NodeId(2), ~0ULL, "name", "http://host:1"};
        std::string body;
        encode(greeting, body);
        QVERIFY(*decodeGreeting(Bytes::copyOf(body)) == greeting);
        std::string frames = preface();
        appendFrame(SnapshotStart{3, 300, metadata()}, frames);
        appendPiece(3, 128, "abc", frames);
        appendFrame(SnapshotEnd{3, 131, snapMessage()}, frames);
        appendFrame(SnapshotFailure{3, "no\n"}, FrameType::SnapshotRefused, frames);
        FrameReader reader;
        feed(reader, frames);
        const auto read = framesIn(reader);
        QVERIFY(read && read->size() == 4);
        const auto start = decodeSnapshotStart(read->at(0).body);
        QVERIFY(start && start->transfer == 3 && start->totalBytes == 300 &&
                start->metadata == metadata());
        const auto piece = decodeSnapshotPiece(read->at(1).body);
        QVERIFY(piece && piece->offset == 128 && piece->bytes.view() == "abc");
        const auto end = decodeSnapshotEnd(read->at(2).body);
        QVERIFY(end && end->totalBytes == 131 && end->message == snapMessage());
        const auto failure = decodeSnapshotFailure(read->at(3).body);
        QVERIFY(failure && failure->reason == "no?");
    }

    void whatIsSaidOfLeasesIsReadAsItWasWritten() {
        using Outcome = LeaseAnswer::Outcome;
        const LeaseQuestion question{7, true, {-5}};
        const std::vector<LeaseAnswer> answers{
            {7, Outcome::Found, std::numeric_limits<std::int64_t>::max(), 0, {}},
            {7, Outcome::NotThere, 0, 0, {}},
            {7, Outcome::NotNow, 0, 0, "why"}};
        std::string frames = preface();
        appendFrame(question, frames);
        for (const LeaseAnswer& answer : answers) {
            appendFrame(answer, frames);
        }
        FrameReader reader;
        feed(reader, frames);
        const auto read = framesIn(reader);
        QVERIFY(read && read->size() == 4);
        QVERIFY(*decodeLeaseQuestion(read->at(0).body) == question);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const Bytes& body = read->at(1 + i).body;
            QVERIFY(*decodeLeaseAnswer(body) == answers[i]);
            for (std::size_t size = 0; size < body.size(); ++size) {
                QVERIFY(!decodeLeaseAnswer(body.slice(0, size)));
            }
            QVERIFY(!decodeLeaseAnswer(Bytes::copyOf(body.toString() + "x")));
        }
        QVERIFY(!decodeLeaseQuestion(Bytes::copyOf(std::string_view("\7\2\1", 3))));
        QVERIFY(!decodeLeaseAnswer(Bytes::copyOf(std::string_view("\7\3", 2))));
        QVERIFY(!decodeLeaseAnswer(
            Bytes::copyOf(std::string_view("\7\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1\0", 13))));
    }

    void namesThatAreNoneAreMalformed() {
        const auto decodes = [](const Greeting& greeting) {
            std::string body;
            encode(greeting, body);
            return decodeGreeting(Bytes::copyOf(body)).has_value();
        };
        QVERIFY(decodes({1, NodeId(1), NodeId(2), 3, "n", "u"}));
        QVERIFY(!decodes({1, NodeId(1), NodeId(2), 3, "two\nlines", "u"}));
        // Written cut off, rather than refused.
        QVERIFY(decodes({1, NodeId(1), NodeId(2), 3, std::string(5000, 'n'), "u"}));
    }
};

QTEST_GUILESS_MAIN(TestPeerFrames)
#include "tst_peer_frames.moc"
