// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableView>

#include <functional>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// A table with a row for each node, which fills a dock that is its frame. A row that a person
/// comes to selects its node, and the node that is selected is the current row.
class NodeRows final : public QTableView {
    Q_OBJECT

public:
    /// `context` and `model` outlive it. `nodeOf`: whom a row of the model is about.
    NodeRows(ViewContext& context, QAbstractItemModel& model,
             std::function<raft::NodeId(int row)> nodeOf, const QString& name, QWidget* parent);

    /// None where there is no current row.
    [[nodiscard]] raft::NodeId current() const;
    /// Runs what changes the rows; whatever becomes of the current one then, no person came to it.
    void change(const std::function<void()>& changeRows);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showSelection();
    void fitRows();

    ViewContext& m_context;
    std::function<raft::NodeId(int row)> m_nodeOf;
    bool m_isShowing{false};
};

}  // namespace quorate::gui
