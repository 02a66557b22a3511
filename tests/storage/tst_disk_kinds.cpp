// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "storage/path.h"
#include "storage/simulated/random_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/must.h"

namespace quorate::storage {

/// The same random calls, on whole trees of directories, with the same faults: to a disk in memory,
/// to overlays above directories, and to one that keeps all to itself. What they answer and what
/// survives is the same, and below the overlays is what lasts.
class DiskKindsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allKindsOfDiskAgree_data();
    void allKindsOfDiskAgree();
};

namespace {

/// One kind of disk, with a few open files.
class Disk {
public:
    explicit Disk(std::uint64_t seed)
        : m_faults(Random(seed).split(1), {}),
          m_files(std::make_unique<SimulatedFileSystem>(m_faults)) {}

    Disk(std::uint64_t seed, Forwarding forwarding)
        : m_faults(Random(seed).split(1), {}),
          m_base(std::make_unique<SimulatedFileSystem>(m_none)),
          m_prefix("under/base/"),
          m_forwarding(forwarding) {
        must(createDirectories(*m_base, "under/base"));
        m_files =
            std::make_unique<SimulatedFileSystem>(m_faults, *m_base, "under/base", forwarding);
    }

    /// The next call is drawn from `random`; the answer, as text.
    std::string step(Random& random);
    /// Loses power; all that is there afterwards, as text.
    std::string losePower();
    /// All that is there.
    std::string dump();

private:
    std::string anyPath(Random& random);
    static std::string dumpOf(FileSystem& files, const std::string& path);

    RandomDiskFaults m_faults;
    NoDiskFaults m_none;
    std::unique_ptr<SimulatedFileSystem> m_base;
    std::string m_prefix;
    Forwarding m_forwarding{Forwarding::Nothing};
    std::unique_ptr<SimulatedFileSystem> m_files;
    std::map<std::uint64_t, std::unique_ptr<File>> m_open;
};

std::string answer(const Result<void>& result) {
    return result ? "ok" : toString(result.error().code);
}

DiskProfile badDisk() {
    DiskProfile profile;
    profile.writeFails = 10000;
    profile.syncFails = 30000;
    profile.nameFails = 10000;
    profile.crashes = 3000;
    return profile;
}

std::string Disk::anyPath(Random& random) {
    std::string path = m_prefix;
    for (std::uint64_t depth = random.between(1, 3); depth > 0; --depth) {
        path += static_cast<char>('a' + random.below(3));
        path += depth > 1 ? "/" : "";
    }
    return path;
}

std::string Disk::step(Random& random) {
    m_faults.setProfile(badDisk());
    const std::uint64_t call = random.below(10);
    const std::string path = anyPath(random);
    const std::uint64_t slot = random.below(4);
    switch (call) {
    case 0:
        return answer(m_files->createDirectory(path));
    case 1:
        return answer(m_files->removeDirectory(path));
    case 2:
        return answer(m_files->remove(path));
    case 3:
    case 4:
        return answer(m_files->rename(path, anyPath(random)));
    case 5:
        return answer(m_files->syncDirectory(parentDirectory(path)));
    case 6:
    case 7: {
        const OpenMode mode = random.chance(1, 4)   ? OpenMode::ReadWrite
                              : random.chance(1, 8) ? OpenMode::CreateOrReset
                                                    : OpenMode::Create;
        auto opened = m_files->open(path, mode);
        if (!opened) {
            return toString(opened.error().code);
        }
        m_open[slot] = std::move(opened).value();
        return "open";
    }
    case 8:
        return m_open[slot] == nullptr ? "closed" : answer(m_open[slot]->sync());
    default:
        break;
    }
    if (m_open[slot] == nullptr) {
        return "closed";
    }
    if (random.chance(1, 4)) {
        return answer(m_open[slot]->truncate(random.below(1200)));
    }
    const std::uint64_t offset = random.below(1000);
    return answer(m_open[slot]->write(offset, std::string(random.between(1, 900), path.back())));
}

std::string Disk::dumpOf(FileSystem& files, const std::string& path) {
    std::string text;
    for (const DirectoryEntry& entry : must(files.list(path))) {
        const std::string below = joinPath(path, entry.name);
        if (entry.isDirectory) {
            text += entry.name + "{" + dumpOf(files, below) + "}";
        } else {
            text += entry.name + "=" + must(readFile(files, below, 1U << 20U)) + ";";
        }
    }
    return text;
}

std::string Disk::dump() {
    if (m_files->isDown()) {
        return "down";
    }
    m_faults.setProfile({});
    return dumpOf(*m_files, m_prefix);
}

std::string Disk::losePower() {
    m_faults.setProfile({});
    must(m_files->crash(CrashKind::Power));
    if (m_base && m_forwarding == Forwarding::WritesAndSyncs) {
        // The real machine loses its power, too: what lasts above lasts below.
        must(m_base->crash(CrashKind::Power));
    }
    const std::string left = dump();
    if (m_base) {
        const std::string below = dumpOf(*m_base, m_prefix);
        if (below != (m_forwarding == Forwarding::Nothing ? std::string() : left)) {
            return "below is something else: " + below;
        }
    }
    return left;
}

}  // namespace

void DiskKindsTest::allKindsOfDiskAgree_data() {
    QTest::addColumn<Forwarding>("forwarding");
    QTest::newRow("nothing is forwarded") << Forwarding::Nothing;
    QTest::newRow("writes are forwarded") << Forwarding::Writes;
    QTest::newRow("writes and syncs are forwarded") << Forwarding::WritesAndSyncs;
}

void DiskKindsTest::allKindsOfDiskAgree() {
    QFETCH(const Forwarding, forwarding);
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        Disk memory(seed);
        Disk overlay(seed, forwarding);
        Random forMemory(seed);
        Random forOverlay(seed);
        for (int i = 0; i < 600; ++i) {
            const std::string context =
                "seed " + std::to_string(seed) + ", step " + std::to_string(i) + ": ";
            const std::string expected = memory.step(forMemory);
            const std::string got = overlay.step(forOverlay);
            QVERIFY2(got == expected, (context + got + " instead of " + expected).c_str());
            const std::string seen = memory.dump();
            QVERIFY2(overlay.dump() == seen, (context + "other files are seen").c_str());
            if (seen == "down" || i % 100 == 99) {
                const std::string left = memory.losePower();
                const std::string leftThere = overlay.losePower();
                QVERIFY2(leftThere == left,
                         (context + leftThere + "\ninstead of\n" + left).c_str());
            }
        }
    }
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::DiskKindsTest)
#include "tst_disk_kinds.moc"
