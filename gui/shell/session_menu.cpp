// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/session_menu.h"

#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

namespace quorate::gui {

namespace {

constexpr int kMostShown = 20;

QString plain(QString name) {
    return name.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

}  // namespace

SessionMenu::SessionMenu(const SessionStore& store, const QString& title, QWidget* parent)
    : QMenu(title, parent), m_store(store) {
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &SessionMenu::fill);
}

void SessionMenu::fill() {
    clear();
    int shown = 0;
    for (const StoredSession& session : m_store.list()) {
        if (++shown > kMostShown) {
            break;  // the start page has all of them
        }
        const QString text = session.file
                                 ? QStringLiteral("%1\t%2").arg(
                                       plain(session.file->name),
                                       QLocale().toString(session.file->lastOpened.toLocalTime(),
                                                          QLocale::ShortFormat))
                                 : tr("Damaged: %1").arg(plain(session.folder));
        QAction* action =
            addAction(text, this, [this, folder = session.folder] { Q_EMIT chosen(folder); });
        action->setToolTip(session.file ? session.folder : session.problem);
    }
    if (isEmpty()) {
        addAction(tr("There is no session yet"))->setEnabled(false);
    }
}

bool confirmRemoval(const StoredSession& session, QWidget* parent) {
    QMessageBox question(QMessageBox::Warning, SessionMenu::tr("Delete the session"),
                         SessionMenu::tr("Delete \"%1\" with its nodes' disks and its recording?")
                             .arg(session.file ? session.file->name : session.folder),
                         QMessageBox::Cancel, parent);
    question.setObjectName(QStringLiteral("confirmRemoval"));
    question.setInformativeText(SessionMenu::tr("This cannot be undone."));
    QPushButton* yes = question.addButton(SessionMenu::tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("confirm"));
    question.exec();
    return question.clickedButton() == yes;
}

}  // namespace quorate::gui
