// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/stage_session.h"

#include <utility>

#include "gui/session/stage/stage_driver.h"

namespace quorate::gui {

Result<std::unique_ptr<StageSession>> StageSession::open(const QString& folder) {
    auto opened = openFolder(folder);
    if (!opened) {
        return opened.error();
    }
    return start(std::move(*opened));
}

std::unique_ptr<StageSession> StageSession::start(Opened opened) {
    const QString folder = opened.folder;
    std::unique_ptr<StageSession> session(new StageSession(std::move(opened)));
    RecordingKeeper& recording = session->recording();
    const observe::ClusterState before = recording.latest()->state;
    const std::uint64_t firstEvent = recording.nextSequence(observe::SourceId());
    auto set = StageDriver::makeSet(session->file(), folder, before, firstEvent);
    session->drive(std::make_unique<StageDriver>(session->file(), std::move(set), before,
                                                 firstEvent, session->publisher()),
                   QStringLiteral("stage"));
    return session;
}

}  // namespace quorate::gui
