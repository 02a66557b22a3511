// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <deque>
#include <functional>
#include <memory>

#include "engine/base/result.h"
#include "gui/model/progress.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// Opens sessions and recordings in a thread of its own, since what they recorded may be long; one
/// after the other. Belongs to the thread of the views. Destroying it waits for what is being
/// opened, and drops it.
class SessionOpener final : public QObject {
    Q_OBJECT

public:
    /// Called in the thread of the views.
    using Done = std::function<void(Result<std::unique_ptr<Session>>)>;

    explicit SessionOpener(QObject* parent = nullptr);
    ~SessionOpener() override;

    /// The session in this folder, of whatever kind its session.json says. Errors of
    /// readSessionFile() and of the kind's own openFolder(); FailedPrecondition where `progress`
    /// was told to stop: then nothing of it is open any more.
    /// `password`: of the user of an Attached session, which no folder holds.
    void openSession(const QString& folder, std::shared_ptr<Progress> progress, Done done,
                     const QString& password = {});
    /// Errors of RecordedSession::openFile(), and the same.
    void openRecording(const QString& path, std::shared_ptr<Progress> progress, Done done);

private:
    /// What is left to do in the thread of the views.
    using Start = std::function<std::unique_ptr<Session>()>;
    struct Request {
        std::function<Result<Start>()> prepare;
        std::shared_ptr<Progress> progress;
        Done done;
    };
    void inThread(std::function<Result<Start>()> prepare, std::shared_ptr<Progress> progress,
                  Done done);
    void next();
    void answer(Result<Start>& prepared);
    template <class Kind, class Opened>
    Result<Start> startOf(Result<Opened> opened);
    Result<Start> prepareSession(const QString& folder, const QString& password);

    QThread m_thread;
    QObject* m_worker;              ///< lives, and is deleted, in the thread
    std::deque<Request> m_waiting;  ///< the first one is being opened
};

}  // namespace quorate::gui
