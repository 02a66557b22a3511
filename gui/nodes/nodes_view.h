// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include <utility>
#include <vector>

#include "gui/model/view_context.h"
#include "gui/nodes/node_table.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/linked_label.h"
#include "gui/widgets/node_rows.h"

namespace quorate::gui {

/// All nodes as a table, with what is done to them most; all else is in the menu of a row.
class NodesView final : public QWidget {
    Q_OBJECT

public:
    explicit NodesView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const NodeTable& table() const noexcept { return *m_table; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitColumns();
    QToolButton* addButton(const QString& name, const QString& text);
    void refresh();
    void allow();
    void showFailures();
    void showMenu(const QPoint& place);
    void run(NodeAct whenRunning, NodeAct otherwise);

    ViewContext& m_context;
    NodeTable* m_table;
    NodeRows* m_view;
    QToolButton* m_kill;
    QToolButton* m_pause;
    QToolButton* m_addNode;
    QToolButton* m_addLearner;
    EmptyNote* m_empty;
    LinkedLabel* m_failures;
    QLabel* m_addresses;
};

}  // namespace quorate::gui
