// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "network/api/api_context.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// etcd's Maintenance service: /v3/maintenance/….
class MaintenanceService {
public:
    explicit MaintenanceService(std::shared_ptr<ApiContext> context)
        : m_context(std::move(context)) {}

    void status(const HttpRequest& request, const HttpReply& reply);
    /// The hash of all that was applied, which members with the same revision share. It costs
    /// nothing.
    void hash(const HttpRequest& request, const HttpReply& reply);
    /// The key space as a stream of pieces in the format of engine/kv, and the SHA-256 of them as
    /// the last piece.
    void snapshot(const HttpRequest& request, const HttpReply& reply);
    void transferLeadership(const HttpRequest& request, const HttpReply& reply);
    /// There is nothing to do: the store reclaims space by itself.
    void defragment(const HttpRequest& request, const HttpReply& reply);
    /// There are none, and none can be raised.
    void alarm(const HttpRequest& request, const HttpReply& reply);

private:
    bool isEmpty(const HttpRequest& request, const HttpReply& reply);

    std::shared_ptr<ApiContext> m_context;
};

}  // namespace quorate::network
