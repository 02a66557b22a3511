// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>

#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "storage/posix_file_system.h"
#include "storage/recording_file.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"

namespace quorate::storage {

using observe::Moment;
using observe::Recorder;
using observe::Recording;

class RecordingFileTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSavedRecordingIsTheSameWhenItIsOpened();
    void aRecordingIsReadWhileItIsAppendedTo();
    void aRecordingHasOneWriter();
    void whatIsOpenedMustBeThereAndWhatIsMadeMustNot();
    void longReadsAreMapped();
    void aReadBeyondTheEndIsRefused();
    void whatWasFlushedSurvivesALossOfPower();
    void aFullDiskIsTold();

private:
    PosixFileSystem m_posix;
    TemporaryDirectory m_directory;
};

namespace {

/// Full after enough events that a chunk is long enough to be mapped.
observe::RecordingOptions options() {
    observe::RecordingOptions options;
    options.chunk = {600, 100000};
    options.cachedChunks = 2;
    return options;
}

observe::Event eventAt(std::uint64_t moment) {
    observe::Event event;
    event.moment = Moment(moment);
    event.node = raft::NodeId(1);
    event.body = raft::trace::TermChanged{raft::Term(moment), raft::Term(moment + 1)};
    return event;
}

/// Appends the events of the moments [from, to).
void record(Recording& recording, std::uint64_t from, std::uint64_t to) {
    Recorder recorder(observe::SourceId(), options().chunk,
                      recording.nextSequence(observe::SourceId()));
    for (std::uint64_t moment = from; moment < to; ++moment) {
        recorder.observe(eventAt(moment));
    }
    must(recording.append(recorder.publish(Moment(to))));
}

/// Does it hold the events of the moments [1, end), and nothing else?
void verifyHolds(const Recording& recording, std::uint64_t end) {
    QCOMPARE(recording.size(), end - 1);
    for (std::uint64_t moment = 1; moment < end; ++moment) {
        QVERIFY(must(recording.event(moment - 1)).event.moment == Moment(moment));
    }
    QVERIFY(must(recording.stateAfter(end - 1)) == recording.latestState());
}

}  // namespace

void RecordingFileTest::aSavedRecordingIsTheSameWhenItIsOpened() {
    Recording recording(options());
    record(recording, 1, 5000);
    const auto saved = must(StoredRecordingFile::create(m_posix, m_directory.path("saved")));
    must(recording.saveTo(*saved));
    must(saved->sync());
    const auto file = must(StoredRecordingFile::openToRead(m_posix, m_directory.path("saved")));
    const auto opened = must(Recording::open(*file, Recording::Mode::Read, options()));
    verifyHolds(*opened, 5000);
    QVERIFY(!opened->tailDamage());
    QVERIFY(opened->latestState() == recording.latestState());
}

void RecordingFileTest::aRecordingIsReadWhileItIsAppendedTo() {
    const std::string path = m_directory.path("live");
    auto writer = must(StoredRecordingFile::create(m_posix, path));
    auto live = must(Recording::create(*writer, options()));
    const auto reader = must(StoredRecordingFile::openToRead(m_posix, path));
    const auto watched = must(Recording::open(*reader, Recording::Mode::Read, options()));
    std::uint64_t end = 1;
    for (const std::uint64_t more : {1U, 700U, 20U, 3000U, 5U}) {
        record(*live, end, end + more);
        end += more;
        must(live->flush());
        QCOMPARE(must(watched->refresh()), more);
        verifyHolds(*watched, end);
    }
    // The writer comes back, and goes on behind what it had.
    live.reset();
    writer.reset();
    writer = must(StoredRecordingFile::openToAppend(m_posix, path));
    live = must(Recording::open(*writer, Recording::Mode::Append, options()));
    record(*live, end, end + 100);
    must(live->flush());
    QCOMPARE(must(watched->refresh()), std::uint64_t{100});
    verifyHolds(*watched, end + 100);
}

void RecordingFileTest::aRecordingHasOneWriter() {
    const std::string path = m_directory.path("locked");
    auto writer = must(StoredRecordingFile::create(m_posix, path));
    QVERIFY(failsWith(StoredRecordingFile::openToAppend(m_posix, path), ErrorCode::Busy));
    must(StoredRecordingFile::openToRead(m_posix, path));
    writer.reset();
    must(StoredRecordingFile::openToAppend(m_posix, path));
}

void RecordingFileTest::whatIsOpenedMustBeThereAndWhatIsMadeMustNot() {
    const std::string path = m_directory.path("f");
    QVERIFY(failsWith(StoredRecordingFile::openToRead(m_posix, path), ErrorCode::NotFound));
    QVERIFY(failsWith(StoredRecordingFile::openToAppend(m_posix, path), ErrorCode::NotFound));
    QVERIFY(!must(m_posix.exists(path)));
    must(StoredRecordingFile::create(m_posix, path));
    QVERIFY(failsWith(StoredRecordingFile::create(m_posix, path), ErrorCode::FailedPrecondition));
    const auto reader = must(StoredRecordingFile::openToRead(m_posix, path));
    QVERIFY(failsWith(reader->append("x"), ErrorCode::FailedPrecondition));
}

void RecordingFileTest::longReadsAreMapped() {
    const std::string path = m_directory.path("mapped");
    auto file = must(StoredRecordingFile::create(m_posix, path));
    must(file->append(std::string(50000, 'a')));
    const Bytes bytes = must(file->read(1000, 40000));
    // A mapping shows what is changed behind it, as a copy does not.
    must(must(m_posix.open(path, OpenMode::ReadWrite))->write(20000, "b"));
    QCOMPARE(bytes.view()[19000], 'b');
    file.reset();
    QCOMPARE(bytes.view()[39999], 'a');
}

void RecordingFileTest::aReadBeyondTheEndIsRefused() {
    const auto file = must(StoredRecordingFile::create(m_posix, m_directory.path("short")));
    must(file->append("0123456789"));
    QCOMPARE(must(file->read(8, 2)).toString(), std::string("89"));
    QVERIFY(failsWith(file->read(8, 3), ErrorCode::OutOfRange));
}

void RecordingFileTest::whatWasFlushedSurvivesALossOfPower() {
    ScriptedDiskFaults faults;
    SimulatedFileSystem files(faults);
    {
        const auto file = must(StoredRecordingFile::create(files, "recording"));
        const auto recording = must(Recording::create(*file, options()));
        record(*recording, 1, 2000);
        must(recording->flush());
        record(*recording, 2000, 2700);
    }
    // What was appended since is torn.
    faults.keepOfSectors({512, 512, 100});
    must(files.crash(CrashKind::Power));
    const auto file = must(StoredRecordingFile::openToAppend(files, "recording"));
    const auto recording = must(Recording::open(*file, Recording::Mode::Append, options()));
    QVERIFY(recording->tailDamage().has_value());
    verifyHolds(*recording, 2000);
    record(*recording, 2000, 3000);
    must(recording->flush());
    verifyHolds(*recording, 3000);
}

void RecordingFileTest::aFullDiskIsTold() {
    ScriptedDiskFaults faults;
    SimulatedFileSystem files(faults);
    files.limitSpace(30000);
    const auto file = must(StoredRecordingFile::create(files, "recording"));
    const auto recording = must(Recording::create(*file, options()));
    Recorder recorder(observe::SourceId(), options().chunk);
    for (std::uint64_t moment = 1; moment < 5000; ++moment) {
        recorder.observe(eventAt(moment));
    }
    QVERIFY(failsWith(recording->append(recorder.publish(Moment(5000))), ErrorCode::OutOfSpace));
    verifyHolds(*recording, 5000);
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::RecordingFileTest)
#include "tst_recording_file.moc"
