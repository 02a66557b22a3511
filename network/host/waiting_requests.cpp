// SPDX-License-Identifier: Apache-2.0
#include "network/host/waiting_requests.h"

namespace quorate::network {

void WaitingRequests::call(const Done& done, Answer answer) {
    if (const auto* proposal = std::get_if<ProposalDone>(&done)) {
        auto* response = std::get_if<kv::Response>(&answer.value);
        (*proposal)(response != nullptr ? Result<kv::Response>(std::move(*response))
                                        : Result<kv::Response>(std::move(answer.error)));
        return;
    }
    auto* view = std::get_if<View>(&answer.value);
    std::get<ReadDone>(done)(view != nullptr ? Result<View>(std::move(*view))
                                             : Result<View>(std::move(answer.error)));
}

void WaitingRequests::tell() {
    while (!m_answers.empty()) {
        for (Answer& answer : std::exchange(m_answers, {})) {
            auto waiting = m_waiting.extract(answer.token.value());
            if (!waiting.empty()) {
                call(waiting.mapped(), std::move(answer));
            }
        }
    }
}

void WaitingRequests::failAll(const Error& reason) {
    for (const auto& [token, done] : std::exchange(m_waiting, {})) {
        call(done, {node::RequestToken(token), std::monostate(), reason});
    }
}

}  // namespace quorate::network
