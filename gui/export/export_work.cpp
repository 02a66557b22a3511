// SPDX-License-Identifier: Apache-2.0
#include "gui/export/export_work.h"

#include <QSaveFile>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace quorate::gui {

namespace {

constexpr std::uint64_t kEventsAtOnce = 20'000;

}  // namespace

/// Used on the thread of the recording, by one question at a time.
struct ExportWork::Job {
    QString path;
    std::unique_ptr<EventExport> maker;
    std::optional<QSaveFile> file;
    std::uint64_t next{0};
    std::uint64_t end{0};
    std::string text;

    Error failure(const QString& what) const {
        return {ErrorCode::IoError,
                QStringLiteral("%1: %2: %3").arg(path, what, file->errorString()).toStdString()};
    }
    Result<void> open(const observe::Recording& recording) {
        end = recording.size();
        file.emplace(path);
        return file->open(QIODevice::WriteOnly) ? Result<void>()
                                                : failure(tr("the file cannot be made"));
    }
    Result<void> write() {
        const auto size = static_cast<qint64>(text.size());
        if (file->write(text.data(), size) != size) {
            return failure(tr("the file cannot be written"));
        }
        text.clear();
        return {};
    }
    /// Whether all is done.
    Result<bool> advance(const observe::Recording& recording) {
        if (!file) {
            if (auto opened = open(recording); !opened) {
                return opened.error();
            }
        }
        const std::uint64_t stop = std::min(end, next + kEventsAtOnce);
        for (; next < stop; ++next) {
            const auto event = recording.event(next);
            if (!event) {
                return event.error();
            }
            maker->take(*event, text);
        }
        if (next == end) {
            maker->finish(text);
        }
        if (auto written = write(); !written) {
            return written.error();
        }
        if (next == end && !file->commit()) {
            return failure(tr("the file cannot be written"));
        }
        return next == end;
    }
};

void ExportWork::start(RecordingKeeper& recording, std::unique_ptr<EventExport> maker,
                       const QString& path, std::shared_ptr<Progress> progress, QObject* context,
                       Done done) {
    auto job = std::make_shared<Job>();
    job->path = path;
    job->maker = std::move(maker);
    auto* work =
        new ExportWork(recording, std::move(job), std::move(progress), context, std::move(done));
    work->goOn();
}

ExportWork::ExportWork(RecordingKeeper& recording, std::shared_ptr<Job> job,
                       std::shared_ptr<Progress> progress, QObject* context, Done done)
    : QObject(context),
      m_recording(recording),
      m_job(std::move(job)),
      m_progress(std::move(progress)),
      m_done(std::move(done)) {
    m_progress->setTotal(recording.latest()->count);
    // Questions of one that is closed are answered no more.
    connect(&recording, &QObject::destroyed, this, [this] {
        end(Error(ErrorCode::FailedPrecondition,
                  "the recording was closed before all of it was "
                  "written"));
    });
}

void ExportWork::goOn() {
    m_recording.ask(
        this,
        [job = m_job, progress = m_progress](const observe::Recording& recording) -> Result<bool> {
            if (progress->isCancelled()) {
                return Error(ErrorCode::FailedPrecondition, "it was ended before it was whole");
            }
            auto isDone = job->advance(recording);
            progress->tell(job->next);
            return isDone;
        },
        [this](const Result<bool>& isDone) {
            if (!isDone) {
                end(isDone.error());
            } else if (*isDone) {
                end({});
            } else {
                goOn();
            }
        });
}

void ExportWork::end(const Result<void>& result) {
    if (const Done done = std::exchange(m_done, nullptr)) {
        done(result);
        deleteLater();
    }
}

}  // namespace quorate::gui
