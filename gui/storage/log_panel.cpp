// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/log_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/storage/crash_text.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/plain_table.h"
#include "gui/storage/record_delegate.h"

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kCellPadding = 14;
/// Of the time, so much at the most goes into going through segments.
constexpr qint64 kShare = 10;

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

// --- what is asked

bool LogPanel::refresh() {
    if (m_isAsking || (m_since.isValid() && m_since.elapsed() < kShare * m_tookMs)) {
        return false;
    }
    m_isAsking = true;
    m_since.start();
    m_talk.ask<storage::LogAnswer>(storage::LogQuestion(),
                                   [this](const Result<storage::LogAnswer>& answer) {
                                       if (!answer) {
                                           fail(answer.error());
                                           return;
                                       }
                                       takeSegments(*answer);
                                   });
    return m_crash.refresh();
}

void LogPanel::clear() {
    m_isAsking = false;
    m_isNewest = true;
    m_segments.clear();
    m_segment = 0;
    m_sought.reset();
    m_soughtIn.clear();
    m_tookMs = 0;
    m_since.invalidate();
    m_segmentBox->clear();
    m_written->clear();
    m_table->clear();
    m_map->clear();
    showCurrent();
}

void LogPanel::fail(const Error& error) {
    m_isAsking = false;
    m_table->wantAgain();
    // A segment that is released just now is no reason to complain: the next refresh knows.
    if (error.code != ErrorCode::NotFound || m_segments.empty()) {
        Q_EMIT refused(QString::fromStdString(error.message));
    }
}

void LogPanel::takeSegments(const storage::LogAnswer& answer) {
    Q_EMIT refused({});
    const auto namesOf = [](const std::vector<storage::LogSegment>& segments) {
        std::vector<std::uint64_t> names;
        for (const storage::LogSegment& segment : segments) {
            names.push_back(segment.name.sequence);
        }
        return names;
    };
    const bool isSame = namesOf(answer.segments) == namesOf(m_segments);
    m_segments = answer.segments;
    const auto names = namesOf(m_segments);
    const bool isGone = std::find(names.begin(), names.end(), m_segment) == names.end();
    if (!names.empty() && (m_isNewest || isGone)) {
        m_segment = names.back();
        m_isNewest = true;
    }
    if (!isSame) {
        m_segmentBox->clear();
        for (const storage::LogSegment& segment : m_segments) {
            m_segmentBox->addItem(textOf(segment.name), QVariant::fromValue(segment.name.sequence));
        }
    }
    m_segmentBox->setCurrentIndex(m_segmentBox->findData(QVariant::fromValue(m_segment)));
    if (names.empty()) {
        m_isAsking = false;
        m_table->clear();
        m_map->clear();
        return;
    }
    if (m_sought && m_soughtIn.empty()) {
        showEntry(*m_sought);
        return;
    }
    // The page that is looked at may have changed; the map has.
    const int row = m_table->segment().name.sequence != m_segment ? 0
                    : isAtEnd()                                   ? m_table->rowCount() - 1
                                                                  : m_view->rowAt(0);
    storage::RecordsQuestion question;
    question.segment = m_segment;
    question.at =
        static_cast<std::uint64_t>(std::max(row, 0)) / RecordTable::kPage * RecordTable::kPage;
    question.limit = RecordTable::kPage;
    askRecords(question);
}

void LogPanel::chooseSegment(int place) {
    if (place < 0 || place >= static_cast<int>(m_segments.size())) {
        return;
    }
    m_isNewest = place + 1 == static_cast<int>(m_segments.size());
    m_segment = m_segments[static_cast<std::size_t>(place)].name.sequence;
    storage::RecordsQuestion question;
    question.segment = m_segment;
    question.limit = RecordTable::kPage;
    askRecords(question);
}

void LogPanel::askPage(std::uint64_t first) {
    storage::RecordsQuestion question;
    question.segment = m_table->segment().name.sequence;
    question.at = first;
    question.limit = RecordTable::kPage;
    if (question.segment != 0) {
        askRecords(question);
    }
}

void LogPanel::askRecords(const storage::RecordsQuestion& question) {
    m_talk.ask<storage::RecordsAnswer>(question, [this, question](
                                                     const Result<storage::RecordsAnswer>& answer) {
        m_isAsking = false;
        m_tookMs = m_since.isValid() ? m_since.elapsed() : 0;
        if (!answer) {
            fail(answer.error());
            return;
        }
        using From = storage::RecordsQuestion::From;
        if (question.from == From::Entry && !answer->found) {
            seekOn();
            return;
        }
        // Another one was chosen meanwhile.
        if (question.from != From::Entry && question.segment != m_segment) {
            return;
        }
        if (question.from == From::Entry) {
            m_segment = question.segment;
            m_isNewest = !m_segments.empty() && m_segments.back().name.sequence == question.segment;
            m_segmentBox->setCurrentIndex(m_segmentBox->findData(QVariant::fromValue(m_segment)));
            m_sought.reset();
            m_soughtIn.clear();
        }
        takeRecords(*answer);
        if (answer->found) {
            m_isShowing = question.from == From::Entry;
            selectRow(static_cast<int>(*answer->found));
            m_isShowing = false;
        }
    });
}

bool LogPanel::isAtEnd() const {
    const QScrollBar* bar = m_view->verticalScrollBar();
    return bar->value() >= bar->maximum();
}

void LogPanel::takeRecords(const storage::RecordsAnswer& answer) {
    const bool follows = m_table->rowCount() == 0 || m_table->segment().name != answer.segment.name
                             ? m_isNewest
                             : isAtEnd();
    m_table->take(answer);
    m_map->setMap(answer.segment, answer.map);
    m_written->setText(tr("%1 · written %2 of %3")
                           .arg(tr("%1 records").arg(countText(answer.recordCount)),
                                bytesText(answer.segment.writtenSize),
                                bytesText(answer.segment.fileSize)));
    if (follows) {
        m_view->scrollToBottom();
    }
    showCurrent();
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
