// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/base/result.h"
#include "network/client/answer_parser.h"
#include "network/client/node_client.h"

namespace quorate::network {

/// What answers at an address.
struct EndpointKind {
    enum class Kind : std::uint8_t {
        Silent,  ///< nobody, or not in time
        Quorate,
        Etcd,  ///< one whose API is spoken here: 3.4 or later
        Other  ///< somebody else, or an etcd that is too old
    };
    Kind kind{Kind::Silent};
    std::string version;  ///< of Quorate, or of etcd
    /// What is wrong, in one sentence that begins with the address; empty for a node of either
    /// kind.
    std::string problem;
};

/// By what GET /version was answered with. Any bytes may be in it.
EndpointKind endpointKindOf(const std::string& address, const Result<HttpAnswer>& version);

/// Asks GET /version, and calls back as NodeClient does.
void askForEndpointKind(NodeClient& client, const std::function<void(const EndpointKind&)>& done);

}  // namespace quorate::network
