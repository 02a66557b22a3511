// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session_opener.h"

#include <utility>

#include "gui/session/attached/attached_session.h"
#include "gui/session/live/live_session.h"
#include "gui/session/recorded_session.h"
#include "gui/session/session_file.h"
#include "gui/session/stage/stage_session.h"

namespace quorate::gui {

namespace {

Error ended() {
    return {ErrorCode::FailedPrecondition, "the opening was ended"};
}

}  // namespace

SessionOpener::SessionOpener(QObject* parent) : QObject(parent), m_worker(new QObject) {
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("opening"));
    m_thread.start();
}

SessionOpener::~SessionOpener() {
    m_thread.quit();
    m_thread.wait();
}

/// What was opened goes to the thread of the views as it is: in a box, since functions are copied.
template <class Kind, class Opened>
Result<SessionOpener::Start> SessionOpener::startOf(Result<Opened> opened) {
    if (!opened) {
        return opened.error();
    }
    opened->recording->moveToThread(thread());
    auto box = std::make_shared<Opened>(std::move(*opened));
    return Start([box] { return Kind::start(std::move(*box)); });
}

Result<SessionOpener::Start> SessionOpener::prepareSession(const QString& folder,
                                                           const QString& password) {
    const auto file = readSessionFile(folder);
    if (!file) {
        return file.error();
    }
    switch (file->kind) {
    case SessionKind::Stage:
        return startOf<StageSession>(StageSession::openFolder(folder));
    case SessionKind::Live:
    case SessionKind::Processes:
        return startOf<LiveSession>(LiveSession::openFolder(folder));
    case SessionKind::Attached: {
        auto opened = AttachedSession::openFolder(folder);
        if (opened) {
            opened->file.security.password = password;
        }
        return startOf<AttachedSession>(std::move(opened));
    }
    case SessionKind::Recording:
        break;
    }
    return Error(ErrorCode::FailedPrecondition,
                 folder.toStdString() +
                     ": sessions of this kind cannot be opened by this version of Quorate");
}

void SessionOpener::openSession(const QString& folder, std::shared_ptr<Progress> progress,
                                Done done, const QString& password) {
    inThread([this, folder, password] { return prepareSession(folder, password); },
             std::move(progress), std::move(done));
}

void SessionOpener::openRecording(const QString& path, std::shared_ptr<Progress> progress,
                                  Done done) {
    inThread([this, path] { return startOf<RecordedSession>(RecordedSession::openFile(path)); },
             std::move(progress), std::move(done));
}

void SessionOpener::inThread(std::function<Result<Start>()> prepare,
                             std::shared_ptr<Progress> progress, Done done) {
    m_waiting.push_back({std::move(prepare), std::move(progress), std::move(done)});
    if (m_waiting.size() == 1) {
        next();
    }
}

void SessionOpener::next() {
    if (m_waiting.empty()) {
        return;
    }
    QMetaObject::invokeMethod(
        m_worker,
        [this, prepare = m_waiting.front().prepare, progress = m_waiting.front().progress] {
            Result<Start> prepared = progress->isCancelled() ? ended() : prepare();
            QMetaObject::invokeMethod(
                this, [this, prepared = std::move(prepared)]() mutable { answer(prepared); },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

/// Only then is the next one begun, which may be the same that is dropped here.
void SessionOpener::answer(Result<Start>& prepared) {
    const Request request = std::move(m_waiting.front());
    if (request.progress->isCancelled()) {
        prepared = ended();
    }
    if (prepared) {
        request.done((*prepared)());
    } else {
        request.done(prepared.error());
    }
    m_waiting.pop_front();
    next();
}

}  // namespace quorate::gui
