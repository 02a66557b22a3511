// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "network/api/api_context.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// etcd's Lease service: /v3/lease/… and /v3/kv/lease/….
class LeaseService {
public:
    explicit LeaseService(std::shared_ptr<ApiContext> context) : m_context(std::move(context)) {}

    void grant(const HttpRequest& request, const HttpReply& reply);
    void revoke(const HttpRequest& request, const HttpReply& reply);
    /// One line for each lease of the body; the stream ends with the body.
    void keepAlive(const HttpRequest& request, const HttpReply& reply);
    void timeToLive(const HttpRequest& request, const HttpReply& reply);
    void leases(const HttpRequest& request, const HttpReply& reply);

private:
    std::shared_ptr<ApiContext> m_context;
};

}  // namespace quorate::network
