// SPDX-License-Identifier: Apache-2.0
// Sessions and recordings that the window opens and closes.
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QMessageBox>
#include <QToolBar>

#include "gui/session/recorded_session.h"
#include "gui/session/session_opener.h"
#include "gui/shell/main_window.h"
#include "gui/shell/new_session_dialog.h"
#include "gui/shell/start_page.h"
#include "gui/shell/status_line.h"

namespace quorate::gui {

namespace {

const QString kRecordings = QStringLiteral("Quorate recordings (*.quorate);;All files (*)");

}  // namespace

void MainWindow::openLatest() {
    for (const StoredSession& session : m_store.list()) {
        if (session.file && openSession(session.folder)) {
            return;
        }
        break;
    }
    if (m_store.list().empty()) {
        openNew(SessionFile());
    }
}

bool MainWindow::openSession(QString folder) {
    m_desk.close();
    QApplication::setOverrideCursor(Qt::WaitCursor);
    auto session = openSessionIn(folder);
    QApplication::restoreOverrideCursor();
    if (!session) {
        explain(tr("The session cannot be opened"), session.error());
        return false;
    }
    m_desk.open(std::move(*session));
    return true;
}

bool MainWindow::openNew(const SessionFile& file) {
    const auto folder = m_store.create(file);
    if (!folder) {
        explain(tr("The session cannot be made"), folder.error());
        return false;
    }
    return openSession(*folder);
}

bool MainWindow::openRecording(const QString& path) {
    QApplication::setOverrideCursor(Qt::WaitCursor);
    auto session = RecordedSession::open(path);
    QApplication::restoreOverrideCursor();
    if (!session) {
        explain(tr("The recording cannot be opened"), session.error());
        return false;
    }
    m_desk.open(std::move(*session));
    return true;
}

void MainWindow::closeSession() {
    m_desk.close();
}

void MainWindow::adoptSession() {
    const Session* session = m_desk.session();
    m_selection.clear();
    m_selection.hover({});
    m_toldFailures.clear();
    const bool isOpen = session != nullptr;
    setWindowTitle(isOpen ? tr("%1 — Quorate").arg(session->name()) : tr("Quorate"));
    if (isOpen) {
        m_pages->setCurrentWidget(m_views);
        if (m_perspective.isEmpty()) {
            usePerspective(m_settings.perspective());
        } else {
            for (QDockWidget* dock : m_docks) {
                dock->setEnabled(true);
            }
            restoreState(m_settings.layout(m_perspective), 1);
        }
    } else {
        if (!m_perspective.isEmpty()) {
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
    allowActions();
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

void MainWindow::askForRecording() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a recording"), {}, tr(qPrintable(kRecordings)));
    if (!path.isEmpty()) {
        openRecording(path);
    }
}

void MainWindow::saveRecording() {
    Session* session = m_desk.session();
    if (session == nullptr) {
        return;
    }
    QString path = QFileDialog::getSaveFileName(this, tr("Save the recording"),
                                                session->name() + QStringLiteral(".quorate"),
                                                tr(qPrintable(kRecordings)));
    if (path.isEmpty()) {
        return;
    }
    // The dialog has asked whether what is there may go.
    QFile::remove(path);
    m_status->tell(tr("The recording is being saved…"));
    session->recording().saveTo(path.toStdString(), this, [this, path](const Result<void>& saved) {
        if (saved) {
            m_status->tell(tr("Saved as %1").arg(path));
        } else {
            m_status->complain(QString::fromStdString(saved.error().message));
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
