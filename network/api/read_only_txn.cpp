// SPDX-License-Identifier: Apache-2.0
#include "network/api/read_only_txn.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "engine/kv/range.h"
#include "engine/kv/txn.h"

namespace quorate::network {

namespace {

using Answered = kv::Answer<kv::TxnResponse>;

// NOLINTNEXTLINE(misc-no-recursion): no deeper than commands are
kv::KvResult<kv::TxnResponse> follow(const kv::View& view, const kv::TxnRequest& txn,
                                     const kv::TxnPath& path) {
    kv::TxnResponse response;
    response.succeeded = path.succeeded;
    std::size_t nested = 0;
    for (const kv::Operation& operation : path.succeeded ? txn.success : txn.failure) {
        if (const auto* range = std::get_if<kv::RangeRequest>(&operation.request)) {
            auto result = kv::range(view, *range);
            if (!result) {
                return result.error();
            }
            if (!*result) {
                return Answered(result->refusal());
            }
            response.responses.push_back({std::move(*result).value()});
        } else if (const auto* inner = std::get_if<kv::TxnRequest>(&operation.request)) {
            auto result = follow(view, *inner, path.nested[nested++]);
            if (!result || !*result) {
                return result;
            }
            response.responses.push_back({std::move(*result).value()});
        }
    }
    return Answered(std::move(response));
}

}  // namespace

kv::KvResult<kv::TxnResponse> readOnlyTxn(const kv::View& view, const kv::TxnRequest& txn) {
    const Result<kv::TxnPath> path = kv::choosePath(view, txn);
    if (!path) {
        return path.error();
    }
    const Result<std::optional<kv::KvError>> refusal = kv::checkPath(view, txn, *path);
    if (!refusal) {
        return refusal.error();
    }
    if (*refusal) {
        return Answered(**refusal);
    }
    kv::KvResult<kv::TxnResponse> result = follow(view, txn, *path);
    if (!result || !*result) {
        return result;
    }
    kv::TxnResponse response = std::move(*result).value();
    response.revision = view.revision();
    return Answered(std::move(response));
}

}  // namespace quorate::network
