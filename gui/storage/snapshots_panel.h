// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableView>

#include <map>

#include "gui/model/view_context.h"
#include "gui/storage/disk_page.h"
#include "gui/storage/disk_talk.h"
#include "gui/storage/row_model.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

/// The snapshots of a node, and whom they came from.
class SnapshotsPanel final : public DiskPage {
    Q_OBJECT

public:
    /// Both outlive it.
    SnapshotsPanel(ViewContext& context, DiskTalk& talk, QWidget* parent = nullptr);

    bool refresh() override;
    void clear() override;

    [[nodiscard]] const RowModel& table() const noexcept { return *m_table; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void take(const storage::SnapshotsAnswer& answer);
    void fitColumns();

    ViewContext& m_context;
    DiskTalk& m_talk;
    RowModel* m_table;
    QTableView* m_view;
    EmptyNote* m_empty;
    bool m_isAsking{false};
};

}  // namespace quorate::gui
