// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/kv/command_check.h"
#include "network/api/fault_port.h"

namespace quorate::network {

/// What an operator decides of the client port beyond HTTP.
struct ApiOptions {
    std::size_t maxTxnOperations{kv::kDefaultTxnOperations};
    /// Leases with less get this much: shorter ones would end in any election. etcd's is one and a
    /// half election timeouts, rounded up.
    std::int64_t minLeaseTtlSeconds{2};
    /// How often a watch that asked for it hears that nothing happened.
    int watchProgressIntervalMs{600'000};
    std::string version{"0.1.0"};
    /// Whether clients may break things on purpose.
    FaultPermission faults{FaultPermission::No};
};

/// Which etcd this port behaves like, for clients that ask before they talk.
inline constexpr const char* kEtcdVersion = "3.4.23";
inline constexpr const char* kEtcdClusterVersion = "3.4.0";

}  // namespace quorate::network
