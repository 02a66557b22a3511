// SPDX-License-Identifier: Apache-2.0
#include "network/api/api_context.h"

#include <type_traits>
#include <variant>

#include "engine/kv/command_check.h"

namespace quorate::network {

void ApiContext::refuse(const HttpReply& reply, const ApiError& error) {
    m_body.clear();
    appendError(m_body, error);
    reply.send(httpStatus(error.code), kJsonContent, m_body, causeField(error));
}

void ApiContext::refusePlainly(const HttpReply& reply, const ApiError& error) {
    reply.send(httpStatus(error.code), kTextContent, error.message + '\n', causeField(error));
}

void ApiContext::propose(const kv::Command& command, const HttpReply& reply) {
    if (const auto refusal = kv::check(command, options.maxTxnOperations)) {
        refuse(reply, *refusal);
        return;
    }
    backend.propose(command,
                    [self = shared_from_this(), reply](const Result<kv::Response>& result) {
                        self->answerCommand(reply, result);
                    });
}

void ApiContext::answerCommand(const HttpReply& reply, const Result<kv::Response>& result) {
    if (!reply.isOpen()) {
        return;
    }
    if (!result) {
        refuse(reply, result.error());
        return;
    }
    const auto answerWith = [this, &reply](const auto& response) {
        using Response = std::decay_t<decltype(response)>;
        if constexpr (std::is_same_v<Response, std::monostate>) {
            refuse(reply, Error(ErrorCode::Unknown, "the request was applied without an answer"));
        } else if constexpr (std::is_same_v<Response, kv::KvError>) {
            refuse(reply, response);
        } else {
            answer(reply, response.revision,
                   [&response](JsonWriter& json) { write(json, response); });
        }
    };
    std::visit(answerWith, *result);
}

}  // namespace quorate::network
