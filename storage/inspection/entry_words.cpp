// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/entry_words.h"

#include <variant>

#include "engine/kv/command.h"
#include "engine/kv/command_codec.h"
#include "engine/node/envelope.h"

namespace quorate::storage {

namespace {

constexpr std::size_t kMostOfAKey = 256;

std::string shown(const Bytes& key) {
    return std::string(key.view().substr(0, kMostOfAKey));
}

struct Worder {
    EntryWords operator()(const kv::PutRequest& put) const { return {"put", shown(put.key)}; }
    EntryWords operator()(const kv::RangeRequest& range) const {
        return {"range", shown(range.key)};
    }
    EntryWords operator()(const kv::DeleteRangeRequest& erase) const {
        return {"delete", shown(erase.key)};
    }
    EntryWords operator()(const kv::TxnRequest& txn) const {
        return {"txn", txn.compares.empty() ? std::string() : shown(txn.compares.front().key)};
    }
    EntryWords operator()(const kv::CompactRequest& compact) const {
        return {"compact", std::to_string(compact.revision)};
    }
    EntryWords operator()(const kv::LeaseGrantRequest& /*grant*/) const {
        return {"lease grant", {}};
    }
    EntryWords operator()(const kv::LeaseRevokeRequest& /*revoke*/) const {
        return {"lease revoke", {}};
    }
    EntryWords operator()(const kv::LeaseCheckpointRequest& /*checkpoint*/) const {
        return {"lease checkpoint", {}};
    }
};

}  // namespace

EntryWords wordsOf(const raft::Entry& entry) {
    if (entry.type != raft::EntryType::Normal) {
        return {"configuration", {}};
    }
    if (entry.data.empty()) {
        return {};
    }
    const auto envelope = node::Envelope::decode(entry.data);
    if (!envelope) {
        return {};
    }
    if (envelope->form == node::Envelope::Form::Refusal) {
        return {"refusal", {}};
    }
    const auto command = kv::decode(envelope->command);
    return command ? std::visit(Worder(), *command) : EntryWords();
}

}  // namespace quorate::storage
