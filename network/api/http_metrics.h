// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "network/api/metrics.h"
#include "network/http/http_server.h"

namespace quorate::network {

/// Puts what a server counts among the metrics, until Metrics::forget(&server), which must come
/// before the server goes.
void collectHttpMetrics(Metrics& metrics, const HttpServer& server);

}  // namespace quorate::network
