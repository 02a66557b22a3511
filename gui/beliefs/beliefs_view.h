// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/beliefs/belief_table.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/linked_label.h"
#include "gui/widgets/node_rows.h"

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

    ViewContext& m_context;
    BeliefTable* m_table;
    NodeRows* m_view;
    LinkedLabel* m_sentence;
    EmptyNote* m_empty;
};

}  // namespace quorate::gui
