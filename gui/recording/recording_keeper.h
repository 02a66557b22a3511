// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <QThread>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/base/result.h"
#include "engine/observe/cluster_state.h"
#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "gui/model/progress.h"
#include "gui/recording/check_run.h"
#include "gui/recording/history.h"
#include "storage/file_system.h"

namespace quorate::gui {

/// The newest of a recording. A value.
struct Latest {
    observe::ClusterState state;
    std::uint64_t count{0};
    observe::Moment first;
    /// Nothing earlier will be recorded any more; time may go on without events.
    observe::Moment through;
    std::shared_ptr<const History> history;
    /// How many events the history knows; fewer than `count` while a long recording is being read.
    std::uint64_t historyCount{0};
    /// How the checks stand after as many events. Never null.
    CheckResultsPtr checks;
    /// Why nothing is written to the file any more.
    std::optional<Error> fileFailure;
};
using LatestPtr = std::shared_ptr<const Latest>;

class RecordingWorker;

/// A recording on a thread of its own, so that neither nodes nor views ever wait for it: nodes hand
/// over what they published from their threads, views ask and get answers later.
///
/// The object belongs to the thread of the views; made in another one, it is moved there before
/// anything is asked. Destroying it waits for the thread, which takes in all that was handed over
/// and syncs the file first.
class RecordingKeeper final : public QObject {
    Q_OBJECT

public:
    enum class Mode : std::uint8_t { New, Append, Read };

    /// Makes or opens `path` of `files`, which outlives it and is used on the keeper's thread only.
    /// Errors of observe::Recording and of the file.
    static Result<std::unique_ptr<RecordingKeeper>> open(storage::FileSystem& files,
                                                         const std::string& path, Mode mode);
    /// In memory, without a file.
    static std::unique_ptr<RecordingKeeper> inMemory();
    ~RecordingKeeper() override;

    /// Takes in what a Recorder has published. From any thread.
    void take(observe::Published published);
    /// Nothing more comes from this source. From any thread.
    void end(observe::SourceId source);
    /// How many publications were handed over and are not taken in yet. From any thread.
    [[nodiscard]] std::size_t waiting() const noexcept;
    /// What a new Recorder for this source counts from. Before anything was handed over.
    [[nodiscard]] std::uint64_t nextSequence(observe::SourceId source) const;

    /// The newest that has arrived here; never null.
    [[nodiscard]] const LatestPtr& latest() const noexcept { return m_latest; }

    /// Asks something of the recording: `question` runs on its thread, `answer` here with what it
    /// returned, unless `context` is gone by then. Questions are answered in order.
    template <class Question, class Answer>
    void ask(QObject* context, Question question, Answer answer) {
        using Reply = std::invoke_result_t<Question, const observe::Recording&>;
        QPointer<QObject> alive(context);
        post([this, alive, question = std::move(question),
              answer = std::move(answer)](const observe::Recording& recording) mutable {
            auto reply = std::make_shared<Reply>(question(recording));
            QMetaObject::invokeMethod(
                this,
                [this, alive, reply, answer = std::move(answer)]() mutable {
                    if (alive && !m_isFinishing) {
                        answer(std::move(*reply));
                    }
                },
                Qt::QueuedConnection);
        });
    }
    /// Writes all of it to another file, which must not exist; `done` is called here.
    /// FailedPrecondition, and no file, where `progress` was told to stop.
    void saveTo(const std::string& path, std::shared_ptr<Progress> progress, QObject* context,
                std::function<void(Result<void>)> done);
    /// No question is answered any more; `finished` is called here once all that was handed over is
    /// in the file.
    void finish(std::function<void()> finished);

Q_SIGNALS:
    /// latest() has changed; at most once in a few milliseconds.
    void advanced();

private:
    explicit RecordingKeeper(std::unique_ptr<RecordingWorker> worker);
    void post(std::function<void(const observe::Recording&)> question);

    QThread m_thread;
    RecordingWorker* m_worker;  ///< lives, and is deleted, in the thread
    LatestPtr m_latest;
    bool m_isFinishing{false};
};

}  // namespace quorate::gui
