// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "network/api/api_options.h"
#include "network/api/backend.h"
#include "network/api/fault_port.h"
#include "network/api/metrics.h"
#include "network/http/http_handler.h"

namespace quorate::network {

/// All that the client port answers: the plain routes, etcd's v3 API in JSON, health, metrics.
///
/// In the thread of its server and its backend, which must both outlive it; so must the metrics,
/// which it writes out and adds its own to, and the
/// port for faults, where there is one. Requests that are under way when it goes are answered
/// all the same.
class ClientApi final : public HttpHandler {
public:
    ClientApi(Backend& backend, Metrics& metrics, ApiOptions options = {},
              FaultPort* faults = nullptr);
    ~ClientApi() override;

    void handle(const HttpRequest& request, HttpReply reply) override;

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace quorate::network
