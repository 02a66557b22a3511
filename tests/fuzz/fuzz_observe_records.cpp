// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/invariant.h"
#include "engine/observe/cluster_state.h"
#include "engine/observe/recording.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate::observe;  // NOLINT(google-build-using-namespace)

namespace {

/// Whatever a file holds, it is opened or refused, and all that can be asked of it is answered.
void openFile(std::string_view bytes) {
    MemoryRecordingFile file{std::string(bytes)};
    const auto opened = Recording::open(file, Recording::Mode::Append);
    if (!opened) {
        return;
    }
    Recording& recording = **opened;
    for (std::uint64_t number = 0; number < std::min<std::uint64_t>(recording.size(), 50);
         ++number) {
        if (const auto recorded = recording.event(number)) {
            static_cast<void>(recording.stateAt(recorded->id));
            static_cast<void>(recording.stateAt(recorded->event.moment));
            static_cast<void>(recording.chainOfCauses(recorded->id, 10));
        }
    }
}

/// Records of anybody's making go through a recording and a file.
void takeRecords(std::string_view bytes) {
    if (bytes.size() < 2) {
        return;
    }
    const std::size_t nodes = std::min<std::size_t>(
        static_cast<unsigned char>(bytes[0]) % 4 * std::size_t{8}, bytes.size() - 2);
    const std::size_t records = std::min<std::size_t>(static_cast<unsigned char>(bytes[1]) % 16,
                                                      (bytes.size() - 2 - nodes) / kRecordSize) *
                                kRecordSize;
    const auto memory = std::make_shared<const std::string>(bytes.substr(2));
    const std::string_view all = *memory;
    Published published;
    published.chunks.emplace_back(memory,
                                  Chunk::Parts{all.substr(0, nodes), all.substr(nodes, records),
                                               all.substr(nodes + records)});
    published.through = Moment(1);
    MemoryRecordingFile file;
    const auto created = Recording::create(file);
    static_cast<void>((*created)->append(published));
    static_cast<void>((*created)->flush());
    const auto opened = Recording::open(file, Recording::Mode::Read);
    QUORATE_INVARIANT(opened.has_value() && (*opened)->size() == (*created)->size(),
                      "what was written cannot be read");
}

void decodeState(std::string_view bytes) {
    if (const auto state = ClusterState::decode(bytes)) {
        const auto again = ClusterState::decode(state->encode());
        QUORATE_INVARIANT(again.has_value() && *again == *state, "a state has changed");
    }
}

}  // namespace

/// The first byte of the input says what the rest is taken for.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        openFile(bytes);
        break;
    case 1:
        takeRecords(bytes);
        break;
    default:
        decodeState(bytes);
    }
    return 0;
}
