// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/invariant.h"
#include "network/etcd/endpoint_kind.h"
#include "network/etcd/etcd_answers.h"
#include "network/etcd/etcd_metrics.h"
#include "tests/fuzz/fuzz_target.h"

using namespace quorate;
using namespace quorate::network;

namespace {

template <class T>
void expectReason(const Result<T>& answer) {
    QUORATE_INVARIANT(answer || !answer.error().message.empty(), "a refusal without a reason");
}

void lookAt(const std::optional<LatencyBuckets>& latency) {
    if (!latency) {
        return;
    }
    for (const double part : {0.0, 0.5, 0.99, 1.0}) {
        const auto value = latency->quantile(part);
        QUORATE_INVARIANT(!value || *value == *value, "a latency that is no number");
    }
    const LatencyBuckets none = latency->since(*latency);
    QUORATE_INVARIANT(none.count == 0 && !none.mean(), "something since nothing");
}

}  // namespace

/// Any bytes are each answer of an etcd, or are refused with a reason.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    JsonDocument document;
    expectReason(decodeEtcdStatus(document, body));
    expectReason(decodeEtcdMembers(document, body));
    expectReason(decodeEtcdAlarms(document, body));
    expectReason(decodeEtcdVersion(document, body));
    expectReason(decodeEtcdHealth(document, body));
    const EndpointKind kind = endpointKindOf("host:1", HttpAnswer{200, std::string(body), {}});
    QUORATE_INVARIANT(kind.kind != EndpointKind::Kind::Silent, "an answer out of silence");
    const auto metrics = etcdMetricsIn(body);
    expectReason(metrics);
    if (metrics) {
        lookAt(metrics->walFsync);
        lookAt(metrics->backendCommit);
        for (const auto& [member, peer] : metrics->peers) {
            lookAt(peer.roundTrip);
        }
    }
    return 0;
}
