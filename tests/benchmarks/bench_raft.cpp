// SPDX-License-Identifier: Apache-2.0
// What a proposal costs, from propose() to applied, on cores in memory: no disk, no network, one
// thread. With three cores the figure holds the work of all three.
//
// The proposals are made in batches: so many entries in one propose(), then Readys are handled and
// messages are delivered until all of them are applied everywhere.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "engine/raft/memory_storage.h"
#include "engine/raft/raw_node.h"
#include "tests/benchmarks/allocation_counter.h"

namespace {

using quorate::Bytes;
using quorate::raft::Index;
using quorate::raft::NodeId;

constexpr int kRounds = 5;
constexpr std::uint64_t kEntriesPerRound = 200'000;
constexpr std::uint64_t kKeptEntries = 4096;

/// Cores that hand each other their messages.
class Group {
public:
    explicit Group(std::uint64_t size) {
        quorate::raft::Snapshot start;
        start.metadata.index = Index(1);
        start.metadata.term = quorate::raft::Term(1);
        for (std::uint64_t id = 1; id <= size; ++id) {
            start.metadata.confState.voters.emplace_back(id);
        }
        for (std::uint64_t id = 1; id <= size; ++id) {
            auto storage = std::make_unique<quorate::raft::MemoryStorage>();
            check(storage->applySnapshot(start).has_value());
            quorate::raft::Config config;
            config.id = NodeId(id);
            config.applied = Index(1);
            auto node = quorate::raft::RawNode::create(config, *storage);
            check(node.has_value());
            m_members.push_back({std::move(storage), std::move(*node), {}, {}});
        }
        m_members.front().node->campaign();
        settle();
        check(m_members.front().node->softState().role == quorate::raft::Role::Leader);
    }

    void propose(quorate::raft::Entries& entries) {
        check(m_members.front().node->propose(entries).has_value());
        settle();
    }

    [[nodiscard]] std::uint64_t applied() const { return m_applied; }

private:
    struct Member {
        std::unique_ptr<quorate::raft::MemoryStorage> storage;
        std::unique_ptr<quorate::raft::RawNode> node;
        quorate::raft::Ready ready;
        std::vector<quorate::raft::Message> inbox;
    };

    static void check(bool holds, int line = __builtin_LINE()) {
        if (!holds) {
            std::fprintf(stderr, "bench_raft: the group does not work (line %d)\n", line);
            std::exit(1);
        }
    }

    void settle() {
        for (bool busy = true; busy;) {
            busy = false;
            for (Member& member : m_members) {
                for (auto& message : member.inbox) {
                    check(member.node->step(std::move(message)).has_value());
                }
                member.inbox.clear();
                while (member.node->hasReady()) {
                    busy = true;
                    handle(member);
                }
            }
        }
    }

    void handle(Member& member) {
        member.node->takeReady(member.ready);
        if (member.ready.hardState) {
            member.storage->setHardState(*member.ready.hardState);
        }
        check(member.storage->append(member.ready.entries).has_value());
        for (auto& message : member.ready.messages) {
            m_members[message.to.value() - 1].inbox.push_back(std::move(message));
        }
        m_applied += member.ready.committedEntries.size();
        member.node->advance();
        const Index applied = member.node->raft().log().applied();
        if (applied > member.storage->firstIndex() + 2 * kKeptEntries) {
            check(member.storage->compact(Index(applied.value() - kKeptEntries)).has_value());
        }
    }

    std::vector<Member> m_members;
    std::uint64_t m_applied{0};
};

struct Cost {
    double nanoseconds;
    double allocations;
};

/// The median of several rounds. The payloads are made beforehand: they come from a socket.
Cost measure(std::uint64_t groupSize, std::size_t entrySize, std::size_t batch) {
    const Bytes payload = Bytes::copyOf(std::string(entrySize, 'x'));
    std::vector<Cost> rounds;
    Group group(groupSize);
    quorate::raft::Entries entries;
    for (int round = 0; round < kRounds; ++round) {
        const std::uint64_t batches = kEntriesPerRound / batch;
        const std::uint64_t allocationsBefore = quorate::bench::allocationCount();
        const auto start = std::chrono::steady_clock::now();
        for (std::uint64_t i = 0; i < batches; ++i) {
            entries.resize(batch);
            for (auto& entry : entries) {
                entry = quorate::raft::Entry();
                entry.data = payload;
            }
            group.propose(entries);
        }
        const std::chrono::duration<double, std::nano> elapsed =
            std::chrono::steady_clock::now() - start;
        const auto count = static_cast<double>(batches * batch);
        const std::uint64_t allocated = quorate::bench::allocationCount() - allocationsBefore;
        rounds.push_back({elapsed.count() / count, static_cast<double>(allocated) / count});
    }
    std::sort(rounds.begin(), rounds.end(),
              [](const Cost& a, const Cost& b) { return a.nanoseconds < b.nanoseconds; });
    return rounds[rounds.size() / 2];
}

}  // namespace

int main() {
    std::puts("A proposal committed and applied, cores in memory (median of 5 rounds)");
    std::puts("cores  entry bytes  batch  ns/proposal  allocations/proposal");
    for (const std::uint64_t groupSize : {1U, 3U}) {
        for (const std::size_t entrySize : {16U, 256U}) {
            for (const std::size_t batch : {1U, 64U, 1024U}) {
                const Cost cost = measure(groupSize, entrySize, batch);
                std::printf("%5llu  %11zu  %5zu  %11.0f  %20.4f\n",
                            static_cast<unsigned long long>(groupSize), entrySize, batch,
                            cost.nanoseconds, cost.allocations);
            }
        }
    }
    return 0;
}
