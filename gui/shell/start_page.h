// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QWidget>

#include "gui/session/session_store.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

/// What the window shows while no session is open: the sessions that there are, and how to begin.
class StartPage final : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(const SessionStore& store, QWidget* parent = nullptr);

    /// Reads the list anew.
    void refresh();

Q_SIGNALS:
    void newRequested();
    void openRequested(const QString& folder);
    void recordingRequested();
    void attachRequested();
    void removeRequested(const QString& folder);

private:
    [[nodiscard]] const StoredSession* current() const;
    void showCurrent();
    void rename();
    void remove();

    const SessionStore& m_store;
    std::vector<StoredSession> m_sessions;
    QTableWidget* m_table;
    EmptyNote* m_empty;
    QLabel* m_note;
    QPushButton* m_open;
    QPushButton* m_rename;
    QPushButton* m_remove;
};

}  // namespace quorate::gui
