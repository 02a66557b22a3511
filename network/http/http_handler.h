// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// Who answers requests.
class HttpHandler {
public:
    HttpHandler() = default;
    HttpHandler(const HttpHandler&) = delete;
    HttpHandler& operator=(const HttpHandler&) = delete;
    virtual ~HttpHandler() = default;

    /// The request lives during the call. The reply is to be used exactly once, now or later. No
    /// event loop may be run in here.
    virtual void handle(const HttpRequest& request, HttpReply reply) = 0;
};

}  // namespace quorate::network
