// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_service.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace quorate::network {

namespace {

constexpr std::uint64_t kDefaultMs = 10UL * 60 * 1000;
constexpr std::uint64_t kLongestMs = 60UL * 60 * 1000;
/// Nobody can end one.
constexpr std::uint64_t kLongestPauseMs = 60UL * 1000;
constexpr std::size_t kMostFaults = 1000;

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
                                   "--allow-faults if its clients may break its links on purpose",
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

std::optional<Error> FaultService::checkDuration(const LinkFaultRequest& request) const {
    const bool arms = request.cut.value_or(false) || (request.rules && !request.rules->empty());
    const std::uint64_t ms = request.forMs.value_or(kDefaultMs);
    if (arms && ms == 0 && m_context->options.faults != FaultPermission::Unlimited) {
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
    return std::nullopt;
}

void FaultService::arm(LinkFaultRequest request) {
    const std::uint64_t ms = request.forMs.value_or(kDefaultMs);
    const auto forMs = ms == 0 ? std::nullopt : std::optional(ms);
    for (const LinkDirection direction : {LinkDirection::ToPeer, LinkDirection::FromPeer}) {
        if (!request.cut || (request.direction && *request.direction != direction)) {
            continue;
        }
        if (*request.cut) {
            m_book->cut(request.peer, direction, forMs);
        } else {
            m_book->heal(request.peer, direction);
        }
    }
    if (request.rules) {
        m_book->setRules(request.peer, std::move(*request.rules), forMs);
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
    if (const auto problem = checkDuration(*fault)) {
        m_context->refuse(reply, *problem);
        return;
    }
    if (m_book->size() >= kMostFaults) {
        m_context->refuse(reply, Error(ErrorCode::Busy, "too many faults are armed"));
        return;
    }
    arm(std::move(*fault));
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
    auto ms = decodePause(m_context->document, request.body);
    if (!ms) {
        m_context->refuseBadRequest(reply, ms.reason());
    } else if (*ms > kLongestPauseMs) {
        m_context->refuseBadRequest(
            reply, "forMs is at most " + std::to_string(kLongestPauseMs) +
                       " here: a node that is paused hears nobody who would end it");
    } else {
        m_port->pause(*ms);
        answerDone(reply, {});
    }
}

}  // namespace quorate::network
