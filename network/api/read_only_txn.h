// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kv/command.h"
#include "engine/kv/kv_error.h"
#include "engine/kv/response.h"
#include "engine/kv/view.h"

namespace quorate::network {

/// Does a transaction that has nothing but ranges (and such transactions) in it, from what the view
/// shows. The answer is the one that it would get through the log.
kv::KvResult<kv::TxnResponse> readOnlyTxn(const kv::View& view, const kv::TxnRequest& txn);

}  // namespace quorate::network
