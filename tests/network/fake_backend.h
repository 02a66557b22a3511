// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/kv/key_space.h"
#include "engine/kv/memory_store.h"
#include "network/api/backend.h"

namespace quorate::network_tests {

/// A cluster of one without a log: a key space in memory behind the port of the API. Answers at
/// once, or when told to.
class FakeBackend final : public network::Backend {
public:
    FakeBackend();

    // --- what tests decide

    /// From now on answers wait for release().
    void hold() { m_isHolding = true; }
    /// Gives the answers that wait, in order.
    void release();
    [[nodiscard]] std::size_t held() const noexcept { return m_held.size(); }
    /// All requests from now on fail with this.
    void failWith(std::optional<Error> error) { m_failure = std::move(error); }
    /// Does nothing but call the listeners: as if a snapshot had been installed.
    void tellReplaced();
    /// Listeners do not hear of what is applied.
    void silence(bool isSilent) { m_isSilent = isSilent; }
    /// A put that no client of the API made.
    void put(const std::string& key, const std::string& value);
    void apply(const kv::Command& command);

    network::BackendStatus state;
    std::vector<network::MemberInfo> memberList;
    std::map<std::int64_t, LeaseTimes> leases;
    std::uint64_t proposals{0};
    std::vector<node::ReadLevel> reads;
    raft::NodeId transferredTo;

    // --- Backend

    void propose(const kv::Command& command, Done<kv::Response> done) override;
    void read(node::ReadLevel level, Done<std::shared_ptr<const kv::View>> done) override;
    [[nodiscard]] std::shared_ptr<const kv::View> latest() const override;
    [[nodiscard]] std::shared_ptr<const kv::View> pin() const override { return latest(); }
    void keepAlive(kv::LeaseId lease, Done<std::int64_t> done) override;
    void leaseTimes(kv::LeaseId lease, Done<LeaseTimes> done) override;
    [[nodiscard]] std::uint64_t cluster() const override { return 77; }
    [[nodiscard]] raft::NodeId node() const override { return raft::NodeId(1); }
    [[nodiscard]] raft::Term term() const override { return raft::Term(2); }
    [[nodiscard]] network::BackendStatus status() const override { return state; }
    [[nodiscard]] std::vector<network::MemberInfo> members() const override { return memberList; }
    [[nodiscard]] raft::NodeId unusedNodeId() const override { return raft::NodeId(1000); }
    void addMember(raft::NodeId node, const std::string& peerUrl, bool asLearner,
                   Done<void> done) override;
    void removeMember(raft::NodeId node, Done<void> done) override;
    void updateMember(raft::NodeId node, const std::string& peerUrl, Done<void> done) override;
    void promoteMember(raft::NodeId node, Done<void> done) override;
    void transferLeadership(raft::NodeId to, Done<void> done) override;
    void add(ApplyListener& listener) override { m_listeners.push_back(&listener); }
    void remove(ApplyListener& listener) override { std::erase(m_listeners, &listener); }

private:
    template <class T>
    void answer(Done<T> done, Result<T> result);
    kv::ApplyReport applied(const kv::Command& command);
    network::MemberInfo* findMember(raft::NodeId node);

    kv::MemoryStore m_store;
    std::unique_ptr<kv::KeySpace> m_keys;
    std::uint64_t m_index{0};
    bool m_isHolding{false};
    bool m_isSilent{false};
    std::deque<std::function<void()>> m_held;
    std::optional<Error> m_failure;
    std::vector<ApplyListener*> m_listeners;
};

}  // namespace quorate::network_tests
