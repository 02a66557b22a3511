// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QActionGroup>
#include <QDockWidget>
#include <QHash>
#include <QLabel>
#include <QMainWindow>
#include <QPointer>
#include <QSplitter>
#include <QStackedWidget>
#include <QThread>

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "gui/model/frame_source.h"
#include "gui/model/selection_model.h"
#include "gui/model/time_model.h"
#include "gui/model/view_context.h"
#include "gui/session/session_desk.h"
#include "gui/session/session_opener.h"
#include "gui/session/session_store.h"
#include "gui/shell/actions.h"
#include "gui/shell/settings.h"
#include "gui/shell/work_bar.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

class BeliefsView;
class ChecksView;
class ClusterView;
class DockTitles;
class EventExport;
class EventsView;
class FaultsView;
class InspectorView;
class KvConsole;
class LogWall;
class MembersView;
class NodesView;
class PipelineView;
class ScenarioView;
class SessionChip;
class SessionMenu;
class StartPage;
class StatusLine;
class StorageView;
class TimeBar;
struct PictureForm;
struct PictureView;

/// The window: views in the middle, docks at the side, the time bar at the foot; menus and keys for
/// everything. It opens and closes sessions, and hands all views the same ViewContext.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// `sessions`: the folder that all sessions lie in. `settingsFile`: empty for those of the
    /// person.
    MainWindow(const QString& sessions, const QString& settingsFile);
    ~MainWindow() override;

    [[nodiscard]] ViewContext& context() noexcept { return m_context; }
    [[nodiscard]] const Actions& actions() const noexcept { return *m_actions; }
    [[nodiscard]] const SessionStore& store() const noexcept { return m_store; }

    /// The one that was open last; a new one of three nodes if there is none.
    void openLatest();
    /// Opened in its own time; the session before stays until then, unless it is the same. What
    /// cannot be opened is explained. By value: the list that it may come from is read anew.
    void openSession(QString folder);
    void openNew(const SessionFile& file);
    void openRecording(const QString& path);
    /// Plays the scenario of this file on a Stage of its own.
    bool openScenario(const QString& path);
    void closeSession();
    /// Replaces what is there, once all is written.
    void saveRecordingTo(const QString& path);
    /// All that pictures can be taken of, by the names that the command line has for them.
    [[nodiscard]] std::vector<PictureView> pictureViews() const;
    /// Of a view as it is now; one that is hidden is shown first. `done` is called at once or a
    /// little later. InvalidArgument for a name that no view has; IoError names the file.
    void savePictureOf(const QString& name, PictureForm form, const QString& path,
                       std::function<void(const Result<void>&)> done);
    /// What clients asked (.jsonl or .edn), or figures over time (.csv; 0 for the usual interval).
    /// The same of `done`.
    void saveHistoryTo(const QString& path, std::function<void(const Result<void>&)> done);
    void saveMetricsTo(const QString& path, std::uint64_t intervalNs,
                       std::function<void(const Result<void>&)> done);
    /// "learn", "operate", "debug", "forensics".
    void usePerspective(const QString& name);

protected:
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// Of saved layouts: those of another version are not used.
    static constexpr int kLayoutVersion = 4;

    // main_window.cpp: what it is made of
    void makeViews();
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* content);

    // main_window_layout.cpp
    void arrange(const QString& perspective);
    void saveLayout();
    void shareRoom();
    /// Those of the middle, by the names of their actions.
    void showViews(const QStringList& names);
    [[nodiscard]] QStringList shownViews() const;

    // main_window_actions.cpp
    void makeActions();
    void makeSessionActions();
    void makeTimeActions();
    void makeClusterActions();
    void makeFaultActions();
    void makeViewActions();
    void makeScenarioActions();
    void makeHelpActions();
    void allowActions();
    void actOnNode(NodeAct act);
    void selectNode(std::size_t place);
    void isolateLeader();
    void undoLatestFault();
    void raise(const QString& dock, QWidget* focus);
    void setFontPercent(int percent);

    // main_window_menus.cpp
    void makeMenus();
    void openPalette();
    void makeToolBar();
    void fitSearch();

    // main_window_export.cpp
    void makeExportActions();
    [[nodiscard]] QString viewWithFocus() const;
    void askForPicture();
    void showView(const PictureView& view);
    void askForFile(const QString& title, const QString& suffix, const QString& filter,
                    const std::function<void(const QString&)>& save);
    void exportEvents(const QString& what, std::unique_ptr<EventExport> maker, const QString& path,
                      std::function<void(const Result<void>&)> done);
    void tellSaved(const QString& path, const Result<void>& saved);

    // main_window_session.cpp
    void adoptSession();
    void focusFirstView();
    void explain(const QString& title, const Error& error);
    void askForNew();
    void askForRecording();
    void askForCluster();
    void copyKeys();
    void saveRecording();
    WorkBar::Work beginOpening(const QString& what, const QString& place);
    void endOpening(const WorkBar::Work& work, const QString& problem,
                    Result<std::unique_ptr<Session>> opened);
    void whenClosed(const QString& folder, std::function<void()> then);
    void followClosing();
    void followStarting();
    void giveUp(const WorkBar::Work& work);
    void followReading();
    void renameSession();
    void deleteSession(const QString& folder);
    void removeFiles(const QString& folder);
    void showFailure(const FramePtr& frame);

    SessionStore m_store;
    Settings m_settings;
    ThemeModel m_theme;
    SessionDesk m_desk;
    SelectionModel m_selection;
    TimeModel m_time;
    FrameSource m_frames;
    ViewContext m_context;
    SessionOpener m_opener;

    Actions* m_actions{nullptr};
    QStackedWidget* m_pages{nullptr};
    StartPage* m_start{nullptr};
    QSplitter* m_views{nullptr};
    ClusterView* m_cluster{nullptr};
    LogWall* m_logWall{nullptr};
    PipelineView* m_pipeline{nullptr};
    TimeBar* m_timeBar{nullptr};
    KvConsole* m_console{nullptr};
    EventsView* m_events{nullptr};
    FaultsView* m_faults{nullptr};
    NodesView* m_nodes{nullptr};
    BeliefsView* m_beliefs{nullptr};
    MembersView* m_members{nullptr};
    /// By the folders of their sessions; kept here and nowhere else.
    QHash<QString, QString> m_passwords;
    InspectorView* m_inspector{nullptr};
    ChecksView* m_checks{nullptr};
    StorageView* m_storage{nullptr};
    ScenarioView* m_scenario{nullptr};
    QString m_scenarioPath;  ///< of the one that was opened last
    QToolBar* m_timeFoot{nullptr};
    QToolButton* m_search{nullptr};
    QToolBar* m_tools{nullptr};
    SessionChip* m_chip{nullptr};
    SessionMenu* m_openMenu{nullptr};
    SessionMenu* m_deleteMenu{nullptr};
    StatusLine* m_status{nullptr};
    /// By name, in the order in which they are listed.
    std::vector<QDockWidget*> m_docks;
    DockTitles* m_dockTitles{nullptr};
    QActionGroup* m_perspectives{nullptr};
    QString m_perspective;
    /// Nodes whose failure was told.
    std::map<raft::NodeId, std::uint64_t> m_toldFailures;
    /// What takes long, in the status bar.
    WorkBar* m_works{nullptr};
    WorkBar::Work m_reading;
    WorkBar::Work m_opening;
    WorkBar::Work m_starting;
    WorkBar::Work m_closing;
    QString m_openingPlace;
    struct AfterClosing {
        QString folder;
        std::function<void()> then;
    };
    std::vector<AfterClosing> m_afterClosing;
    bool m_isLeaving{false};
    /// Threads that delete sessions; waited for at the end.
    std::vector<QPointer<QThread>> m_deletions;
    double m_fontPoints{0};
    bool m_isDividedByPerson{false};
    int m_sharedRoom{0};
    int m_sharedRows{0};
};

}  // namespace quorate::gui
