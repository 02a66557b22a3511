// SPDX-License-Identifier: Apache-2.0
#include "tests/network/fake_backend.h"

#include <array>

#include "engine/kv/command_codec.h"

namespace quorate::network_tests {

FakeBackend::FakeBackend() {
    m_keys = std::move(*kv::KeySpace::open(m_store));
    state.leader = raft::NodeId(1);
    state.role = raft::Role::Leader;
    memberList.push_back(
        {raft::NodeId(1), "one", "http://127.0.0.1:2380", "http://127.0.0.1:2379", false});
}

template <class T>
void FakeBackend::answer(Done<T> done, Result<T> result) {
    if (m_failure) {
        result = *m_failure;
    }
    if (!m_isHolding) {
        done(std::move(result));
        return;
    }
    m_held.push_back([done = std::move(done), result = std::move(result)] { done(result); });
}

void FakeBackend::release() {
    m_isHolding = false;
    while (!m_held.empty()) {
        const std::function<void()> next = std::move(m_held.front());
        m_held.pop_front();
        next();
    }
}

kv::ApplyReport FakeBackend::applied(const kv::Command& command) {
    ++m_index;
    kv::LogItem item;
    item.position = {m_index, 2};
    item.proposal = {1, 1, m_index};
    item.payload = *kv::encode(command);
    const std::array items{item};
    kv::ApplyReport report = *m_keys->apply(items);
    for (const kv::LeaseChange& change : report.effects.leases) {
        if (change.kind == kv::LeaseChange::Kind::Granted) {
            leases[change.lease.id.value] = {change.lease.ttlSeconds, change.lease.ttlSeconds};
        } else if (change.kind == kv::LeaseChange::Kind::Revoked) {
            leases.erase(change.lease.id.value);
        }
    }
    const auto listeners = m_isSilent ? std::vector<ApplyListener*>() : m_listeners;
    for (ApplyListener* listener : listeners) {
        listener->applied(report.effects, latest());
    }
    return report;
}

void FakeBackend::apply(const kv::Command& command) {
    applied(command);
}

void FakeBackend::put(const std::string& key, const std::string& value) {
    apply(kv::PutRequest{Bytes::copyOf(key), Bytes::copyOf(value), {}});
}

void FakeBackend::tellReplaced() {
    for (ApplyListener* listener : m_listeners) {
        listener->replaced(latest());
    }
}

void FakeBackend::propose(const kv::Command& command, Done<kv::Response> done) {
    ++proposals;
    if (m_failure) {
        answer<kv::Response>(std::move(done), *m_failure);
        return;
    }
    if (const auto encoded = kv::encode(command); !encoded) {
        answer<kv::Response>(std::move(done), encoded.error());
        return;
    }
    answer<kv::Response>(std::move(done), applied(command).items.front().response);
}

void FakeBackend::read(node::ReadLevel level, Done<std::shared_ptr<const kv::View>> done) {
    reads.push_back(level);
    answer<std::shared_ptr<const kv::View>>(std::move(done), latest());
}

std::shared_ptr<const kv::View> FakeBackend::latest() const {
    return std::make_shared<const kv::View>(m_keys->pin());
}

void FakeBackend::keepAlive(kv::LeaseId lease, Done<std::int64_t> done) {
    const auto found = leases.find(lease.value);
    answer<std::int64_t>(std::move(done),
                         found == leases.end()
                             ? Result<std::int64_t>(Error(ErrorCode::NotFound, "no such lease"))
                             : found->second.grantedSeconds);
}

void FakeBackend::leaseTimes(kv::LeaseId lease, Done<LeaseTimes> done) {
    const auto found = leases.find(lease.value);
    answer<LeaseTimes>(std::move(done),
                       found == leases.end()
                           ? Result<LeaseTimes>(Error(ErrorCode::NotFound, "no such lease"))
                           : found->second);
}

network::MemberInfo* FakeBackend::findMember(raft::NodeId node) {
    for (network::MemberInfo& member : memberList) {
        if (member.id == node) {
            return &member;
        }
    }
    return nullptr;
}

void FakeBackend::addMember(raft::NodeId node, const std::string& peerUrl, bool asLearner,
                            Done<void> done) {
    if (findMember(node) != nullptr) {
        answer<void>(std::move(done), Error(ErrorCode::FailedPrecondition, "already a member"));
        return;
    }
    memberList.push_back({node, {}, peerUrl, {}, asLearner});
    answer<void>(std::move(done), {});
}

void FakeBackend::removeMember(raft::NodeId node, Done<void> done) {
    if (findMember(node) == nullptr) {
        answer<void>(std::move(done), Error(ErrorCode::NotFound, "no such member"));
        return;
    }
    std::erase_if(memberList, [node](const auto& member) { return member.id == node; });
    answer<void>(std::move(done), {});
}

void FakeBackend::updateMember(raft::NodeId node, const std::string& peerUrl, Done<void> done) {
    findMember(node)->peerUrl = peerUrl;
    answer<void>(std::move(done), {});
}

void FakeBackend::promoteMember(raft::NodeId node, Done<void> done) {
    findMember(node)->isLearner = false;
    answer<void>(std::move(done), {});
}

void FakeBackend::transferLeadership(raft::NodeId to, Done<void> done) {
    transferredTo = to;
    answer<void>(std::move(done), {});
}

}  // namespace quorate::network_tests
