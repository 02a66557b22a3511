// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/key_item.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace quorate::stage {

namespace {

using Key = KeyNames::Key;
using Kind = KeyItem::Kind;
using Stage = KeyItem::Stage;

std::string seconds(observe::Moment moment) {
    const std::string micros = std::to_string(moment.nanoseconds() / 1000 % 1000000);
    return std::to_string(moment.nanoseconds() / 1000000000) + "." +
           std::string(6 - micros.size(), '0') + micros + " s";
}

bool changesAnything(const kv::TxnResponse& response);

// NOLINTNEXTLINE(misc-no-recursion): responses nest as deeply as their requests
bool changesAnything(const kv::OperationResponse& response) {
    if (std::holds_alternative<kv::PutResponse>(response.response)) {
        return true;
    }
    if (const auto* erased = std::get_if<kv::DeleteRangeResponse>(&response.response)) {
        return erased->deleted > 0;
    }
    const auto* txn = std::get_if<kv::TxnResponse>(&response.response);
    return txn != nullptr && changesAnything(*txn);
}

// NOLINTNEXTLINE(misc-no-recursion): see above
bool changesAnything(const kv::TxnResponse& response) {
    return std::any_of(response.responses.begin(), response.responses.end(),
                       [](const auto& part) { return changesAnything(part); });
}

class Projector {
public:
    Projector(const OperationLabel& by, const KeyNames& names, Projection& out)
        : m_by(by), m_names(names), m_out(out) {}

    void put(const kv::PutRequest& put, const kv::PutResponse& response) {
        m_out.isWrongKind = m_out.isWrongKind || response.revision != m_out.revision;
        const auto key = m_names.find(put.key.view());
        if (!key) {
            ++m_out.unjudged;
            return;
        }
        if (put.previousKv) {
            KeyItem item = make(Kind::See, Stage::Before);
            item.state = response.previous ? KeyState::of(*response.previous) : KeyState();
            add(*key, std::move(item));
        }
        KeyItem item = make(Kind::Put, Stage::Change);
        item.state.value = put.value;
        item.state.lease = put.lease;
        item.keepsValue = put.ignoreValue;
        item.keepsLease = put.ignoreLease;
        add(*key, std::move(item));
        m_changed.push_back(*key);
    }

    void erase(const kv::DeleteRangeRequest& request, const kv::DeleteRangeResponse& response) {
        const auto interval = kv::KeyInterval::of(request.key, request.rangeEnd);
        const bool isSingle = interval.kind == kv::KeyInterval::Kind::Single;
        m_names.forEachIn(interval, [&](Key key) {
            if (hasChanged(key)) {
                return;  // a second delete of it in one transaction
            }
            KeyItem seen = make(Kind::See, Stage::Before);
            if (request.previousKv) {
                if (const auto* kv = find(response.previous, key)) {
                    seen.state = KeyState::of(*kv);
                }
                add(key, std::move(seen));
            } else if (isSingle || response.deleted == 0) {
                seen.kind = response.deleted > 0 ? Kind::SeePresent : Kind::See;
                add(key, std::move(seen));
            } else {
                ++m_out.unjudged;  // which of them were there
            }
            if (response.deleted > 0) {
                add(key, make(Kind::Delete, Stage::Change));
                m_changed.push_back(key);
            }
        });
    }

    void range(const kv::RangeRequest& request, const kv::RangeResponse& response) {
        const std::int64_t asOf = request.revision > 0 ? request.revision : m_out.revision;
        const bool isWhole = request.limit <= 0 && request.minModRevision == 0 &&
                             request.maxModRevision == 0 && request.minCreateRevision == 0 &&
                             request.maxCreateRevision == 0;
        if (request.countOnly) {
            const auto key = m_names.find(request.key.view());
            if (!request.rangeEnd.empty() || !key) {
                ++m_out.unjudged;
                return;
            }
            add(*key, seenAsOf(*key, asOf, response.count > 0 ? Kind::SeePresent : Kind::See));
            return;
        }
        if (!isWhole) {
            ++m_out.unjudged;  // that nothing else is there
        }
        m_names.forEachIn(kv::KeyInterval::of(request.key, request.rangeEnd), [&](Key key) {
            const auto* kv = find(response.kvs, key);
            if (kv == nullptr && !isWhole) {
                return;
            }
            KeyItem item = seenAsOf(key, asOf, Kind::See);
            if (kv != nullptr) {
                item.state = KeyState::of(*kv);
                item.state.isValueKnown = !request.keysOnly;
            }
            add(key, std::move(item));
        });
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the request
    void txn(const kv::TxnRequest& request, const kv::TxnResponse& response) {
        conditions(request, response.succeeded);
        const auto& operations = response.succeeded ? request.success : request.failure;
        if (operations.size() != response.responses.size()) {
            m_out.isWrongKind = true;
            return;
        }
        for (std::size_t i = 0; i < operations.size(); ++i) {
            const auto& asked = operations[i].request;
            const auto& answer = response.responses[i].response;
            if (asked.index() != answer.index()) {
                m_out.isWrongKind = true;
            } else if (const auto* one = std::get_if<kv::PutRequest>(&asked)) {
                put(*one, *std::get_if<kv::PutResponse>(&answer));
            } else if (const auto* read = std::get_if<kv::RangeRequest>(&asked)) {
                range(*read, *std::get_if<kv::RangeResponse>(&answer));
            } else if (const auto* remove = std::get_if<kv::DeleteRangeRequest>(&asked)) {
                erase(*remove, *std::get_if<kv::DeleteRangeResponse>(&answer));
            } else {
                txn(*std::get_if<kv::TxnRequest>(&asked), *std::get_if<kv::TxnResponse>(&answer));
            }
        }
    }

private:
    [[nodiscard]] KeyItem make(Kind kind, Stage stage) const {
        KeyItem item;
        item.kind = kind;
        // What does not change anything sees the state that its revision left.
        item.stage = m_out.changes ? stage : Stage::After;
        item.revision = m_out.revision;
        item.by = m_by;
        return item;
    }
    [[nodiscard]] KeyItem seenAsOf(Key key, std::int64_t revision, Kind kind) const {
        KeyItem item = make(kind, hasChanged(key) ? Stage::After : Stage::Before);
        if (revision != m_out.revision) {
            item.stage = Stage::After;
            item.revision = revision;
        }
        return item;
    }
    [[nodiscard]] bool hasChanged(Key key) const {
        return std::find(m_changed.begin(), m_changed.end(), key) != m_changed.end();
    }
    [[nodiscard]] const kv::KeyValue* find(const std::vector<kv::KeyValue>& kvs, Key key) const {
        const auto found = std::find_if(kvs.begin(), kvs.end(), [&](const kv::KeyValue& kv) {
            return kv.key.view() == m_names.name(key);
        });
        return found == kvs.end() ? nullptr : &*found;
    }
    void add(Key key, KeyItem item) { m_out.items.emplace_back(key, std::move(item)); }

    /// Compares of several keys that did not all hold say nothing of a single one.
    void conditions(const kv::TxnRequest& request, bool held) {
        const auto isOf = [](const kv::Compare& compare, const Bytes& key) {
            return compare.rangeEnd.empty() && compare.key == key;
        };
        std::vector<Bytes> done;
        for (const kv::Compare& first : request.compares) {
            const auto key = m_names.find(first.key.view());
            if (!first.rangeEnd.empty() || !key) {
                ++m_out.unjudged;
                continue;
            }
            if (std::find(done.begin(), done.end(), first.key) != done.end()) {
                continue;
            }
            done.push_back(first.key);
            KeyItem item = make(Kind::Conditions, Stage::Before);
            item.held = held;
            for (const kv::Compare& compare : request.compares) {
                if (isOf(compare, first.key)) {
                    item.compares.push_back(compare);
                }
            }
            if (held || item.compares.size() == request.compares.size()) {
                add(*key, std::move(item));
            } else {
                ++m_out.unjudged;
            }
        }
    }

    const OperationLabel& m_by;
    const KeyNames& m_names;
    Projection& m_out;
    std::vector<Key> m_changed;
};

template <class Request, class Answer>
bool areBoth(const kv::Command& request, const kv::Response& response) {
    return std::holds_alternative<Request>(request) && std::holds_alternative<Answer>(response);
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the request
void namedKeys(const kv::TxnRequest& txn, const std::function<void(const Bytes&)>& what) {
    for (const kv::Compare& compare : txn.compares) {
        if (compare.rangeEnd.empty()) {
            what(compare.key);
        }
    }
    for (const auto* branch : {&txn.success, &txn.failure}) {
        for (const kv::Operation& operation : *branch) {
            std::visit(
                [&](const auto& request) {  // NOLINT(misc-no-recursion)
                    forEachNamedKey(kv::Command(request), what);
                },
                operation.request);
        }
    }
}

}  // namespace

OperationLabel OperationLabel::of(const ClientOperation& operation) {
    return {operation.id, operation.client, operation.node, operation.invoked, std::nullopt};
}

std::string describe(const OperationLabel& label) {
    return "operation " + std::to_string(label.id.value()) + " (client " +
           std::to_string(label.client) + " at node " + std::to_string(label.node.value()) + ", " +
           seconds(label.invoked) +
           (label.returned ? " to " + seconds(*label.returned) : ", outcome unknown") + ")";
}

std::optional<Key> KeyNames::find(std::string_view key) const {
    const auto found = m_keys.find(key);
    return found == m_keys.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Key> KeyNames::intern(const Bytes& key, std::size_t most) {
    const auto found = m_keys.find(key.view());
    if (found != m_keys.end()) {
        return found->second;
    }
    if (m_names.size() >= most) {
        return std::nullopt;
    }
    const auto number = static_cast<Key>(m_names.size());
    m_names.push_back(&m_keys.emplace(key.toString(), number).first->first);
    return number;
}

void KeyNames::forEachIn(const kv::KeyInterval& interval,
                         const std::function<void(Key)>& what) const {
    for (auto at = m_keys.lower_bound(interval.begin);
         at != m_keys.end() && interval.endsAfter(at->first); ++at) {
        what(at->second);
    }
}

Projection project(const ClientOperation& operation, const kv::Response& response,
                   const OperationLabel& by, const KeyNames& names) {
    const kv::Command& request = operation.request;
    Projection out;
    Projector projector(by, names, out);
    if (areBoth<kv::PutRequest, kv::PutResponse>(request, response)) {
        const auto& answer = std::get<kv::PutResponse>(response);
        out.revision = answer.revision;
        out.changes = true;
        projector.put(std::get<kv::PutRequest>(request), answer);
    } else if (areBoth<kv::RangeRequest, kv::RangeResponse>(request, response)) {
        const auto& answer = std::get<kv::RangeResponse>(response);
        out.revision = answer.revision;
        projector.range(std::get<kv::RangeRequest>(request), answer);
    } else if (areBoth<kv::DeleteRangeRequest, kv::DeleteRangeResponse>(request, response)) {
        const auto& answer = std::get<kv::DeleteRangeResponse>(response);
        out.revision = answer.revision;
        out.changes = answer.deleted > 0;
        projector.erase(std::get<kv::DeleteRangeRequest>(request), answer);
    } else if (areBoth<kv::TxnRequest, kv::TxnResponse>(request, response)) {
        const auto& answer = std::get<kv::TxnResponse>(response);
        out.revision = answer.revision;
        out.changes = changesAnything(answer);
        projector.txn(std::get<kv::TxnRequest>(request), answer);
    } else if (areBoth<kv::LeaseRevokeRequest, kv::LeaseRevokeResponse>(request, response)) {
        out.revision = std::get<kv::LeaseRevokeResponse>(response).revision;
        out.mayChange = true;
    } else if (areBoth<kv::LeaseGrantRequest, kv::LeaseGrantResponse>(request, response)) {
        out.revision = std::get<kv::LeaseGrantResponse>(response).revision;
    } else if (areBoth<kv::CompactRequest, kv::CompactResponse>(request, response)) {
        out.revision = std::get<kv::CompactResponse>(response).revision;
    } else if (areBoth<kv::LeaseCheckpointRequest, kv::LeaseCheckpointResponse>(request,
                                                                                response)) {
        out.revision = std::get<kv::LeaseCheckpointResponse>(response).revision;
    } else {
        out.isWrongKind = true;
    }
    return out;
}

void forEachNamedKey(const kv::Command& command, const std::function<void(const Bytes&)>& what) {
    if (const auto* put = std::get_if<kv::PutRequest>(&command)) {
        what(put->key);
    } else if (const auto* range = std::get_if<kv::RangeRequest>(&command)) {
        if (range->rangeEnd.empty()) {
            what(range->key);
        }
    } else if (const auto* erase = std::get_if<kv::DeleteRangeRequest>(&command)) {
        if (erase->rangeEnd.empty()) {
            what(erase->key);
        }
    } else if (const auto* txn = std::get_if<kv::TxnRequest>(&command)) {
        namedKeys(*txn, what);
    }
}

}  // namespace quorate::stage
