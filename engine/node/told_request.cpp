// SPDX-License-Identifier: Apache-2.0
#include "engine/node/told_request.h"

#include <type_traits>
#include <utility>
#include <variant>

namespace quorate::node {

namespace {

using observe::OperationKind;

struct Tell {
    ToldRequest operator()(const kv::PutRequest& put) const {
        return {OperationKind::Put, put.key, put.value.size()};
    }
    ToldRequest operator()(const kv::RangeRequest& range) const {
        return {range.rangeEnd.empty() ? OperationKind::Get : OperationKind::Range, range.key, 0};
    }
    ToldRequest operator()(const kv::DeleteRangeRequest& erase) const {
        return {OperationKind::Delete, erase.key, 0};
    }
    ToldRequest operator()(const kv::TxnRequest& txn) const {
        const bool isSwap = txn.compares.size() == 1 && txn.success.size() == 1 &&
                            std::holds_alternative<kv::PutRequest>(txn.success.front().request);
        return {isSwap ? OperationKind::CompareAndSwap : OperationKind::Transaction,
                txn.compares.empty() ? Bytes() : txn.compares.front().key, 0};
    }
    ToldRequest operator()(const kv::CompactRequest& /*compact*/) const {
        return {OperationKind::Compact, {}, 0};
    }
    ToldRequest operator()(const kv::LeaseGrantRequest& /*grant*/) const {
        return {OperationKind::LeaseGrant, {}, 0};
    }
    ToldRequest operator()(const kv::LeaseRevokeRequest& /*revoke*/) const {
        return {OperationKind::LeaseRevoke, {}, 0};
    }
    ToldRequest operator()(const kv::LeaseCheckpointRequest& /*checkpoint*/) const {
        return {OperationKind::LeaseGrant, {}, 0};
    }
};

}  // namespace

ToldRequest toldOf(const kv::Command& command) {
    return std::visit(Tell(), command);
}

ToldRequest toldOf(const kv::RangeRequest& range) {
    return Tell()(range);
}

std::uint64_t toldRevisionOf(const kv::Response& response) {
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

}  // namespace quorate::node
