// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "network/api/api_context.h"
#include "network/api/metrics.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// What operators and their tools ask: /health, /livez, /readyz, /version, /metrics, and a page for
/// people at /.
class StatusPages {
public:
    StatusPages(std::shared_ptr<ApiContext> context, const Metrics& metrics)
        : m_context(std::move(context)), m_metrics(metrics) {}

    /// As etcd has it: a leader is known, and a read that a quorum confirms succeeds.
    void health(const HttpRequest& request, const HttpReply& reply);
    /// The node has not failed; starting it anew would help one that has.
    void live(const HttpRequest& request, const HttpReply& reply);
    /// It can serve requests now: what health asks, in plain text with the reason.
    void ready(const HttpRequest& request, const HttpReply& reply);
    void version(const HttpRequest& request, const HttpReply& reply);
    void metrics(const HttpRequest& request, const HttpReply& reply);
    void index(const HttpRequest& request, const HttpReply& reply);

private:
    template <class Answer>
    void checkHealth(Answer answer);

    std::shared_ptr<ApiContext> m_context;
    const Metrics& m_metrics;
};

}  // namespace quorate::network
