// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/client_desk.h"

#include <type_traits>
#include <utility>
#include <variant>

#include "engine/kv/range.h"
#include "engine/observe/client_events.h"

namespace quorate::stage {

namespace {

using observe::OperationKind;

/// What an event tells of a request.
struct Shown {
    OperationKind kind{OperationKind::Put};
    Bytes key;
    std::uint64_t valueBytes{0};
};

struct Show {
    Shown operator()(const kv::PutRequest& put) const {
        return {OperationKind::Put, put.key, put.value.size()};
    }
    Shown operator()(const kv::RangeRequest& range) const {
        return {range.rangeEnd.empty() ? OperationKind::Get : OperationKind::Range, range.key, 0};
    }
    Shown operator()(const kv::DeleteRangeRequest& erase) const {
        return {OperationKind::Delete, erase.key, 0};
    }
    Shown operator()(const kv::TxnRequest& txn) const {
        const bool isSwap = txn.compares.size() == 1 && txn.success.size() == 1 &&
                            std::holds_alternative<kv::PutRequest>(txn.success.front().request);
        return {isSwap ? OperationKind::CompareAndSwap : OperationKind::Transaction,
                txn.compares.empty() ? Bytes() : txn.compares.front().key, 0};
    }
    Shown operator()(const kv::CompactRequest& /*compact*/) const {
        return {OperationKind::Compact, {}, 0};
    }
    Shown operator()(const kv::LeaseGrantRequest& /*grant*/) const {
        return {OperationKind::LeaseGrant, {}, 0};
    }
    Shown operator()(const kv::LeaseRevokeRequest& /*revoke*/) const {
        return {OperationKind::LeaseRevoke, {}, 0};
    }
    Shown operator()(const kv::LeaseCheckpointRequest& /*checkpoint*/) const {
        return {OperationKind::LeaseGrant, {}, 0};
    }
    Shown operator()(const kv::Command& command) const { return std::visit(*this, command); }
    Shown operator()(const ClientRead& read) const { return (*this)(read.range); }
    Shown operator()(const MembershipChange& /*change*/) const {
        return {OperationKind::Membership, {}, 0};
    }
    Shown operator()(const Promotion& /*promotion*/) const {
        return {OperationKind::Membership, {}, 0};
    }
};

std::uint64_t revisionOf(const kv::Response& response) {
    return std::visit(
        [](const auto& answer) -> std::uint64_t {
            using Answer = std::decay_t<decltype(answer)>;
            if constexpr (std::is_same_v<Answer, std::monostate> ||
                          std::is_same_v<Answer, kv::KvError>) {
                return 0;
            } else {
                return static_cast<std::uint64_t>(answer.revision);
            }
        },
        response);
}

}  // namespace

OperationId ClientDesk::open(ClientRequest request, std::uint32_t life) {
    const OperationId id(m_nextId++);
    Shown shown = std::visit(Show(), request.what);
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
         observe::ClientAnswered{id, answer.outcome, code, revisionOf(answer.response)}});
    for (ClientListener* listener : m_listeners) {
        listener->answered(id, request, answer, m_agenda.now());
    }
}

void ClientDesk::done(OperationId id, raft::EntryId entry, const kv::Response& response) {
    answer(id, {Outcome::Done, response, entry, std::nullopt});
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
    if (std::holds_alternative<ClientRead>(request->what)) {
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
        if (std::holds_alternative<ClientRead>(m_open.at(id).request.what)) {
            refused(id, reason);
        } else {
            unknown(id, reason);
        }
    }
}

}  // namespace quorate::stage
