// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "engine/kv/key_value.h"
#include "engine/kv/kv_error.h"
#include "engine/kv/lease_id.h"

namespace quorate::kv {

// What the key space answers. `revision` is the one that etcd's response headers carry.

struct PutResponse {
    std::int64_t revision{0};
    std::optional<KeyValue> previous;

    friend bool operator==(const PutResponse&, const PutResponse&) = default;
};

struct RangeResponse {
    std::int64_t revision{0};
    std::vector<KeyValue> kvs;
    bool more{false};       ///< the limit cut something off
    std::int64_t count{0};  ///< keys in the interval, whatever the limit and the bounds

    friend bool operator==(const RangeResponse&, const RangeResponse&) = default;
};

struct DeleteRangeResponse {
    std::int64_t revision{0};
    std::int64_t deleted{0};
    std::vector<KeyValue> previous;  ///< where asked for, in key order

    friend bool operator==(const DeleteRangeResponse&, const DeleteRangeResponse&) = default;
};

struct OperationResponse;

/// The revision of a nested transaction is zero, as in etcd.
struct TxnResponse {
    std::int64_t revision{0};
    bool succeeded{false};
    std::vector<OperationResponse> responses;  ///< one for each operation of the branch taken

    friend bool operator==(const TxnResponse& a, const TxnResponse& b);
};

struct OperationResponse {
    std::variant<PutResponse, RangeResponse, DeleteRangeResponse, TxnResponse> response;

    friend bool operator==(const OperationResponse& a, const OperationResponse& b) {
        return a.response == b.response;
    }
};

inline bool operator==(const TxnResponse& a, const TxnResponse& b) {
    return a.revision == b.revision && a.succeeded == b.succeeded && a.responses == b.responses;
}

struct CompactResponse {
    std::int64_t revision{0};
    friend bool operator==(const CompactResponse&, const CompactResponse&) = default;
};

struct LeaseGrantResponse {
    std::int64_t revision{0};
    LeaseId id;
    std::int64_t ttlSeconds{0};
    friend bool operator==(const LeaseGrantResponse&, const LeaseGrantResponse&) = default;
};

struct LeaseRevokeResponse {
    std::int64_t revision{0};
    friend bool operator==(const LeaseRevokeResponse&, const LeaseRevokeResponse&) = default;
};

struct LeaseCheckpointResponse {
    std::int64_t revision{0};
    friend bool operator==(const LeaseCheckpointResponse&,
                           const LeaseCheckpointResponse&) = default;
};

/// Nothing (an entry without a command), a refusal, or the answer of the command's kind.
using Response = std::variant<std::monostate, KvError, PutResponse, RangeResponse,
                              DeleteRangeResponse, TxnResponse, CompactResponse, LeaseGrantResponse,
                              LeaseRevokeResponse, LeaseCheckpointResponse>;

}  // namespace quorate::kv
