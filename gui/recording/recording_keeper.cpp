// SPDX-License-Identifier: Apache-2.0
#include "gui/recording/recording_keeper.h"

#include "gui/recording/recording_worker.h"
#include "storage/recording_file.h"

namespace quorate::gui {

Result<std::unique_ptr<RecordingKeeper>> RecordingKeeper::open(storage::FileSystem& files,
                                                               const std::string& path, Mode mode) {
    using File = storage::StoredRecordingFile;
    auto file = mode == Mode::New      ? File::create(files, path)
                : mode == Mode::Append ? File::openToAppend(files, path)
                                       : File::openToRead(files, path);
    if (!file) {
        return file.error();
    }
    auto recording = mode == Mode::New
                         ? observe::Recording::create(**file)
                         : observe::Recording::open(**file, mode == Mode::Append
                                                                ? observe::Recording::Mode::Append
                                                                : observe::Recording::Mode::Read);
    if (!recording) {
        return recording.error();
    }
    return std::unique_ptr<RecordingKeeper>(new RecordingKeeper(std::make_unique<RecordingWorker>(
        std::move(*file), std::move(*recording), &files, mode != Mode::Read)));
}

std::unique_ptr<RecordingKeeper> RecordingKeeper::inMemory() {
    return std::unique_ptr<RecordingKeeper>(new RecordingKeeper(std::make_unique<RecordingWorker>(
        nullptr, std::make_unique<observe::Recording>(), nullptr, true)));
}

RecordingKeeper::RecordingKeeper(std::unique_ptr<RecordingWorker> worker)
    : m_thread(this), m_worker(worker.release()), m_latest(m_worker->readBeginning()) {
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &RecordingWorker::advanced, this, [this] {
        if (LatestPtr newest = m_worker->takeNewest()) {
            m_latest = std::move(newest);
            Q_EMIT advanced();
        }
    });
    m_thread.setObjectName(QStringLiteral("recording"));
    m_thread.start();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->tellSoon(); }, Qt::QueuedConnection);
}

RecordingKeeper::~RecordingKeeper() {
    // A thread that is told to quit leaves what is queued for it.
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->finish(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void RecordingKeeper::take(observe::Published published) {
    m_worker->expect();
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, published = std::move(published)] { worker->take(published); },
        Qt::QueuedConnection);
}

void RecordingKeeper::end(observe::SourceId source) {
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, source] { worker->end(source); }, Qt::QueuedConnection);
}

std::uint64_t RecordingKeeper::nextSequence(observe::SourceId source) const {
    return m_worker->recording().nextSequence(source);
}

std::size_t RecordingKeeper::waiting() const noexcept {
    return m_worker->waiting();
}

void RecordingKeeper::post(std::function<void(const observe::Recording&)> question) {
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, question = std::move(question)] { worker->answer(question); },
        Qt::QueuedConnection);
}

void RecordingKeeper::finish(std::function<void()> finished) {
    m_isFinishing = true;
    QMetaObject::invokeMethod(
        m_worker,
        [this, worker = m_worker, finished = std::move(finished)]() mutable {
            worker->finish();
            QMetaObject::invokeMethod(this, std::move(finished), Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void RecordingKeeper::saveTo(const std::string& path, std::shared_ptr<Progress> progress,
                             QObject* context, std::function<void(Result<void>)> done) {
    QPointer<QObject> alive(context);
    QMetaObject::invokeMethod(
        m_worker,
        [this, worker = m_worker, path, progress = std::move(progress), alive,
         done = std::move(done)]() mutable {
            auto saved = std::make_shared<Result<void>>(worker->saveTo(path, *progress));
            QMetaObject::invokeMethod(
                this,
                [alive, saved, done = std::move(done)] {
                    if (alive) {
                        done(*saved);
                    }
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

}  // namespace quorate::gui
