// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// Who belongs to the cluster, in which role, and where each one is reached: what the state machine
/// stores with the applied index, so that all members know it, after restarts and snapshots too.
///
/// Addresses are opaque here. A configuration change brings them in its context (MemberAddresses).
struct Membership {
    raft::ConfState confState;
    /// Of members only; one whose address nobody told is not in it.
    std::map<raft::NodeId, std::string> addresses;

    /// The membership after a change that came to `confState` and had this context.
    [[nodiscard]] Membership after(const raft::ConfState& changed, const Bytes& context) const;

    [[nodiscard]] Bytes encode() const;
    /// Malformed. Takes any bytes.
    static Result<Membership> decode(const Bytes& bytes);
    friend bool operator==(const Membership&, const Membership&) = default;
};

/// The addresses that a configuration change brings, as its context. Empty addresses have empty
/// bytes; bytes that are none (of an older or foreign change) decode as Malformed and change no
/// address.
using MemberAddresses = std::map<raft::NodeId, std::string>;
[[nodiscard]] Bytes encodeAddresses(const MemberAddresses& addresses);
Result<MemberAddresses> decodeAddresses(const Bytes& context);

}  // namespace quorate::node
