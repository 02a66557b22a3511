// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observed_api.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/result.h"
#include "engine/observe/event_source.h"

namespace quorate::network {

namespace {

constexpr const char* kText = "text/plain; charset=utf-8";

std::optional<std::uint64_t> numberIn(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                    : std::nullopt;
}

std::optional<raft::EventId> eventIn(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        const auto id = numberIn(text);
        return id ? std::optional(raft::EventId(*id)) : std::nullopt;
    }
    const auto source = numberIn(text.substr(0, colon));
    const auto sequence = numberIn(text.substr(colon + 1));
    if (!source || !sequence || *source > 0xFFFF || *sequence > observe::kMaxSequence) {
        return std::nullopt;
    }
    return observe::eventIdOf(observe::SourceId(static_cast<std::uint16_t>(*source)), *sequence);
}

/// An error for what is not a number.
Result<node::RequestOrigin> originOf(const HttpRequest& request) {
    node::RequestOrigin origin;
    if (!request.operation.empty()) {
        const auto operation = numberIn(request.operation);
        if (!operation) {
            return Error(ErrorCode::InvalidArgument, "Quorate-Operation: '" +
                                                         std::string(request.operation) +
                                                         "' is not the number of an operation");
        }
        origin.operation = observe::OperationId(*operation);
    }
    if (!request.cause.empty()) {
        const auto cause = eventIn(request.cause);
        if (!cause) {
            return Error(ErrorCode::InvalidArgument,
                         "Quorate-Cause: '" + std::string(request.cause) +
                             "' is not the id of an event; write SOURCE:SEQUENCE");
        }
        origin.cause = *cause;
    }
    return origin;
}

}  // namespace

void ObservedApi::handle(const HttpRequest& request, HttpReply reply) {
    const bool isObserve = request.path == "/observe";
    if (isObserve || request.path == "/state") {
        if (request.method != HttpMethod::Get) {
            reply.send(405, kText, "Method Not Allowed\n", "Allow: GET\r\n");
        } else if (isObserve) {
            m_service.observe(request, reply);
        } else {
            m_service.state(reply);
        }
        return;
    }
    if (request.operation.empty() && request.cause.empty()) {
        m_api.handle(request, std::move(reply));
        return;
    }
    const auto origin = originOf(request);
    if (!origin) {
        reply.send(400, kText, origin.error().message + "\n");
        return;
    }
    m_onBehalfOf(*origin, [&] { m_api.handle(request, reply); });
}

}  // namespace quorate::network
