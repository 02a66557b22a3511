// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/response.h"
#include "engine/kv/view.h"
#include "engine/node/client_port.h"

namespace quorate::network {

/// The requests that wait for a node's answer, by token. What the node says is noted while it says
/// it, and told when it has finished: call-backs may then use the node again.
class WaitingRequests {
public:
    using View = std::shared_ptr<const kv::View>;
    using ProposalDone = std::function<void(Result<kv::Response>)>;
    using ReadDone = std::function<void(Result<View>)>;

    node::RequestToken add(ProposalDone done) { return keep(std::move(done)); }
    node::RequestToken add(ReadDone done) { return keep(std::move(done)); }

    void applied(node::RequestToken token, const kv::Response& response) {
        m_answers.push_back({token, response, noError()});
    }
    void readable(node::RequestToken token, View view) {
        m_answers.push_back({token, std::move(view), noError()});
    }
    void failed(node::RequestToken token, const Error& reason) {
        m_answers.push_back({token, std::monostate(), reason});
    }

    /// Calls back whoever has an answer now. What they ask in turn may be answered here as well.
    void tell();
    /// Calls back all who still wait.
    void failAll(const Error& reason);
    [[nodiscard]] std::size_t count() const noexcept { return m_waiting.size(); }
    [[nodiscard]] bool isRead(node::RequestToken token) const {
        const auto waiting = m_waiting.find(token.value());
        return waiting != m_waiting.end() && std::holds_alternative<ReadDone>(waiting->second);
    }

private:
    using Done = std::variant<ProposalDone, ReadDone>;
    struct Answer {
        node::RequestToken token;
        std::variant<std::monostate, kv::Response, View> value;
        Error error{ErrorCode::Unknown, {}};
    };

    node::RequestToken keep(Done done) {
        const node::RequestToken token(++m_lastToken);
        m_waiting.emplace(token.value(), std::move(done));
        return token;
    }
    static Error noError() { return {ErrorCode::Unknown, {}}; }
    static void call(const Done& done, Answer answer);

    std::uint64_t m_lastToken{0};
    std::unordered_map<std::uint64_t, Done> m_waiting;
    std::vector<Answer> m_answers;
};

}  // namespace quorate::network
