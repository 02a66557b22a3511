// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/kv/lease_id.h"

namespace quorate::kv {

// What can be asked of the key space. Field for field etcd's requests; what is left out there is
// zero, empty or false here. The numbers of the enumerators are those of the encoding.

struct PutRequest {
    Bytes key;
    Bytes value;
    LeaseId lease;
    bool previousKv{false};   ///< answer with what was there before
    bool ignoreValue{false};  ///< keep the value, which must exist; `value` must be empty
    bool ignoreLease{false};  ///< keep the lease of the key, which must exist; `lease` must be none

    friend bool operator==(const PutRequest&, const PutRequest&) = default;
};

enum class SortOrder : std::uint8_t { None = 0, Ascending = 1, Descending = 2 };
enum class SortTarget : std::uint8_t { Key = 0, Version = 1, Create = 2, Mod = 3, Value = 4 };

struct RangeRequest {
    Bytes key;
    Bytes rangeEnd;            ///< see KeyInterval::of
    std::int64_t limit{0};     ///< at most so many keys; zero or less: all
    std::int64_t revision{0};  ///< as of this main revision; zero or less: now
    SortOrder sortOrder{SortOrder::None};
    SortTarget sortTarget{SortTarget::Key};
    bool keysOnly{false};
    bool countOnly{false};
    std::int64_t minModRevision{0};  ///< zero: no bound; likewise below
    std::int64_t maxModRevision{0};
    std::int64_t minCreateRevision{0};
    std::int64_t maxCreateRevision{0};

    friend bool operator==(const RangeRequest&, const RangeRequest&) = default;
};

struct DeleteRangeRequest {
    Bytes key;
    Bytes rangeEnd;          ///< see KeyInterval::of
    bool previousKv{false};  ///< answer with what was removed

    friend bool operator==(const DeleteRangeRequest&, const DeleteRangeRequest&) = default;
};

enum class CompareResult : std::uint8_t { Equal = 0, Greater = 1, Less = 2, NotEqual = 3 };
enum class CompareTarget : std::uint8_t { Version = 0, Create = 1, Mod = 2, Value = 3, Lease = 4 };

/// One condition of a transaction: "what is stored, `result`, what is given here", for every key of
/// the interval. Where there is no key, numbers compare as zero and values never match.
struct Compare {
    CompareResult result{CompareResult::Equal};
    CompareTarget target{CompareTarget::Version};
    Bytes key;
    Bytes rangeEnd;          ///< see KeyInterval::of
    std::int64_t number{0};  ///< what to compare with, for every target but Value
    Bytes value;             ///< what to compare with, for Value

    friend bool operator==(const Compare&, const Compare&) = default;
};

struct Operation;

/// If all compares hold, `success` is done, else `failure`: in order, in one revision. All
/// compares, those of nested transactions too, see the state before the first operation.
struct TxnRequest {
    std::vector<Compare> compares;
    std::vector<Operation> success;
    std::vector<Operation> failure;

    friend bool operator==(const TxnRequest& a, const TxnRequest& b);
};

struct Operation {
    std::variant<PutRequest, RangeRequest, DeleteRangeRequest, TxnRequest> request;

    friend bool operator==(const Operation& a, const Operation& b) {
        return a.request == b.request;
    }
};

inline bool operator==(const TxnRequest& a, const TxnRequest& b) {
    return a.compares == b.compares && a.success == b.success && a.failure == b.failure;
}

/// Forgets everything before this main revision.
struct CompactRequest {
    std::int64_t revision{0};
    friend bool operator==(const CompactRequest&, const CompactRequest&) = default;
};

/// The proposer has already chosen the id and raised the TTL to its minimum.
struct LeaseGrantRequest {
    LeaseId id;
    std::int64_t ttlSeconds{0};
    friend bool operator==(const LeaseGrantRequest&, const LeaseGrantRequest&) = default;
};

/// Ends a lease and deletes its keys; what a client asks for, or a leader who saw it expire.
struct LeaseRevokeRequest {
    LeaseId id;
    friend bool operator==(const LeaseRevokeRequest&, const LeaseRevokeRequest&) = default;
};

struct LeaseCheckpoint {
    LeaseId id;
    std::int64_t remainingSeconds{0};  ///< zero: the full TTL again
    friend bool operator==(const LeaseCheckpoint&, const LeaseCheckpoint&) = default;
};

/// Notes how much of some leases is left, so that a change of leader does not renew long ones.
struct LeaseCheckpointRequest {
    std::vector<LeaseCheckpoint> checkpoints;
    friend bool operator==(const LeaseCheckpointRequest&, const LeaseCheckpointRequest&) = default;
};

using Command =
    std::variant<PutRequest, RangeRequest, DeleteRangeRequest, TxnRequest, CompactRequest,
                 LeaseGrantRequest, LeaseRevokeRequest, LeaseCheckpointRequest>;

}  // namespace quorate::kv
