// SPDX-License-Identifier: Apache-2.0
// What the file systems themselves cost a node that appends and syncs: on a simulated disk this is
// all that its disk costs.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "storage/path.h"
#include "storage/posix_file_system.h"
#include "storage/simulated/random_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"

using namespace quorate;
using namespace quorate::storage;

namespace {

constexpr std::uint64_t kSegment = std::uint64_t{64} << 20U;

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

void must(const Result<void>& result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
}

/// Fills a preallocated segment, whose name lasts, in appends of `size` bytes.
void appendAndSync(const char* what, FileSystem& files, const std::string& directory,
                   std::size_t size, std::uint64_t count) {
    const std::string bytes(size, 'x');
    const auto file =
        must(files.open(joinPath(directory, std::to_string(size)), OpenMode::CreateOrReset));
    must(file->preallocate(0, kSegment));
    must(file->sync());
    must(files.syncDirectory(directory));
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < count; ++i) {
        must(file->write(i * size % (kSegment - size), bytes));
        must(file->sync());
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    std::printf("%-28s append of %4zu bytes + sync %8.3f us\n", what, size,
                spent.count() * 1e6 / static_cast<double>(count));
}

}  // namespace

int main() {
    for (const std::size_t size : {100U, 1000U}) {
        NoDiskFaults none;
        SimulatedFileSystem memory(none);
        appendAndSync("in memory", memory, ".", size, 200000);

        // As a simulator has it.
        DiskProfile profile;
        profile.writeTime = {5000, 20000};
        profile.syncTime = {100000, 300000};
        RandomDiskFaults random(Random(1), profile);
        SimulatedFileSystem seeded(random);
        appendAndSync("in memory, seeded", seeded, ".", size, 200000);

        SimulatedFileSystem base(none);
        must(base.createDirectory("disk"));
        SimulatedFileSystem above(none, base, "disk", Forwarding::Writes);
        appendAndSync("overlay above memory", above, "disk", size, 200000);

        std::string directory =
            (std::filesystem::temp_directory_path() / "bench_file_system.XXXXXX").string();
        if (::mkdtemp(directory.data()) == nullptr) {
            std::perror("mkdtemp");
            return 1;
        }
        PosixFileSystem posix;
        {
            SimulatedFileSystem real(none, posix, directory, Forwarding::Writes);
            appendAndSync("overlay above the disk", real, directory, size, 50000);
        }
        must(posix.remove(joinPath(directory, std::to_string(size))));
        must(posix.removeDirectory(directory));
    }
    return 0;
}
