// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QTableView>
#include <QWidget>

#include "gui/members/member_table.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

/// What members tell of themselves, at the moment on show.
class MembersView final : public QWidget {
    Q_OBJECT

public:
    explicit MembersView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const MemberTable& table() const noexcept { return *m_table; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void fitRows();
    void refresh();
    /// Columns as wide as what is in them; now and then, since all cells are measured for it.
    void fitColumns();
    void showSelection();

    ViewContext& m_context;
    MemberTable* m_table;
    QTableView* m_view;
    EmptyNote* m_empty;
    bool m_isShowing{false};
    QElapsedTimer m_sinceFitted;
};

}  // namespace quorate::gui
