// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QLabel>
#include <QTableView>

#include "gui/model/view_context.h"
#include "gui/storage/crash_place.h"
#include "gui/storage/disk_page.h"
#include "gui/storage/row_model.h"

namespace quorate::gui {

/// All that a restart after a crash would begin with, beside what was written.
class RecoveryPanel final : public DiskPage {
    Q_OBJECT

public:
    /// Both outlive it.
    RecoveryPanel(ViewContext& context, CrashPlace& crash, QWidget* parent = nullptr);

    bool refresh() override { return m_crash.refresh(); }
    void clear() override {}

    [[nodiscard]] const RowModel& table() const noexcept { return *m_table; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void show();
    void fitColumns();

    ViewContext& m_context;
    CrashPlace& m_crash;
    QButtonGroup* m_places;
    QLabel* m_headline;
    QLabel* m_lost;
    RowModel* m_table;
    QTableView* m_view;
    QLabel* m_findings;
};

}  // namespace quorate::gui
