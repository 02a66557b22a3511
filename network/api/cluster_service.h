// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "network/api/api_context.h"
#include "network/http/http_reply.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// etcd's Cluster service: /v3/cluster/member/….
class ClusterService {
public:
    explicit ClusterService(std::shared_ptr<ApiContext> context) : m_context(std::move(context)) {}

    void list(const HttpRequest& request, const HttpReply& reply);
    void add(const HttpRequest& request, const HttpReply& reply);
    void remove(const HttpRequest& request, const HttpReply& reply);
    void update(const HttpRequest& request, const HttpReply& reply);
    void promote(const HttpRequest& request, const HttpReply& reply);

private:
    /// The member that the request names, or the refusal is sent.
    bool findMember(const HttpRequest& request, const HttpReply& reply, MemberInfo& member,
                    std::string& peerUrl);
    [[nodiscard]] Backend::Done<void> answerMembers(const HttpReply& reply) const;

    std::shared_ptr<ApiContext> m_context;
};

}  // namespace quorate::network
