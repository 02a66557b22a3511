// SPDX-License-Identifier: Apache-2.0
// A fault at every call to the file system that a node makes for its directory: making it, logging,
// cutting and releasing segments, applying, saving, receiving and installing snapshots, restarting.
// What was reported durable is there afterwards, and nothing that never was.
//
//     QUORATE_CRASH_SEEDS=<number>  how many seeds for each kind of fault
#include <QTest>

#include <functional>
#include <string>
#include <utility>

#include "storage/leveldb_store.h"
#include "tests/storage/must.h"
#include "tests/storage/node_run.h"
#include "tests/storage/split_store.h"

namespace quorate::storage {

namespace {

LevelDbOptions smallStore() {
    LevelDbOptions options;
    options.writeBufferBytes = 64UL * 1024;
    options.blockCacheBytes = 64UL * 1024;
    // Little is held back, so that crashes find some of it here and some there.
    options.appendedBytes = 512;
    options.heldBytes = 4UL * 1024;
    return options;
}

std::uint64_t seedsOf(std::uint64_t usual) {
    bool isGiven = false;
    const int given = qEnvironmentVariable("QUORATE_CRASH_SEEDS").toInt(&isGiven);
    return isGiven ? static_cast<std::uint64_t>(given) : usual;
}

CallFate fateOf(CallOutcome outcome, std::uint64_t done) {
    return {outcome, done, {}, 0};
}

std::uint64_t callsOf(std::uint64_t seed) {
    NodeRun run(seed, levelDbStores(smallStore()));
    run.faults().arm(0, {});
    must(run.run());
    return run.faults().calls();
}

/// It loses power, comes back, goes on, and loses power again.
std::string goOn(NodeRun& run, std::uint64_t seed) {
    if (seed % 2 == 0) {
        if (auto more = run.run(); !more) {
            return more.error().message + ", going on at once";
        }
    }
    run.crash(CrashKind::Power);
    if (auto complaint = run.startAndCompare(); !complaint.empty()) {
        return complaint + ", the second time";
    }
    if (auto more = run.run(); !more) {
        return more.error().message + ", going on";
    }
    run.crash(CrashKind::Power);
    const std::string complaint = run.startAndCompare();
    return complaint.empty() ? complaint : complaint + ", after going on";
}

/// A crash in one call, and in every third run another one in a call of the start after it. Empty
/// if all is right.
std::string runWithCrash(std::uint64_t seed, std::uint64_t call, CrashKind kind) {
    NodeRun run(seed, levelDbStores(smallStore()));
    run.faults().arm(call, fateOf(CallOutcome::Crashes, seed * 131 + call * 17));
    const auto done = run.run();
    run.faults().disarm();
    // What closes a node, or only tidies up, has nobody to tell of a crash.
    if (done && !run.disk().isDown()) {
        return "the crash was not met";
    }
    const std::string what = " (" + run.faults().hit().value_or("?") + ")";
    run.crash(kind);
    if (call % 3 == 0) {
        run.faults().arm(1 + call * 7 % 90, fateOf(CallOutcome::Crashes, seed + call));
        const bool started = run.start().has_value();
        run.faults().disarm();
        if (!started) {
            run.crash(call % 2 == 0 ? CrashKind::Power : CrashKind::Process);
        } else {
            run.stop();
        }
    }
    if (const auto complaint = run.startAndCompare(); !complaint.empty()) {
        return complaint + what;
    }
    const auto complaint = goOn(run, seed);
    return complaint.empty() ? complaint : complaint + what;
}

/// A call that fails. Empty if all is right.
std::string runWithError(std::uint64_t seed, std::uint64_t call, CallOutcome outcome) {
    NodeRun run(seed, levelDbStores(smallStore()));
    run.faults().arm(call, fateOf(outcome, seed * 131 + call * 17));
    const auto done = run.run();
    run.faults().disarm();
    const std::string what = " (" + run.faults().hit().value_or("?") + ")";
    if (!done) {
        const bool isSpace = outcome == CallOutcome::NoSpace;
        if (done.error().code != (isSpace ? ErrorCode::OutOfSpace : ErrorCode::IoError) ||
            done.error().message.find("node") == std::string::npos ||
            done.error().message.find(isSpace ? "is full" : "failed") == std::string::npos) {
            return "an unclear error: " + done.error().message + what;
        }
    }
    // The process ends; every second time, the machine loses its power before anybody comes.
    run.stop();
    if (call % 2 == 0) {
        run.crash(CrashKind::Power);
    }
    if (const auto complaint = run.startAndCompare(); !complaint.empty()) {
        return complaint + what;
    }
    const auto complaint = goOn(run, seed);
    return complaint.empty() ? complaint : complaint + what;
}

using OneRun = std::function<std::string(std::uint64_t seed, std::uint64_t call)>;

std::string atEveryCall(std::uint64_t first, std::uint64_t seeds, const OneRun& one) {
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        const std::uint64_t calls = callsOf(seed);
        for (std::uint64_t call = 1; call <= calls; ++call) {
            if (const auto complaint = one(seed, call); !complaint.empty()) {
                return "seed " + std::to_string(seed) + ", call " + std::to_string(call) + ": " +
                       complaint;
            }
        }
    }
    return {};
}

}  // namespace

class TestNodeCrashes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutFaultsAllIsThere();
    void aLossOfPowerInEveryCall();
    void theProcessDiesInEveryCall();
    void everyCallFails();
    void everyCallFindsTheDiskFull();
    void aSyncThatLiesIsNoticed_data();
    void aSyncThatLiesIsNoticed();
    void aBatchInTwoPartsIsNoticed();
};

void TestNodeCrashes::withoutFaultsAllIsThere() {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        NodeRun run(seed, levelDbStores(smallStore()));
        const auto done = run.run();
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        run.crash(CrashKind::Power);
        const std::string complaint = run.startAndCompare();
        QVERIFY2(complaint.empty(), complaint.c_str());
    }
}

void TestNodeCrashes::aLossOfPowerInEveryCall() {
    const auto complaint = atEveryCall(1, seedsOf(2), [](std::uint64_t seed, std::uint64_t call) {
        return runWithCrash(seed, call, CrashKind::Power);
    });
    QVERIFY2(complaint.empty(), complaint.c_str());
}

void TestNodeCrashes::theProcessDiesInEveryCall() {
    const auto complaint = atEveryCall(101, seedsOf(1), [](std::uint64_t seed, std::uint64_t call) {
        return runWithCrash(seed, call, CrashKind::Process);
    });
    QVERIFY2(complaint.empty(), complaint.c_str());
}

void TestNodeCrashes::everyCallFails() {
    const auto complaint = atEveryCall(1, seedsOf(1), [](std::uint64_t seed, std::uint64_t call) {
        return runWithError(seed, call, CallOutcome::Fails);
    });
    QVERIFY2(complaint.empty(), complaint.c_str());
}

void TestNodeCrashes::everyCallFindsTheDiskFull() {
    const auto complaint = atEveryCall(11, seedsOf(1), [](std::uint64_t seed, std::uint64_t call) {
        return runWithError(seed, call, CallOutcome::NoSpace);
    });
    QVERIFY2(complaint.empty(), complaint.c_str());
}

void TestNodeCrashes::aSyncThatLiesIsNoticed_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("place");
    for (const char* place : {"node/wal", "node/snap", "node/db"}) {
        QTest::addRow("files in %s", place)
            << static_cast<int>(DiskCallKind::Sync) << QString::fromLatin1(place);
        QTest::addRow("names in %s", place)
            << static_cast<int>(DiskCallKind::SyncDirectory) << QString::fromLatin1(place);
    }
    QTest::newRow("the identity") << static_cast<int>(DiskCallKind::Sync)
                                  << QStringLiteral("node/identity");
}

/// That these tests can fail: where one kind of sync does nothing, something is lost.
void TestNodeCrashes::aSyncThatLiesIsNoticed() {
    QFETCH(int, kind);
    QFETCH(QString, place);
    int noticed = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const std::uint64_t calls = callsOf(seed);
        for (std::uint64_t call = seed; call <= calls; call += 53) {
            NodeRun run(seed, levelDbStores(smallStore()));
            run.faults().arm(call, fateOf(CallOutcome::Crashes, 0));
            run.faults().lieAbout(static_cast<DiskCallKind>(kind), place.toStdString());
            static_cast<void>(run.run());
            run.faults().disarm();
            run.crash(CrashKind::Power);
            noticed += run.startAndCompare().empty() ? 0 : 1;
        }
    }
    qInfo("noticed %d times", noticed);
    QVERIFY(noticed > 0);
}

/// Without the applied index in the batch that it belongs to, a crash between the two leaves
/// another state than that of a prefix of the log.
void TestNodeCrashes::aBatchInTwoPartsIsNoticed() {
    const StoreOpener stores = [](FileSystem& files, const std::string& directory) {
        return SplitStore::open(files, directory, smallStore());
    };
    int noticed = 0;
    const std::uint64_t calls = callsOf(1);
    for (std::uint64_t call = 1; call <= calls; ++call) {
        NodeRun run(1, stores);
        run.faults().arm(call, fateOf(CallOutcome::Crashes, call * 17));
        static_cast<void>(run.run());
        run.faults().disarm();
        run.crash(CrashKind::Process);
        noticed += run.startAndCompare().empty() ? 0 : 1;
    }
    QVERIFY(noticed > 0);
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestNodeCrashes)
#include "tst_node_crashes.moc"
