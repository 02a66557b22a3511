// SPDX-License-Identifier: Apache-2.0
// How fast the store on LevelDB takes batches, is replaced and is walked through, on the disk of
// the current directory (or the one named), and how much memory a million keys take on the way.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "engine/base/random.h"
#include "storage/leveldb_store.h"
#include "storage/path.h"
#include "storage/posix_file_system.h"

using namespace quorate;
using namespace quorate::storage;

namespace {

constexpr std::uint64_t kKeys = 1'000'000;

double secondsOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void report(const char* what, std::uint64_t count, double seconds) {
    std::printf("%-44s %10.0f /s  (%.2f us each, %.2f s)\n", what,
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

std::string keyOf(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return "key/" + std::string(16 - digits.size(), '0') + digits;
}

/// Bytes that do not compress, as long as a value is.
std::string valueOf(Random& random) {
    std::string value;
    while (value.size() < 256) {
        const std::uint64_t part = random.next();
        value.append(reinterpret_cast<const char*>(&part), sizeof part);
    }
    return value;
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

/// What the work needed at its peak above what was there before it.
void reportMemory(const char* what, const std::function<void()>& work) {
    std::ofstream("/proc/self/clear_refs") << "5";  // forgets the peak so far
    const std::uint64_t before = memory("VmRSS:");
    work();
    const std::uint64_t peak = memory("VmHWM:");
    std::printf("%-44s %10.1f MiB above %.1f MiB\n", what,
                static_cast<double>(peak - before) / 1024, static_cast<double>(before) / 1024);
}

void writeBatches(kv::OrderedStore& store, std::uint64_t puts, std::uint64_t group) {
    Random random(group);
    const std::string what = "puts of 256 bytes, in batches of " + std::to_string(group);
    double slowest = 0;
    const double seconds = secondsOf([&] {
        for (std::uint64_t done = 0; done < puts; done += group) {
            kv::WriteBatch batch;
            for (std::uint64_t i = 0; i < group; ++i) {
                batch.put(keyOf(random.below(kKeys)), valueOf(random));
            }
            slowest = std::max(slowest, secondsOf([&] { must(store.write(batch)); }));
        }
    });
    report(what.c_str(), puts, seconds);
    std::printf("%-44s %10.1f ms\n", "  the slowest batch", slowest * 1000);
}

void replaceAll(kv::OrderedStore& store) {
    Random random(1);
    const auto replacement = must(store.beginReplacement());
    for (std::uint64_t i = 0; i < kKeys; ++i) {
        must(replacement->put(keyOf(i), valueOf(random)));
    }
    must(replacement->commit());
}

void walk(const kv::OrderedStore& store) {
    std::uint64_t keys = 0;
    const auto iterator = store.iterate();
    for (iterator->seek({}); iterator->valid(); iterator->next()) {
        keys += iterator->value().size() == 256 ? 1U : 0U;
    }
    must(iterator->status());
    if (keys != kKeys) {
        std::fprintf(stderr, "%llu keys\n", static_cast<unsigned long long>(keys));
        std::exit(1);
    }
}

void getAtRandom(const kv::OrderedStore& store, std::uint64_t count) {
    Random random(3);
    std::string value;
    report("gets at random", count, secondsOf([&] {
               for (std::uint64_t i = 0; i < count; ++i) {
                   if (!must(store.get(keyOf(random.below(kKeys)), value))) {
                       std::exit(1);
                   }
               }
           }));
}

void removeStore(FileSystem& files, const std::string& directory) {
    for (const DirectoryEntry& entry : must(files.list(directory))) {
        const std::string path = joinPath(directory, entry.name);
        must(entry.isDirectory ? removeDatabase(files, path) : files.remove(path));
    }
    must(files.removeDirectory(directory));
}

}  // namespace

int main(int argc, char** argv) {
    const std::string directory = std::string(argc > 1 ? argv[1] : ".") + "/bench_leveldb_store.d";
    PosixFileSystem files;
    auto store = must(LevelDbStore::open(files, directory));
    for (const std::uint64_t group : {1U, 32U, 256U}) {
        writeBatches(*store, group == 1 ? 50'000 : 256'000, group);
    }
    double seconds = 0;
    reportMemory("a replacement, memory",
                 [&] { seconds = secondsOf([&] { replaceAll(*store); }); });
    report("a replacement of a million keys", kKeys, seconds);
    reportMemory("a walk, memory", [&] { seconds = secondsOf([&] { walk(*store); }); });
    report("a walk through a million keys", kKeys, seconds);
    getAtRandom(*store, 100'000);
    report("opening", 1, secondsOf([&] {
               store.reset();
               store = must(LevelDbStore::open(files, directory));
           }));
    store.reset();
    removeStore(files, directory);
    return 0;
}
