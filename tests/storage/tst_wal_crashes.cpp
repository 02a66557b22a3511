// SPDX-License-Identifier: Apache-2.0
// A fault at every call that a log makes to its file system, and what must be there afterwards: all
// that sync() had confirmed, and nothing that never was.
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/wal.h"
#include "tests/storage/fault_at_call.h"
#include "tests/storage/log_history.h"
#include "tests/storage/must.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

namespace {

const std::string kDirectory = "log";
const WalOwner kOwner{0xc1, raft::NodeId(3), 0xd1};
constexpr WalOptions kSmallSegments{2560};
constexpr int kSteps = 25;

/// A log on a disk, and what became of it.
class World {
public:
    explicit World(std::uint64_t seed) : m_seed(seed), m_faults(seed), m_disk(m_faults) {
        must(m_disk.createDirectory(kDirectory));
        must(m_disk.syncDirectory("."));
        must(Wal::create(m_disk, kDirectory, kOwner, kSmallSegments));
        m_wal = must(Wal::open(m_disk, kDirectory, kOwner, kSmallSegments));
    }

    FaultAtCall& faults() { return m_faults; }
    SimulatedFileSystem& disk() { return m_disk; }
    LogHistory& history() { return m_history; }

    /// The same steps for the same seed, up to the first error.
    Result<void> run() {
        Random random(m_seed);
        for (int i = 0; i < kSteps; ++i) {
            if (auto done = step(random); !done) {
                return done;
            }
        }
        return {};
    }

    /// After an error nothing works any more, and nothing is tried.
    std::string complaintOfLatch(const Error& error) {
        const std::uint64_t calls = m_faults.calls();
        node::LogWrite write;
        write.entries = {tests::entryOf(9, 1)};
        for (const Result<void>& result :
             {m_wal->write(write), m_wal->sync(), m_wal->release(raft::Index(1))}) {
            if (result || result.error() != error) {
                return "it does not answer with its first error";
            }
        }
        return m_faults.calls() == calls ? "" : "it goes on after an error";
    }

    /// Loses power or the process, opens the log, and compares. Empty if all is right.
    std::string reopen(CrashKind kind) {
        m_wal.reset();
        must(m_disk.crash(kind));
        auto opened = Wal::open(m_disk, kDirectory, kOwner, kSmallSegments);
        if (!opened) {
            return opened.error().message;
        }
        m_wal = std::move(opened).value();
        const LogState state = stateOf(m_wal->takeRecovered());
        const auto found = m_history.find(state);
        if (!found) {
            return "this never was: " + toString(state);
        }
        if (*found < m_history.durable()) {
            return "what was durable is lost, " + toString(state) + " is left";
        }
        m_history.recovered(state);
        return {};
    }

    /// Tries to open it, and does not get there.
    bool failsToOpen() {
        m_wal.reset();
        return !Wal::open(m_disk, kDirectory, kOwner, kSmallSegments).has_value();
    }

private:
    Result<void> step(Random& random) {
        const LogStep next = randomStep(m_history.state(), random, 400);
        if (next.kind == LogStep::Kind::Release) {
            m_history.release(next.release);
            if (auto released = m_wal->release(next.release); !released) {
                return released;
            }
        } else {
            m_history.write(next.write);
            if (auto written = m_wal->write(next.write); !written) {
                return written;
            }
        }
        if (random.chance(2, 3)) {
            if (auto synced = m_wal->sync(); !synced) {
                return synced;
            }
            m_history.synced();
        }
        return {};
    }

    std::uint64_t m_seed;
    FaultAtCall m_faults;
    SimulatedFileSystem m_disk;
    std::unique_ptr<Wal> m_wal;
    LogHistory m_history;
};

std::uint64_t callsOf(std::uint64_t seed) {
    World world(seed);
    world.faults().arm(0, {});
    must(world.run());
    return world.faults().calls();
}

CallFate fateOf(CallOutcome outcome, std::uint64_t done) {
    return {outcome, done, {}, 0};
}

/// One run with one fault; empty if all is right.
std::string runWithFault(std::uint64_t seed, std::uint64_t call, CallOutcome outcome,
                         CrashKind kind) {
    World world(seed);
    world.faults().arm(call, fateOf(outcome, seed * 131 + call * 17));
    const auto done = world.run();
    world.faults().disarm();
    if (done) {
        return "the fault was not met";
    }
    if (outcome != CallOutcome::Crashes) {
        if (const auto complaint = world.complaintOfLatch(done.error()); !complaint.empty()) {
            return complaint;
        }
        const bool isSpace = outcome == CallOutcome::NoSpace;
        if (done.error().code != (isSpace ? ErrorCode::OutOfSpace : ErrorCode::IoError) ||
            done.error().message.find(kDirectory) == std::string::npos) {
            return "an unclear error: " + done.error().message;
        }
    }
    const std::string what = " (" + *world.faults().hit() + ")";
    if (const auto complaint = world.reopen(kind); !complaint.empty()) {
        return complaint + what;
    }
    // The next loss of power may come at once or after more was written.
    if (seed % 2 == 0) {
        if (const auto more = world.run(); !more) {
            return more.error().message + what + ", going on at once";
        }
    }
    // What it gave out is durable: it is there after the next loss of power, too.
    if (const auto complaint = world.reopen(CrashKind::Power); !complaint.empty()) {
        return complaint + what + ", the second time";
    }
    if (const auto again = world.run(); !again) {
        return again.error().message + what + ", going on";
    }
    if (const auto complaint = world.reopen(CrashKind::Power); !complaint.empty()) {
        return complaint + what + ", after going on";
    }
    return {};
}

}  // namespace

class TestWalCrashes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFaultAtEveryCall_data();
    void aFaultAtEveryCall();
    void aCrashWhileOpening();
    void aSyncThatLiesIsNoticed();
};

void TestWalCrashes::aFaultAtEveryCall_data() {
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("kind");
    const int power = static_cast<int>(CrashKind::Power);
    const int process = static_cast<int>(CrashKind::Process);
    QTest::newRow("loss of power") << static_cast<int>(CallOutcome::Crashes) << power;
    QTest::newRow("the process dies") << static_cast<int>(CallOutcome::Crashes) << process;
    QTest::newRow("EIO, then a loss of power") << static_cast<int>(CallOutcome::Fails) << power;
    QTest::newRow("EIO, then opened again") << static_cast<int>(CallOutcome::Fails) << process;
    QTest::newRow("ENOSPC, then opened again") << static_cast<int>(CallOutcome::NoSpace) << process;
}

void TestWalCrashes::aFaultAtEveryCall() {
    QFETCH(int, outcome);
    QFETCH(int, kind);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const std::uint64_t calls = callsOf(seed);
        QVERIFY(calls > 40);
        for (std::uint64_t call = 1; call <= calls; ++call) {
            const std::string complaint = runWithFault(
                seed, call, static_cast<CallOutcome>(outcome), static_cast<CrashKind>(kind));
            QVERIFY2(complaint.empty(), ("seed " + std::to_string(seed) + ", call " +
                                         std::to_string(call) + ": " + complaint)
                                            .c_str());
        }
    }
}

void TestWalCrashes::aCrashWhileOpening() {
    std::uint64_t tried = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const std::uint64_t calls = callsOf(seed);
        for (std::uint64_t call = 1; call < 40; ++call) {
            World world(seed);
            world.faults().arm(1 + (seed * 7 + call * 13) % calls,
                               fateOf(CallOutcome::Crashes, seed + call));
            QVERIFY(!world.run());
            world.faults().disarm();
            must(world.disk().crash(CrashKind::Power));
            const bool crashes = call % 2 == 0;
            world.faults().arm(
                call / 2 + 1,
                fateOf(crashes ? CallOutcome::Crashes : CallOutcome::Fails, seed * 3 + call));
            const bool failed = world.failsToOpen();
            world.faults().disarm();
            if (!failed) {
                break;
            }
            ++tried;
            const std::string complaint =
                world.reopen(call % 3 == 0 ? CrashKind::Process : CrashKind::Power);
            QVERIFY2(complaint.empty(), ("seed " + std::to_string(seed) + ", call " +
                                         std::to_string(call) + ": " + complaint)
                                            .c_str());
            const std::string second = world.reopen(CrashKind::Power);
            QVERIFY2(second.empty(), second.c_str());
        }
    }
    QVERIFY(tried > 300);
}

/// That these tests can fail: a sync that does nothing, of a file or of a directory, loses
/// something.
void TestWalCrashes::aSyncThatLiesIsNoticed() {
    std::map<DiskCallKind, int> noticed;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const std::uint64_t calls = callsOf(seed);
        for (std::uint64_t call = 1; call <= calls; ++call) {
            World world(seed);
            world.faults().arm(call, fateOf(CallOutcome::Lies, 0));
            must(world.run());
            world.faults().disarm();
            if (!world.reopen(CrashKind::Power).empty()) {
                ++noticed[world.faults().hitKind()];
            }
        }
    }
    QVERIFY(noticed[DiskCallKind::Sync] > 0);
    QVERIFY(noticed[DiskCallKind::SyncDirectory] > 0);
    QCOMPARE(noticed.size(), std::size_t{2});
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestWalCrashes)
#include "tst_wal_crashes.moc"
