// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/snapshots_panel.h"

#include <QEvent>
#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/mark_delegate.h"
#include "gui/storage/plain_table.h"

namespace quorate::gui {

namespace {

constexpr int kCellPadding = 18;
enum Column { File, Covers, Members, Size, From, State, Columns_ };

QString membersText(const raft::ConfState& members) {
    QString text = namesOf(members.voters);
    if (!members.votersOutgoing.empty()) {
        text += SnapshotsPanel::tr(" before: %1").arg(namesOf(members.votersOutgoing));
    }
    if (!members.learners.empty()) {
        text += SnapshotsPanel::tr(" learners: %1").arg(namesOf(members.learners));
    }
    return text;
}

/// As far as the recording of this session knows: the newest one only is told of.
QString fromText(const FramePtr& frame, raft::NodeId id, const storage::SnapshotSummary& snapshot) {
    const observe::NodeState* node = frame == nullptr ? nullptr : frame->state.findNode(id);
    const auto* pipeline = frame == nullptr ? nullptr : frame->state.findPipeline(id);
    if (node == nullptr || pipeline == nullptr || !snapshot.metadata ||
        snapshot.metadata->index != node->runtime.snapshot.index || pipeline->snapshotBytes == 0) {
        return QStringLiteral("–");
    }
    return pipeline->snapshotFrom == raft::kNoNode || pipeline->snapshotFrom == id
               ? SnapshotsPanel::tr("made here")
               : SnapshotsPanel::tr("sent by %1").arg(nameOf(pipeline->snapshotFrom));
}

}  // namespace

SnapshotsPanel::SnapshotsPanel(ViewContext& context, DiskTalk& talk, QWidget* parent)
    : DiskPage(parent),
      m_context(context),
      m_talk(talk),
      m_table(new RowModel(
          {tr("File"), tr("Covers"), tr("Members"), tr("Size"), tr("From"), tr("State")}, {Size},
          this)),
      m_view(makePlainTable(QStringLiteral("snapshotTable"), tr("Snapshots"), this)),
      m_empty(new EmptyNote(tr("No snapshots"),
                            tr("One is made when enough entries were applied since the last one."),
                            this)) {
    setObjectName(QStringLiteral("snapshotsPanel"));
    m_view->setModel(m_table);
    m_view->setItemDelegate(new MarkDelegate(context.theme, MarkDelegate::Mark::Problem, m_view));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    m_empty->hide();
    fitColumns();
}

void SnapshotsPanel::fitColumns() {
    const QFontMetrics metrics(font());
    const QStringList usual{QString(),
                            QStringLiteral("88/88888"),
                            QStringLiteral("n1, n2, n3"),
                            QStringLiteral("888.8 KiB"),
                            tr("made here"),
                            wordFor(storage::SnapshotSummary::Kind::Broken)};
    for (int column = 0; column < Columns_; ++column) {
        m_view->horizontalHeader()->setSectionResizeMode(
            column, column == File ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (column != File) {
            m_view->setColumnWidth(column, metrics.horizontalAdvance(usual[column]) + kCellPadding);
        }
    }
}

void SnapshotsPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitColumns();
    }
}

void SnapshotsPanel::clear() {
    m_isAsking = false;
    m_table->setRows({});
}

bool SnapshotsPanel::refresh() {
    if (m_isAsking) {
        return false;
    }
    m_isAsking = true;
    m_talk.ask<storage::SnapshotsAnswer>(
        storage::SnapshotsQuestion(), [this](const Result<storage::SnapshotsAnswer>& answer) {
            m_isAsking = false;
            Q_EMIT refused(answer ? QString() : QString::fromStdString(answer.error().message));
            if (answer) {
                take(*answer);
            }
        });
    return true;
}

void SnapshotsPanel::take(const storage::SnapshotsAnswer& answer) {
    std::vector<RowModel::Row> rows;
    for (const storage::SnapshotSummary& snapshot : answer.snapshots) {
        const auto& metadata = snapshot.metadata;
        RowModel::Row row;
        row.cells = {
            QString::fromStdString(snapshot.name),
            metadata ? textOf(raft::EntryId{metadata->term, metadata->index}) : QStringLiteral("–"),
            metadata ? membersText(metadata->confState) : QStringLiteral("–"),
            bytesText(snapshot.fileSize),
            fromText(m_context.frames.frame(), m_talk.node(), snapshot),
            wordFor(snapshot.kind)};
        row.isMarked = snapshot.kind == storage::SnapshotSummary::Kind::Broken;
        row.tip = snapshot.error ? QString::fromStdString(snapshot.error->message) : QString();
        rows.push_back(std::move(row));
    }
    // The newest first.
    std::reverse(rows.begin(), rows.end());
    m_table->setRows(std::move(rows));
    m_view->setVisible(m_table->rowCount() > 0);
    m_empty->setVisible(m_table->rowCount() == 0);
}

}  // namespace quorate::gui
