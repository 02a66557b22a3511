// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session_desk.h"

#include <algorithm>
#include <utility>

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
    if (old != nullptr) {
        end(std::move(old));
    }
}

void SessionDesk::end(std::unique_ptr<Session> session) {
    Session* closing = session.get();
    // Views hear nothing more of it; only why it could not end well.
    disconnect(&closing->recording(), nullptr, nullptr, nullptr);
    disconnect(closing, nullptr, nullptr, nullptr);
    connect(closing, &Session::failed, this, &SessionDesk::refused);
    m_closing.push_back(std::move(session));
    closing->end([this, closing] {
        m_closing.erase(
            std::find_if(m_closing.begin(), m_closing.end(),
                         [closing](const auto& each) { return each.get() == closing; }));
        Q_EMIT closingChanged();
    });
    Q_EMIT closingChanged();
}

bool SessionDesk::isClosing(const QString& folder) const {
    return std::any_of(m_closing.begin(), m_closing.end(),
                       [&folder](const auto& each) { return each->folder() == folder; });
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
