// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/invariant.h"
#include "engine/base/little_endian.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/snapshot/file_snapshot_archive.h"
#include "storage/snapshot/snapshot_format.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;           // NOLINT(google-build-using-namespace)
using namespace quorate::storage;  // NOLINT(google-build-using-namespace)

namespace {

/// What the archive holds for whole, can be read to its end, but for what zstd does not take; what
/// it does not, it has set aside.
void takeFile(std::string_view bytes) {
    NoDiskFaults faults;
    SimulatedFileSystem files(faults);
    QUORATE_INVARIANT(files.createDirectory("snap"), "the disk in memory failed");
    {
        const auto file = files.open("snap/" + snapshotName(raft::Index(7)), OpenMode::Create);
        QUORATE_INVARIANT(file && (*file)->write(0, bytes), "the disk in memory failed");
    }
    const auto archive = FileSnapshotArchive::open(files, "snap");
    if (!archive) {
        return;
    }
    const bool isThere = !(*archive)->list().empty();
    QUORATE_INVARIANT(isThere == (*archive)->setAside().empty(), "neither there nor set aside");
    if (!isThere) {
        return;
    }
    const auto source = (*archive)->open(raft::Index(7));
    QUORATE_INVARIANT(source.has_value(), "what was verified does not open");
    std::string chunk;
    for (;;) {
        const auto more = (*source)->next(chunk);
        if (!more || !*more) {
            QUORATE_INVARIANT(more.has_value() == !(*archive)->list().empty(),
                              "what is broken was not set aside");
            return;
        }
        QUORATE_INVARIANT(chunk.size() <= kMaxSnapshotChunk, "a chunk is too large");
    }
}

/// Any chunks, framed and chained as they must be: two bytes for the length that is claimed, one
/// for that of what follows.
void takeChunks(std::string_view bytes) {
    raft::SnapshotMetadata metadata;
    metadata.index = raft::Index(7);
    metadata.term = raft::Term(2);
    std::string file = encodeSnapshotHead(metadata);
    auto chain = loadLittleEndian<std::uint32_t>(file.data() + file.size() - 4);
    SnapshotTotals totals;
    while (bytes.size() > 3) {
        const std::uint32_t size = loadLittleEndian<std::uint16_t>(bytes.data()) + 1U;
        const std::string_view stored = bytes.substr(3, static_cast<unsigned char>(bytes[2]));
        chain = encodeSnapshotFrame(size, stored, chain, file);
        ++totals.chunks;
        totals.bytes += size;
        bytes.remove_prefix(std::min(bytes.size(), stored.size() + 3));
    }
    encodeSnapshotFrame(0, encodeSnapshotTotals(totals), chain, file);
    takeFile(file);
}

}  // namespace

/// The first byte of the input says what the rest is taken for.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 2 == 0) {
        takeFile(bytes);
    } else {
        takeChunks(bytes);
    }
    return 0;
}
