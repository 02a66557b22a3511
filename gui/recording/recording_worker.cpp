// SPDX-License-Identifier: Apache-2.0
#include "gui/recording/recording_worker.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace quorate::gui {

namespace {

constexpr int kTellIntervalMs = 8;
/// What was recorded is in the file after so long, however little it is.
constexpr qint64 kFlushIntervalMs = 1000;
/// A history that grows is copied for the views at most once in so many events.
constexpr std::uint64_t kHistoryStep = 256;
/// Of the history of a recording that was opened, in events: what nobody notices waiting for, and
/// what questions wait for meanwhile.
constexpr std::uint64_t kReadAtOpening = 200'000;
constexpr std::uint64_t kReadAtOnce = 30'000;

/// Counts what goes to a file, and refuses more once somebody has ended it.
class WatchedFile final : public observe::RecordingFile {
public:
    WatchedFile(observe::RecordingFile& file, Progress& progress)
        : m_file(file), m_progress(progress) {}

    [[nodiscard]] Result<std::uint64_t> size() const override { return m_file.size(); }
    Result<void> append(std::string_view bytes) override {
        if (m_progress.isCancelled()) {
            return Error(ErrorCode::FailedPrecondition, "the copy was ended before it was whole");
        }
        auto appended = m_file.append(bytes);
        m_appended += bytes.size();
        m_progress.tell(m_appended);
        return appended;
    }
    [[nodiscard]] Result<Bytes> read(std::uint64_t offset, std::uint64_t length) const override {
        return m_file.read(offset, length);
    }
    Result<void> sync() override { return m_file.sync(); }
    Result<void> truncate(std::uint64_t size) override { return m_file.truncate(size); }

private:
    observe::RecordingFile& m_file;
    Progress& m_progress;
    std::uint64_t m_appended{0};
};

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

LatestPtr RecordingWorker::readBeginning() {
    readOn(kReadAtOpening);
    return latest();
}

bool RecordingWorker::readOn(std::uint64_t most) {
    const std::uint64_t end = m_historyCount + std::min(most, m_recording->size() - m_historyCount);
    while (m_historyCount < end) {
        auto event = m_recording->event(m_historyCount);
        if (!event) {
            m_failure = event.error();
            m_historyCount = m_recording->size();
            return false;
        }
        m_history.add(m_historyCount, event->event);
        if (const stage::Violation* violation =
                m_checks.take(m_historyCount, event->id, checked(event->event))) {
            m_history.addViolation(m_historyCount, event->event, violation->check);
        }
        ++m_historyCount;
    }
    return m_historyCount < m_recording->size();
}

LatestPtr RecordingWorker::takeNewest() {
    const QMutexLocker lock(&m_newestLock);
    return std::exchange(m_newest, nullptr);
}

void RecordingWorker::take(observe::Published published) {
    --m_waiting;
    m_hasTaken = true;
    if (auto taken = m_recording->append(published); !taken) {
        m_failure = taken.error();
    }
    m_through = std::max(m_through, m_recording->through());
    tellSoon();
}

void RecordingWorker::end(observe::SourceId source) {
    m_hasTaken = true;
    if (auto ended = m_recording->endSource(source); !ended) {
        m_failure = ended.error();
    }
    tellSoon();
}

void RecordingWorker::answer(const std::function<void(const observe::Recording&)>& question) {
    question(*m_recording);
}

Result<void> RecordingWorker::saveTo(const std::string& path, Progress& progress) const {
    if (m_files == nullptr) {
        return Error(ErrorCode::FailedPrecondition, "this recording has no file system to go to");
    }
    if (m_file != nullptr) {
        if (const auto size = m_file->size()) {
            progress.setTotal(*size);
        }
    }
    Result<void> saved;
    {
        auto file = storage::StoredRecordingFile::create(*m_files, path);
        if (!file) {
            return file.error();
        }
        WatchedFile watched(**file, progress);
        saved = m_recording->saveTo(watched);
    }
    if (!saved) {
        // A beginning of a recording would pass for a whole one.
        static_cast<void>(m_files->remove(path));
    }
    return saved;
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
    if (readOn(kReadAtOnce)) {
        tellSoon();
    }
    if (m_hasTaken && m_isOpen && m_file != nullptr && m_sinceFlush.elapsed() >= kFlushIntervalMs) {
        if (auto flushed = m_recording->sync(); !flushed) {
            m_failure = flushed.error();
        }
        m_sinceFlush.restart();
    }
    bool isTold = false;
    {
        LatestPtr newest = latest();
        const QMutexLocker lock(&m_newestLock);
        isTold = m_newest != nullptr;
        m_newest = std::move(newest);
    }
    if (!isTold) {
        Q_EMIT advanced();
    }
}

LatestPtr RecordingWorker::latest() {
    const bool hasMarks =
        m_toldHistory == nullptr || m_toldHistory->version() != m_history.version();
    const bool isRead = m_historyCount == m_recording->size() && !m_wasRead;
    m_wasRead = m_historyCount == m_recording->size();
    if (hasMarks || isRead || m_historyCount >= m_toldHistoryCount + kHistoryStep) {
        m_toldHistory = std::make_shared<const History>(m_history);
        m_toldHistoryCount = m_historyCount;
    }
    auto latest = std::make_shared<Latest>();
    latest->state = m_recording->latestState();
    latest->count = m_recording->size();
    latest->first = m_recording->firstMoment();
    latest->through = std::max(m_through, m_recording->lastMoment());
    latest->history = m_toldHistory;
    latest->historyCount = m_historyCount;
    latest->checks = m_checks.results();
    latest->fileFailure = m_failure;
    return latest;
}

/// Whoever tells no events of its log, votes and messages breaks no rule about them: nobody can
/// check those.
const observe::Event& RecordingWorker::checked(const observe::Event& event) {
    if (std::holds_alternative<observe::NodeReported>(event.body)) {
        m_reporting.insert(event.node);
    }
    if (m_reporting.count(event.node) == 0) {
        return event;
    }
    m_unchecked.moment = event.moment;
    m_unchecked.body = observe::NodeReported();
    return m_unchecked;
}

}  // namespace quorate::gui
