// SPDX-License-Identifier: Apache-2.0
// What the checks of a cluster cost for each event.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/stage/checks/cluster_checks.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/stage.h"
#include "network/loopback_wire.h"
#include "tests/benchmarks/allocation_counter.h"

namespace {

using quorate::Bytes;
using quorate::raft::EventId;
using quorate::raft::NodeId;
namespace observe = quorate::observe;
namespace stage = quorate::stage;

constexpr int kRounds = 5;
constexpr std::size_t kBlock = 1000;

/// Brings events into the caches.
void touch(const observe::Event* from, const observe::Event* to) {
    const volatile char* end = reinterpret_cast<const char*>(to);
    for (const volatile char* at = reinterpret_cast<const char*>(from); at < end; at += 64) {
        static_cast<void>(*at);
    }
}

/// Remembers what happens.
class Memory final : public stage::EventListener {
public:
    void heard(EventId /*id*/, const observe::Event& event) override { events.push_back(event); }

    std::vector<observe::Event> events;
};

/// Three nodes at work: so many puts a second, each with a read, for so many minutes.
std::vector<observe::Event> eventsOfWork(int putsPerSecond, int minutes) {
    stage::StageOptions options;
    options.seed = 1;
    options.node.raft.checkQuorum = true;
    options.node.raft.preVote = true;
    stage::MemoryDisks disks(1);
    quorate::network::LoopbackWire wire(1);
    stage::Stage stage(options, disks, wire);
    Memory memory;
    stage.add(static_cast<stage::EventListener&>(memory));
    quorate::node::Membership members;
    for (std::uint64_t id = 1; id <= 3; ++id) {
        members.confState.voters.emplace_back(id);
    }
    if (!stage.begin(members)) {
        return {};
    }
    stage.runFor(5 * stage::kSecond);
    for (int i = 0; i < minutes * 60 * putsPerSecond; ++i) {
        const NodeId target(1 + static_cast<std::uint64_t>(i) % 3);
        quorate::kv::PutRequest put;
        put.key = Bytes::copyOf("key" + std::to_string(i % 100));
        put.value = Bytes::copyOf(std::string(100, 'v'));
        stage.ask({1, target, quorate::kv::Command(put), stage::kSecond});
        stage::ClientRead read;
        read.range.key = put.key;
        stage.ask({2, target, read, stage::kSecond});
        stage.runFor(stage::kSecond / static_cast<std::uint64_t>(putsPerSecond));
    }
    return std::move(memory.events);
}

void measure(const char* what, const std::vector<observe::Event>& events, double seconds) {
    std::vector<double> nanoseconds;
    std::uint64_t allocations = 0;
    bool isClean = true;
    for (int round = 0; round < kRounds; ++round) {
        stage::CheckLimits limits;
        limits.pendingProposals = 1000;
        limits.pendingReads = 1000;
        limits.inflightMessages = 1000;
        stage::ClusterChecks checks(limits);
        const std::uint64_t before = quorate::bench::allocationCount();
        std::chrono::duration<double, std::nano> took{0};
        std::uint64_t id = 0;
        for (std::size_t first = 0; first < events.size(); first += kBlock) {
            const std::size_t end = std::min(first + kBlock, events.size());
            // Where they happen they were written just before.
            touch(events.data() + first, events.data() + end);
            const auto start = std::chrono::steady_clock::now();
            for (std::size_t i = first; i < end; ++i) {
                checks.observe(EventId(++id), events[i]);
            }
            took += std::chrono::steady_clock::now() - start;
        }
        allocations = quorate::bench::allocationCount() - before;
        nanoseconds.push_back(took.count() / static_cast<double>(events.size()));
        isClean = isClean && checks.verdicts().isClean();
    }
    std::sort(nanoseconds.begin(), nanoseconds.end());
    const double median = nanoseconds[kRounds / 2];
    std::printf(
        "%s: %.1f ns/event (median of %d), %.1f million events/s, %.4f allocations/event; "
        "%zu events, %.0f a virtual second%s\n",
        what, median, kRounds, 1000.0 / median,
        static_cast<double>(allocations) / static_cast<double>(events.size()), events.size(),
        static_cast<double>(events.size()) / seconds, isClean ? "" : "; VIOLATED");
}

}  // namespace

int main() {
    measure("three nodes, 5 puts and 5 reads a second", eventsOfWork(5, 20), 20 * 60);
    measure("three nodes, 100 puts and 100 reads a second", eventsOfWork(100, 1), 60);
    return 0;
}
