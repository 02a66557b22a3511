// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QComboBox>
#include <QLabel>
#include <QStackedWidget>
#include <QTimer>
#include <QWidget>

#include <vector>

#include "gui/model/view_context.h"
#include "gui/storage/crash_place.h"
#include "gui/storage/disk_talk.h"
#include "gui/storage/log_panel.h"
#include "gui/storage/recovery_panel.h"
#include "gui/storage/snapshots_panel.h"
#include "gui/storage/state_panel.h"
#include "gui/widgets/empty_note.h"

namespace quorate::gui {

/// The dock that shows what one node has on its disk, as it is now: the log, the snapshots, the
/// state, and what a restart would make of them. It reads only, through the session.
class StorageView final : public QWidget {
    Q_OBJECT

public:
    /// Between two questions, while something changes.
    static constexpr int kIntervalMs = 500;

    /// `context` outlives it.
    explicit StorageView(ViewContext& context, QWidget* parent = nullptr);

    enum class Page : std::uint8_t { Log, Snapshots, State, Recovery };
    void showPage(Page page);

    [[nodiscard]] LogPanel& log() noexcept { return *m_log; }
    [[nodiscard]] SnapshotsPanel& snapshots() noexcept { return *m_snapshots; }
    [[nodiscard]] StatePanel& state() noexcept { return *m_state; }
    [[nodiscard]] RecoveryPanel& recovery() noexcept { return *m_recovery; }
    [[nodiscard]] const DiskTalk& talk() const noexcept { return *m_talk; }

private:
    void addPage(Page page, DiskPage* widget, const QString& name, const QString& text);
    void followNodes();
    void followSelection();
    void followTime();
    void refresh();
    void showProblem(const QString& problem);
    [[nodiscard]] DiskPage* current() const;

    ViewContext& m_context;
    DiskTalk* m_talk;
    CrashPlace* m_crash;
    QButtonGroup* m_buttons;
    QComboBox* m_nodeBox;
    QLabel* m_now;
    QStackedWidget* m_outer;
    QStackedWidget* m_pages;
    EmptyNote* m_note;
    LogPanel* m_log;
    SnapshotsPanel* m_snapshots;
    StatePanel* m_state;
    RecoveryPanel* m_recovery;
    /// While the time is detached, frames say nothing of what the disks do now.
    QTimer m_detached;
    /// What was too soon is done when no frame comes any more.
    QTimer m_later;
    std::vector<raft::NodeId> m_nodes;
};

}  // namespace quorate::gui
