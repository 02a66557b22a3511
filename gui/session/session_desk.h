// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <memory>
#include <vector>

#include "gui/session/session.h"

namespace quorate::gui {

/// The session that is open, if one is, and the one way from views to it: what is refused is told
/// to the person, not to the view. Belongs to the thread of the views.
class SessionDesk final : public QObject {
    Q_OBJECT

public:
    explicit SessionDesk(QObject* parent = nullptr);
    ~SessionDesk() override;

    /// Null while none is open.
    [[nodiscard]] Session* session() const noexcept { return m_session.get(); }
    [[nodiscard]] bool can(Ability ability) const {
        return m_session != nullptr && m_session->can(ability);
    }
    /// Closes the one before, without waiting for its nodes to end.
    void open(std::unique_ptr<Session> session);
    void close() { open(nullptr); }
    /// Whether sessions, or the one in this folder, are closed and have not ended yet.
    [[nodiscard]] bool isClosing() const noexcept { return !m_closing.empty(); }
    [[nodiscard]] bool isClosing(const QString& folder) const;
    /// Waits for them.
    void finishClosing() { m_closing.clear(); }

    /// Carries it out; what is refused comes as refused(). Nothing happens without a session.
    void run(const Command& command);

Q_SIGNALS:
    /// Another session, or none.
    void sessionChanged();
    void statusChanged();
    void refused(const QString& reason);
    /// One more is closing, or has ended.
    void closingChanged();

private:
    void end(std::unique_ptr<Session> session);

    std::unique_ptr<Session> m_session;
    std::vector<std::unique_ptr<Session>> m_closing;
};

}  // namespace quorate::gui
