// SPDX-License-Identifier: Apache-2.0
// What judging a client history costs an operation: three clients on few keys, puts and reads, with
// and without operations of unknown outcome. One thread; times are of the processor.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/stage/history/history_checker.h"

namespace {

using quorate::Bytes;
using quorate::Random;
using quorate::observe::Moment;
using quorate::observe::OperationId;
using quorate::observe::Outcome;
namespace kv = quorate::kv;
namespace stage = quorate::stage;

constexpr std::uint64_t kOperations = 200'000;
constexpr std::size_t kKeys = 8;
constexpr std::size_t kOpen = 3;

double processorTime() {
    timespec now{};
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
        std::exit(1);
    }
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// A right history, with `unknownPerThousand` of the puts of unknown outcome.
struct Load {
    std::vector<stage::ClientOperation> operations;
    std::vector<stage::ClientOutcome> outcomes;

    explicit Load(std::uint64_t unknownPerThousand) {
        Random random(1);
        std::vector<kv::KeyValue> keys(kKeys);
        std::int64_t revision = 1;
        for (std::uint64_t id = 1; id <= kOperations; ++id) {
            kv::KeyValue& kv = keys[random.below(kKeys)];
            kv.key = Bytes::copyOf("key" + std::to_string(&kv - keys.data()));
            stage::ClientOperation operation;
            operation.id = OperationId(id);
            operation.invoked = Moment(id);
            stage::ClientOutcome outcome;
            if (random.chance(1, 2)) {
                kv::PutRequest put;
                put.key = kv.key;
                put.value = Bytes::copyOf("value " + std::to_string(id));
                const bool isUnknown = random.chance(unknownPerThousand, 1000);
                if (!isUnknown || random.chance(1, 2)) {
                    kv.modRevision = ++revision;
                    kv.createRevision = kv.createRevision == 0 ? revision : kv.createRevision;
                    ++kv.version;
                    kv.value = put.value;
                }
                if (!isUnknown) {
                    outcome = {Outcome::Done, kv::PutResponse{revision, std::nullopt}};
                }
                operation.request = std::move(put);
            } else {
                kv::RangeRequest get;
                get.key = kv.key;
                kv::RangeResponse response;
                response.revision = revision;
                if (kv.version > 0) {
                    response.kvs.push_back(kv);
                    response.count = 1;
                }
                operation.request = std::move(get);
                outcome = {Outcome::Done, std::move(response)};
            }
            operations.push_back(std::move(operation));
            outcomes.push_back(std::move(outcome));
        }
    }
};

void measure(std::uint64_t unknownPerThousand) {
    const Load load(unknownPerThousand);
    stage::HistoryChecker checker;
    std::size_t held = 0;
    const double start = processorTime();
    for (std::size_t i = 0; i < kOperations; ++i) {
        checker.invoked(load.operations[i]);
        if (i >= kOpen) {
            checker.returned(load.operations[i - kOpen].id, Moment(i), load.outcomes[i - kOpen]);
        }
        if (i % 10'000 == 0) {
            held = std::max(held, checker.heldCount());
        }
    }
    const stage::HistoryVerdict verdict = checker.finish();
    const double spent = processorTime() - start;
    std::printf(
        "judge a history, %2llu of 1000 puts unknown: %6.0f ns an operation, %s, held %zu\n",
        static_cast<unsigned long long>(unknownPerThousand),
        spent / static_cast<double>(kOperations),
        verdict.kind == stage::HistoryVerdict::Kind::Holds ? "holds" : verdict.why.c_str(), held);
}

}  // namespace

int main() {
    measure(0);
    measure(1);
    measure(10);
    measure(50);
    return 0;
}
