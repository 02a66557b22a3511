// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include <memory>
#include <utility>
#include <vector>

#include "gui/session/driven_session.h"

namespace quorate::gui {

/// A cluster on real time: each node in a thread or in a process of its own, on real sockets of
/// 127.0.0.1 and on the disk below the session's folder. Clients outside reach it as they reach
/// `quorated`.
class LiveSession final : public DrivenSession {
    Q_OBJECT

public:
    /// As StageSession::open(). Nodes have the ports that they had before, where those are free.
    static Result<std::unique_ptr<LiveSession>> open(const QString& folder);
    static std::unique_ptr<LiveSession> start(Opened opened);

    [[nodiscard]] SessionKind kind() const override { return file().kind; }
    [[nodiscard]] bool can(Ability ability) const override;

private:
    explicit LiveSession(Opened opened) : DrivenSession(std::move(opened)) {}
    /// A connection that ends takes with it what travels on it, and nobody sees that: such messages
    /// are told of when they cannot be on their way any more.
    void lookForLost();

    QElapsedTimer m_sinceLooked;
    /// Not on their way any more, as it seemed when they were looked at last.
    std::vector<observe::MessageDropped> m_suspected;
};

}  // namespace quorate::gui
