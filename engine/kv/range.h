// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kv/command.h"
#include "engine/kv/kv_error.h"
#include "engine/kv/response.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// Answers a range as etcd 3.4 does, from what the view shows.
///
/// What is held at a time is what is answered: at most `limit` + 1 keys where there is a limit,
/// sorted ones too. The count goes through the whole interval, whatever the limit, but for the
/// count of all keys now, which is kept. Keys that sort alike come in key order (etcd leaves it
/// open).
KvResult<RangeResponse> range(const View& view, const RangeRequest& request);

}  // namespace quorate::kv
