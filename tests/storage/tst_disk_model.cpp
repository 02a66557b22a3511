// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "storage/posix_file_system.h"
#include "tests/storage/disk_run.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"

namespace quorate::storage {

class DiskModelTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void inMemoryOnlyWhatMaySurviveDoes();
    void aboveADirectoryOnlyWhatMaySurviveDoesAndIsThereForReal();
    void aboveARealDirectoryToo();

private:
    void runAbove(std::uint64_t seed, FileSystem& base, const std::string& directory, int steps);
};

void DiskModelTest::inMemoryOnlyWhatMaySurviveDoes() {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomDiskFaults faults(Random(seed).split(1), {});
        SimulatedFileSystem files(faults);
        const std::string complaint = DiskRun(seed, files, faults, "").run(1000);
        QVERIFY2(complaint.empty(), ("seed " + std::to_string(seed) + ", " + complaint).c_str());
    }
}

void DiskModelTest::runAbove(std::uint64_t seed, FileSystem& base, const std::string& directory,
                             int steps) {
    RandomDiskFaults faults(Random(seed).split(1), {});
    SimulatedFileSystem files(faults, base, directory, Forwarding::Writes);
    DiskRun run(seed, files, faults, directory + "/");
    run.afterPowerLoss = [&](const std::map<std::string, std::string>& found) {
        for (const auto& [path, content] : found) {
            if (must(readFile(base, directory + "/" + path, 1U << 20U)) != content) {
                return path + " is not the same below\n";
            }
        }
        std::size_t below = 0;
        for (const char* folder : {"/.", "/a", "/b"}) {
            for (const DirectoryEntry& entry : must(base.list(directory + folder))) {
                below += entry.isDirectory ? 0 : 1;
            }
        }
        return below == found.size() ? std::string() : std::string("more files are below\n");
    };
    const std::string complaint = run.run(steps);
    QVERIFY2(complaint.empty(), ("seed " + std::to_string(seed) + ", " + complaint).c_str());
}

void DiskModelTest::aboveADirectoryOnlyWhatMaySurviveDoesAndIsThereForReal() {
    for (std::uint64_t seed = 1; seed <= 150 && !QTest::currentTestFailed(); ++seed) {
        NoDiskFaults none;
        SimulatedFileSystem base(none);
        must(createDirectories(base, "disk"));
        runAbove(seed, base, "disk", 1000);
    }
}

void DiskModelTest::aboveARealDirectoryToo() {
    for (std::uint64_t seed = 1; seed <= 5 && !QTest::currentTestFailed(); ++seed) {
        const TemporaryDirectory directory;
        PosixFileSystem base;
        runAbove(seed, base, directory.path(), 500);
    }
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::DiskModelTest)
#include "tst_disk_model.moc"
