// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/stage_session.h"

#include "gui/session/stage/stage_driver.h"

namespace quorate::gui {

Result<std::unique_ptr<StageSession>> StageSession::open(const QString& folder) {
    auto opened = openFolder(folder);
    if (!opened) {
        return opened.error();
    }
    std::unique_ptr<StageSession> session(new StageSession(std::move(*opened)));
    RecordingKeeper& recording = session->recording();
    session->drive(std::make_unique<StageDriver>(session->file(), folder, recording.latest()->state,
                                                 recording.nextSequence(observe::SourceId()),
                                                 session->publisher()),
                   QStringLiteral("stage"));
    return session;
}

}  // namespace quorate::gui
