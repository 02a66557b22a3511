// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_clients.h"

#include <memory>
#include <utility>
#include <variant>

namespace quorate::gui {

namespace {

constexpr int kDeadlineIntervalMs = 50;

}  // namespace

LiveClients::LiveClients(SessionClock& clock, Tell tell, Find find, QObject* parent)
    : QObject(parent),
      m_clock(clock),
      m_tell(std::move(tell)),
      m_find(std::move(find)),
      m_timer(this) {
    m_timer.setInterval(kDeadlineIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &LiveClients::lookAtDeadlines);
}

observe::OperationId LiveClients::ask(std::uint64_t client, const Ask& what, Answered answered) {
    if (const auto* question = std::get_if<stage::LeaseQuestion>(&what.what)) {
        return askLease(client, what, *question, std::move(answered));
    }
    if (const auto* read = std::get_if<stage::ClientRead>(&what.what)) {
        return ask(client, what.target, node::toldOf(read->range), what.timeoutNs, *read,
                   std::move(answered));
    }
    const auto& command = std::get<kv::Command>(what.what);
    return ask(client, what.target, node::toldOf(command), what.timeoutNs, command,
               std::move(answered));
}

observe::OperationId LiveClients::begin(std::uint64_t client, raft::NodeId target,
                                        node::ToldRequest told, std::uint64_t timeoutNs,
                                        Answered answered, node::RequestOrigin& origin) {
    using Kind = observe::OperationKind;
    const observe::OperationId operation = m_clock.nextOperation();
    Open open;
    open.deadlineNs = timeoutNs == 0 ? 0 : m_clock.now().nanoseconds() + timeoutNs;
    open.isHarmless =
        told.kind == Kind::Get || told.kind == Kind::Range || told.kind == Kind::LeaseTimeToLive;
    open.answered = std::move(answered);
    origin.operation = operation;
    origin.cause = m_tell(observe::ClientInvoked{operation, client, told.kind, target,
                                                 std::move(told.key), told.valueBytes});
    m_open.emplace(operation, std::move(open));
    if (!m_timer.isActive()) {
        m_timer.start();
    }
    return operation;
}

observe::OperationId LiveClients::ask(std::uint64_t client, raft::NodeId target,
                                      node::ToldRequest told, std::uint64_t timeoutNs,
                                      const Asked& what, Answered answered) {
    node::RequestOrigin origin;
    const observe::OperationId operation =
        begin(client, target, std::move(told), timeoutNs, std::move(answered), origin);
    if (m_feed != nullptr && !std::holds_alternative<MemberChange>(what)) {
        stage::ClientRequest request;
        request.client = client;
        request.target = target;
        if (const auto* command = std::get_if<kv::Command>(&what)) {
            request.what = *command;
        } else {
            request.what = std::get<stage::ClientRead>(what);
        }
        m_feed->invoked(operation, request, m_clock.now());
        m_open.at(operation).request = std::move(request);
    }
    // What comes back finds this object, or nobody: it outlives the nodes.
    auto done = [this, operation](const Result<kv::Response>& result) {
        auto kept = std::make_shared<const Result<kv::Response>>(result);
        QMetaObject::invokeMethod(
            this, [this, operation, kept = std::move(kept)] { finish(operation, *kept); },
            Qt::QueuedConnection);
    };
    if (AskedNode* node = running(target)) {
        node->ask(origin, what, done);
    } else {
        done(downError(target));
    }
    return operation;
}

observe::OperationId LiveClients::askLease(std::uint64_t client, const Ask& ask,
                                           const stage::LeaseQuestion& question,
                                           Answered answered) {
    using Kind = observe::OperationKind;
    const bool renews = question.kind == stage::LeaseQuestion::Kind::KeepAlive;
    node::RequestOrigin origin;
    const observe::OperationId operation =
        begin(client, ask.target, {renews ? Kind::LeaseKeepAlive : Kind::LeaseTimeToLive, {}, 0},
              ask.timeoutNs, std::move(answered), origin);
    const auto done = [this, operation](const Result<stage::LeaseTimes>& result) {
        QMetaObject::invokeMethod(
            this, [this, operation, result] { finish(operation, result); }, Qt::QueuedConnection);
    };
    if (AskedNode* node = running(ask.target)) {
        node->askLease(question, done);
    } else {
        done(downError(ask.target));
    }
    return operation;
}

AskedNode* LiveClients::running(raft::NodeId node) const {
    AskedNode* found = m_find(node);
    return found != nullptr && found->isRunning() ? found : nullptr;
}

Error LiveClients::downError(raft::NodeId node) {
    return {ErrorCode::Unavailable, "node " + toString(node) + " is down"};
}

void LiveClients::finish(observe::OperationId operation, const Result<kv::Response>& result) {
    if (!result) {
        fail(operation, result.error());
        return;
    }
    stage::ClientAnswer given;
    given.outcome = stage::Outcome::Done;
    given.response = *result;
    answer(operation, std::move(given));
}

void LiveClients::finish(observe::OperationId operation, const Result<stage::LeaseTimes>& result) {
    if (!result) {
        fail(operation, result.error());
        return;
    }
    stage::ClientAnswer given;
    given.outcome = stage::Outcome::Done;
    given.lease = *result;
    answer(operation, std::move(given));
}

void LiveClients::fail(observe::OperationId operation, const Error& error) {
    const auto open = m_open.find(operation);
    const bool isCertain =
        error.code != ErrorCode::Unknown || (open != m_open.end() && open->second.isHarmless);
    stage::ClientAnswer given;
    given.outcome = isCertain ? stage::Outcome::Refused : stage::Outcome::Unknown;
    given.error = error;
    answer(operation, std::move(given));
}

void LiveClients::answer(observe::OperationId operation, stage::ClientAnswer given) {
    const auto open = m_open.extract(operation);
    if (open.empty()) {
        return;  // the client waited no longer
    }
    m_tell(observe::ClientAnswered{operation, given.outcome,
                                   given.error ? given.error->code : ErrorCode::Unknown,
                                   node::toldRevisionOf(given.response)});
    if (open.mapped().request) {
        m_feed->answered(operation, *open.mapped().request, given, m_clock.now());
    }
    open.mapped().answered(operation, given);
}

void LiveClients::lookAtDeadlines() {
    const std::uint64_t now = m_clock.now().nanoseconds();
    std::vector<observe::OperationId> late;
    for (const auto& [operation, open] : m_open) {
        if (open.deadlineNs != 0 && open.deadlineNs <= now) {
            late.push_back(operation);
        }
    }
    for (const observe::OperationId operation : late) {
        fail(operation, Error(ErrorCode::Unknown, "the client waited no longer"));
    }
    if (m_open.empty()) {
        m_timer.stop();
    }
}

}  // namespace quorate::gui
