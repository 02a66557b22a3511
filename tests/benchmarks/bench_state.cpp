// SPDX-License-Identifier: Apache-2.0
// The state of a node on the machine's disk: commands applied to it, and a snapshot of a million
// keys, written and installed in another node, with the memory that takes. It writes where TMPDIR
// says, or where it is started.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "engine/base/random.h"
#include "engine/kv/command_codec.h"
#include "engine/node/recovery.h"
#include "engine/node/replicated_state.h"
#include "engine/node/snapshot_work.h"
#include "storage/node_directory.h"
#include "storage/posix_file_system.h"

using namespace quorate;
using namespace quorate::storage;

namespace {

constexpr std::uint64_t kKeys = 1'000'000;
constexpr std::size_t kValueBytes = 256;
constexpr std::size_t kStepBytes = std::size_t{256} * 1024;

double secondsOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void report(const std::string& what, std::uint64_t count, double seconds) {
    std::printf("%-52s %10.0f /s  (%.2f us each, %.2f s)\n", what.c_str(),
                static_cast<double>(count) / seconds, seconds * 1e6 / static_cast<double>(count),
                seconds);
}

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

/// A line of /proc/self/status in KiB; 0 where the system has none.
std::uint64_t memory(const std::string& line) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kib = 0;
        if (word == line && status >> kib) {
            return kib;
        }
    }
    return 0;
}

/// How long, and what it needed at its peak above what was there before it.
void measure(const char* what, std::uint64_t count, const std::function<void()>& work) {
    std::ofstream("/proc/self/clear_refs") << "5";  // forgets the peak so far
    const std::uint64_t before = memory("VmRSS:");
    report(what, count, secondsOf(work));
    const std::uint64_t peak = std::max(memory("VmHWM:"), before);
    std::printf("%-52s %10.1f MiB above %.1f MiB\n", "  memory at its peak",
                static_cast<double>(peak - before) / 1024, static_cast<double>(before) / 1024);
}

/// Half of it compresses.
std::string valueOf(Random& random) {
    std::string value(kValueBytes / 2, 'v');
    while (value.size() < kValueBytes) {
        const std::uint64_t part = random.next();
        value.append(reinterpret_cast<const char*>(&part), sizeof part);
    }
    return value;
}

/// A node's directory, and the state in it.
class Place {
public:
    Place(FileSystem& files, const std::string& path, std::uint64_t node) {
        Random random(node);
        must(NodeDirectory::make(files, path, 1, raft::NodeId(node), random));
        node::Membership members;
        members.confState.voters = {raft::NodeId(node)};
        must(node::makeFirstMember(*must(NodeDirectory::open(files, path, {}, {})), members));
        m_directory = must(NodeDirectory::open(files, path, {}, {}));
        m_state = must(node::ReplicatedState::open(m_directory->store()));
    }

    [[nodiscard]] node::ReplicatedState& state() noexcept { return *m_state; }
    [[nodiscard]] node::SnapshotArchive& snapshots() noexcept { return m_directory->snapshots(); }

    void apply(std::uint64_t count, std::uint64_t group, const std::function<std::uint64_t()>& key,
               Random& random) {
        for (std::uint64_t done = 0; done < count; done += group) {
            node::ApplyBatch batch;
            for (std::uint64_t i = 0; i < group; ++i) {
                kv::PutRequest put;
                put.key = Bytes::copyOf("key/" + std::to_string(1'000'000'000 + key()));
                put.value = Bytes::copyOf(valueOf(random));
                ++m_index;
                batch.commands.push_back({{raft::Term(1), raft::Index(m_index)},
                                          std::nullopt,
                                          must(kv::encode(put)),
                                          std::nullopt});
            }
            must(m_state->apply(batch));
        }
    }

    [[nodiscard]] raft::SnapshotMetadata here() const {
        const raft::EntryId applied = m_state->applied();
        return {applied.index, applied.term, m_state->membership().confState};
    }

private:
    std::unique_ptr<NodeDirectory> m_directory;
    std::unique_ptr<node::ReplicatedState> m_state;
    std::uint64_t m_index{1};
};

/// As the bytes come from a peer.
void copySnapshot(node::SnapshotArchive& from, node::SnapshotArchive& to,
                  const raft::SnapshotMetadata& metadata) {
    const auto source = must(from.open(metadata.index));
    const auto sink = must(to.create(metadata));
    std::string chunk;
    while (must(source->next(chunk))) {
        must(sink->append(chunk));
    }
    must(sink->commit());
}

template <class Step>
void toItsEnd(const Step& step) {
    while (must(step())) {
    }
}

void run(const std::string& directory) {
    PosixFileSystem files;
    Place one(files, directory + "/one", 1);
    Random random(1);
    std::uint64_t next = 0;
    measure("a million puts of 256 bytes, in batches of 256", kKeys, [&] {
        one.apply(
            kKeys, 256, [&] { return next++; }, random);
    });
    for (const std::uint64_t group : {1U, 32U, 256U}) {
        constexpr std::uint64_t count = 25'600;
        report("puts over them at random, in batches of " + std::to_string(group), count,
               secondsOf([&] {
                   one.apply(
                       count, group, [&] { return random.below(kKeys); }, random);
               }));
    }
    const raft::SnapshotMetadata metadata = one.here();
    measure("a snapshot, written", kKeys, [&] {
        const auto save = must(one.state().beginSave(metadata, one.snapshots()));
        toItsEnd([&] { return save->step(kStepBytes); });
    });
    Place two(files, directory + "/two", 2);
    measure("the snapshot, received", kKeys,
            [&] { copySnapshot(one.snapshots(), two.snapshots(), metadata); });
    measure("the snapshot, installed", kKeys, [&] {
        const auto install = must(two.state().beginInstall(metadata, two.snapshots()));
        toItsEnd([&] { return install->step(); });
    });
}

}  // namespace

int main() {
    const char* where = std::getenv("TMPDIR");
    const std::string directory = std::string(where != nullptr ? where : ".") + "/bench_state.d";
    std::filesystem::remove_all(directory);
    run(directory);
    std::filesystem::remove_all(directory);
    return 0;
}
