// SPDX-License-Identifier: Apache-2.0
#include "network/client/token_caller.h"

#include <memory>
#include <string_view>
#include <utility>

#include "network/api/json_fields.h"
#include "network/api/json_writer.h"
#include "network/client/client_error.h"

namespace quorate::network {

namespace {

constexpr int kOk = 200;

std::string bodyOf(const ClientCredentials::User& user) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.text("name", user.name);
    json.text("password", user.password);
    json.endObject();
    return body;
}

/// A token goes into a header: what has no place there is none.
bool isToken(const std::string& text) {
    for (const char c : text) {
        if (c <= ' ' || c > '~') {
            return false;
        }
    }
    return !text.empty();
}

bool readToken(JsonDocument& document, const std::string& body, std::string& token) {
    if (!document.parse(body) || document.root().type() != JsonType::Object) {
        return false;
    }
    JsonFields fields(document);
    return fields.message(document.root(), [&](std::string_view name, JsonValue value) {
        return name != "token" || fields.read(value, token);
    });
}

}  // namespace

TokenCaller::TokenCaller(HttpCaller& caller, ClientCredentials::User user)
    : m_caller(caller), m_user(std::move(user)) {}

void TokenCaller::ask(HttpCaller& caller, const HttpCaller::Call& call, int timeoutMs,
                      const HttpCaller::Done& done) {
    if (m_user.name.empty()) {
        caller.ask(call, timeoutMs, done);
        return;
    }
    if (m_isKnown) {
        send(caller, call, timeoutMs, true, done);
        return;
    }
    withToken(timeoutMs, [this, &caller, call, timeoutMs, done](const Result<void>& ready) {
        if (ready) {
            send(caller, call, timeoutMs, false, done);
        } else {
            done(ready.error());
        }
    });
}

void TokenCaller::send(HttpCaller& caller, const HttpCaller::Call& call, int timeoutMs,
                       bool mayRenew, const HttpCaller::Done& done) {
    HttpCaller::Call signedCall = call;
    signedCall.fields += field();
    caller.ask(signedCall, timeoutMs,
               [this, &caller, call, timeoutMs, mayRenew, used = m_token,
                done](const Result<HttpAnswer>& answer) {
                   if (!mayRenew || !answer || !isRefused(*answer)) {
                       done(answer);
                       return;
                   }
                   if (m_token == used) {  // and nobody got another one meanwhile
                       m_isKnown = false;
                   }
                   ask(caller, call, timeoutMs, done);
               });
}

void TokenCaller::sign(int timeoutMs, const std::function<void(const Result<std::string>&)>& done) {
    if (m_user.name.empty()) {
        done(std::string());
        return;
    }
    withToken(timeoutMs, [this, done](const Result<void>& ready) {
        done(ready ? Result<std::string>(field()) : Result<std::string>(ready.error()));
    });
}

std::string TokenCaller::field() const {
    return m_token.empty() ? std::string() : "Authorization: " + m_token + "\r\n";
}

void TokenCaller::withToken(int timeoutMs, const Ready& ready) {
    m_waiting.push_back(ready);
    if (m_waiting.size() > 1) {
        return;
    }
    m_caller.ask({"POST", "/v3/auth/authenticate", bodyOf(m_user), {}}, timeoutMs,
                 [this](const Result<HttpAnswer>& answer) { authenticated(answer); });
}

void TokenCaller::authenticated(const Result<HttpAnswer>& answer) {
    Result<void> ready;
    if (!answer) {
        // Nothing of the requests themselves was sent.
        ready = Error(ErrorCode::Unavailable, answer.error().message);
    } else if (answer->status == kOk) {
        std::string token;
        const bool isRead = readToken(m_document, answer->body, token);
        if (isRead && isToken(token)) {
            m_token = std::move(token);
            m_isKnown = true;
        } else {
            ready = Error(ErrorCode::Unavailable,
                          m_caller.host() + ": the answer to name and password has no token");
        }
    } else {
        const Error error = errorOf(m_document, *answer);
        if (error.message == "etcdserver: authentication is not enabled") {
            m_token.clear();
            m_isKnown = true;
        } else {
            const bool isNone = answer->status == 404 || answer->status == 405;
            ready = isNone ? Error(ErrorCode::FailedPrecondition,
                                   "the server knows no users; connect without one")
                    : error.code == ErrorCode::InvalidArgument
                        ? Error(ErrorCode::FailedPrecondition, error.message)
                        : error;
        }
    }
    const std::vector<Ready> waiting = std::exchange(m_waiting, {});
    const std::weak_ptr<char> life = m_life;
    for (const Ready& one : waiting) {
        if (life.expired()) {
            return;  // whoever was called back destroyed this
        }
        one(ready);
    }
}

/// In etcd's words. The last one is of a token that says who, to a server that wants to hear since
/// when.
bool TokenCaller::isRefused(const HttpAnswer& answer) {
    if (answer.status / 100 == 2) {
        return false;
    }
    const std::string message = errorOf(m_document, answer).message;
    return message == "etcdserver: invalid auth token" ||
           message == "etcdserver: user name is empty" ||
           message == "etcdserver: revision of auth store is old";
}

}  // namespace quorate::network
