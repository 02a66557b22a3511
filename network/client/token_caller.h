// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "network/api/json_document.h"
#include "network/client/client_credentials.h"
#include "network/client/http_caller.h"

namespace quorate::network {

/// Asks on behalf of a user: gets a token for name and password (etcd's /v3/auth/authenticate),
/// sends it with every request, and gets another one when the server does not take it any more.
/// Without a user it only passes on.
///
/// A request is sent a second time only where the server refused the first one for its token, and
/// did nothing. Belongs to the thread of its callers, which must not call back once it is gone.
class TokenCaller {
public:
    /// Tokens are got through this one.
    TokenCaller(HttpCaller& caller, ClientCredentials::User user);

    /// Through any caller of the same server. FailedPrecondition where the user is not let in.
    /// `done` may destroy this.
    void ask(HttpCaller& caller, const HttpCaller::Call& call, int timeoutMs,
             const HttpCaller::Done& done);

    /// For what is asked otherwise: further lines of the header, with a new token where the server
    /// wants one. Errors as of ask(). `done` may destroy this.
    void sign(int timeoutMs, const std::function<void(const Result<std::string>& fields)>& done);

private:
    /// With the token, or without where the server wants none.
    using Ready = std::function<void(const Result<void>&)>;

    void withToken(int timeoutMs, const Ready& ready);
    /// The token as a line of the header; empty without one.
    [[nodiscard]] std::string field() const;
    void authenticated(const Result<HttpAnswer>& answer);
    void send(HttpCaller& caller, const HttpCaller::Call& call, int timeoutMs, bool mayRenew,
              const HttpCaller::Done& done);
    [[nodiscard]] bool isRefused(const HttpAnswer& answer);

    HttpCaller& m_caller;
    const ClientCredentials::User m_user;
    JsonDocument m_document;
    std::string m_token;
    bool m_isKnown{false};  ///< what the token is, if one is wanted
    std::vector<Ready> m_waiting;
    const std::shared_ptr<char> m_life{std::make_shared<char>()};
};

}  // namespace quorate::network
