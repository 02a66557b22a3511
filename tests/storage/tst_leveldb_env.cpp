// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "storage/leveldb_store.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/crash_script.h"
#include "tests/storage/must.h"
#include "tests/unit/store_model.h"

namespace quorate::storage {

using kv::WriteBatch;
using kv::test::contents;
using kv::test::Model;

namespace {

constexpr const char* kDirectory = "node/db";

LevelDbOptions smallBuffers() {
    LevelDbOptions options;
    options.writeBufferBytes = std::size_t{64} << 10U;
    options.heldBytes = std::size_t{16} << 10U;
    return options;
}

/// Batches that follow from their number alone, and what a store holds after each.
class Workload {
public:
    explicit Workload(std::size_t batches) : m_batches(batches), m_models(batches + 1) {
        Random random(21);
        for (std::size_t i = 0; i < batches; ++i) {
            Model& model = m_models[i + 1] = m_models[i];
            const auto put = [&](const std::string& key, const std::string& value) {
                m_batches[i].put(key, value);
                model[key] = value;
            };
            put("applied", std::to_string(i + 1));
            for (std::uint64_t k = random.below(6); k > 0; --k) {
                const std::string key = "k" + std::to_string(random.below(200));
                if (random.chance(1, 8)) {
                    m_batches[i].erase(key);
                    model.erase(key);
                } else {
                    std::string value(random.below(6000), '\0');
                    for (char& byte : value) {
                        byte = static_cast<char>(random.below(256));
                    }
                    put(key, value);
                }
            }
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_batches.size(); }
    [[nodiscard]] const WriteBatch& batch(std::size_t number) const { return m_batches[number]; }

    /// How many of the batches made these contents; nothing where no prefix did.
    [[nodiscard]] std::optional<std::size_t> prefixOf(const kv::StoreReader& reader) const {
        std::string applied = "0";
        if (!reader.get("applied", applied)) {
            return std::nullopt;
        }
        const auto number = static_cast<std::size_t>(std::stoul(applied));
        if (number >= m_models.size() || contents(reader) != contents(m_models[number])) {
            return std::nullopt;
        }
        return number;
    }

private:
    std::vector<WriteBatch> m_batches;
    std::vector<Model> m_models;
};

/// How far a run came before its disk failed.
struct Progress {
    std::size_t tried{0};
    std::size_t synced{0};
    bool failed{false};
};

Progress run(SimulatedFileSystem& files, const Workload& workload) {
    Progress progress;
    progress.failed = true;
    auto store = LevelDbStore::open(files, kDirectory, smallBuffers());
    if (!store) {
        return progress;
    }
    for (std::size_t i = 0; i < workload.size(); ++i) {
        progress.tried = i + 1;
        if (!(*store)->write(workload.batch(i))) {
            return progress;
        }
        if (i % 7 == 6) {
            if (!(*store)->sync()) {
                return progress;
            }
            progress.synced = i + 1;
        }
    }
    progress.failed = false;
    return progress;
}

/// Empty if the store opens with a prefix of the workload that has what it must; else what is
/// wrong.
std::string faultOf(SimulatedFileSystem& files, const Workload& workload,
                    const Progress& progress) {
    auto store = LevelDbStore::open(files, kDirectory, smallBuffers());
    if (!store) {
        return store.error().message;
    }
    const auto prefix = workload.prefixOf(**store);
    if (!prefix) {
        return "not what a prefix made";
    }
    if (*prefix < progress.synced || *prefix > progress.tried) {
        return std::to_string(*prefix) + " of " + std::to_string(progress.tried) +
               " batches, of which " + std::to_string(progress.synced) + " were synced";
    }
    return {};
}

}  // namespace

class LevelDbEnvTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCrashAtAnyCallLeavesAPrefix();
    void aCrashWithinARecoveryLosesNothing();
    void aCallThatFailsLeavesAPrefix();
    void aFullDiskIsOutOfSpace();
    void aReplacementIsAllOrNothing();
    void aLostDirectorySyncIsNoticed();
    void aLostSyncIsNoticed();
    void aLookUpThatFailsIsNoMissingDatabase();

private:
    /// More of everything, for a longer run: QUORATE_TIMES=100.
    std::uint64_t m_times{
        static_cast<std::uint64_t>(std::max(1, qEnvironmentVariableIntValue("QUORATE_TIMES")))};
};

namespace {

/// A disk, a store on it that is run until call `call` fails, and the power that goes then.
std::string crashAt(std::uint64_t call, std::uint64_t seed, const Workload& workload,
                    std::optional<DiskCallKind> lie = {}) {
    CrashScript script(seed);
    if (lie) {
        script.lieAbout(*lie);
    }
    SimulatedFileSystem files(script);
    script.at(call, CallOutcome::Crashes);
    const Progress progress = run(files, workload);
    must(files.crash(CrashKind::Power));
    script.never();
    return faultOf(files, workload, progress);
}

/// The number of calls that the whole workload makes.
std::uint64_t callsOf(const Workload& workload) {
    CrashScript script(1);
    SimulatedFileSystem files(script);
    script.never();
    QUORATE_INVARIANT(!run(files, workload).failed, "a disk without faults failed");
    return script.calls();
}

/// How many of the crashes, one at every third call, end in a store that lost something.
int faults(DiskCallKind lie) {
    const Workload workload(60);
    const std::uint64_t calls = callsOf(workload);
    int found = 0;
    for (std::uint64_t call = 1; call <= calls; call += 3) {
        found += crashAt(call, 4 * call, workload, lie).empty() ? 0 : 1;
    }
    return found;
}

}  // namespace

void LevelDbEnvTest::aCrashAtAnyCallLeavesAPrefix() {
    const Workload workload(160);
    const std::uint64_t calls = callsOf(workload);
    // So many that memtables are flushed and tables merged.
    QVERIFY2(calls > 500, std::to_string(calls).c_str());
    for (std::uint64_t call = 1; call <= calls; ++call) {
        for (std::uint64_t seed = call; seed < call + 2 * m_times; ++seed) {
            const std::string fault = crashAt(call, seed, workload);
            QVERIFY2(fault.empty(), ("call " + std::to_string(call) + ", seed " +
                                     std::to_string(seed) + ": " + fault)
                                        .c_str());
        }
    }
}

void LevelDbEnvTest::aCrashWithinARecoveryLosesNothing() {
    const Workload workload(40);
    const std::uint64_t calls = callsOf(workload);
    for (std::uint64_t seed = 1; seed <= 300 * m_times; ++seed) {
        CrashScript script(seed);
        SimulatedFileSystem files(script);
        Random random(seed);
        script.at(random.between(1, calls), CallOutcome::Crashes);
        const Progress progress = run(files, workload);
        must(files.crash(CrashKind::Power));
        for (int crash = 0; crash < 3; ++crash) {
            script.at(random.between(1, 60), CallOutcome::Crashes);
            (void)LevelDbStore::open(files, kDirectory, smallBuffers());
            must(files.crash(CrashKind::Power));
        }
        script.never();
        const std::string fault = faultOf(files, workload, progress);
        QVERIFY2(fault.empty(), ("seed " + std::to_string(seed) + ": " + fault).c_str());
    }
}

void LevelDbEnvTest::aCallThatFailsLeavesAPrefix() {
    const Workload workload(60);
    const std::uint64_t calls = callsOf(workload);
    for (std::uint64_t call = 1; call <= calls; ++call) {
        CrashScript script(call);
        SimulatedFileSystem files(script);
        script.at(call, call % 3 == 0 ? CallOutcome::NoSpace : CallOutcome::Fails);
        const Progress progress = run(files, workload);
        script.never();
        if (call % 2 == 0) {
            must(files.crash(CrashKind::Power));
        }
        const std::string fault = faultOf(files, workload, progress);
        QVERIFY2(fault.empty(), ("call " + std::to_string(call) + ": " + fault).c_str());
    }
}

void LevelDbEnvTest::aFullDiskIsOutOfSpace() {
    const Workload workload(60);
    CrashScript script(1);
    SimulatedFileSystem files(script);
    auto store = must(LevelDbStore::open(files, kDirectory, smallBuffers()));
    script.at(1, CallOutcome::NoSpace);
    must(store->write(workload.batch(0)));  // which is held back
    const auto synced = store->sync();
    QVERIFY(failsWith(synced, ErrorCode::OutOfSpace));
    QVERIFY(synced.error().message.find("node/db/000001/") != std::string::npos);
    // It does not go on as if nothing had been.
    QVERIFY(failsWith(store->write(workload.batch(1)), ErrorCode::OutOfSpace));
    QVERIFY(failsWith(store->sync(), ErrorCode::OutOfSpace));
    QVERIFY(failsWith(store->beginReplacement(), ErrorCode::OutOfSpace));
}

void LevelDbEnvTest::aReplacementIsAllOrNothing() {
    const Workload workload(20);
    Model replaced;
    for (int i = 0; i < 300; ++i) {
        replaced["new" + std::to_string(1000 + i)] = std::string(1000, static_cast<char>(i));
    }
    const auto replace = [&](SimulatedFileSystem& files) {
        auto store = LevelDbStore::open(files, kDirectory, smallBuffers());
        if (!store) {
            return false;
        }
        const auto replacement = (*store)->beginReplacement();
        if (!replacement) {
            return false;
        }
        for (const auto& [key, value] : replaced) {
            if (!(*replacement)->put(key, value)) {
                return false;
            }
        }
        return (*replacement)->commit().has_value();
    };
    bool before = false;
    bool after = false;
    for (std::uint64_t call = 1;; ++call) {
        CrashScript script(call * 5 + call / 4);
        SimulatedFileSystem files(script);
        script.never();
        QVERIFY(!run(files, workload).failed);
        script.at(call, CallOutcome::Crashes);
        const bool committed = replace(files);
        const bool happened = script.happened();
        must(files.crash(CrashKind::Power));
        script.never();
        const auto store = must(LevelDbStore::open(files, kDirectory, smallBuffers()));
        const bool isNew = contents(*store) == contents(replaced);
        const auto prefix = workload.prefixOf(*store);
        QVERIFY2(isNew || (prefix && !committed),
                 ("call " + std::to_string(call) + " of the replacement").c_str());
        QCOMPARE(must(files.list(kDirectory)).size(), std::size_t{3});
        before = before || !isNew;
        after = after || isNew;
        if (!happened) {
            break;
        }
    }
    QVERIFY(before && after);
}

void LevelDbEnvTest::aLostDirectorySyncIsNoticed() {
    QVERIFY(faults(DiskCallKind::SyncDirectory) > 0);
}

void LevelDbEnvTest::aLostSyncIsNoticed() {
    QVERIFY(faults(DiskCallKind::Sync) > 0);
}

void LevelDbEnvTest::aLookUpThatFailsIsNoMissingDatabase() {
    ScriptedDiskFaults faults;
    SimulatedFileSystem files(faults);
    {
        const auto store = must(LevelDbStore::open(files, kDirectory, smallBuffers()));
        WriteBatch batch;
        batch.put("key", "value");
        must(store->write(batch));
    }
    // LevelDB asks in this way alone, and would make a new database, or say that there is none.
    faults.always({CallOutcome::Fails, 0, {}, 0}, {DiskCallKind::Exists, "CURRENT"});
    const auto store = must(LevelDbStore::open(files, kDirectory, smallBuffers()));
    std::string value;
    QVERIFY(must(store->get("key", value)));
    QCOMPARE(value, std::string("value"));
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::LevelDbEnvTest)
#include "tst_leveldb_env.moc"
