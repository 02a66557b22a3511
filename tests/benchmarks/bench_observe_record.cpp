// SPDX-License-Identifier: Apache-2.0
// What observing costs: an event on the side of the node that reports it; taking events into a
// recording; the state at any moment of a long recording. One thread, no disk; times are of
// the processor.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "tests/benchmarks/allocation_counter.h"
#include "tests/support/steady_load.h"

namespace {

using quorate::Random;
using quorate::raft::EventId;
using quorate::raft::NodeId;
using quorate::tests::SteadyLoad;
namespace observe = quorate::observe;

constexpr std::uint64_t kNodes = SteadyLoad::kNodes;
constexpr std::uint64_t kLogEntries = 100'000;

SteadyLoad::Options optionsOfLoad() {
    SteadyLoad::Options options;
    options.firstIndex = kLogEntries + 1;
    return options;
}

void check(bool holds, int line = __builtin_LINE()) {
    if (!holds) {
        std::fprintf(stderr, "bench_observe_record: something does not work (line %d)\n", line);
        std::exit(1);
    }
}

/// Of processor time of this process, in nanoseconds: what others do on the machine is left out.
double processorTime() {
    timespec now{};
    check(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double nanosecondsSince(double start) {
    return processorTime() - start;
}

/// Reports events and throws away what they become.
void measureRecorder() {
    constexpr std::uint64_t kEvents = 2'000'000;
    std::vector<double> rounds;
    double allocations = 0;
    for (int round = 0; round < 5; ++round) {
        observe::Recorder recorder;
        SteadyLoad load(recorder, optionsOfLoad());
        std::uint64_t events = 0;
        const std::uint64_t allocationsBefore = quorate::bench::allocationCount();
        const double start = processorTime();
        while (events < kEvents) {
            for (int i = 0; i < 100; ++i) {
                events += load.replicateOne();
            }
            static_cast<void>(recorder.publish(load.now()));
        }
        rounds.push_back(nanosecondsSince(start) / static_cast<double>(events));
        allocations = static_cast<double>(quorate::bench::allocationCount() - allocationsBefore) /
                      static_cast<double>(events);
    }
    std::sort(rounds.begin(), rounds.end());
    std::printf(
        "recorded by a core, through its trace: %.0f ns/event (median of 5; limit 100), "
        "%.3f allocations/event\n",
        rounds[rounds.size() / 2], allocations);
}

struct Long {
    std::unique_ptr<observe::MemoryRecordingFile> file;
    std::unique_ptr<observe::Recording> recording;
};

Long measureIntake(std::uint64_t events) {
    Long made;
    made.file = std::make_unique<observe::MemoryRecordingFile>();
    auto created = observe::Recording::create(*made.file);
    check(created.has_value());
    made.recording = std::move(*created);
    observe::Recorder recorder;
    SteadyLoad load(recorder, optionsOfLoad());
    static_cast<void>(load.begin());
    double spent = 0;
    std::uint64_t taken = 0;
    while (taken < events) {
        for (int i = 0; i < 100; ++i) {
            taken += load.replicateOne();
        }
        const observe::Published published = recorder.publish(load.now());
        const double start = processorTime();
        check(made.recording->append(published).has_value());
        spent += nanosecondsSince(start);
    }
    const double perEvent = spent / static_cast<double>(taken);
    std::printf(
        "taken into a recording with file and key frames: %.0f ns/event (%.1f %% of a "
        "core at 200k events/s)\n",
        perEvent, perEvent * 200'000 / 1e9 * 100);
    std::printf(
        "  %llu events, %.1f bytes each in the file; in memory %zu chunks, %zu key "
        "frames\n",
        static_cast<unsigned long long>(made.recording->size()),
        static_cast<double>(made.file->content().size()) /
            static_cast<double>(made.recording->size()),
        made.recording->chunksInMemory(), made.recording->keyFramesInMemory());
    return made;
}

void measureSeeks(const observe::Recording& recording, const char* what) {
    constexpr int kSeeks = 400;
    Random random(5);
    std::vector<double> milliseconds;
    const std::uint64_t last = recording.lastMoment().nanoseconds();
    for (int i = 0; i < kSeeks; ++i) {
        const observe::Moment moment(random.below(last));
        const double start = processorTime();
        const auto state = recording.stateAt(moment);
        milliseconds.push_back(nanosecondsSince(start) / 1e6);
        check(state.has_value() && state->nodeCount() == kNodes);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf(
        "the state at a random moment, %s: median %.2f ms, 99th of 100 %.2f ms, worst "
        "%.2f ms (limit 16)\n",
        what, milliseconds[kSeeks / 2], milliseconds[kSeeks * 99 / 100], milliseconds.back());
}

void measureKeyFrame(observe::ClusterState state) {
    constexpr int kFrames = 10'000;
    std::vector<observe::ClusterState> frames;
    frames.reserve(kFrames);
    double start = processorTime();
    for (int i = 0; i < kFrames; ++i) {
        frames.push_back(state);
    }
    const double copy = nanosecondsSince(start) / kFrames;
    start = processorTime();
    constexpr int kChanged = 200;
    for (int i = 0; i < kChanged; ++i) {
        const observe::ClusterState frame = state;
        for (std::uint64_t id = 1; id <= kNodes; ++id) {
            observe::Event event;
            event.node = NodeId(id);
            observe::EntryRuns entries(state.findNode(NodeId(id))->log.entries.end());
            entries.append({1, SteadyLoad::kTerm, observe::EntryKind::ConfChange});
            event.body = observe::EntriesAppended{entries, 0};
            state.apply(EventId(1), event);
        }
    }
    const double changed = nanosecondsSince(start) / kChanged;
    std::printf(
        "a key frame of 9 logs of 100,000 entries (2,000 runs each): %.5f ms; with an "
        "append to each log after it: %.4f ms\n",
        copy / 1e6, changed / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t events =
        argc > 1 ? std::strtoull(argv[1], nullptr, 10) : std::uint64_t{10'000'000};
    measureRecorder();
    const Long made = measureIntake(events);
    measureSeeks(*made.recording, "as it was recorded");
    const double start = processorTime();
    const auto opened = observe::Recording::open(*made.file, observe::Recording::Mode::Read);
    check(opened.has_value());
    std::printf("opened from its file: %.1f ms\n", nanosecondsSince(start) / 1e6);
    measureSeeks(**opened, "opened from its file");
    measureKeyFrame(made.recording->latestState());
    return 0;
}
