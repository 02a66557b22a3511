// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/lease_id.h"
#include "engine/kv/response.h"
#include "engine/kv/view.h"
#include "engine/kv/writer.h"
#include "engine/node/membership.h"
#include "engine/node/node.h"
#include "engine/raft/types.h"

namespace quorate::network {

/// A member of the cluster as clients see it.
struct MemberInfo {
    raft::NodeId id;
    std::string name;       ///< empty where it was never heard of
    std::string peerUrl;    ///< as the membership has it
    std::string clientUrl;  ///< empty where it was never heard of
    bool isLearner{false};
};

/// Where a node stands.
struct BackendStatus {
    raft::NodeId leader;
    raft::Role role{raft::Role::Follower};
    raft::Index committed;
    raft::Index applied;
    raft::Index lastIndex;
    raft::Index firstIndex;
    raft::Index snapshot;
    bool isLearner{false};
    std::int64_t revision{0};
    std::int64_t compacted{0};
    std::uint64_t databaseBytes{0};
    std::uint64_t pendingProposals{0};
    /// Why the node stopped; empty while it works.
    std::string failure;
};

/// What a key-value API needs of the node behind it.
///
/// Belongs to the node's thread, and all calls and call-backs are made there. A call-back comes
/// once, possibly before the call returns, and never after the backend is gone. Errors say by their
/// code whether something may have happened: Unknown may have, all others certainly did not.
class Backend {
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    /// Calls back when it is applied here.
    virtual void propose(const kv::Command& command, Done<kv::Response> done) = 0;
    /// Calls back with a view that may be read from at this level.
    virtual void read(node::ReadLevel level, Done<std::shared_ptr<const kv::View>> done) = 0;
    /// What is applied here now. It need not be good beyond the call that it is made in.
    [[nodiscard]] virtual std::shared_ptr<const kv::View> latest() const = 0;
    /// What is applied here now, to be read from for as long as it is held while changes go on.
    [[nodiscard]] virtual std::shared_ptr<const kv::View> pin() const = 0;

    // --- leases; time is known to the leader alone, who is asked: Unavailable where it cannot be

    struct LeaseTimes {
        std::int64_t grantedSeconds{0};
        std::int64_t remainingSeconds{0};
    };
    /// NotFound.
    virtual void keepAlive(kv::LeaseId lease, Done<std::int64_t> done) = 0;
    virtual void leaseTimes(kv::LeaseId lease, Done<LeaseTimes> done) = 0;

    // --- the cluster

    /// The same for ever, and asked for every answer, as is the term.
    [[nodiscard]] virtual std::uint64_t cluster() const = 0;
    [[nodiscard]] virtual raft::NodeId node() const = 0;
    [[nodiscard]] virtual raft::Term term() const = 0;
    [[nodiscard]] virtual BackendStatus status() const = 0;
    [[nodiscard]] virtual std::vector<MemberInfo> members() const = 0;
    /// An identity that no member has or ever had, for one that is added without.
    [[nodiscard]] virtual raft::NodeId unusedNodeId() const = 0;
    /// A voter, or a learner, that is reached at this URL.
    virtual void addMember(raft::NodeId node, const std::string& peerUrl, bool asLearner,
                           Done<void> done) = 0;
    virtual void removeMember(raft::NodeId node, Done<void> done) = 0;
    virtual void updateMember(raft::NodeId node, const std::string& peerUrl, Done<void> done) = 0;
    virtual void promoteMember(raft::NodeId node, Done<void> done) = 0;
    /// Calls back when it leads, or the attempt is over.
    virtual void transferLeadership(raft::NodeId to, Done<void> done) = 0;

    // --- what is applied, as it happens, for watches

    class ApplyListener {
    public:
        ApplyListener() = default;
        ApplyListener(const ApplyListener&) = delete;
        ApplyListener& operator=(const ApplyListener&) = delete;
        virtual ~ApplyListener() = default;
        /// In the order of revisions; `view` has them.
        virtual void applied(const kv::Effects& effects,
                             const std::shared_ptr<const kv::View>& view) = 0;
        /// The whole state was replaced by that of a snapshot: changes between are not told.
        virtual void replaced(const std::shared_ptr<const kv::View>& view) = 0;
    };
    /// The listener must be removed before it goes.
    virtual void add(ApplyListener& listener) = 0;
    virtual void remove(ApplyListener& listener) = 0;
};

}  // namespace quorate::network
