// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>
#include <QListView>
#include <QWidget>

#include "gui/checks/check_details.h"
#include "gui/checks/check_list.h"
#include "gui/checks/sabotage_panel.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// What must hold, a lamp each, over all that was recorded; what was seen where it does not; and
/// the switches that let a learner see one go red. Enter, or a double click, goes to the first
/// moment.
class ChecksView final : public QWidget {
    Q_OBJECT

public:
    explicit ChecksView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

private:
    void refresh();
    void showCurrent();
    void showMenu(const QPoint& place);
    void restyle();

    ViewContext& m_context;
    QLabel* m_summary;
    CheckList* m_list;
    QListView* m_lamps;
    CheckDetails* m_details;
    SabotagePanel* m_sabotage;
};

}  // namespace quorate::gui
