// SPDX-License-Identifier: Apache-2.0
// What the log is asked of the disk, and what becomes of the answers.
#include <QScrollBar>

#include <algorithm>

#include "gui/model/figures.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/log_panel.h"

namespace quorate::gui {

namespace {

/// Of the time, so much at the most goes into going through segments.
constexpr qint64 kShare = 10;

}  // namespace

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

}  // namespace quorate::gui
