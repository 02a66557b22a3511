// SPDX-License-Identifier: Apache-2.0
#include "gui/recording/recording_worker.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

constexpr int kTellIntervalMs = 8;
/// What was recorded is in the file after so long, however little it is.
constexpr qint64 kFlushIntervalMs = 1000;
/// A history that grows is copied for the views at most once in so many events.
constexpr std::uint64_t kHistoryStep = 256;

}  // namespace

RecordingWorker::RecordingWorker(std::unique_ptr<storage::StoredRecordingFile> file,
                                 std::unique_ptr<observe::Recording> recording,
                                 storage::FileSystem* files, bool isOpen)
    : m_file(std::move(file)),
      m_recording(std::move(recording)),
      m_files(files),
      m_isOpen(isOpen),
      m_through(m_recording->lastMoment()),
      m_teller(this) {
    m_teller.setSingleShot(true);
    m_teller.setInterval(kTellIntervalMs);
    connect(&m_teller, &QTimer::timeout, this, &RecordingWorker::tell);
    m_sinceFlush.start();
}

LatestPtr RecordingWorker::readAll() {
    readOn();
    return latest();
}

void RecordingWorker::readOn() {
    while (m_historyCount < m_recording->size()) {
        auto event = m_recording->event(m_historyCount);
        if (!event) {
            m_failure = event.error();
            m_historyCount = m_recording->size();
            return;
        }
        m_history.add(m_historyCount, event->event);
        ++m_historyCount;
    }
}

void RecordingWorker::take(observe::Published published) {
    if (auto taken = m_recording->append(published); !taken) {
        m_failure = taken.error();
    }
    m_through = std::max(m_through, m_recording->through());
    tellSoon();
}

void RecordingWorker::end(observe::SourceId source) {
    if (auto ended = m_recording->endSource(source); !ended) {
        m_failure = ended.error();
    }
    tellSoon();
}

void RecordingWorker::answer(const std::function<void(const observe::Recording&)>& question) {
    question(*m_recording);
}

Result<void> RecordingWorker::saveTo(const std::string& path) const {
    if (m_files == nullptr) {
        return Error(ErrorCode::FailedPrecondition, "this recording has no file system to go to");
    }
    auto file = storage::StoredRecordingFile::create(*m_files, path);
    if (!file) {
        return file.error();
    }
    return m_recording->saveTo(**file);
}

void RecordingWorker::finish() {
    m_teller.stop();
    if (m_isOpen && m_file != nullptr) {
        // What cannot be written was told when it first could not.
        static_cast<void>(m_recording->flush());
    }
}

void RecordingWorker::tellSoon() {
    if (!m_teller.isActive()) {
        m_teller.start();
    }
}

void RecordingWorker::tell() {
    readOn();
    if (m_isOpen && m_file != nullptr && m_sinceFlush.elapsed() >= kFlushIntervalMs) {
        if (auto flushed = m_recording->sync(); !flushed) {
            m_failure = flushed.error();
        }
        m_sinceFlush.restart();
    }
    Q_EMIT advanced(latest());
}

LatestPtr RecordingWorker::latest() {
    const bool hasMarks =
        m_toldHistory == nullptr || m_toldHistory->version() != m_history.version();
    if (hasMarks || m_historyCount >= m_toldHistoryCount + kHistoryStep) {
        m_toldHistory = std::make_shared<const History>(m_history);
        m_toldHistoryCount = m_historyCount;
    }
    auto latest = std::make_shared<Latest>();
    latest->state = m_recording->latestState();
    latest->count = m_recording->size();
    latest->first = m_recording->firstMoment();
    latest->through = std::max(m_through, m_recording->lastMoment());
    latest->history = m_toldHistory;
    latest->fileFailure = m_failure;
    return latest;
}

}  // namespace quorate::gui
