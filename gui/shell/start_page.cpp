// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/start_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLocale>
#include <QVBoxLayout>

namespace quorate::gui {

namespace {

constexpr int kWidth = 760;

QString kindOf(SessionKind kind) {
    switch (kind) {
    case SessionKind::Live:
        return StartPage::tr("Live");
    case SessionKind::Processes:
        return StartPage::tr("Live, processes");
    case SessionKind::Attached:
        return StartPage::tr("Attached");
    default:
        return StartPage::tr("Stage");
    }
}

}  // namespace

StartPage::StartPage(const SessionStore& store, QWidget* parent)
    : QWidget(parent),
      m_store(store),
      m_table(new QTableWidget(this)),
      m_empty(new EmptyNote(tr("There is no session yet"),
                            tr("Make the first one: three nodes, one click."), this)),
      m_note(new QLabel(this)),
      m_open(new QPushButton(tr("Open"), this)),
      m_rename(new QPushButton(tr("Rename…"), this)),
      m_remove(new QPushButton(tr("Delete…"), this)) {
    setObjectName(QStringLiteral("startPage"));
    auto* title = new QLabel(tr("Sessions"), this);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    auto* intro =
        new QLabel(tr("A session is a Raft cluster with its disks and the recording of all that "
                      "happened in it. Close it whenever you like: it goes on from there."),
                   this);
    intro->setWordWrap(true);
    auto* make = new QPushButton(tr("New session…"), this);
    make->setObjectName(QStringLiteral("newSession"));
    make->setProperty("primary", true);
    auto* recording = new QPushButton(tr("Open a recording…"), this);
    auto* attach = new QPushButton(tr("Attach to a cluster…"), this);
    attach->setObjectName(QStringLiteral("attachSession"));
    m_open->setObjectName(QStringLiteral("openSession"));
    m_rename->setObjectName(QStringLiteral("renameSession"));
    m_remove->setObjectName(QStringLiteral("deleteSession"));

    m_table->setObjectName(QStringLiteral("sessionTable"));
    m_table->setAccessibleName(tr("Sessions"));
    m_table->setColumnCount(4);
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Kind"), tr("Nodes"), tr("Last opened")});
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {make, m_open, m_rename, m_remove}) {
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    buttons->addWidget(attach);
    buttons->addWidget(recording);
    auto* column = new QVBoxLayout;
    column->addStretch(1);
    column->addWidget(title);
    column->addWidget(intro);
    column->addSpacing(8);
    column->addWidget(m_table, 6);
    column->addWidget(m_empty, 6);
    column->addWidget(m_note);
    column->addSpacing(4);
    column->addLayout(buttons);
    column->addStretch(2);
    auto* middle = new QWidget(this);
    middle->setMaximumWidth(kWidth);
    middle->setLayout(column);
    auto* row = new QHBoxLayout(this);
    row->addStretch(1);
    row->addWidget(middle, 20);
    row->addStretch(1);

    connect(make, &QPushButton::clicked, this, &StartPage::newRequested);
    connect(recording, &QPushButton::clicked, this, &StartPage::recordingRequested);
    connect(attach, &QPushButton::clicked, this, &StartPage::attachRequested);
    connect(m_rename, &QPushButton::clicked, this, &StartPage::rename);
    connect(m_remove, &QPushButton::clicked, this, &StartPage::remove);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &StartPage::showCurrent);
    const auto open = [this] {
        if (const StoredSession* session = current(); session != nullptr && session->file) {
            Q_EMIT openRequested(session->folder);
        }
    };
    connect(m_open, &QPushButton::clicked, this, open);
    connect(m_table, &QTableWidget::itemActivated, this, open);
}

void StartPage::refresh() {
    m_sessions = m_store.list();
    m_table->setRowCount(static_cast<int>(m_sessions.size()));
    const QLocale locale;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const StoredSession& session = m_sessions[static_cast<std::size_t>(row)];
        const auto cell = [this, row](int column, const QString& text) {
            m_table->setItem(row, column, new QTableWidgetItem(text));
        };
        if (!session.file) {
            cell(0, tr("Damaged: %1").arg(session.folder));
            cell(1, {});
            cell(2, {});
            cell(3, {});
            continue;
        }
        const SessionFile& file = *session.file;
        cell(0, file.name);
        cell(1, kindOf(file.kind));
        // Of nodes elsewhere only the addresses are known.
        cell(2, QString::number(file.kind == SessionKind::Attached
                                    ? static_cast<std::size_t>(file.addresses.size())
                                    : file.nodes().size()));
        cell(3, locale.toString(file.lastOpened.toLocalTime(), QLocale::ShortFormat));
    }
    m_table->resizeColumnToContents(1);
    m_table->resizeColumnToContents(3);
    m_table->setVisible(!m_sessions.empty());
    m_empty->setVisible(m_sessions.empty());
    if (m_table->rowCount() > 0) {
        m_table->selectRow(0);
    }
    showCurrent();
}

const StoredSession* StartPage::current() const {
    const int row = m_table->currentRow();
    return row >= 0 && row < static_cast<int>(m_sessions.size())
               ? &m_sessions[static_cast<std::size_t>(row)]
               : nullptr;
}

void StartPage::showCurrent() {
    const StoredSession* session = current();
    m_open->setEnabled(session != nullptr && session->file);
    m_rename->setEnabled(session != nullptr && session->file);
    m_remove->setEnabled(session != nullptr);
    m_note->setText(session == nullptr ? QString()
                    : session->file    ? session->folder
                                       : session->problem);
    m_note->setVisible(!m_note->text().isEmpty());
}

void StartPage::rename() {
    const StoredSession* session = current();
    if (session == nullptr || !session->file) {
        return;
    }
    bool isAgreed = false;
    const QString name = QInputDialog::getText(this, tr("Rename the session"), tr("Name"),
                                               QLineEdit::Normal, session->file->name, &isAgreed);
    if (!isAgreed) {
        return;
    }
    const auto renamed = SessionStore::rename(session->folder, name);
    refresh();
    if (!renamed) {
        m_note->setText(QString::fromStdString(renamed.error().message));
        m_note->show();
    }
}

void StartPage::remove() {
    if (const StoredSession* session = current()) {
        Q_EMIT removeRequested(session->folder);
    }
}

}  // namespace quorate::gui
