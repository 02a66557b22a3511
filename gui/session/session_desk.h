// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <memory>

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
    /// Closes the one before, which takes as long as its nodes need to end.
    void open(std::unique_ptr<Session> session);
    void close() { open(nullptr); }

    /// Carries it out; what is refused comes as refused(). Nothing happens without a session.
    void run(const Command& command);

Q_SIGNALS:
    /// Another session, or none.
    void sessionChanged();
    void statusChanged();
    void refused(const QString& reason);

private:
    std::unique_ptr<Session> m_session;
};

}  // namespace quorate::gui
