// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_service.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "network/api/fault_messages.h"

namespace quorate::network {

namespace {

constexpr std::uint64_t kDefaultMs = 10UL * 60 * 1000;
constexpr std::uint64_t kLongestMs = 60UL * 60 * 1000;
/// Nobody can end one.
constexpr std::uint64_t kLongestPauseMs = 60UL * 1000;
constexpr std::size_t kMostFaults = 1000;
constexpr std::size_t kMostOwners = 100;

FaultTerms termsOf(const AskedTerms& asked) {
    const std::uint64_t ms = asked.forMs.value_or(kDefaultMs);
    return {ms == 0 ? std::nullopt : std::optional(ms), asked.owner, asked.isQuiet};
}

}  // namespace

FaultService::FaultService(std::shared_ptr<ApiContext> context, FaultPort* port)
    : m_context(std::move(context)), m_port(port) {
    if (m_port != nullptr && m_context->options.faults != FaultPermission::No) {
        m_book = std::make_unique<FaultBook>(*m_port);
    }
}

bool FaultService::isAllowed(const HttpReply& reply) {
    if (m_book == nullptr) {
        m_context->refuse(reply,
                          ApiError{RpcCode::PermissionDenied,
                                   "faults are not allowed at this node: start it with "
                                   "--allow-faults if its clients may break things on purpose",
                                   ErrorCode::FailedPrecondition});
    }
    return m_book != nullptr;
}

void FaultService::answerDone(const HttpReply& reply, const Result<void>& result) {
    if (result) {
        reply.send(200, kJsonContent, "{}");
    } else {
        m_context->refuse(reply, result.error());
    }
}

void FaultService::answerList(const HttpReply& reply) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.flag("unlimited", m_context->options.faults == FaultPermission::Unlimited);
    json.beginArray("faults");
    for (const ArmedFault& fault : m_book->armed()) {
        json.beginElement();
        writeFault(json, fault);
        json.endObject();
    }
    json.endArray();
    json.beginArray("owners");
    for (const FaultOwner& owner : m_book->owners()) {
        json.beginElement();
        writeOwner(json, owner);
        json.endObject();
    }
    json.endArray();
    json.endObject();
    reply.send(200, kJsonContent, body);
}

void FaultService::list(const HttpRequest& /*request*/, const HttpReply& reply) {
    if (isAllowed(reply)) {
        answerList(reply);
    }
}

void FaultService::healAll(const HttpRequest& /*request*/, const HttpReply& reply) {
    if (isAllowed(reply)) {
        m_book->healAll();
        answerList(reply);
    }
}

std::optional<Error> FaultService::checkTerms(const AskedTerms& terms) const {
    const std::uint64_t ms = terms.forMs.value_or(kDefaultMs);
    if (ms == 0 && m_context->options.faults != FaultPermission::Unlimited) {
        return Error(ErrorCode::FailedPrecondition,
                     "faults without end are not allowed at this node: give forMs, up to " +
                         std::to_string(kLongestMs) +
                         ", or start it with --allow-faults=unlimited");
    }
    if (ms > kLongestMs) {
        return Error(ErrorCode::InvalidArgument,
                     "forMs is at most " + std::to_string(kLongestMs) +
                         ", an hour: set the fault again before it ends");
    }
    if (!terms.owner.empty() && !m_book->isHeld(terms.owner)) {
        return Error(ErrorCode::FailedPrecondition,
                     "nobody holds '" + terms.owner +
                         "' here: POST /faults/hold first, and again before its ttlMs is over");
    }
    if (m_book->size() >= kMostFaults) {
        return Error(ErrorCode::Busy, "too many faults are armed");
    }
    return std::nullopt;
}

void FaultService::arm(LinkFaultRequest request) {
    const FaultTerms terms = termsOf(request.terms);
    for (const LinkDirection direction : {LinkDirection::ToPeer, LinkDirection::FromPeer}) {
        if (!request.cut || (request.direction && *request.direction != direction)) {
            continue;
        }
        if (*request.cut) {
            m_book->cut(request.peer, direction, terms);
        } else {
            m_book->heal(request.peer, direction);
        }
    }
    if (request.rules) {
        m_book->setRules(request.peer, std::move(*request.rules), terms);
    }
}

void FaultService::link(const HttpRequest& request, const HttpReply& reply) {
    if (!isAllowed(reply)) {
        return;
    }
    auto fault = decodeLinkFault(m_context->document, request.body);
    if (!fault) {
        m_context->refuseBadRequest(reply, fault.reason());
        return;
    }
    if (fault->peer == m_port->node()) {
        m_context->refuseBadRequest(reply, "peer is this node itself, which has no link to itself");
        return;
    }
    const bool arms = fault->cut.value_or(false) || (fault->rules && !fault->rules->empty());
    if (const auto problem = arms ? checkTerms(fault->terms) : std::nullopt) {
        m_context->refuse(reply, *problem);
        return;
    }
    arm(std::move(*fault));
    answerList(reply);
}

void FaultService::disk(const HttpRequest& request, const HttpReply& reply) {
    if (!isAllowed(reply)) {
        return;
    }
    auto asked = decodeDiskFault(m_context->document, request.body);
    if (!asked) {
        m_context->refuseBadRequest(reply, asked.reason());
        return;
    }
    if (!asked->isOn) {
        m_book->endDiskFault(asked->fault.kind);
    } else if (const auto problem = checkTerms(asked->terms)) {
        m_context->refuse(reply, *problem);
        return;
    } else if (auto set = m_book->setDiskFault(asked->fault, termsOf(asked->terms)); !set) {
        m_context->refuse(reply, set.error());
        return;
    }
    answerList(reply);
}

void FaultService::hold(const HttpRequest& request, const HttpReply& reply) {
    if (!isAllowed(reply)) {
        return;
    }
    auto asked = decodeHold(m_context->document, request.body);
    if (!asked) {
        m_context->refuseBadRequest(reply, asked.reason());
        return;
    }
    if (!m_book->isHeld(asked->owner) && m_book->owners().size() >= kMostOwners) {
        m_context->refuse(reply, Error(ErrorCode::Busy, "too many hold faults here"));
        return;
    }
    m_book->hold(asked->owner, asked->ttlMs);
    answerList(reply);
}

void FaultService::campaign(const HttpRequest& /*request*/, const HttpReply& reply) {
    if (isAllowed(reply)) {
        answerDone(reply, m_port->campaign());
    }
}

void FaultService::electionTimeout(const HttpRequest& request, const HttpReply& reply) {
    if (!isAllowed(reply)) {
        return;
    }
    auto ticks = decodeElectionTimeout(m_context->document, request.body);
    if (!ticks) {
        m_context->refuseBadRequest(reply, ticks.reason());
        return;
    }
    answerDone(reply, m_port->setElectionTimeout(*ticks));
}

void FaultService::pause(const HttpRequest& request, const HttpReply& reply) {
    if (!isAllowed(reply)) {
        return;
    }
    auto asked = decodePause(m_context->document, request.body);
    if (!asked) {
        m_context->refuseBadRequest(reply, asked.reason());
    } else if (asked->forMs > kLongestPauseMs) {
        m_context->refuseBadRequest(
            reply, "forMs is at most " + std::to_string(kLongestPauseMs) +
                       " here: a node that is paused hears nobody who would end it");
    } else {
        m_book->pause(asked->forMs, asked->isQuiet);
        answerDone(reply, {});
    }
}

void FaultService::stop(const HttpRequest& /*request*/, const HttpReply& reply) {
    if (isAllowed(reply)) {
        m_port->stop();
        answerDone(reply, {});
    }
}

}  // namespace quorate::network
