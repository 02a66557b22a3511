// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "engine/stage/client_request.h"
#include "network/api/backend.h"

/// What nodes answer about leases, as sessions have it.
namespace quorate::gui {

inline Result<stage::LeaseTimes> leaseTimesOf(const Result<network::Backend::LeaseTimes>& times) {
    return times ? Result<stage::LeaseTimes>({times->grantedSeconds, times->remainingSeconds})
                 : Result<stage::LeaseTimes>(times.error());
}
/// Of one that has its full time again.
inline Result<stage::LeaseTimes> leaseTimesOf(const Result<std::int64_t>& keptAlive) {
    return keptAlive ? Result<stage::LeaseTimes>({*keptAlive, *keptAlive})
                     : Result<stage::LeaseTimes>(keptAlive.error());
}

}  // namespace quorate::gui
