// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "engine/node/client_port.h"
#include "network/http/http_handler.h"
#include "network/observation/observe_service.h"

namespace quorate::network {

/// A node's client port with what observers ask of it in front: GET /observe and GET /state. All
/// else goes to the API behind it; a request whose header names an operation
/// (`Quorate-Operation: NUMBER`) and the event that caused it (`Quorate-Cause: SOURCE:SEQUENCE`, or
/// the id as one number) is made on their behalf, so that whoever asked can tell what came of it.
class ObservedApi final : public HttpHandler {
public:
    /// Calls `ask`, and what it asks of the node at once comes from this origin.
    using OnBehalfOf =
        std::function<void(const node::RequestOrigin& origin, const std::function<void()>& ask)>;

    /// All of it outlives this.
    ObservedApi(HttpHandler& api, ObserveService& service, OnBehalfOf onBehalfOf)
        : m_api(api), m_service(service), m_onBehalfOf(std::move(onBehalfOf)) {}

    void handle(const HttpRequest& request, HttpReply reply) override;

private:
    HttpHandler& m_api;
    ObserveService& m_service;
    OnBehalfOf m_onBehalfOf;
};

}  // namespace quorate::network
