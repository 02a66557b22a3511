// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/node/node.h"
#include "engine/raft/types.h"
#include "engine/stage/client_request.h"
#include "gui/session/command.h"
#include "gui/session/key_watch.h"

namespace quorate::gui {

enum class AskKind : std::uint8_t {
    Put,
    Get,
    Delete,
    CompareAndSwap,
    Range,
    Watch,
    LeaseGrant,
    LeaseKeepAlive,
    LeaseTimeToLive,
    LeaseRevoke,
};
/// Of a lease; shorter ones do not outlast an election.
constexpr std::int64_t kLeastTtlSeconds = 2;

/// What a person filled in to ask a cluster something. A value.
struct AskForm {
    AskKind kind{AskKind::Put};
    std::string key;  ///< of Range: what keys begin with; nothing: all keys
    std::string value;
    /// Of CompareAndSwap; nothing: the key must not be there yet.
    std::string expected;
    /// Nobody: whoever leads.
    raft::NodeId target;
    node::ReadLevel level{node::ReadLevel::Linearizable};
    std::uint64_t timeoutNs{5'000'000'000};
    /// As it was typed. Of Put: what the key is attached to; nothing: no lease.
    QString lease;
    std::int64_t ttlSeconds{60};  ///< of LeaseGrant
    bool isPrefix{false};         ///< of Watch: all keys that begin so
    /// Of Watch, as it was typed: the first revision of interest; nothing: from now on.
    QString from;
};

/// A range is answered with so many keys at most, and with the number of all.
constexpr std::int64_t kRangeLimit = 100;

/// What is still to be filled in; empty when it can be sent.
QString whatLacks(const AskForm& form);
/// Of a Watch that is complete.
WatchAsk watchOf(const AskForm& form);
/// What the session is asked for it, of all other kinds. A compare-and-swap is a transaction that
/// reads the key where it does not match, so that the answer tells what is there.
Ask askOf(const AskForm& form);

/// "cart/7f3a = 3 items", "stock/42 17 → 16", "stock/42 from n4".
QString textOf(const Ask& ask);
/// What was answered: the value of a get, the number of keys of a range, the reason of a refusal.
QString textOf(const Ask& ask, const stage::ClientAnswer& answer);
/// All of it, in several lines, for a tooltip; long ones are cut.
QString detailOf(const Ask& ask, const stage::ClientAnswer& answer);

}  // namespace quorate::gui
