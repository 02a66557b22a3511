// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>

#include "gui/session/session_store.h"

namespace quorate::gui {

/// A menu of all sessions on the disk, read when it opens.
class SessionMenu final : public QMenu {
    Q_OBJECT

public:
    /// `store` outlives it.
    SessionMenu(const SessionStore& store, const QString& title, QWidget* parent);

    /// Reads the list anew.
    void fill();

Q_SIGNALS:
    void chosen(const QString& folder);

private:
    const SessionStore& m_store;
};

/// Asks whether a session may be deleted for ever.
bool confirmRemoval(const StoredSession& session, QWidget* parent);

}  // namespace quorate::gui
