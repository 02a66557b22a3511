// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/possible_change.h"

#include <algorithm>
#include <variant>

#include "engine/kv/key_interval.h"

namespace quorate::stage {

namespace {

void putChange(const kv::PutRequest& put, std::string_view key, const KeyState& before,
               const std::function<void(const PossibleChange&)>& what) {
    if (put.key.view() != key || ((put.ignoreValue || put.ignoreLease) && !before.exists)) {
        return;
    }
    PossibleChange change;
    change.value = put.ignoreValue ? before.value : put.value;
    change.isValueKnown = !put.ignoreValue || before.isValueKnown;
    change.lease = put.ignoreLease ? before.lease : put.lease;
    change.isLeaseKnown = !put.ignoreLease || before.isValueKnown;
    what(change);
}

void eraseChange(const kv::DeleteRangeRequest& erase, std::string_view key, const KeyState& before,
                 const std::function<void(const PossibleChange&)>& what) {
    if (before.exists && kv::KeyInterval::of(erase.key, erase.rangeEnd).contains(key)) {
        PossibleChange change;
        change.isDelete = true;
        what(change);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the request
void txnChanges(const kv::TxnRequest& txn, std::string_view key, const KeyState& before,
                const std::function<void(const PossibleChange&)>& what) {
    bool maySucceed = true;
    bool mayFail = false;
    for (const kv::Compare& compare : txn.compares) {
        const bool isDecided =
            compare.rangeEnd.empty() && compare.key.view() == key &&
            (before.isValueKnown || (compare.target != kv::CompareTarget::Value &&
                                     compare.target != kv::CompareTarget::Lease));
        const bool held = isDecided && holds(compare, before);
        maySucceed = maySucceed && (!isDecided || held);
        mayFail = mayFail || !held;
    }
    const auto branch = [&](const std::vector<kv::Operation>& operations) {
        for (const kv::Operation& operation : operations) {
            std::visit(
                [&](const auto& request) {  // NOLINT(misc-no-recursion)
                    forEachPossibleChange(kv::Command(request), key, before, what);
                },
                operation.request);
        }
    };
    if (maySucceed) {
        branch(txn.success);
    }
    if (mayFail) {
        branch(txn.failure);
    }
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): see txnChanges
void forEachPossibleChange(const kv::Command& command, std::string_view key, const KeyState& before,
                           const std::function<void(const PossibleChange&)>& what) {
    if (const auto* put = std::get_if<kv::PutRequest>(&command)) {
        putChange(*put, key, before, what);
    } else if (const auto* erase = std::get_if<kv::DeleteRangeRequest>(&command)) {
        eraseChange(*erase, key, before, what);
    } else if (const auto* txn = std::get_if<kv::TxnRequest>(&command)) {
        txnChanges(*txn, key, before, what);
    } else if (const auto* revoke = std::get_if<kv::LeaseRevokeRequest>(&command)) {
        if (before.exists && (before.lease == revoke->id || !before.isValueKnown)) {
            PossibleChange change;
            change.isDelete = true;
            what(change);
        }
    }
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the request
bool isWide(const kv::Command& command) {
    if (const auto* erase = std::get_if<kv::DeleteRangeRequest>(&command)) {
        return !erase->rangeEnd.empty();
    }
    if (const auto* txn = std::get_if<kv::TxnRequest>(&command)) {
        const auto anyIsWide = [](const std::vector<kv::Operation>& operations) {
            return std::any_of(
                operations.begin(), operations.end(), [](const kv::Operation& operation) {
                    return std::visit(
                        [](const auto& request) { return isWide(kv::Command(request)); },
                        operation.request);
                });
        };
        return anyIsWide(txn->success) || anyIsWide(txn->failure);
    }
    return std::holds_alternative<kv::LeaseRevokeRequest>(command);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the request
void forEachChangedKey(const kv::Command& command, const std::function<void(const Bytes&)>& what) {
    if (const auto* put = std::get_if<kv::PutRequest>(&command)) {
        what(put->key);
    } else if (const auto* erase = std::get_if<kv::DeleteRangeRequest>(&command)) {
        if (erase->rangeEnd.empty()) {
            what(erase->key);
        }
    } else if (const auto* txn = std::get_if<kv::TxnRequest>(&command)) {
        for (const auto* branch : {&txn->success, &txn->failure}) {
            for (const kv::Operation& operation : *branch) {
                std::visit(
                    [&](const auto& request) {  // NOLINT(misc-no-recursion)
                        forEachChangedKey(kv::Command(request), what);
                    },
                    operation.request);
            }
        }
    }
}

}  // namespace quorate::stage
