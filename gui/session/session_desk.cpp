// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session_desk.h"

namespace quorate::gui {

SessionDesk::SessionDesk(QObject* parent) : QObject(parent) {}
SessionDesk::~SessionDesk() = default;

void SessionDesk::open(std::unique_ptr<Session> session) {
    // Views let go of the old one before it is gone.
    std::unique_ptr<Session> old = std::move(m_session);
    m_session = std::move(session);
    if (m_session != nullptr) {
        connect(m_session.get(), &Session::statusChanged, this, &SessionDesk::statusChanged);
        connect(m_session.get(), &Session::failed, this, &SessionDesk::refused);
    }
    Q_EMIT sessionChanged();
    Q_EMIT statusChanged();
}

void SessionDesk::run(const Command& command) {
    if (m_session == nullptr) {
        return;
    }
    m_session->execute(command, [this](const Result<void>& result) {
        if (!result) {
            Q_EMIT refused(QString::fromStdString(result.error().message));
        }
    });
}

}  // namespace quorate::gui
