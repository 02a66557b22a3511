// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/log_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "gui/model/wording.h"
#include "gui/storage/crash_text.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/plain_table.h"
#include "gui/storage/record_delegate.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kCellPadding = 14;

}  // namespace

LogPanel::LogPanel(ViewContext& context, DiskTalk& talk, CrashPlace& crash, QWidget* parent)
    : DiskPage(parent),
      m_context(context),
      m_talk(talk),
      m_crash(crash),
      m_segmentBox(new QComboBox(this)),
      m_written(new QLabel(this)),
      m_map(new SegmentMap(context.theme, this)),
      m_table(new RecordTable(this)),
      m_view(makePlainTable(QStringLiteral("recordTable"), tr("Records of the segment"), this)),
      m_hex(new HexView(context.theme, this)) {
    setObjectName(QStringLiteral("logPanel"));
    m_view->setModel(m_table);
    m_view->setItemDelegate(new RecordDelegate(*m_table, context.theme, m_view));
    m_view->viewport()->installEventFilter(this);

    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_view);
    splitter->addWidget(m_hex);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto* upper = new QVBoxLayout;
    upper->setContentsMargins(kMargin, 4, kMargin, 6);
    upper->setSpacing(4);
    upper->addLayout(makeTop());
    upper->addWidget(m_map);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper);
    layout->addWidget(splitter, 1);
    layout->addWidget(makeFoot());

    connect(m_segmentBox, &QComboBox::activated, this, &LogPanel::chooseSegment);
    // It asks while it is painted.
    connect(m_table, &RecordTable::pageWanted, this, &LogPanel::askPage, Qt::QueuedConnection);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        const storage::LogRecord* record = current();
        if (!m_isShowing && record != nullptr && record->kind == storage::WalRecordType::Entry) {
            m_context.selection.select(EntryOnNode{m_talk.node(), record->entry.index});
        }
    });
    connect(m_map, &SegmentMap::chosen, this, [this](std::uint64_t offset) {
        storage::RecordsQuestion question;
        question.segment = m_segment;
        question.from = storage::RecordsQuestion::From::Offset;
        question.at = offset;
        question.limit = 2 * RecordTable::kPage;
        askRecords(question);
    });
    connect(m_map, &SegmentMap::stepped, this,
            [this](int by) { selectRow(m_view->currentIndex().row() + by); });
    connect(&crash, &CrashPlace::changed, this, &LogPanel::showCrash);
    fitColumns();
    showCrash();
}

QLayout* LogPanel::makeTop() {
    m_segmentBox->setObjectName(QStringLiteral("segment"));
    m_segmentBox->setAccessibleName(tr("Segment of the log"));
    m_segmentBox->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_written->setObjectName(QStringLiteral("written"));
    m_written->setForegroundRole(QPalette::PlaceholderText);
    m_written->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_written->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout;
    row->addWidget(m_segmentBox);
    row->addWidget(m_written, 1);
    return row;
}

QWidget* LogPanel::makeFoot() {
    auto* foot = new QFrame(this);
    foot->setObjectName(QStringLiteral("crashFoot"));
    m_headline = new QLabel(foot);
    m_headline->setObjectName(QStringLiteral("crashHeadline"));
    m_headline->setWordWrap(true);
    m_lost = new QLabel(foot);
    m_lost->setObjectName(QStringLiteral("crashLost"));
    m_lost->setWordWrap(true);
    m_cutHere = new QToolButton(foot);
    m_cutHere->setObjectName(QStringLiteral("cutHere"));
    m_cutHere->setText(tr("Crash behind this record"));
    m_cutHere->setCheckable(true);
    auto* details = new QToolButton(foot);
    details->setObjectName(QStringLiteral("crashDetails"));
    details->setText(tr("Details"));
    details->setToolTip(tr("All that a restart would begin with"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_lost, 1);
    row->addWidget(m_cutHere);
    row->addWidget(details);
    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(kMargin, 6, kMargin, 6);
    column->setSpacing(4);
    column->addWidget(m_headline);
    column->addLayout(row);
    connect(m_cutHere, &QToolButton::toggled, this, [this](bool isOn) {
        m_crash.setKind(isOn ? CrashPlace::Kind::Record : CrashPlace::Kind::Certain);
    });
    connect(details, &QToolButton::clicked, this, &LogPanel::detailsWanted);
    return foot;
}

/// As wide as what they usually hold; the content takes the rest.
void LogPanel::fitColumns() {
    const QFontMetrics metrics(font());
    auto* header = m_view->horizontalHeader();
    const QStringList usual{
        QStringLiteral("00000000"), QStringLiteral("HardState"), QString(),
        QStringLiteral("88888"),    QStringLiteral("00000000"),  wordFor(Survival::Damaged)};
    for (int column = 0; column < RecordTable::Columns_; ++column) {
        const QString title =
            m_table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        header->setSectionResizeMode(
            column, column == RecordTable::Content ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (column != RecordTable::Content) {
            m_view->setColumnWidth(column, std::max(metrics.horizontalAdvance(title),
                                                    metrics.horizontalAdvance(usual[column])) +
                                               kCellPadding);
        }
    }
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_headline->setFont(bold);
}

void LogPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitColumns();
    }
}

/// Where there is little room, what a person needs least goes.
bool LogPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
        m_view->setColumnHidden(RecordTable::Checksum, m_view->viewport()->width() < 62 * digit);
    }
    return DiskPage::eventFilter(watched, event);
}

// --- what is selected

void LogPanel::showEntry(raft::Index index) {
    m_sought = index;
    m_soughtIn.clear();
    // The newest that can have it first; entries that were replaced are in later ones, too.
    std::vector<std::uint64_t> later;
    for (auto segment = m_segments.rbegin(); segment != m_segments.rend(); ++segment) {
        (segment->name.first <= index ? m_soughtIn : later).push_back(segment->name.sequence);
    }
    m_soughtIn.insert(m_soughtIn.end(), later.begin(), later.end());
    if (!m_segments.empty()) {
        seekOn();
    }
}

void LogPanel::seekOn() {
    if (!m_sought || m_soughtIn.empty()) {
        m_sought.reset();
        return;
    }
    storage::RecordsQuestion question;
    question.segment = m_soughtIn.front();
    question.from = storage::RecordsQuestion::From::Entry;
    question.at = m_sought->value();
    question.limit = 2 * RecordTable::kPage;
    m_soughtIn.erase(m_soughtIn.begin());
    askRecords(question);
}

void LogPanel::selectRow(int row) {
    if (row >= 0 && row < m_table->rowCount()) {
        const QModelIndex index = m_table->index(row, 0);
        m_view->scrollTo(index);
        m_view->setCurrentIndex(index);
    }
}

const storage::LogRecord* LogPanel::current() const {
    return m_table->record(m_view->currentIndex().row());
}

void LogPanel::showCurrent() {
    const storage::LogRecord* record = current();
    m_hex->setRecord(record);
    if (record == nullptr) {
        m_map->setSelected({});
        if (!m_view->currentIndex().isValid()) {
            m_crash.setRecord({});
        }
        return;
    }
    m_map->setSelected(std::pair(record->offset, record->size));
    m_crash.setRecord(storage::WalPosition{m_segment, record->offset + record->size});
}

void LogPanel::showCrash() {
    const bool isCertain = m_crash.kind() == CrashPlace::Kind::Certain;
    {
        const QSignalBlocker quiet(m_cutHere);
        m_cutHere->setChecked(m_crash.kind() == CrashPlace::Kind::Record);
    }
    const bool hasRecord = m_crash.record().has_value();
    m_cutHere->setEnabled(hasRecord);
    m_cutHere->setToolTip(hasRecord ? tr("What if the log ended behind the selected record?")
                                    : tr("Select a record first"));
    std::optional<std::uint64_t> cut;
    CrashLines lines;
    if (m_crash.answer()) {
        lines = crashLinesOf(*m_crash.answer(), isCertain);
        if (!isCertain && m_crash.answer()->keeps.segment == m_segment) {
            cut = m_crash.answer()->keeps.offset;
        }
    }
    m_map->setCut(cut);
    m_headline->setText(lines.headline);
    m_lost->setText(lines.lost);
    QPalette palette = this->palette();
    if (lines.isRefused) {
        palette.setColor(QPalette::WindowText, m_context.theme.theme().danger);
    }
    m_headline->setPalette(palette);
}

}  // namespace quorate::gui
