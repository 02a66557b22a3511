// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableView>
#include <QWidget>

#include "gui/beliefs/belief_table.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/linked_label.h"

namespace quorate::gui {

/// Who believes whom to lead, in which term, and how old that is.
class BeliefsView final : public QWidget {
    Q_OBJECT

public:
    explicit BeliefsView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const BeliefTable& table() const noexcept { return *m_table; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void fitColumns();
    void showSelection();

    ViewContext& m_context;
    BeliefTable* m_table;
    QTableView* m_view;
    LinkedLabel* m_sentence;
    EmptyNote* m_empty;
    bool m_isShowing{false};
};

}  // namespace quorate::gui
