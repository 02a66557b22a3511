// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/lease_id.h"

/// The bodies of the frames by which a member asks the leader about a lease: how much time is left
/// is known there alone.
namespace quorate::network {

struct LeaseQuestion {
    /// Names the question among those of its sender; the answer has it too.
    std::uint64_t number{0};
    /// Gives the lease its full time again; else the question is only what is left.
    bool renews{false};
    kv::LeaseId lease;

    friend bool operator==(const LeaseQuestion&, const LeaseQuestion&) = default;
};

struct LeaseAnswer {
    enum class Outcome : std::uint8_t {
        Found = 0,
        NotThere = 1,  ///< or it has expired
        NotNow = 2,    ///< for the reason; whether it was renewed is not known
    };

    std::uint64_t number{0};
    Outcome outcome{Outcome::Found};
    /// Of a lease that was found, in seconds; not negative.
    std::int64_t grantedSeconds{0};
    std::int64_t remainingSeconds{0};
    /// Of NotNow; at most kMaxReasonBytes of it are sent.
    std::string reason;

    friend bool operator==(const LeaseAnswer&, const LeaseAnswer&) = default;
};

// Each appends one whole frame.
void appendFrame(const LeaseQuestion& question, std::string& out);
void appendFrame(const LeaseAnswer& answer, std::string& out);

// Malformed for what is none.
Result<LeaseQuestion> decodeLeaseQuestion(const Bytes& body);
Result<LeaseAnswer> decodeLeaseAnswer(const Bytes& body);

}  // namespace quorate::network
