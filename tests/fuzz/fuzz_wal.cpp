// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/invariant.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/wal/inspection.h"
#include "storage/wal/record_codec.h"
#include "storage/wal/wal.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;           // NOLINT(google-build-using-namespace)
using namespace quorate::storage;  // NOLINT(google-build-using-namespace)

namespace {

const WalOwner kOwner{1, raft::NodeId(2), 3};
constexpr WalOptions kOptions{4096};
const std::string kDirectory = "log";

void writeFile(FileSystem& files, const std::string& name, std::string_view bytes) {
    const auto file = files.open(kDirectory + "/" + name, OpenMode::Create);
    QUORATE_INVARIANT(file && (*file)->write(0, bytes), "the disk in memory failed");
}

/// What opens, can be written to and opened again, and is then what it was and a bit more.
void useLog(FileSystem& files) {
    auto opened = Wal::open(files, kDirectory, kOwner, kOptions);
    if (!opened) {
        return;
    }
    const auto recovered = (*opened)->takeRecovered();
    node::LogWrite write;
    raft::Entry entry;
    entry.term = raft::Term(1);
    entry.index =
        (recovered.entries.empty() ? recovered.start.index : recovered.entries.back().index).next();
    if (entry.index > raft::kMaxIndex) {
        return;
    }
    write.entries = {entry};
    QUORATE_INVARIANT((*opened)->write(write) && (*opened)->sync(), "what is open takes no write");
    opened = Wal::open(files, kDirectory, kOwner, kOptions);
    QUORATE_INVARIANT(opened.has_value(), "what was open does not open again");
    auto again = (*opened)->takeRecovered();
    QUORATE_INVARIANT(!again.entries.empty() && again.entries.back() == entry,
                      "what was written is not there");
    again.entries.pop_back();
    QUORATE_INVARIANT(again.entries == recovered.entries && again.start == recovered.start &&
                          again.hardState == recovered.hardState,
                      "what was there has changed");
}

/// Bytes as they come: of one segment, or the first so many of one and the rest of the next.
void takeBytes(std::string_view bytes) {
    for (const bool hasOwner : {false, true}) {
        visitSegment(
            Bytes::copyOf(bytes), 1, [](const WalPiece& piece) { return piece.size < 1000; },
            hasOwner ? std::optional(kOwner) : std::nullopt);
    }
    NoDiskFaults faults;
    SimulatedFileSystem files(faults);
    QUORATE_INVARIANT(files.createDirectory(kDirectory), "the disk in memory failed");
    writeFile(files, "0000000000000001-0000000000000001.wal", bytes.substr(0, 4096));
    if (bytes.size() > 4096) {
        writeFile(files, "0000000000000002-0000000000000002.wal", bytes.substr(4096));
    }
    useLog(files);
}

/// Records of any type with any body, framed and chained as they must be: a byte for the type and
/// whether a batch begins, one for the length, the body.
void takeRecords(std::string_view bytes) {
    std::string segment;
    appendFrame(WalHead{kOwner, 1, 0, {}, {}, {}}, segment);
    std::uint32_t chain = sealFrames(segment, 0);
    while (!bytes.empty()) {
        segment.resize(static_cast<std::size_t>(sectorCeiling(segment.size())));
        std::string records;
        bool isFirst = true;
        while (bytes.size() >= 2 && (isFirst || (bytes[0] & 0x10) == 0)) {
            isFirst = false;
            const auto type = static_cast<WalRecordType>(bytes[0] & 0x0f);
            const auto size = static_cast<unsigned char>(bytes[1]);
            appendFrame(type, bytes.substr(2, size), records);
            bytes.remove_prefix(2);
            bytes.remove_prefix(std::min<std::size_t>(size, bytes.size()));
        }
        bytes = bytes.size() < 2 ? std::string_view() : bytes;
        std::string batch;
        const WalPosition at{1, segment.size()};
        appendBatchFrame({at, at, static_cast<std::uint32_t>(kWalBatchFrameSize + records.size())},
                         kOwner, batch);
        batch += records;
        chain = sealFrames(batch, chain);
        segment += batch;
    }
    NoDiskFaults faults;
    SimulatedFileSystem files(faults);
    QUORATE_INVARIANT(files.createDirectory(kDirectory), "the disk in memory failed");
    writeFile(files, "0000000000000001-0000000000000001.wal", segment);
    useLog(files);
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
        takeBytes(bytes);
    } else {
        takeRecords(bytes);
    }
    return 0;
}
