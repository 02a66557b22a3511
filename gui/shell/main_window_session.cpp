// SPDX-License-Identifier: Apache-2.0
// Sessions and recordings that the window opens and closes.
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMessageBox>
#include <QThread>
#include <QToolBar>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <utility>

#include "gui/cluster/cluster_view.h"
#include "gui/log_wall/log_wall.h"
#include "gui/pipeline/pipeline_view.h"
#include "gui/scenario/scenario_view.h"
#include "gui/session/recorded_session.h"
#include "gui/session/stage/scenario_session.h"
#include "gui/shell/announcer.h"
#include "gui/shell/attach_dialog.h"
#include "gui/shell/copy_dialog.h"
#include "gui/shell/main_window.h"
#include "gui/shell/new_session_dialog.h"
#include "gui/shell/session_menu.h"
#include "gui/shell/start_page.h"
#include "gui/shell/status_line.h"

namespace quorate::gui {

namespace {

QString recordingFiles() {
    return MainWindow::tr("Quorate recordings (*.quorate);;All files (*)");
}

}  // namespace

void MainWindow::openLatest() {
    const std::vector<StoredSession> sessions = m_store.list();
    if (sessions.empty()) {
        openNew(SessionFile());
    } else if (sessions.front().file) {
        openSession(sessions.front().folder);
    }
}

void MainWindow::openSession(QString folder) {
    if (m_opening != nullptr && m_openingPlace == folder) {
        return;
    }
    const Session* before = m_desk.session();
    if (before != nullptr && before->folder() == folder) {
        m_desk.close();
    }
    const auto work = beginOpening(tr("Opening the session"), folder);
    whenClosed(folder, [this, folder, work] {
        m_opener.openSession(
            folder, work,
            [this, work](auto opened) {
                endOpening(work, tr("The session cannot be opened"), std::move(opened));
            },
            m_passwords.value(folder));
    });
}

void MainWindow::openNew(const SessionFile& file) {
    const auto folder = m_store.create(file);
    if (!folder) {
        explain(tr("The session cannot be made"), folder.error());
        return;
    }
    if (!file.security.password.isEmpty()) {
        m_passwords.insert(*folder, file.security.password);
    }
    openSession(*folder);
}

void MainWindow::openRecording(const QString& path) {
    const auto work = beginOpening(tr("Opening the recording"), path);
    m_opener.openRecording(path, work, [this, work](auto opened) {
        endOpening(work, tr("The recording cannot be opened"), std::move(opened));
    });
}

/// What is opened last is meant; what was asked for before is given up.
WorkBar::Work MainWindow::beginOpening(const QString& what, const QString& place) {
    m_isLeaving = false;
    if (m_opening != nullptr) {
        m_opening->cancel();
        giveUp(m_opening);
    }
    m_opening = m_works->begin(what, WorkBar::Ending::ByPerson);
    m_openingPlace = place;
    return m_opening;
}

void MainWindow::endOpening(const WorkBar::Work& work, const QString& problem,
                            Result<std::unique_ptr<Session>> opened) {
    if (work->isCancelled()) {
        return;
    }
    m_works->finish(std::exchange(m_opening, nullptr));
    if (opened) {
        m_desk.open(std::move(*opened));
    } else {
        explain(problem, opened.error());
    }
}

bool MainWindow::openScenario(const QString& path) {
    const QString failure = tr("The scenario cannot be played");
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        explain(failure, Error(ErrorCode::IoError,
                               (path + QStringLiteral(": ") + file.errorString()).toStdString()));
        return false;
    }
    if (m_opening != nullptr) {
        m_opening->cancel();
        giveUp(m_opening);
    }
    m_desk.close();
    auto session = ScenarioSession::open(file.readAll(), QFileInfo(path).fileName());
    if (!session) {
        explain(failure, session.error());
        return false;
    }
    m_scenarioPath = path;
    m_time.goLive();
    m_desk.open(std::move(*session));
    raise(QStringLiteral("scenario"), &m_scenario->page());
    return true;
}

void MainWindow::closeSession() {
    m_desk.close();
}

/// At once, where nothing in this folder is still closing.
void MainWindow::whenClosed(const QString& folder, std::function<void()> then) {
    if (m_desk.isClosing(folder)) {
        m_afterClosing.push_back({folder, std::move(then)});
    } else {
        then();
    }
}

void MainWindow::followClosing() {
    if (m_desk.isClosing() && m_closing == nullptr) {
        m_closing = m_works->begin(tr("Closing the session"), WorkBar::Ending::Never);
    } else if (!m_desk.isClosing() && m_closing != nullptr) {
        m_works->finish(std::exchange(m_closing, nullptr));
    }
    for (const AfterClosing& each : std::exchange(m_afterClosing, {})) {
        whenClosed(each.folder, each.then);
    }
    if (m_isLeaving && !m_desk.isClosing()) {
        close();
    }
}

void MainWindow::followStarting() {
    const Session* session = m_desk.session();
    const bool isStarting = session != nullptr && session->status().isStarting;
    if (isStarting && m_starting == nullptr) {
        m_starting = m_works->begin(tr("Starting the nodes"), WorkBar::Ending::ByPerson);
    } else if (!isStarting && m_starting != nullptr) {
        m_works->finish(std::exchange(m_starting, nullptr));
    }
}

/// What the person ended in the status bar, beside what looks after itself.
void MainWindow::giveUp(const WorkBar::Work& work) {
    if (work == m_opening) {
        m_works->finish(std::exchange(m_opening, nullptr));
    } else if (work == m_starting || work == m_reading) {
        closeSession();
    }
}

void MainWindow::adoptSession() {
    const Session* session = m_desk.session();
    m_selection.clear();
    m_selection.hover({});
    m_toldFailures.clear();
    if (m_reading != nullptr) {
        m_works->finish(std::exchange(m_reading, nullptr));
    }
    if (session != nullptr) {
        connect(&m_desk.session()->recording(), &RecordingKeeper::advanced, this,
                &MainWindow::followReading);
        followReading();
    }
    const bool isOpen = session != nullptr;
    setWindowTitle(isOpen ? tr("%1 — Quorate").arg(session->name()) : tr("Quorate"));
    const bool wasOpen = m_pages->currentWidget() == m_views;
    if (isOpen) {
        m_pages->setCurrentWidget(m_views);
        if (wasOpen) {
            // Docks stay as they are.
        } else if (m_perspective.isEmpty()) {
            usePerspective(m_settings.perspective());
        } else {
            for (QDockWidget* dock : m_docks) {
                dock->setEnabled(true);
            }
            restoreState(m_settings.layout(m_perspective), kLayoutVersion);
        }
    } else {
        if (wasOpen && !m_perspective.isEmpty()) {
            saveLayout();
        }
        for (QDockWidget* dock : m_docks) {
            dock->hide();
        }
        m_start->refresh();
        m_pages->setCurrentWidget(m_start);
    }
    m_timeFoot->setVisible(isOpen);
    m_tools->setVisible(isOpen);
    if (isOpen) {
        focusFirstView();
    }
    allowActions();
}

/// Where what had the keyboard is gone, as with the start page, Qt gives it to the status line.
void MainWindow::focusFirstView() {
    const QWidget* focus = focusWidget();
    if (focus != nullptr && focus->isVisible() && !m_status->isAncestorOf(focus) &&
        !m_start->isAncestorOf(focus)) {
        return;
    }
    for (QWidget* view : std::initializer_list<QWidget*>{m_cluster, m_pipeline, m_logWall}) {
        if (!view->isHidden()) {
            view->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void MainWindow::explain(const QString& title, const Error& error) {
    const QString reason = QString::fromStdString(error.message);
    m_status->complain(reason);
    auto* box = new QMessageBox(QMessageBox::Warning, title, title, QMessageBox::Ok, this);
    box->setObjectName(QStringLiteral("explanation"));
    box->setInformativeText(reason);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::askForNew() {
    auto* dialog = new NewSessionDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { openNew(dialog->file()); });
    dialog->open();
}

void MainWindow::askForCluster() {
    auto* dialog = new AttachDialog(m_settings.recentClusters(), this);
    dialog->setSecurity(m_settings.security());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_settings.addRecentCluster(dialog->addresses());
        m_settings.setSecurity(dialog->file().security);
        openNew(dialog->file());
    });
    dialog->open();
}

/// From the session that is open, if clients reach it; a copy that is under way is shown again.
void MainWindow::copyKeys() {
    if (auto* shown = findChild<CopyDialog*>()) {
        shown->raise();
        shown->activateWindow();
        return;
    }
    auto* dialog = new CopyDialog(m_settings.recentClusters(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (const Session* session = m_desk.session()) {
        QStringList addresses;
        for (const std::string& address : session->status().clientAddresses) {
            // Behind the name of the node.
            addresses << QString::fromStdString(address).section(QLatin1Char(' '), 1);
        }
        AttachSecurity security;
        const auto file = session->kind() == SessionKind::Attached
                              ? readSessionFile(session->folder())
                              : Result<SessionFile>(SessionFile());
        if (file) {
            security = file->security;
            security.password = m_passwords.value(session->folder());
        }
        dialog->setSource(addresses.join(QStringLiteral(", ")), security);
    }
    connect(dialog, &CopyDialog::verified, this,
            [this](const QString& target) { m_settings.addRecentCluster(target); });
    connect(dialog, &CopyDialog::ended, this, [this](const QString& text) {
        m_status->tell(text);
        findChild<Announcer*>()->announce(text);
    });
    dialog->show();
    dialog->activateWindow();
}

void MainWindow::askForRecording() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a recording"), {}, recordingFiles());
    if (!path.isEmpty()) {
        openRecording(path);
    }
}

void MainWindow::saveRecording() {
    const Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the recording"),
                                                      session->name() + QStringLiteral(".quorate"),
                                                      recordingFiles());
    if (path.isEmpty()) {
        return;
    }
    saveRecordingTo(path);
}

void MainWindow::saveRecordingTo(const QString& path) {
    // What is there already goes only when the new one is whole.
    const QString part = path + QStringLiteral(".part");
    QFile::remove(part);
    const WorkBar::Work work =
        m_works->begin(tr("Saving the recording"), WorkBar::Ending::ByPerson);
    m_desk.session()->recording().saveTo(
        part.toStdString(), work, m_works, [this, path, part, work](const Result<void>& saved) {
            m_works->finish(work);
            if (work->isCancelled()) {
                m_status->tell(tr("The recording was not saved"));
            } else if (!saved) {
                m_status->complain(QString::fromStdString(saved.error().message));
            } else if ((QFile::exists(path) && !QFile::remove(path)) ||
                       !QFile::rename(part, path)) {
                m_status->complain(tr("%1 cannot be replaced").arg(path));
            } else {
                m_status->tell(tr("Saved as %1").arg(path));
            }
        });
}

void MainWindow::renameSession() {
    const Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    bool isAgreed = false;
    const QString name = QInputDialog::getText(this, tr("Rename the session"), tr("Name"),
                                               QLineEdit::Normal, session->name(), &isAgreed);
    if (!isAgreed) {
        return;
    }
    m_desk.session()->rename(name);
    setWindowTitle(tr("%1 — Quorate").arg(m_desk.session()->name()));
}

void MainWindow::deleteSession(const QString& folder) {
    const std::vector<StoredSession> sessions = m_store.list();
    const auto found =
        std::find_if(sessions.begin(), sessions.end(),
                     [&folder](const StoredSession& each) { return each.folder == folder; });
    if (found == sessions.end() || !confirmRemoval(*found, this)) {
        return;
    }
    if (const Session* session = m_desk.session();
        session != nullptr && session->folder() == folder) {
        m_desk.close();
    }
    whenClosed(folder, [this, folder] { removeFiles(folder); });
}

/// In a thread of their own.
void MainWindow::removeFiles(const QString& folder) {
    const WorkBar::Work work = m_works->begin(tr("Deleting the session"), WorkBar::Ending::Never);
    auto result = std::make_shared<Result<void>>();
    QThread* thread = QThread::create([folder, result] { *result = SessionStore::remove(folder); });
    connect(thread, &QThread::finished, this, [this, thread, work, result] {
        thread->deleteLater();
        m_works->finish(work);
        m_start->refresh();
        if (!*result) {
            m_status->complain(QString::fromStdString(result->error().message));
        }
    });
    m_deletions.push_back(thread);
    thread->start();
}

/// A long recording is shown at once; its history is read meanwhile.
void MainWindow::followReading() {
    const Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    const LatestPtr& latest = m_desk.session()->recording().latest();
    const bool isReading = latest->historyCount < latest->count;
    if (isReading && m_reading == nullptr) {
        m_reading =
            m_works->begin(tr("Reading the recording"), session->kind() == SessionKind::Recording
                                                            ? WorkBar::Ending::ByPerson
                                                            : WorkBar::Ending::Never);
    }
    if (m_reading == nullptr) {
        return;
    }
    m_reading->setTotal(latest->count);
    m_reading->tell(latest->historyCount);
    if (!isReading) {
        m_works->finish(std::exchange(m_reading, nullptr));
    }
}

/// A node that stopped by itself says why, once.
void MainWindow::showFailure(const FramePtr& frame) {
    if (frame == nullptr || !frame->isLive) {
        return;
    }
    for (std::size_t i = 0; i < frame->state.nodeCount(); ++i) {
        const observe::NodeState& node = frame->state.nodeAt(i);
        if (node.condition != observe::NodeCondition::Failed) {
            continue;
        }
        std::uint64_t& told = m_toldFailures[node.id];
        if (told != node.incarnation) {
            told = node.incarnation;
            m_status->complain(tr("n%1 stopped by itself: %2")
                                   .arg(node.id.value())
                                   .arg(QString::fromStdString(node.failure)));
        }
    }
}

}  // namespace quorate::gui
