// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/recording.h"
#include "tests/unit/observed_group.h"

using quorate::Error;
using quorate::ErrorCode;
using quorate::Random;
using quorate::Result;
using quorate::raft::EventId;
using quorate::raft::kNoEvent;
using quorate::raft::NodeId;
using quorate::raft::Term;
using quorate::test::ObservedGroup;
using namespace quorate::observe;  // NOLINT(google-build-using-namespace)

namespace {

/// Small, so that little is needed for many chunks and key frames.
RecordingOptions smallOptions() {
    RecordingOptions options;
    options.chunk = {50, 2000};
    options.keyFrameEvents = 120;
    options.cachedChunks = 3;
    options.cachedKeyFrames = 2;
    return options;
}

Event eventAt(std::uint64_t moment, std::uint64_t node = 1, EventId cause = kNoEvent) {
    Event event;
    event.moment = Moment(moment);
    event.node = NodeId(node);
    event.cause = cause;
    event.body = quorate::raft::trace::TermChanged{Term(moment), Term(moment + 1)};
    return event;
}

std::vector<std::uint64_t> idsOf(const Recording& recording) {
    std::vector<std::uint64_t> ids;
    for (std::uint64_t number = 0; number < recording.size(); ++number) {
        ids.push_back(recording.event(number)->id.value());
    }
    return ids;
}

/// Records what a group does.
void runGroup(Recording& recording, int steps) {
    Recorder recorder(SourceId(), smallOptions().chunk);
    ObservedGroup group(3, true, recorder);
    for (int step = 0; step < steps; ++step) {
        group.step();
        QVERIFY(recording.append(recorder.publish(group.now())).has_value());
    }
    QCOMPARE(group.failure(), std::string());
}

std::string recordedGroup(int steps) {
    MemoryRecordingFile file;
    auto recording = Recording::create(file, smallOptions());
    runGroup(**recording, steps);
    static_cast<void>((*recording)->flush());
    return file.content();
}

/// Refuses to be written from some size on.
class FullFile final : public RecordingFile {
public:
    explicit FullFile(std::size_t capacity) : m_capacity(capacity) {}
    [[nodiscard]] Result<std::uint64_t> size() const override { return m_inner.size(); }
    Result<void> append(std::string_view bytes) override {
        if (m_inner.content().size() + bytes.size() > m_capacity) {
            ++refusals;
            return Error(ErrorCode::IoError, "no space left");
        }
        return m_inner.append(bytes);
    }
    [[nodiscard]] Result<quorate::Bytes> read(std::uint64_t offset,
                                              std::uint64_t length) const override {
        return m_inner.read(offset, length);
    }
    Result<void> sync() override { return m_inner.sync(); }
    Result<void> truncate(std::uint64_t size) override { return m_inner.truncate(size); }

    int refusals{0};

private:
    std::size_t m_capacity;
    MemoryRecordingFile m_inner;
};

}  // namespace

class ObserveRecordingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyRecordingHasNothing();
    void eventsComeBackInOrderWithTheirIds();
    void aRecordersTimeNeverGoesBack();
    void aPublishedValueDoesNotChangeWhileMoreIsRecorded();
    void eventsAreFoundByMoment();
    void eventsAreFoundById();
    void sourcesAreMergedByMomentWheneverTheyPublish();
    void anEventWaitsForSourcesThatMayStillComeBeforeIt();
    void aSourceThatHasEndedIsNotWaitedFor();
    void whatComesTooLateHappensNow();
    void chainsOfCausesRunBackToTheirBeginning();
    void aChainThatRunsInACircleEnds();
    void memoryStaysBoundedWithAFile();
    void aRecordingWithAFileAnswersAsOneInMemory();
    void aSavedRecordingIsTheSameWhenItIsOpened();
    void aFileIsReadWhileItIsAppendedTo();
    void everyBeginningOfAFileIsABeginningOfTheRecording();
    void damageIsToldAndNeverReadAsData();
    void aTornEndIsCutOffBeforeMoreIsAppended();
    void anotherVersionIsRefused();
    void whatIsNoRecordingIsRefused();
    void aNewRecordingWantsAnEmptyFile();
    void aFullDiskIsToldOnceAndTheRecordingGoesOn();
    void chunksAreHandedOverBetweenThreads();
};

void ObserveRecordingTest::anEmptyRecordingHasNothing() {
    const Recording recording;
    QCOMPARE(recording.size(), std::uint64_t{0});
    QVERIFY(recording.firstMoment() == Moment());
    QCOMPARE(recording.event(0).error().code, ErrorCode::OutOfRange);
    QCOMPARE(recording.numberOf(EventId(1)).error().code, ErrorCode::NotFound);
    QCOMPARE(*recording.countUpTo(Moment(5)), std::uint64_t{0});
    QVERIFY(*recording.stateAfter(0) == ClusterState());
    QCOMPARE(recording.stateAfter(1).error().code, ErrorCode::OutOfRange);
    QCOMPARE(recording.chainOfCauses(EventId(1)).error().code, ErrorCode::NotFound);
}

void ObserveRecordingTest::eventsComeBackInOrderWithTheirIds() {
    Recorder recorder(SourceId(), smallOptions().chunk);
    Recording recording(smallOptions());
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        QCOMPARE(recorder.observe(eventAt(i, i % 7)).value(), i);
        if (i % 13 == 0) {
            QVERIFY(recording.append(recorder.publish(Moment(i))).has_value());
        }
    }
    QCOMPARE(recorder.unpublishedCount(), std::uint64_t{1000 % 13});
    QVERIFY(recording.append(recorder.publish(Moment(1000))).has_value());
    QCOMPARE(recording.size(), std::uint64_t{1000});
    for (std::uint64_t i = 1; i <= 1000; ++i) {
        const auto recorded = recording.event(i - 1);
        QVERIFY(recorded.has_value());
        QCOMPARE(recorded->id.value(), i);
        QVERIFY(recorded->event.moment == Moment(i));
        QVERIFY(recorded->event.node == NodeId(i % 7));
    }
    QVERIFY(recording.firstMoment() == Moment(1));
    QVERIFY(recording.lastMoment() == Moment(1000));
}

void ObserveRecordingTest::aRecordersTimeNeverGoesBack() {
    Recorder recorder;
    Recording recording;
    recorder.observe(eventAt(10));
    recorder.observe(eventAt(5));
    QVERIFY(recording.append(recorder.publish(Moment(20))).has_value());
    recorder.observe(eventAt(15));
    QVERIFY(recording.append(recorder.publish(Moment(20))).has_value());
    QVERIFY(recording.event(1)->event.moment == Moment(10));
    QVERIFY(recording.event(2)->event.moment == Moment(20));
}

void ObserveRecordingTest::aPublishedValueDoesNotChangeWhileMoreIsRecorded() {
    Recorder recorder;
    recorder.observe(eventAt(1));
    const Published published = recorder.publish(Moment(1));
    QCOMPARE(published.chunks.size(), std::size_t{1});
    for (std::uint64_t i = 2; i < 100; ++i) {
        recorder.observe(eventAt(i, i));
    }
    QCOMPARE(published.chunks.front().size(), std::size_t{1});
    QCOMPARE(published.chunks.front().parts().nodes.size(), std::size_t{8});
    QCOMPARE(published.chunks.front().event(0)->id.value(), std::uint64_t{1});
}

void ObserveRecordingTest::eventsAreFoundByMoment() {
    Recorder recorder(SourceId(), smallOptions().chunk);
    Recording recording(smallOptions());
    // Moments 10, 10, 20, 20, 30, 30, ...
    for (std::uint64_t i = 0; i < 500; ++i) {
        recorder.observe(eventAt(10 * (i / 2 + 1)));
    }
    QVERIFY(recording.append(recorder.publish(Moment(5000))).has_value());
    QCOMPARE(*recording.countUpTo(Moment(9)), std::uint64_t{0});
    for (std::uint64_t step = 1; step <= 250; ++step) {
        QCOMPARE(*recording.countUpTo(Moment(10 * step)), 2 * step);
        QCOMPARE(*recording.countUpTo(Moment(10 * step + 9)), 2 * step);
        QVERIFY(recording.stateAt(Moment(10 * step))->findNode(NodeId(1))->term ==
                Term(10 * step + 1));
    }
    QCOMPARE(*recording.countUpTo(Moment(~std::uint64_t{0})), std::uint64_t{500});
}

void ObserveRecordingTest::eventsAreFoundById() {
    Recorder first(SourceId(1), smallOptions().chunk);
    Recorder second(SourceId(2), smallOptions().chunk, 1000);
    Recording recording(smallOptions());
    Random random(4);
    std::vector<EventId> ids;
    for (std::uint64_t i = 1; i <= 600; ++i) {
        ids.push_back((random.chance(1, 3) ? first : second).observe(eventAt(i)));
    }
    QVERIFY(recording.append(first.publish(Moment(1000))).has_value());
    QVERIFY(recording.append(second.publish(Moment(1000))).has_value());
    QCOMPARE(recording.size(), std::uint64_t{600});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto number = recording.numberOf(ids[i]);
        QVERIFY(number.has_value());
        QVERIFY(recording.event(*number)->id == ids[i]);
        QVERIFY(recording.stateAt(ids[i])->lastEvent() == ids[i]);
    }
    QVERIFY(!recording.numberOf(eventIdOf(SourceId(2), 999)).has_value());
    QVERIFY(!recording.numberOf(eventIdOf(SourceId(3), 1)).has_value());
    QVERIFY(!recording.numberOf(eventIdOf(SourceId(1), 601)).has_value());
    QVERIFY(!recording.numberOf(kNoEvent).has_value());
}

void ObserveRecordingTest::sourcesAreMergedByMomentWheneverTheyPublish() {
    std::vector<std::vector<std::uint64_t>> orders;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Random what(17);
        Random when(seed);
        std::deque<Recorder> recorders;
        recorders.emplace_back(SourceId(1), smallOptions().chunk);
        recorders.emplace_back(SourceId(2), smallOptions().chunk);
        recorders.emplace_back(SourceId(3), smallOptions().chunk);
        Recording recording(smallOptions());
        for (Recorder& recorder : recorders) {
            QVERIFY(recording.append(recorder.publish(Moment(0))).has_value());
        }
        for (std::uint64_t i = 1; i <= 2000; ++i) {
            const Moment now(i / 4);
            recorders[what.below(3)].observe(eventAt(now.nanoseconds()));
            if (when.chance(1, 10)) {
                QVERIFY(recording.append(recorders[when.below(3)].publish(now)).has_value());
            }
        }
        for (Recorder& recorder : recorders) {
            QVERIFY(recording.append(recorder.publish(Moment(1000))).has_value());
        }
        QVERIFY(recording.flush().has_value());
        QCOMPARE(recording.size(), std::uint64_t{2000});
        orders.push_back(idsOf(recording));
        Moment last;
        for (std::uint64_t number = 0; number < recording.size(); ++number) {
            QVERIFY(recording.event(number)->event.moment >= last);
            last = recording.event(number)->event.moment;
        }
    }
    for (const auto& order : orders) {
        QVERIFY(order == orders.front());
    }
}

void ObserveRecordingTest::anEventWaitsForSourcesThatMayStillComeBeforeIt() {
    Recorder first(SourceId(1));
    Recorder second(SourceId(2));
    Recording recording;
    QVERIFY(recording.append(second.publish(Moment(0))).has_value());
    first.observe(eventAt(10));
    QVERIFY(recording.append(first.publish(Moment(20))).has_value());
    QCOMPARE(recording.size(), std::uint64_t{0});
    QVERIFY(recording.append(second.publish(Moment(10))).has_value());
    QCOMPARE(recording.size(), std::uint64_t{0});  // it may still tell of moment 10
    second.observe(eventAt(10));
    QVERIFY(recording.append(second.publish(Moment(11))).has_value());
    QCOMPARE(recording.size(), std::uint64_t{2});
    QVERIFY(recording.event(0)->id == eventIdOf(SourceId(1), 1));
}

void ObserveRecordingTest::aSourceThatHasEndedIsNotWaitedFor() {
    Recorder first(SourceId(1));
    Recorder second(SourceId(2));
    Recording recording;
    QVERIFY(recording.append(second.publish(Moment(0))).has_value());
    first.observe(eventAt(10));
    QVERIFY(recording.append(first.publish(Moment(20))).has_value());
    QVERIFY(recording.endSource(SourceId(2)).has_value());
    QCOMPARE(recording.size(), std::uint64_t{1});
}

void ObserveRecordingTest::whatComesTooLateHappensNow() {
    Recorder first(SourceId(1));
    Recorder second(SourceId(2));
    Recording recording;
    first.observe(eventAt(100));
    QVERIFY(recording.append(first.publish(Moment(100))).has_value());
    second.observe(eventAt(50));
    QVERIFY(recording.append(second.publish(Moment(200))).has_value());
    QVERIFY(recording.flush().has_value());
    QCOMPARE(recording.size(), std::uint64_t{2});
    QVERIFY(recording.event(1)->event.moment == Moment(100));
    QCOMPARE(*recording.countUpTo(Moment(99)), std::uint64_t{0});
}

void ObserveRecordingTest::chainsOfCausesRunBackToTheirBeginning() {
    Recorder recorder(SourceId(), smallOptions().chunk);
    Recording recording(smallOptions());
    EventId cause = kNoEvent;
    std::vector<EventId> expected;
    for (std::uint64_t i = 1; i <= 500; ++i) {
        if (i % 10 == 0) {
            cause = recorder.observe(eventAt(i, 1, cause));
            expected.push_back(cause);
        } else {
            recorder.observe(eventAt(i));
        }
    }
    QVERIFY(recording.append(recorder.publish(Moment(500))).has_value());
    const auto chain = recording.chainOfCauses(cause);
    QVERIFY(chain.has_value());
    QCOMPARE(chain->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QVERIFY((*chain)[i].id == expected[expected.size() - 1 - i]);
    }
    QCOMPARE(recording.chainOfCauses(cause, 3)->size(), std::size_t{3});
}

void ObserveRecordingTest::aChainThatRunsInACircleEnds() {
    Recorder recorder;
    Recording recording;
    recorder.observe(eventAt(1, 1, EventId(2)));
    recorder.observe(eventAt(2, 1, EventId(1)));
    recorder.observe(eventAt(3, 1, EventId(99)));
    QVERIFY(recording.append(recorder.publish(Moment(3))).has_value());
    QCOMPARE(recording.chainOfCauses(EventId(2), 50)->size(), std::size_t{50});
    QCOMPARE(recording.chainOfCauses(EventId(3))->size(), std::size_t{1});
}

void ObserveRecordingTest::memoryStaysBoundedWithAFile() {
    MemoryRecordingFile file;
    auto created = Recording::create(file, smallOptions());
    QVERIFY(created.has_value());
    Recording& recording = **created;
    runGroup(recording, 4000);
    QVERIFY(recording.size() > 2000);
    Random random(3);
    for (int i = 0; i < 300; ++i) {
        QVERIFY(recording.stateAfter(random.below(recording.size())).has_value());
        QVERIFY(recording.event(random.below(recording.size())).has_value());
        QVERIFY(recording.chunksInMemory() <= smallOptions().cachedChunks);
        QVERIFY(recording.keyFramesInMemory() <= smallOptions().cachedKeyFrames);
    }
}

void ObserveRecordingTest::aRecordingWithAFileAnswersAsOneInMemory() {
    MemoryRecordingFile file;
    auto created = Recording::create(file, smallOptions());
    QVERIFY(created.has_value());
    Recording inMemory(smallOptions());
    runGroup(**created, 2000);
    runGroup(inMemory, 2000);
    QCOMPARE((*created)->size(), inMemory.size());
    Random random(3);
    for (int i = 0; i < 300; ++i) {
        const std::uint64_t count = random.below(inMemory.size() + 1);
        QVERIFY(*(*created)->stateAfter(count) == *inMemory.stateAfter(count));
    }
}

void ObserveRecordingTest::aSavedRecordingIsTheSameWhenItIsOpened() {
    Recording original(smallOptions());
    runGroup(original, 2000);
    MemoryRecordingFile file;
    QVERIFY(original.saveTo(file).has_value());
    auto opened = Recording::open(file, Recording::Mode::Read, smallOptions());
    QVERIFY(opened.has_value());
    const Recording& copy = **opened;
    QVERIFY(!copy.tailDamage().has_value());
    QCOMPARE(copy.size(), original.size());
    QVERIFY(idsOf(copy) == idsOf(original));
    QVERIFY(copy.latestState() == original.latestState());
    Random random(3);
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t count = random.below(original.size() + 1);
        QVERIFY(*copy.stateAfter(count) == *original.stateAfter(count));
    }
    // And once more, from the copy.
    MemoryRecordingFile again;
    QVERIFY(copy.saveTo(again).has_value());
    QVERIFY(again.content() == file.content());
}

void ObserveRecordingTest::aFileIsReadWhileItIsAppendedTo() {
    MemoryRecordingFile file;
    auto created = Recording::create(file, smallOptions());
    QVERIFY(created.has_value());
    Recording& writer = **created;
    auto opened = Recording::open(file, Recording::Mode::Read, smallOptions());
    QVERIFY(opened.has_value());
    Recording& reader = **opened;
    Recorder recorder(SourceId(), smallOptions().chunk);
    ObservedGroup group(3, false, recorder);
    for (int round = 0; round < 20; ++round) {
        for (int step = 0; step < 100; ++step) {
            group.step();
        }
        QVERIFY(writer.append(recorder.publish(group.now())).has_value());
        const std::uint64_t before = reader.size();
        const auto added = reader.refresh();
        QVERIFY(added.has_value());
        QCOMPARE(reader.size(), before + *added);
        QVERIFY(reader.size() <= writer.size());
        QVERIFY(reader.latestState() == *writer.stateAfter(reader.size()));
    }
    QVERIFY(writer.flush().has_value());
    QVERIFY(reader.refresh().has_value());
    QCOMPARE(reader.size(), writer.size());
    QVERIFY(reader.latestState() == writer.latestState());
    QVERIFY(!writer.refresh().has_value());
}

void ObserveRecordingTest::everyBeginningOfAFileIsABeginningOfTheRecording() {
    const std::string whole = recordedGroup(150);
    MemoryRecordingFile wholeFile(whole);
    const auto reference = Recording::open(wholeFile, Recording::Mode::Read, smallOptions());
    QVERIFY(reference.has_value());
    Random random(1);
    for (std::size_t length = kFileHeadSize; length < whole.size();
         length += random.between(1, 150)) {
        MemoryRecordingFile file(whole.substr(0, length));
        const auto opened = Recording::open(file, Recording::Mode::Read, smallOptions());
        QVERIFY(opened.has_value());
        const Recording& part = **opened;
        QVERIFY(part.size() <= (*reference)->size());
        QVERIFY(part.latestState() == *(*reference)->stateAfter(part.size()));
        for (std::uint64_t number = 0; number < part.size(); ++number) {
            QVERIFY(part.event(number)->id == (*reference)->event(number)->id);
        }
    }
    // The end of a block shows nothing; anything else is told.
    MemoryRecordingFile torn(whole.substr(0, whole.size() - 1));
    const auto opened = Recording::open(torn, Recording::Mode::Read, smallOptions());
    QVERIFY((*opened)->tailDamage().has_value());
}

void ObserveRecordingTest::damageIsToldAndNeverReadAsData() {
    const std::string whole = recordedGroup(150);
    MemoryRecordingFile wholeFile(whole);
    const auto reference = Recording::open(wholeFile, Recording::Mode::Read, smallOptions());
    QVERIFY(reference.has_value());
    Random random(1);
    for (int i = 0; i < 300; ++i) {
        std::string damaged = whole;
        const std::size_t at = random.between(kFileHeadSize, whole.size() - 1);
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.below(8)));
        MemoryRecordingFile file(damaged);
        const auto opened = Recording::open(file, Recording::Mode::Read, smallOptions());
        if (!opened) {
            continue;
        }
        bool isTold = (*opened)->tailDamage().has_value();
        for (std::uint64_t number = 0; number < (*opened)->size(); ++number) {
            const auto recorded = (*opened)->event(number);
            isTold = isTold || !recorded.has_value();
            QVERIFY(!recorded || recorded->id == (*reference)->event(number)->id);
        }
        for (std::uint64_t count = 0; count <= (*opened)->size(); count += 40) {
            const auto state = (*opened)->stateAfter(count);
            isTold = isTold || !state.has_value();
            QVERIFY(!state || *state == *(*reference)->stateAfter(count));
        }
        QVERIFY2(isTold, std::to_string(at).c_str());
    }
}

void ObserveRecordingTest::aTornEndIsCutOffBeforeMoreIsAppended() {
    const std::string whole = recordedGroup(300);
    MemoryRecordingFile file(whole.substr(0, whole.size() - 10));
    std::uint64_t kept = 0;
    {
        auto opened = Recording::open(file, Recording::Mode::Append, smallOptions());
        QVERIFY(opened.has_value());
        Recording& recording = **opened;
        QVERIFY(recording.tailDamage().has_value());
        kept = recording.size();
        QVERIFY(kept > 0);
        QCOMPARE(recording.nextSequence(SourceId()), kept + 1);
        Recorder recorder(SourceId(), smallOptions().chunk, recording.nextSequence(SourceId()));
        for (std::uint64_t i = 0; i < 100; ++i) {
            recorder.observe(eventAt(recording.lastMoment().nanoseconds() + 1));
        }
        QVERIFY(recording.append(recorder.publish(Moment(~std::uint64_t{0}))).has_value());
        QVERIFY(recording.flush().has_value());
        QCOMPARE(recording.size(), kept + 100);
    }
    const auto again = Recording::open(file, Recording::Mode::Read, smallOptions());
    QVERIFY(again.has_value());
    QVERIFY(!(*again)->tailDamage().has_value());
    QCOMPARE((*again)->size(), kept + 100);
    QCOMPARE(*(*again)->numberOf(EventId(kept + 100)), kept + 99);
}

void ObserveRecordingTest::anotherVersionIsRefused() {
    std::string content = recordedGroup(10);
    content[8] = 1;
    MemoryRecordingFile file(content);
    const auto opened = Recording::open(file, Recording::Mode::Read);
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().code, ErrorCode::FailedPrecondition);
}

void ObserveRecordingTest::whatIsNoRecordingIsRefused() {
    for (const std::string& content : {std::string(), std::string("QUORATER"),
                                       std::string("a text that is longer than the head")}) {
        MemoryRecordingFile file(content);
        const auto opened = Recording::open(file, Recording::Mode::Append);
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, ErrorCode::Malformed);
        QVERIFY(file.content() == content);
    }
}

void ObserveRecordingTest::aNewRecordingWantsAnEmptyFile() {
    MemoryRecordingFile file("something");
    QCOMPARE(Recording::create(file).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(Recording().saveTo(file).error().code, ErrorCode::FailedPrecondition);
    QCOMPARE(file.content(), std::string("something"));
}

void ObserveRecordingTest::aFullDiskIsToldOnceAndTheRecordingGoesOn() {
    FullFile file(10'000);
    auto created = Recording::create(file, smallOptions());
    QVERIFY(created.has_value());
    Recording& recording = **created;
    Recorder recorder(SourceId(), smallOptions().chunk);
    int errors = 0;
    for (std::uint64_t i = 1; i <= 2000; ++i) {
        recorder.observe(eventAt(i));
        if (auto taken = recording.append(recorder.publish(Moment(i))); !taken) {
            QCOMPARE(taken.error().code, ErrorCode::IoError);
            ++errors;
        }
    }
    QCOMPARE(errors, 1);
    QCOMPARE(file.refusals, 1);
    QVERIFY(recording.fileFailure().has_value());
    QCOMPARE(recording.size(), std::uint64_t{2000});
    for (std::uint64_t number = 0; number < 2000; ++number) {
        QCOMPARE(recording.event(number)->id.value(), number + 1);
    }
    QVERIFY(recording.stateAfter(1500)->findNode(NodeId(1))->term == Term(1501));
}

void ObserveRecordingTest::chunksAreHandedOverBetweenThreads() {
    constexpr std::uint64_t kEvents = 20'000;
    constexpr std::uint16_t kSources = 3;
    std::mutex mutex;
    std::deque<Published> queue;
    std::vector<std::thread> nodes;
    int running = kSources;
    for (std::uint16_t source = 1; source <= kSources; ++source) {
        nodes.emplace_back([source, &mutex, &queue, &running] {
            Recorder recorder(SourceId(source), smallOptions().chunk);
            for (std::uint64_t i = 1; i <= kEvents; ++i) {
                recorder.observe(eventAt(i, source));
                if (i % 50 == 0 || i == kEvents) {
                    Published published = recorder.publish(Moment(i));
                    const std::lock_guard lock(mutex);
                    queue.push_back(std::move(published));
                }
            }
            const std::lock_guard lock(mutex);
            --running;
        });
    }
    Recording recording(smallOptions());
    for (bool isDone = false; !isDone;) {
        std::deque<Published> taken;
        {
            const std::lock_guard lock(mutex);
            taken.swap(queue);
            isDone = running == 0;
        }
        for (const Published& published : taken) {
            QVERIFY(recording.append(published).has_value());
        }
    }
    for (std::thread& node : nodes) {
        node.join();
    }
    QVERIFY(recording.flush().has_value());
    QCOMPARE(recording.size(), kSources * kEvents);
    for (std::uint16_t source = 1; source <= kSources; ++source) {
        QVERIFY(recording.latestState().findNode(NodeId(source))->term == Term(kEvents + 1));
    }
}

QTEST_APPLESS_MAIN(ObserveRecordingTest)
#include "tst_observe_recording.moc"
