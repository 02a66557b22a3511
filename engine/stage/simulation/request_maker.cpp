// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/request_maker.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace quorate::stage {

namespace {

constexpr std::int64_t kLongestLeaseSeconds = 8;

/// The revision that an answer carries, and the first key in it.
struct Look {
    std::int64_t revision{0};
    const kv::KeyValue* first{nullptr};
};
Look lookAt(const kv::Response& response) {
    return std::visit(
        [](const auto& answer) -> Look {
            using Answer = std::decay_t<decltype(answer)>;
            if constexpr (std::is_same_v<Answer, kv::RangeResponse>) {
                return {answer.revision, answer.kvs.empty() ? nullptr : &answer.kvs.front()};
            } else if constexpr (std::is_same_v<Answer, std::monostate> ||
                                 std::is_same_v<Answer, kv::KvError>) {
                return {};
            } else {
                return {answer.revision, nullptr};
            }
        },
        response);
}

}  // namespace

ClientRequest RequestMaker::next(ClientMemory& memory) {
    ClientRequest request;
    request.timeout = m_plan.timeout;
    const ClientPlan::Weights& weights = m_plan.weights;
    std::uint64_t drawn =
        m_random.below(weights.put + weights.get + weights.erase + weights.swap +
                       weights.transaction + weights.range + weights.lease + weights.compact);
    const auto isDrawn = [&drawn](std::uint32_t weight) {
        if (drawn < weight) {
            return true;
        }
        drawn -= weight;
        return false;
    };
    if (isDrawn(weights.put)) {
        request.what = kv::Command(put(memory));
    } else if (isDrawn(weights.get)) {
        request.what = read(get(memory));
    } else if (isDrawn(weights.erase)) {
        request.what = kv::Command(erase());
    } else if (isDrawn(weights.swap)) {
        request.what = kv::Command(swap(memory));
    } else if (isDrawn(weights.transaction)) {
        request.what = kv::Command(transaction(memory));
    } else if (isDrawn(weights.range)) {
        request.what = read(range(memory));
    } else if (isDrawn(weights.lease)) {
        request.what = lease(memory);
    } else {
        request.what = kv::Command(compact(memory));
    }
    return request;
}

void RequestMaker::learn(ClientMemory& memory, const ClientRequest& request,
                         const ClientAnswer& answer) {
    if (answer.outcome != Outcome::Done) {
        return;
    }
    const Look look = lookAt(answer.response);
    memory.revision = std::max(memory.revision, look.revision);
    if (const auto* read = std::get_if<ClientRead>(&request.what);
        read != nullptr && read->range.rangeEnd.empty()) {
        memory.modRevision = look.first != nullptr ? look.first->modRevision : 0;
    }
    if (const auto* grant = std::get_if<kv::LeaseGrantResponse>(&answer.response)) {
        memory.lease = grant->id;
    } else if (std::holds_alternative<kv::LeaseRevokeResponse>(answer.response) ||
               std::holds_alternative<kv::KvError>(answer.response)) {
        memory.lease = {};
    }
}

std::size_t RequestMaker::anyKey() {
    return m_random.below(m_plan.keys);
}

Bytes RequestMaker::keyOf(std::size_t number) {
    return Bytes::copyOf("key" + std::to_string(number));
}

Bytes RequestMaker::newValue() {
    std::string value = "v" + std::to_string(++m_values);
    value.resize(std::max(value.size(), m_plan.valueBytes), '.');
    return Bytes::copyOf(value);
}

kv::PutRequest RequestMaker::put(const ClientMemory& memory) {
    kv::PutRequest put;
    put.key = keyOf(anyKey());
    put.value = newValue();
    put.previousKv = m_random.chance(1, 4);
    if (!memory.lease.isNone() && m_random.chance(1, 3)) {
        put.lease = memory.lease;
    }
    if (m_random.chance(1, 12)) {
        put.ignoreValue = true;
        put.value = {};
    }
    return put;
}

kv::RangeRequest RequestMaker::get(ClientMemory& memory) {
    kv::RangeRequest get;
    memory.key = anyKey();
    get.key = keyOf(memory.key);
    if (memory.revision > 1 && m_random.chance(1, 10)) {
        get.revision =
            memory.revision -
            static_cast<std::int64_t>(m_random.below(static_cast<std::uint64_t>(memory.revision)));
    }
    return get;
}

kv::RangeRequest RequestMaker::range(const ClientMemory& /*memory*/) {
    kv::RangeRequest range;
    const std::size_t from = anyKey();
    range.key = keyOf(from);
    range.rangeEnd =
        m_random.chance(1, 3) ? Bytes::copyOf(std::string(1, '\0')) : keyOf(from + 1 + anyKey());
    range.limit = m_random.chance(1, 4) ? 1 + static_cast<std::int64_t>(m_random.below(3)) : 0;
    range.countOnly = m_random.chance(1, 8);
    range.keysOnly = !range.countOnly && m_random.chance(1, 8);
    return range;
}

kv::DeleteRangeRequest RequestMaker::erase() {
    kv::DeleteRangeRequest erase;
    const std::size_t from = anyKey();
    erase.key = keyOf(from);
    if (m_random.chance(1, 6)) {
        erase.rangeEnd = keyOf(from + 1 + anyKey());
    }
    erase.previousKv = m_random.chance(1, 3);
    return erase;
}

/// Puts, if the key is still what it was when the client looked last.
kv::TxnRequest RequestMaker::swap(ClientMemory& memory) {
    kv::TxnRequest txn;
    kv::Compare unchanged;
    unchanged.target = kv::CompareTarget::Mod;
    unchanged.key = keyOf(memory.key);
    unchanged.number = memory.modRevision;
    txn.compares.push_back(unchanged);
    kv::PutRequest put;
    put.key = unchanged.key;
    put.value = newValue();
    txn.success.push_back({put});
    kv::RangeRequest look;
    look.key = unchanged.key;
    txn.failure.push_back({look});
    return txn;
}

kv::Compare RequestMaker::compare(const ClientMemory& memory) {
    kv::Compare compare;
    compare.key = keyOf(anyKey());
    compare.result = static_cast<kv::CompareResult>(m_random.below(4));
    compare.target = static_cast<kv::CompareTarget>(m_random.below(3));
    compare.number = compare.target == kv::CompareTarget::Version
                         ? static_cast<std::int64_t>(m_random.below(3))
                         : memory.revision;
    return compare;
}

kv::Operation RequestMaker::operation(const ClientMemory& memory, Bytes key) {
    switch (m_random.below(4)) {
    case 0: {
        kv::RangeRequest look;
        look.key = std::move(key);
        return {look};
    }
    case 1: {
        kv::DeleteRangeRequest gone;
        gone.key = std::move(key);
        return {gone};
    }
    default: {
        kv::PutRequest changed = put(memory);
        changed.key = std::move(key);
        changed.ignoreValue = false;
        changed.value = newValue();
        return {changed};
    }
    }
}

kv::TxnRequest RequestMaker::transaction(const ClientMemory& memory) {
    kv::TxnRequest txn;
    for (std::uint64_t left = m_random.below(3); left > 0; --left) {
        txn.compares.push_back(compare(memory));
    }
    const std::size_t first = anyKey();
    for (std::uint64_t i = 0; i <= m_random.below(3); ++i) {
        txn.success.push_back(operation(memory, keyOf((first + i) % m_plan.keys)));
    }
    if (m_random.chance(1, 2)) {
        txn.failure.push_back(operation(memory, keyOf(anyKey())));
    }
    return txn;
}

kv::Command RequestMaker::lease(ClientMemory& memory) {
    if (!memory.lease.isNone() && m_random.chance(1, 3)) {
        const kv::LeaseId id = std::exchange(memory.lease, {});
        return kv::LeaseRevokeRequest{id};
    }
    kv::LeaseGrantRequest grant;
    grant.id.value = ++m_leases;
    grant.ttlSeconds = 1 + static_cast<std::int64_t>(m_random.below(kLongestLeaseSeconds));
    return grant;
}

kv::CompactRequest RequestMaker::compact(const ClientMemory& memory) {
    constexpr std::uint64_t kKept = 20;
    const auto back = static_cast<std::int64_t>(m_random.below(kKept));
    return {std::max<std::int64_t>(memory.revision - back, 1)};
}

ClientRead RequestMaker::read(kv::RangeRequest request) {
    ClientRead read{std::move(request), node::ReadLevel::Linearizable};
    const std::uint64_t drawn =
        m_random.below(std::uint64_t{m_plan.linearizable} + m_plan.lease + m_plan.local);
    if (drawn >= m_plan.linearizable) {
        read.level = drawn < std::uint64_t{m_plan.linearizable} + m_plan.lease
                         ? node::ReadLevel::Lease
                         : node::ReadLevel::Local;
    }
    return read;
}

}  // namespace quorate::stage
