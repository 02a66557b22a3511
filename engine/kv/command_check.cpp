// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/command_check.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "engine/kv/command_codec.h"
#include "engine/kv/key_interval.h"

namespace quorate::kv {

namespace {

using Verdict = std::optional<KvError>;

Verdict checkFields(const PutRequest& put) {
    if (put.key.empty()) {
        return KvError::EmptyKey;
    }
    if (put.ignoreValue && !put.value.empty()) {
        return KvError::ValueProvided;
    }
    if (put.ignoreLease && !put.lease.isNone()) {
        return KvError::LeaseProvided;
    }
    return std::nullopt;
}

Verdict checkFields(const RangeRequest& range) {
    return range.key.empty() ? Verdict(KvError::EmptyKey) : std::nullopt;
}

Verdict checkFields(const DeleteRangeRequest& remove) {
    return remove.key.empty() ? Verdict(KvError::EmptyKey) : std::nullopt;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Verdict checkTxn(const TxnRequest& txn, std::size_t maxOperations, std::size_t depth) {
    if (depth > kMaxCommandDepth) {
        return KvError::NestedTooDeep;
    }
    const std::size_t used =
        std::max({txn.compares.size(), txn.success.size(), txn.failure.size()});
    if (used > maxOperations) {
        return KvError::TooManyOperations;
    }
    for (const Compare& compare : txn.compares) {
        if (compare.key.empty()) {
            return KvError::EmptyKey;
        }
    }
    for (const auto* branch : {&txn.success, &txn.failure}) {
        for (const Operation& operation : *branch) {
            const auto* nested = std::get_if<TxnRequest>(&operation.request);
            const Verdict verdict =
                nested != nullptr ? checkTxn(*nested, maxOperations - used, depth + 1)
                                  : std::visit(
                                        [](const auto& request) -> Verdict {
                                            using Request = std::decay_t<decltype(request)>;
                                            if constexpr (std::is_same_v<Request, TxnRequest>) {
                                                return std::nullopt;
                                            } else {
                                                return checkFields(request);
                                            }
                                        },
                                        operation.request);
            if (verdict) {
                return verdict;
            }
        }
    }
    return std::nullopt;
}

/// Intervals of keys, joined where they overlap, so that "is this key in one of them" stays cheap
/// however many a stranger sends.
class IntervalSet {
public:
    void insert(const KeyInterval& interval) {
        if (interval.kind == KeyInterval::Kind::Single) {
            m_points.insert(interval.begin);
        } else if (interval.kind == KeyInterval::Kind::Unbounded) {
            m_unboundedFrom =
                m_unboundedFrom ? std::min(*m_unboundedFrom, interval.begin) : interval.begin;
        } else if (interval.begin < interval.end) {
            insertSpan(interval.begin, interval.end);
        }
    }

    void insert(const IntervalSet& other) {
        m_points.insert(other.m_points.begin(), other.m_points.end());
        if (other.m_unboundedFrom) {
            insert({KeyInterval::Kind::Unbounded, *other.m_unboundedFrom, {}});
        }
        for (const auto& [begin, end] : other.m_spans) {
            insertSpan(begin, end);
        }
    }

    [[nodiscard]] bool contains(std::string_view key) const {
        if (m_points.count(key) != 0 || (m_unboundedFrom && key >= *m_unboundedFrom)) {
            return true;
        }
        auto span = m_spans.upper_bound(key);
        return span != m_spans.begin() && key < (--span)->second;
    }

private:
    void insertSpan(std::string_view begin, std::string_view end) {
        auto span = m_spans.upper_bound(begin);
        if (span != m_spans.begin() && std::prev(span)->second >= begin) {
            --span;
            begin = span->first;
        }
        while (span != m_spans.end() && span->first <= end) {
            end = std::max(end, span->second);
            span = m_spans.erase(span);
        }
        m_spans.emplace(begin, end);
    }

    std::set<std::string_view> m_points;
    std::map<std::string_view, std::string_view> m_spans;  ///< disjoint; begin to end
    std::optional<std::string_view> m_unboundedFrom;
};

using Keys = std::set<std::string_view>;

/// What the operations of one level, and of the levels below, put and delete.
struct Touched {
    Keys puts;
    IntervalSet deletes;
};

Verdict addPut(Touched& touched, std::string_view key) {
    if (touched.deletes.contains(key) || !touched.puts.insert(key).second) {
        return KvError::DuplicateKey;
    }
    return std::nullopt;
}

Verdict collect(const std::vector<Operation>& operations, Touched& touched);

/// Only one branch of a nested transaction is taken, so both may put the same key.
// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Verdict collectNested(const TxnRequest& txn, Touched& touched) {
    Touched success;
    Touched failure;
    if (const Verdict verdict = collect(txn.success, success)) {
        return verdict;
    }
    if (const Verdict verdict = collect(txn.failure, failure)) {
        return verdict;
    }
    Keys either = success.puts;
    either.insert(failure.puts.begin(), failure.puts.end());
    for (const std::string_view key : either) {
        if (const Verdict verdict = addPut(touched, key)) {
            return verdict;
        }
    }
    touched.deletes.insert(success.deletes);
    touched.deletes.insert(failure.deletes);
    return std::nullopt;
}

/// Whether two operations that are both done put the same key, or one puts what another deletes.
/// In etcd's order (own deletes, nested transactions one by one, own puts), which lets a later
/// nested transaction delete what an earlier one has put.
// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Verdict collect(const std::vector<Operation>& operations, Touched& touched) {
    for (const Operation& operation : operations) {
        if (const auto* remove = std::get_if<DeleteRangeRequest>(&operation.request)) {
            touched.deletes.insert(KeyInterval::of(remove->key, remove->rangeEnd));
        }
    }
    for (const Operation& operation : operations) {
        if (const auto* nested = std::get_if<TxnRequest>(&operation.request)) {
            if (const Verdict verdict = collectNested(*nested, touched)) {
                return verdict;
            }
        }
    }
    for (const Operation& operation : operations) {
        if (const auto* put = std::get_if<PutRequest>(&operation.request)) {
            if (const Verdict verdict = addPut(touched, put->key.view())) {
                return verdict;
            }
        }
    }
    return std::nullopt;
}

Verdict checkCommand(const TxnRequest& txn, std::size_t maxTxnOperations) {
    if (const Verdict verdict = checkTxn(txn, maxTxnOperations, 1)) {
        return verdict;
    }
    for (const auto* branch : {&txn.success, &txn.failure}) {
        Touched touched;
        if (const Verdict verdict = collect(*branch, touched)) {
            return verdict;
        }
    }
    return std::nullopt;
}

Verdict checkCommand(const PutRequest& request, std::size_t /*maxTxnOperations*/) {
    return checkFields(request);
}
Verdict checkCommand(const RangeRequest& request, std::size_t /*maxTxnOperations*/) {
    return checkFields(request);
}
Verdict checkCommand(const DeleteRangeRequest& request, std::size_t /*maxTxnOperations*/) {
    return checkFields(request);
}
Verdict checkCommand(const CompactRequest& /*request*/, std::size_t /*maxTxnOperations*/) {
    return std::nullopt;
}
Verdict checkCommand(const LeaseGrantRequest& request, std::size_t /*maxTxnOperations*/) {
    if (request.id.isNone()) {
        return KvError::LeaseNotFound;
    }
    return request.ttlSeconds > kMaxLeaseTtlSeconds ? Verdict(KvError::LeaseTtlTooLarge)
                                                    : std::nullopt;
}
Verdict checkCommand(const LeaseRevokeRequest& /*request*/, std::size_t /*maxTxnOperations*/) {
    return std::nullopt;
}
Verdict checkCommand(const LeaseCheckpointRequest& /*request*/, std::size_t /*maxOperations*/) {
    return std::nullopt;
}

}  // namespace

Verdict check(const Command& command, std::size_t maxTxnOperations) {
    return std::visit(
        [maxTxnOperations](const auto& request) { return checkCommand(request, maxTxnOperations); },
        command);
}

Verdict check(const RangeRequest& request) {
    return checkFields(request);
}

}  // namespace quorate::kv
