// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/history_feed.h"

#include <utility>
#include <variant>

namespace quorate::stage {

namespace {

observe::ReadConsistency consistencyOf(node::ReadLevel level) {
    switch (level) {
    case node::ReadLevel::Lease:
        return observe::ReadConsistency::Lease;
    case node::ReadLevel::Local:
        return observe::ReadConsistency::Local;
    case node::ReadLevel::Linearizable:
        break;
    }
    return observe::ReadConsistency::Linearizable;
}

bool isOfHistory(const ClientRequest& request) {
    return std::holds_alternative<kv::Command>(request.what) ||
           std::holds_alternative<ClientRead>(request.what);
}

}  // namespace

void HistoryFeed::invoked(OperationId id, const ClientRequest& request, Moment now) {
    if (!isOfHistory(request)) {
        return;
    }
    ClientOperation operation;
    operation.id = id;
    operation.client = request.client;
    operation.node = request.target;
    operation.invoked = now;
    if (const auto* command = std::get_if<kv::Command>(&request.what)) {
        operation.request = *command;
    } else {
        const auto& read = std::get<ClientRead>(request.what);
        operation.request = read.range;
        operation.consistency = consistencyOf(read.level);
    }
    m_checker.invoked(operation);
}

void HistoryFeed::answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                           Moment now) {
    if (isOfHistory(request)) {
        m_checker.returned(id, now, {answer.outcome, answer.response});
    }
}

}  // namespace quorate::stage
