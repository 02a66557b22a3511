// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/txn.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "engine/kv/key_interval.h"
#include "engine/kv/key_walk.h"
#include "engine/kv/layout.h"
#include "engine/kv/leases.h"
#include "engine/kv/lookup.h"

namespace quorate::kv {

namespace {

using Verdict = Result<std::optional<KvError>>;

const std::vector<Operation>& branchOf(const TxnRequest& txn, bool succeeded) {
    return succeeded ? txn.success : txn.failure;
}

template <class T>
int sign(const T& stored, const T& given) {
    return stored < given ? -1 : static_cast<int>(given < stored);
}

bool holds(const Compare& compare, const layout::Record& record, std::string_view value) {
    int difference = 0;
    switch (compare.target) {
    case CompareTarget::Version:
        difference = sign(record.version, compare.number);
        break;
    case CompareTarget::Create:
        difference = sign(record.createRevision, compare.number);
        break;
    case CompareTarget::Mod:
        difference = sign(record.change.main, compare.number);
        break;
    case CompareTarget::Value:
        difference = sign(value, compare.value.view());
        break;
    case CompareTarget::Lease:
        difference = sign(record.lease.value, compare.number);
        break;
    }
    switch (compare.result) {
    case CompareResult::Equal:
        return difference == 0;
    case CompareResult::Greater:
        return difference > 0;
    case CompareResult::Less:
        return difference < 0;
    case CompareResult::NotEqual:
        return difference != 0;
    }
    return false;
}

Result<bool> holds(const View& view, const Compare& compare) {
    bool any = false;
    bool all = true;
    std::string stored;
    const auto compareKey = [&](const KeyView& key) -> Result<bool> {
        std::string_view value;
        if (compare.target == CompareTarget::Value) {
            const auto put = readPut(view.reader(), key.key, key.record.change, stored);
            if (!put) {
                return put.error();
            }
            value = put->value;
        }
        any = true;
        all = holds(compare, key.record, value);
        return all;
    };
    const auto walked =
        walkKeys(view, KeyInterval::of(compare.key, compare.rangeEnd), view.revision(), compareKey);
    if (!walked) {
        return walked.error();
    }
    if (any) {
        return all;
    }
    // A value that does not exist matches nothing, not even an empty one.
    return compare.target != CompareTarget::Value && holds(compare, layout::Record(), {});
}

Verdict keyMustExist(const View& view, const PutRequest& put) {
    if (!put.ignoreValue && !put.ignoreLease) {
        return std::optional<KvError>();
    }
    layout::Record record;
    const Result<bool> found = readRecord(view.reader(), put.key.view(), record);
    if (!found) {
        return found.error();
    }
    return *found ? std::nullopt : std::optional(KvError::KeyNotFound);
}

Verdict leaseMustExist(const View& view, LeaseId id) {
    if (id.isNone()) {
        return std::optional<KvError>();
    }
    const auto lease = findLease(view, id);
    if (!lease) {
        return lease.error();
    }
    return lease->has_value() ? std::nullopt : std::optional(KvError::LeaseNotFound);
}

Verdict checkPutInTxn(const View& view, const PutRequest& put) {
    Verdict verdict = keyMustExist(view, put);
    return !verdict || *verdict ? verdict : leaseMustExist(view, put.lease);
}

/// Unlike a range by itself, one in a transaction may not ask for a negative revision (once
/// anything was compacted): etcd's rule.
Verdict checkRangeInTxn(const View& view, const RangeRequest& range) {
    if (range.revision == 0) {
        return std::optional<KvError>();
    }
    if (range.revision > view.revision()) {
        return std::optional(KvError::FutureRevision);
    }
    return range.revision < view.compacted() ? std::optional(KvError::Compacted) : std::nullopt;
}

/// Applies `checkOne` to every operation of one kind on the path, until one is refused.
template <class Request>
// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Verdict checkEach(const View& view, const TxnRequest& txn, const TxnPath& path,
                  Verdict (*checkOne)(const View&, const Request&)) {
    std::size_t nested = 0;
    for (const Operation& operation : branchOf(txn, path.succeeded)) {
        Verdict verdict = std::optional<KvError>();
        if (const auto* request = std::get_if<Request>(&operation.request)) {
            verdict = checkOne(view, *request);
        } else if (const auto* inner = std::get_if<TxnRequest>(&operation.request)) {
            verdict = checkEach(view, *inner, path.nested[nested++], checkOne);
        }
        if (!verdict || *verdict) {
            return verdict;
        }
    }
    return std::optional<KvError>();
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): bounded by kMaxCommandDepth
Result<TxnPath> choosePath(const View& view, const TxnRequest& txn) {
    TxnPath path;
    path.succeeded = true;
    for (const Compare& compare : txn.compares) {
        const Result<bool> held = holds(view, compare);
        if (!held) {
            return held.error();
        }
        if (!*held) {
            path.succeeded = false;
            break;
        }
    }
    for (const Operation& operation : branchOf(txn, path.succeeded)) {
        if (const auto* inner = std::get_if<TxnRequest>(&operation.request)) {
            Result<TxnPath> nested = choosePath(view, *inner);
            if (!nested) {
                return nested;
            }
            path.nested.push_back(std::move(*nested));
        }
    }
    return path;
}

Verdict checkPath(const View& view, const TxnRequest& txn, const TxnPath& path) {
    Verdict verdict = checkEach<PutRequest>(view, txn, path, checkPutInTxn);
    if (!verdict || *verdict) {
        return verdict;
    }
    return checkEach<RangeRequest>(view, txn, path, checkRangeInTxn);
}

Verdict checkPut(const View& view, const PutRequest& put) {
    Verdict verdict = leaseMustExist(view, put.lease);
    return !verdict || *verdict ? verdict : keyMustExist(view, put);
}

}  // namespace quorate::kv
