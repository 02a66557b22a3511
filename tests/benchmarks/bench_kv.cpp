// SPDX-License-Identifier: Apache-2.0
// How fast the key space applies and reads, over the store in memory: the cost of the meaning
// itself.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/kv/command_codec.h"
#include "engine/kv/key_space.h"
#include "engine/kv/memory_store.h"
#include "engine/kv/range.h"
#include "engine/kv/snapshot_writer.h"

using namespace quorate;
using namespace quorate::kv;

namespace {

double secondsOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void report(const char* what, std::uint64_t count, double seconds) {
    std::printf("%-44s %10.0f /s  (%.2f us each)\n", what, static_cast<double>(count) / seconds,
                seconds * 1e6 / static_cast<double>(count));
}

std::string keyOf(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return "key/" + std::string(16 - digits.size(), '0') + digits;
}

class Bench {
public:
    Bench() : m_keySpace(std::move(KeySpace::open(m_store)).value()) {}

    void puts(const char* what, std::uint64_t count, std::uint64_t keys, std::size_t group) {
        const Bytes value = Bytes::copyOf(std::string(256, 'v'));
        std::vector<Bytes> commands;
        for (std::uint64_t i = 0; i < count; ++i) {
            PutRequest put;
            put.key = Bytes::copyOf(keyOf(m_random.below(keys)));
            put.value = value;
            commands.push_back(encode(put).value());
        }
        report(what, count, secondsOf([&] {
                   for (std::uint64_t i = 0; i < count; i += group) {
                       std::vector<LogItem> items;
                       for (std::uint64_t k = i; k < i + group; ++k) {
                           ++m_index;
                           items.push_back({{m_index, 1},
                                            {1, 1, m_index},
                                            LogItem::Kind::Request,
                                            commands[static_cast<std::size_t>(k)]});
                       }
                       (void)m_keySpace->apply(items).value();
                   }
               }));
    }

    void gets(std::uint64_t count, std::uint64_t keys) {
        report("get of one key", count, secondsOf([&] {
                   for (std::uint64_t i = 0; i < count; ++i) {
                       RangeRequest request;
                       request.key = Bytes::copyOf(keyOf(m_random.below(keys)));
                       (void)range(m_keySpace->now(), request).value();
                   }
               }));
    }

    void counts() {
        RangeRequest request;
        request.key = Bytes::copyOf("k");
        request.rangeEnd = Bytes::copyOf("l");
        request.countOnly = true;
        std::int64_t count = 0;
        const double seconds =
            secondsOf([&] { count = range(m_keySpace->now(), request).value()->count; });
        report("keys counted", static_cast<std::uint64_t>(count), seconds);
    }

    void snapshot() {
        SnapshotWriter writer(m_keySpace->pin());
        std::string chunk;
        std::uint64_t bytes = 0;
        const double seconds = secondsOf([&] {
            while (writer.next(chunk, 64 * 1024).value()) {
                bytes += chunk.size();
            }
        });
        report("bytes of a snapshot written", bytes, seconds);
    }

private:
    MemoryStore m_store;
    std::unique_ptr<KeySpace> m_keySpace;
    Random m_random{1};
    std::uint64_t m_index{0};
};

}  // namespace

int main() {
    constexpr std::uint64_t kKeys = 100'000;
    Bench bench;
    bench.puts("puts to new keys, in groups of 32", 3200, 1'000'000'000, 32);
    bench.puts("puts of 256 bytes, in groups of 32", 320'000, kKeys, 32);
    bench.puts("puts of 256 bytes, one by one", 100'000, kKeys, 1);
    bench.gets(300'000, kKeys);
    bench.counts();
    bench.snapshot();
    return 0;
}
