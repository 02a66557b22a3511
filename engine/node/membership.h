// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

namespace quorate::node {

using MemberAddresses = std::map<raft::NodeId, std::string>;
/// NodeIdentity::directory of members, as the cluster agreed on them (Electorate). 0 for a learner
/// that was added as a voter, and becomes one when a leader has met it.
using MemberDirectories = std::map<raft::NodeId, std::uint64_t>;

/// Who belongs to the cluster, in which role, where each one is reached, and from which directory
/// it speaks: what the state machine stores with the applied index, so that all members know it,
/// after restarts and snapshots too.
///
/// Addresses are opaque here. A configuration change brings them, and directories, in its context
/// (MemberDetails).
struct Membership {
    raft::ConfState confState;
    /// Of members only; one whose address nobody told is not in it.
    MemberAddresses addresses;
    /// Of members only; one that is bound to no directory is not in it.
    MemberDirectories directories;

    /// The membership after a change that came to `confState` and had this context.
    [[nodiscard]] Membership after(const raft::ConfState& changed, const Bytes& context) const;

    [[nodiscard]] Bytes encode() const;
    /// Malformed. Takes any bytes.
    static Result<Membership> decode(const Bytes& bytes);
    friend bool operator==(const Membership&, const Membership&) = default;
};

/// What a configuration change says of members, as its context. An address replaces the one that
/// was there; a directory does not, since a member that is bound to one stays so until it is
/// removed.
struct MemberDetails {
    MemberAddresses addresses;
    MemberDirectories directories;

    /// Nothing at all has empty bytes.
    [[nodiscard]] Bytes encode() const;
    /// Malformed for bytes that are none (of an older or foreign change): they change nothing.
    static Result<MemberDetails> decode(const Bytes& context);
    friend bool operator==(const MemberDetails&, const MemberDetails&) = default;
};

/// In whatever role.
[[nodiscard]] bool isMember(const raft::ConfState& members, raft::NodeId node);

/// The directories of members after a change that came to `changed` and brought these.
[[nodiscard]] MemberDirectories bound(MemberDirectories before, const raft::ConfState& changed,
                                      const MemberDirectories& brought);

}  // namespace quorate::node
