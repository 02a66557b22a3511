// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/client_desk.h"

#include <utility>
#include <variant>

#include "engine/kv/range.h"
#include "engine/node/told_request.h"
#include "engine/observe/client_events.h"

namespace quorate::stage {

namespace {

struct Show {
    node::ToldRequest operator()(const kv::Command& command) const { return node::toldOf(command); }
    node::ToldRequest operator()(const ClientRead& read) const { return node::toldOf(read.range); }
    node::ToldRequest operator()(const LeaseQuestion& question) const {
        return {question.kind == LeaseQuestion::Kind::KeepAlive
                    ? observe::OperationKind::LeaseKeepAlive
                    : observe::OperationKind::LeaseTimeToLive,
                {},
                0};
    }
    node::ToldRequest operator()(const MembershipChange& /*change*/) const {
        return {observe::OperationKind::Membership, {}, 0};
    }
    node::ToldRequest operator()(const Promotion& /*promotion*/) const {
        return {observe::OperationKind::Membership, {}, 0};
    }
};

}  // namespace

OperationId ClientDesk::open(ClientRequest request, std::uint32_t life) {
    const OperationId id(m_nextId++);
    node::ToldRequest shown = std::visit(Show(), request.what);
    const raft::EventId event =
        m_events.observe({m_agenda.now(), request.target, raft::Term(0), raft::kNoEvent,
                          observe::ClientInvoked{id, request.client, shown.kind, request.target,
                                                 std::move(shown.key), shown.valueBytes}});
    if (request.timeout > 0) {
        m_agenda.add(request.timeout, DueKind::ClientTimeout, raft::kNoNode, 0, id.value());
    }
    for (ClientListener* listener : m_listeners) {
        listener->invoked(id, request, m_agenda.now());
    }
    m_open.emplace_hint(m_open.end(), id, Open{std::move(request), life, event});
    return id;
}

bool ClientDesk::isHarmless(const ClientRequest& request) {
    const auto* question = std::get_if<LeaseQuestion>(&request.what);
    return std::holds_alternative<ClientRead>(request.what) ||
           (question != nullptr && question->kind == LeaseQuestion::Kind::TimeToLive);
}

const ClientRequest* ClientDesk::find(OperationId id) const {
    const auto found = m_open.find(id);
    return found == m_open.end() ? nullptr : &found->second.request;
}

raft::EventId ClientDesk::causeOf(OperationId id) const {
    const auto found = m_open.find(id);
    return found == m_open.end() ? raft::kNoEvent : found->second.invoked;
}

void ClientDesk::answer(OperationId id, ClientAnswer answer) {
    auto node = m_open.extract(id);
    if (node.empty()) {
        return;
    }
    const ClientRequest& request = node.mapped().request;
    const ErrorCode code = answer.error ? answer.error->code : ErrorCode::Unknown;
    m_events.observe(
        {m_agenda.now(), request.target, raft::Term(0), raft::kNoEvent,
         observe::ClientAnswered{id, answer.outcome, code, node::toldRevisionOf(answer.response)}});
    for (ClientListener* listener : m_listeners) {
        listener->answered(id, request, answer, m_agenda.now());
    }
}

void ClientDesk::done(OperationId id, raft::EntryId entry, const kv::Response& response) {
    answer(id, {Outcome::Done, response, entry, std::nullopt});
}

void ClientDesk::done(OperationId id, const LeaseTimes& lease) {
    answer(id, {Outcome::Done, {}, {}, std::nullopt, lease});
}

void ClientDesk::refused(OperationId id, const Error& reason) {
    answer(id, {Outcome::Refused, {}, {}, reason});
}

void ClientDesk::unknown(OperationId id, const Error& reason) {
    answer(id, {Outcome::Unknown, {}, {}, reason});
}

void ClientDesk::readable(OperationId id, const kv::View& view) {
    const ClientRequest* request = find(id);
    if (request == nullptr) {
        return;
    }
    const auto* read = std::get_if<ClientRead>(&request->what);
    if (read == nullptr) {
        return;
    }
    auto found = kv::range(view, read->range);
    if (!found) {
        refused(id, found.error());
        return;
    }
    kv::Response response;
    if (*found) {
        response = std::move(*found).value();
    } else {
        response = found->refusal();
    }
    answer(id, {Outcome::Done, std::move(response), {}, std::nullopt});
}

void ClientDesk::timedOut(OperationId id) {
    const ClientRequest* request = find(id);
    if (request == nullptr) {
        return;
    }
    const Error reason(ErrorCode::Unknown, "the client waited no longer");
    if (isHarmless(*request)) {
        refused(id, reason);
    } else {
        unknown(id, reason);
    }
}

void ClientDesk::lost(raft::NodeId node, std::uint32_t life) {
    std::vector<OperationId> waiting;
    for (const auto& [id, open] : m_open) {
        if (open.request.target == node && open.life == life) {
            waiting.push_back(id);
        }
    }
    const Error reason(ErrorCode::Unknown, "the node went down before it answered");
    for (const OperationId id : waiting) {
        if (isHarmless(m_open.at(id).request)) {
            refused(id, reason);
        } else {
            unknown(id, reason);
        }
    }
}

}  // namespace quorate::stage
