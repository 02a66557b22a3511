// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

#include "engine/node/told_request.h"
#include "engine/observe/event.h"
#include "engine/stage/simulation/history_feed.h"
#include "gui/session/live/asked_node.h"
#include "gui/session/live/session_clock.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// The clients of a session on real time: each operation is told of, asked of its node, and
/// answered once, by the node or when the client waits no longer. Belongs to the thread of the
/// driver.
class LiveClients final : public QObject {
    Q_OBJECT

public:
    using Tell = std::function<raft::EventId(observe::Body)>;
    using Find = std::function<AskedNode*(raft::NodeId)>;
    using Answered = std::function<void(observe::OperationId, const stage::ClientAnswer&)>;

    /// `find` gives a node, or null. `clock` outlives it.
    LiveClients(SessionClock& clock, Tell tell, Find find, QObject* parent);

    /// Hears of all that clients ask for and are told. It outlives this.
    void setFeed(stage::HistoryFeed& feed) noexcept { m_feed = &feed; }

    /// 0 is the operator. The target is known.
    observe::OperationId ask(std::uint64_t client, const Ask& ask, Answered answered);
    observe::OperationId ask(std::uint64_t client, raft::NodeId target, node::ToldRequest told,
                             std::uint64_t timeoutNs, const Asked& what, Answered answered);

private:
    observe::OperationId begin(std::uint64_t client, raft::NodeId target, node::ToldRequest told,
                               std::uint64_t timeoutNs, Answered answered,
                               node::RequestOrigin& origin);
    observe::OperationId askLease(std::uint64_t client, const Ask& ask,
                                  const stage::LeaseQuestion& question, Answered answered);
    [[nodiscard]] AskedNode* running(raft::NodeId node) const;
    static Error downError(raft::NodeId node);
    struct Open {
        std::uint64_t deadlineNs{0};
        bool isHarmless{false};  ///< nothing can have changed by it
        Answered answered;
        /// Of what is part of a history.
        std::optional<stage::ClientRequest> request;
    };
    void answer(observe::OperationId operation, stage::ClientAnswer answer);
    void finish(observe::OperationId operation, const Result<kv::Response>& result);
    void finish(observe::OperationId operation, const Result<stage::LeaseTimes>& result);
    void fail(observe::OperationId operation, const Error& error);
    void lookAtDeadlines();

    SessionClock& m_clock;
    const Tell m_tell;
    const Find m_find;
    stage::HistoryFeed* m_feed{nullptr};
    QTimer m_timer;
    std::map<observe::OperationId, Open> m_open;
};

}  // namespace quorate::gui
