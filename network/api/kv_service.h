// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "network/api/api_context.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// etcd's KV service: /v3/kv/…
class KvService {
public:
    explicit KvService(std::shared_ptr<ApiContext> context) : m_context(std::move(context)) {}

    void put(const HttpRequest& request, const HttpReply& reply);
    void range(const HttpRequest& request, const HttpReply& reply);
    void deleteRange(const HttpRequest& request, const HttpReply& reply);
    /// One that only reads does not go through the log.
    void txn(const HttpRequest& request, const HttpReply& reply);
    void compact(const HttpRequest& request, const HttpReply& reply);

private:
    std::shared_ptr<ApiContext> m_context;
};

}  // namespace quorate::network
