// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QLineEdit>
#include <QStackedLayout>
#include <QString>
#include <QTimer>
#include <QWidget>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gui/console/key_table.h"
#include "gui/console/row_table.h"
#include "gui/console/section_bar.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

/// The state machines of all nodes beside each other, a column each. They are not in a recording,
/// so they are asked for at the live moment, and shown only there.
class StateMachinesView final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kIntervalMs = 250;
    static constexpr std::size_t kLimit = 200;

    explicit StateMachinesView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const KeyTable& table() const noexcept { return *m_table; }

Q_SIGNALS:
    /// By a double click or Return: it is to be asked about.
    void keyChosen(const QString& key);
    /// Changes of this key are of interest from now on.
    void watchRequested(const quorate::gui::WatchAsk& ask);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    /// Asks now, or when the one that is under way is answered, or the interval is over.
    void askSoon();
    void ask();
    void show(const std::vector<NodeKeys>& told);
    void showPage();
    void arrange();
    void adoptSession();
    void choose(const QModelIndex& index);
    /// Of the column; nobody for that of keys.
    [[nodiscard]] raft::NodeId nodeOf(int column) const;
    void showMenu(const QPoint& place);

    ViewContext& m_context;
    KeyTable* m_table;
    RowTable* m_view;
    QLineEdit* m_prefix;
    SectionBar* m_bar;
    QStackedLayout* m_pages;
    EmptyNote* m_note;
    QString m_keys;  ///< "4 of 1 208 keys"
    QTimer m_timer;
    QElapsedTimer m_sinceAsked;
    /// Answers to what was asked before are of no use.
    std::uint64_t m_round{0};
    bool m_isAsking{false};
    bool m_isDue{false};
};

}  // namespace quorate::gui
