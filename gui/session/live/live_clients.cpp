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
    node::ToldRequest told;
    if (const auto* read = std::get_if<stage::ClientRead>(&what.what)) {
        told = node::toldOf(read->range);
    } else {
        told = node::toldOf(std::get<kv::Command>(what.what));
    }
    const Asked asked = std::visit([](const auto& one) { return Asked(one); }, what.what);
    return ask(client, what.target, std::move(told), what.timeoutNs, asked, std::move(answered));
}

observe::OperationId LiveClients::ask(std::uint64_t client, raft::NodeId target,
                                      node::ToldRequest told, std::uint64_t timeoutNs,
                                      const Asked& what, Answered answered) {
    const observe::OperationId operation = m_clock.nextOperation();
    Open open;
    open.deadlineNs = timeoutNs == 0 ? 0 : m_clock.now().nanoseconds() + timeoutNs;
    open.isRead =
        told.kind == observe::OperationKind::Get || told.kind == observe::OperationKind::Range;
    open.answered = std::move(answered);
    node::RequestOrigin origin;
    origin.operation = operation;
    origin.cause = m_tell(observe::ClientInvoked{operation, client, told.kind, target,
                                                 std::move(told.key), told.valueBytes});
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
        open.request = std::move(request);
    }
    m_open.emplace(operation, std::move(open));
    if (!m_timer.isActive()) {
        m_timer.start();
    }
    // What comes back finds this object, or nobody: it outlives the nodes.
    auto done = [this, operation](const Result<kv::Response>& result) {
        auto kept = std::make_shared<const Result<kv::Response>>(result);
        QMetaObject::invokeMethod(
            this, [this, operation, kept = std::move(kept)] { finish(operation, *kept); },
            Qt::QueuedConnection);
    };
    AskedNode* node = m_find(target);
    if (node == nullptr || !node->isRunning()) {
        done(Error(ErrorCode::Unavailable, "node " + toString(target) + " is down"));
    } else {
        node->ask(origin, what, done);
    }
    return operation;
}

void LiveClients::finish(observe::OperationId operation, const Result<kv::Response>& result) {
    stage::ClientAnswer given;
    if (result) {
        given.outcome = stage::Outcome::Done;
        given.response = *result;
    } else {
        const auto open = m_open.find(operation);
        const bool isCertain = result.error().code != ErrorCode::Unknown ||
                               (open != m_open.end() && open->second.isRead);
        given.outcome = isCertain ? stage::Outcome::Refused : stage::Outcome::Unknown;
        given.error = result.error();
    }
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
        finish(operation, Error(ErrorCode::Unknown, "the client waited no longer"));
    }
    if (m_open.empty()) {
        m_timer.stop();
    }
}

}  // namespace quorate::gui
