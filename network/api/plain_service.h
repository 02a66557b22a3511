// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "network/api/api_context.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// Keys and members for people with curl: /kv and /conf, in plain text.
///
///     PUT /kv        "key=value"; or PUT /kv/key "value"       200
///     GET /kv        "key";       or GET /kv/key               200 and the value, 404
///     DELETE /kv     "key";       or DELETE /kv/key            200, 404
///     POST /conf     "4=http://host:port": adds node 4         204
///     DELETE /conf   "4": removes it                           204
class PlainService {
public:
    explicit PlainService(std::shared_ptr<ApiContext> context) : m_context(std::move(context)) {}

    void keys(const HttpRequest& request, const HttpReply& reply);
    void members(const HttpRequest& request, const HttpReply& reply);

private:
    void put(const HttpRequest& request, const HttpReply& reply, Bytes key);
    void get(const HttpReply& reply, Bytes key);
    void remove(const HttpReply& reply, Bytes key);

    std::shared_ptr<ApiContext> m_context;
};

}  // namespace quorate::network
