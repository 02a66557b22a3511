// SPDX-License-Identifier: Apache-2.0
#include "network/client/client_error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "network/api/json_fields.h"

namespace quorate::network {

namespace {

std::optional<ErrorCode> codeNamed(std::string_view name) {
    for (std::uint8_t code = 0; code <= static_cast<std::uint8_t>(ErrorCode::OutOfSpace); ++code) {
        if (name == toString(static_cast<ErrorCode>(code))) {
            return static_cast<ErrorCode>(code);
        }
    }
    return std::nullopt;
}

/// Of etcd, which has one code for what was not done and for what may have been.
bool isCertainlyNotDone(std::string_view message) {
    return message == "etcdserver: no leader" || message == "etcdserver: not leader" ||
           message == "etcdserver: unhealthy cluster";
}

ErrorCode codeOf(std::int64_t rpcCode, std::string_view message) {
    switch (rpcCode) {
    case 3:  // InvalidArgument
        return message == kv::text(kv::KvError::RequestTooLarge) ? ErrorCode::TooLarge
                                                                 : ErrorCode::InvalidArgument;
    case 5:  // NotFound
        return ErrorCode::NotFound;
    case 8:  // ResourceExhausted
        return message.find("space exceeded") != std::string_view::npos ? ErrorCode::OutOfSpace
                                                                        : ErrorCode::Busy;
    case 6:   // AlreadyExists
    case 7:   // PermissionDenied
    case 9:   // FailedPrecondition
    case 16:  // Unauthenticated
        return ErrorCode::FailedPrecondition;
    case 11:  // OutOfRange
        return ErrorCode::OutOfRange;
    case 12:  // Unimplemented
        return ErrorCode::InvalidArgument;
    default:
        return isCertainlyNotDone(message) ? ErrorCode::Unavailable : ErrorCode::Unknown;
    }
}

/// Of an answer without gRPC's code: of a server that looked no further than at the HTTP.
ErrorCode codeOf(int status) {
    switch (status) {
    case 404:
        return ErrorCode::NotFound;
    case 413:
        return ErrorCode::TooLarge;
    case 429:
        return ErrorCode::Busy;
    case 401:
    case 403:
    case 412:
        return ErrorCode::FailedPrecondition;
    default:
        return status / 100 == 4 || status / 100 == 3 ? ErrorCode::InvalidArgument
                                                      : ErrorCode::Unknown;
    }
}

struct Body {
    std::string message;
    std::int64_t code{0};
};

std::optional<Body> bodyOf(JsonDocument& document, const std::string& text) {
    if (!document.parse(text) || document.root().type() != JsonType::Object) {
        return std::nullopt;
    }
    Body body;
    JsonFields fields(document);
    const bool isRead =
        fields.message(document.root(), [&](std::string_view name, JsonValue member) {
            if (name == "message" || (name == "error" && body.message.empty())) {
                return fields.read(member, body.message);
            }
            return name == "code" ? fields.read(member, body.code) : true;
        });
    return isRead && !body.message.empty() ? std::optional(std::move(body)) : std::nullopt;
}

/// The text of a stranger, fit to be shown.
std::string shown(std::string_view text) {
    constexpr std::size_t kMost = 300;
    std::string result;
    for (const char c : text.substr(0, kMost)) {
        result += static_cast<unsigned char>(c) < 0x20U ? ' ' : c;
    }
    while (!result.empty() && result.back() == ' ') {
        result.pop_back();
    }
    return result;
}

}  // namespace

Error errorOf(JsonDocument& document, const HttpAnswer& answer) {
    const std::optional<ErrorCode> named = codeNamed(answer.errorName);
    if (const std::optional<Body> body = bodyOf(document, answer.body)) {
        const ErrorCode code =
            body->code != 0 ? codeOf(body->code, body->message) : codeOf(answer.status);
        return {named.value_or(code), body->message};
    }
    const std::string text = shown(answer.body);
    if (named && !text.empty()) {
        return {*named, text};
    }
    return {named.value_or(codeOf(answer.status)),
            "HTTP status " + std::to_string(answer.status) + (text.empty() ? "" : ": " + text)};
}

std::optional<kv::KvError> refusalOf(const Error& error) {
    for (auto number = static_cast<std::uint8_t>(kv::KvError::EmptyKey);
         number <= static_cast<std::uint8_t>(kv::KvError::MalformedCommand); ++number) {
        const auto refusal = static_cast<kv::KvError>(number);
        if (error == kv::toError(refusal)) {
            return refusal;
        }
    }
    return std::nullopt;
}

}  // namespace quorate::network
