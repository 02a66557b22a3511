// SPDX-License-Identifier: Apache-2.0
// A recording on its thread: long ones are there at once and read meanwhile, and saving can be
// ended.
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "gui/recording/recording_keeper.h"
#include "storage/posix_file_system.h"
#include "storage/recording_file.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

constexpr std::uint64_t kEvents = 250'000;
constexpr int kPatienceMs = 20'000;

/// Elections that come and go, so that the history grows.
bool makeLong(storage::FileSystem& files, const std::string& path) {
    auto file = storage::StoredRecordingFile::create(files, path);
    if (!file) {
        return false;
    }
    auto recording = observe::Recording::create(**file);
    if (!recording) {
        return false;
    }
    observe::Recorder recorder;
    observe::Moment now;
    for (std::uint64_t i = 0; i < kEvents; ++i) {
        now = observe::Moment(i * 1000);
        observe::Event event;
        event.moment = now;
        event.node = raft::NodeId(1);
        event.term = raft::Term(1 + i / 1000);
        if (i % 1000 == 0) {
            event.body = raft::trace::RoleChanged{raft::Role::Candidate, raft::Role::Leader};
        } else {
            event.body = observe::NodePaused();
        }
        recorder.observe(event);
    }
    return (*recording)->append(recorder.publish(now)).has_value() &&
           (*recording)->flush().has_value();
}

}  // namespace

class RecordingKeeperTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void aLongRecordingIsThereAtOnceAndReadMeanwhile();
    void questionsAreAnsweredWhileItIsRead();
    void aSaveThatIsEndedLeavesNothing();
    void aSaveTellsHowFarItIs();

private:
    std::unique_ptr<RecordingKeeper> open();

    QTemporaryDir m_directory;
    storage::PosixFileSystem m_files;
    std::string m_path;
};

void RecordingKeeperTest::initTestCase() {
    m_path = m_directory.filePath(QStringLiteral("long.quorate")).toStdString();
    QVERIFY(makeLong(m_files, m_path));
}

std::unique_ptr<RecordingKeeper> RecordingKeeperTest::open() {
    auto keeper = RecordingKeeper::open(m_files, m_path, RecordingKeeper::Mode::Read);
    return keeper ? std::move(*keeper) : nullptr;
}

void RecordingKeeperTest::aLongRecordingIsThereAtOnceAndReadMeanwhile() {
    const auto keeper = open();
    QVERIFY(keeper != nullptr);
    QCOMPARE(keeper->latest()->count, kEvents);
    QCOMPARE(keeper->latest()->state.nodeCount(), std::size_t{1});
    QVERIFY(keeper->latest()->historyCount < kEvents);
    QTRY_COMPARE_WITH_TIMEOUT(keeper->latest()->historyCount, kEvents, kPatienceMs);
    QCOMPARE(keeper->latest()->history->marks().size(), std::size_t{kEvents / 1000});
}

void RecordingKeeperTest::questionsAreAnsweredWhileItIsRead() {
    const auto keeper = open();
    std::uint64_t known = 0;
    keeper->ask(
        this, [](const observe::Recording& recording) { return recording.size(); },
        [&known](std::uint64_t size) { known = size; });
    QTRY_COMPARE_WITH_TIMEOUT(known, kEvents, kPatienceMs);
}

void RecordingKeeperTest::aSaveThatIsEndedLeavesNothing() {
    const auto keeper = open();
    const QString copy = m_directory.filePath(QStringLiteral("ended.quorate"));
    const auto progress = std::make_shared<Progress>();
    progress->cancel();
    std::optional<Result<void>> saved;
    keeper->saveTo(copy.toStdString(), progress, this,
                   [&saved](const Result<void>& result) { saved = result; });
    QTRY_VERIFY_WITH_TIMEOUT(saved.has_value(), kPatienceMs);
    QVERIFY(!*saved);
    QCOMPARE(saved->error().code, ErrorCode::FailedPrecondition);
    QVERIFY(!QFile::exists(copy));
}

void RecordingKeeperTest::aSaveTellsHowFarItIs() {
    const auto keeper = open();
    const QString copy = m_directory.filePath(QStringLiteral("copy.quorate"));
    const auto progress = std::make_shared<Progress>();
    QVERIFY(progress->share() < 0);
    std::optional<Result<void>> saved;
    keeper->saveTo(copy.toStdString(), progress, this,
                   [&saved](const Result<void>& result) { saved = result; });
    QTRY_VERIFY_WITH_TIMEOUT(saved.has_value(), kPatienceMs);
    QVERIFY(*saved);
    QVERIFY(progress->share() > 0.5);
    const auto again =
        RecordingKeeper::open(m_files, copy.toStdString(), RecordingKeeper::Mode::Read);
    QVERIFY(again);
    QCOMPARE((*again)->latest()->count, kEvents);
}

QTEST_GUILESS_MAIN(RecordingKeeperTest)
#include "tst_recording_keeper.moc"
