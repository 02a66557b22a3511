// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_requests.h"

#include <cstddef>
#include <limits>
#include <utility>

#include "network/api/fault_messages.h"
#include "network/api/json_fields.h"

namespace quorate::network {

namespace {

using Name = std::string_view;
using DiskKind = stage::DiskFault::Kind;

constexpr std::uint64_t kMillion = 1'000'000;
/// A minute a call.
constexpr std::uint64_t kSlowestNs = 60'000'000'000;
/// A petabyte.
constexpr std::uint64_t kMostFreeBytes = std::uint64_t{1} << 50U;
constexpr std::uint64_t kLongestTtlMs = 600'000;
constexpr std::size_t kLongestOwner = 128;

bool readOwner(JsonFields& fields, Name name, JsonValue member, std::string& owner) {
    if (!fields.read(member, owner)) {
        return false;
    }
    return (!owner.empty() && owner.size() <= kLongestOwner) ||
           fields.fail(std::string(name) + " is a name of 1 to " + std::to_string(kLongestOwner) +
                       " bytes");
}

bool readTerms(JsonFields& fields, Name name, JsonValue member, AskedTerms& terms) {
    if (name == "forMs") {
        return fields.read(member, terms.forMs.emplace());
    }
    if (name == "while") {
        return readOwner(fields, name, member, terms.owner);
    }
    return name == "quiet" ? fields.read(member, terms.isQuiet) : unknownField(fields);
}

bool readLinkFault(JsonFields& fields, Name name, JsonValue member, LinkFaultRequest& request) {
    if (name == "peer") {
        return readPeer(fields, member, request.peer);
    }
    if (name == "direction") {
        std::size_t direction = 2;
        const bool isRead = fields.readEnum(member, "direction", {"to", "from", "both"}, direction);
        request.direction =
            direction == 2
                ? std::nullopt
                : std::optional(direction == 0 ? LinkDirection::ToPeer : LinkDirection::FromPeer);
        return isRead;
    }
    if (name == "cut") {
        return fields.read(member, request.cut.emplace());
    }
    if (name == "rules") {
        return readRules(fields, member, request.rules.emplace());
    }
    return readTerms(fields, name, member, request.terms);
}

/// What is taken where no amount is given; nothing: one must be.
std::optional<std::uint64_t> usualAmount(DiskKind kind) {
    switch (kind) {
    case DiskKind::Slow:
        return std::nullopt;
    case DiskKind::Full:
        return 0;
    default:
        return kMillion;
    }
}

std::uint64_t mostOf(DiskKind kind) {
    switch (kind) {
    case DiskKind::Slow:
        return kSlowestNs;
    case DiskKind::Full:
        return kMostFreeBytes;
    default:
        return kMillion;
    }
}

/// Reads the members of a body with `read(fields, name, value)`. A fault is nothing to be guessed:
/// what nobody knows is refused here.
template <class Read>
BadRequest readBody(JsonDocument& document, std::string_view body, const Read& read) {
    const Result<std::size_t> parsed = document.parse(body);
    if (!parsed) {
        return {parsed.error().message};
    }
    JsonFields fields(document);
    const bool isRead = fields.message(
        document.root(), [&](Name name, JsonValue member) { return read(fields, name, member); });
    return {isRead ? std::string() : fields.reason()};
}

}  // namespace

Decoded<LinkFaultRequest> decodeLinkFault(JsonDocument& document, std::string_view body) {
    LinkFaultRequest request;
    BadRequest bad = readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
        return readLinkFault(fields, name, member, request);
    });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (!raft::isMemberId(request.peer)) {
        return BadRequest{"peer is missing: give the id of another member"};
    }
    if (!request.cut && !request.rules) {
        return BadRequest{"give cut (true or false), or rules (a list, empty for a good link)"};
    }
    return request;
}

Decoded<DiskFaultRequest> decodeDiskFault(JsonDocument& document, std::string_view body) {
    DiskFaultRequest request;
    std::optional<DiskKind> kind;
    std::optional<std::uint64_t> amount;
    BadRequest bad = readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
        if (name == "disk") {
            return readDiskKind(fields, member, kind.emplace());
        }
        if (name == "amount") {
            return fields.read(member, amount.emplace());
        }
        return name == "on" ? fields.read(member, request.isOn)
                            : readTerms(fields, name, member, request.terms);
    });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (!kind) {
        return BadRequest{"disk is missing: give slow, readsFail, writesFail, syncsFail or full"};
    }
    amount = amount ? amount : usualAmount(*kind);
    if (request.isOn && !amount) {
        return BadRequest{"amount is missing: give how long a call may take, in nanoseconds"};
    }
    if (amount.value_or(0) > mostOf(*kind)) {
        return BadRequest{"amount is at most " + std::to_string(mostOf(*kind)) + " for " +
                          std::string(nameOf(*kind))};
    }
    request.fault = {*kind, amount.value_or(0)};
    return request;
}

Decoded<HoldRequest> decodeHold(JsonDocument& document, std::string_view body) {
    HoldRequest request;
    BadRequest bad = readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
        if (name == "owner") {
            return readOwner(fields, name, member, request.owner);
        }
        return name == "ttlMs" ? readUpTo(fields, name, member, kLongestTtlMs, request.ttlMs)
                               : unknownField(fields);
    });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (request.owner.empty()) {
        return BadRequest{"owner is missing: give the name that faults have in \"while\""};
    }
    return request;
}

Decoded<std::uint32_t> decodeElectionTimeout(JsonDocument& document, std::string_view body) {
    std::uint32_t ticks = 0;
    BadRequest bad = readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
        return name == "ticks" ? readUpTo(fields, name, member,
                                          std::numeric_limits<std::uint32_t>::max(), ticks)
                               : unknownField(fields);
    });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (ticks == 0) {
        return BadRequest{"ticks is missing, or 0"};
    }
    return ticks;
}

Decoded<PauseRequest> decodePause(JsonDocument& document, std::string_view body) {
    PauseRequest request;
    BadRequest bad = readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
        if (name == "quiet") {
            return fields.read(member, request.isQuiet);
        }
        return name == "forMs" ? fields.read(member, request.forMs) : unknownField(fields);
    });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (request.forMs == 0) {
        return BadRequest{"forMs is missing, or 0"};
    }
    return request;
}

}  // namespace quorate::network
