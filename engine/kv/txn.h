// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/kv/command.h"
#include "engine/kv/kv_error.h"
#include "engine/kv/response.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// Which branch of a transaction is taken, and of those nested in that branch, in their order.
struct TxnPath {
    bool succeeded{false};
    std::vector<TxnPath> nested;
};

/// Decides all branches, from the state before the transaction.
Result<TxnPath> choosePath(const View& view, const TxnRequest& txn);

/// Whether what is on the path can be done: leases and keys that puts rely on, revisions that
/// ranges ask for. After this nothing can be refused any more, so a transaction is done whole or
/// not at all.
Result<std::optional<KvError>> checkPath(const View& view, const TxnRequest& txn,
                                         const TxnPath& path);

/// Whether a put can be done: its lease must exist, and so must the key if anything of it is kept.
Result<std::optional<KvError>> checkPut(const View& view, const PutRequest& put);

}  // namespace quorate::kv
