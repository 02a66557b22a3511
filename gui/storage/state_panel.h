// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include "gui/model/view_context.h"
#include "gui/storage/disk_page.h"
#include "gui/storage/disk_talk.h"
#include "gui/storage/row_model.h"
#include "gui/storage/stored_keys.h"

namespace quorate::gui {

/// The state of a node in LevelDB: its tables by level, and its keys and changes by the page.
class StatePanel final : public DiskPage {
    Q_OBJECT

public:
    /// Both outlive it.
    StatePanel(ViewContext& context, DiskTalk& talk, QWidget* parent = nullptr);

    bool refresh() override;
    void clear() override;

    [[nodiscard]] const RowModel& levels() const noexcept { return *m_levels; }
    [[nodiscard]] const StoredKeys& keys() const noexcept { return *m_keys; }

protected:
    void changeEvent(QEvent* event) override;

private:
    QLayout* makeSearch();
    void fitColumns();
    void take(const storage::StateAnswer& answer);
    void begin();
    void showCounts();
    void fail(const Error& error);

    DiskTalk& m_talk;
    QLabel* m_summary;
    RowModel* m_levels;
    QTableView* m_levelView;
    QButtonGroup* m_kinds;
    QLineEdit* m_prefix;
    QLineEdit* m_from;
    StoredKeys* m_keys;
    QTableView* m_keyView;
    QLabel* m_counts;
    QToolButton* m_again;
    QTimer m_typing;
    std::int64_t m_revision{0};
    bool m_hasBegun{false};
    bool m_isAsking{false};
};

}  // namespace quorate::gui
