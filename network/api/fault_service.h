// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "network/api/api_context.h"
#include "network/api/fault_book.h"
#include "network/api/fault_port.h"
#include "network/api/fault_requests.h"
#include "network/http/http_request.h"

namespace quorate::network {

/// /faults: what is wrong with a node on purpose, by order of a client, where its operator allows
/// that (ApiOptions::faults); else everything here is refused with 403.
class FaultService {
public:
    /// Without a port nothing is allowed. The port outlives it.
    FaultService(std::shared_ptr<ApiContext> context, FaultPort* port);

    void list(const HttpRequest& request, const HttpReply& reply);
    void healAll(const HttpRequest& request, const HttpReply& reply);
    void link(const HttpRequest& request, const HttpReply& reply);
    void disk(const HttpRequest& request, const HttpReply& reply);
    void hold(const HttpRequest& request, const HttpReply& reply);
    void campaign(const HttpRequest& request, const HttpReply& reply);
    void electionTimeout(const HttpRequest& request, const HttpReply& reply);
    void pause(const HttpRequest& request, const HttpReply& reply);
    void stop(const HttpRequest& request, const HttpReply& reply);

private:
    /// Refuses where it is not.
    bool isAllowed(const HttpReply& reply);
    void answerDone(const HttpReply& reply, const Result<void>& result);
    void answerList(const HttpReply& reply);
    /// Why a fault cannot be armed on such terms, or nothing.
    [[nodiscard]] std::optional<Error> checkTerms(const AskedTerms& terms) const;
    void arm(LinkFaultRequest request);

    std::shared_ptr<ApiContext> m_context;
    FaultPort* m_port;
    std::unique_ptr<FaultBook> m_book;
};

}  // namespace quorate::network
