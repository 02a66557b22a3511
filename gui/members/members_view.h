// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include <array>

#include "gui/members/member_table.h"
#include "gui/model/view_context.h"
#include "gui/widgets/empty_note.h"
#include "gui/widgets/node_rows.h"

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
    void refresh();
    /// Columns as wide as what is in them; now and then, since all cells are measured for it.
    void fitColumns();
    /// A text that is longer than all were then has its room at once.
    void widenFor(const QModelIndex& first, const QModelIndex& last);

    ViewContext& m_context;
    MemberTable* m_table;
    NodeRows* m_view;
    EmptyNote* m_empty;
    QElapsedTimer m_sinceFitted;
    /// The longest text of each column that it is wide enough for.
    std::array<qsizetype, MemberRow::kColumns> m_longest{};
};

}  // namespace quorate::gui
