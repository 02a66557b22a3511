// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/types.h"

namespace quorate::network {

/// Who this node is, to its peers.
struct LocalPeer {
    std::uint64_t cluster{0};
    raft::NodeId node;
    /// node::NodeIdentity::directory.
    std::uint64_t directory{0};
    std::string name;
    std::string clientUrl;
};

/// What each side of a connection says first: who it is, and whom it means to speak to.
struct Greeting {
    std::uint64_t cluster{0};
    raft::NodeId from;
    raft::NodeId to;
    std::uint64_t directory{0};
    std::string name;
    std::string clientUrl;

    friend bool operator==(const Greeting&, const Greeting&) = default;
};

/// What nodes tell each other of their directories, whenever it changes (node::Electorate).
struct PeerStanding {
    /// That of the one who says it is confirmed.
    bool isConfirmed{false};
    /// It remembers that of the one who hears it, as a first member's.
    bool remembers{false};

    friend bool operator==(const PeerStanding&, const PeerStanding&) = default;
};

inline constexpr std::size_t kMaxNameBytes = 256;
inline constexpr std::size_t kMaxUrlBytes = 1024;
inline constexpr std::size_t kMaxReasonBytes = 1024;

[[nodiscard]] Greeting greetingOf(const LocalPeer& self, raft::NodeId to);

void encode(const Greeting& greeting, std::string& out);
Result<Greeting> decodeGreeting(const Bytes& body);

void encode(const PeerStanding& standing, std::string& out);
Result<PeerStanding> decodeStanding(const Bytes& body);

/// The body of a refusal. Cut off at kMaxReasonBytes.
void encodeReason(std::string_view reason, std::string& out);
/// Fit to be written to a log, whatever was in it.
Result<std::string> decodeReason(const Bytes& body);

/// Whether `self` may speak to whoever says this. FailedPrecondition with the reason, which is told
/// to the other side too. Whether the directory is the one that is known is not asked here.
Result<void> checkGreeting(const Greeting& greeting, const LocalPeer& self);

/// The same for an answer: it must come from whom was called.
Result<void> checkWelcome(const Greeting& greeting, const LocalPeer& self, raft::NodeId called);

}  // namespace quorate::network
