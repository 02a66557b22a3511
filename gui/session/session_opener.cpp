// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session_opener.h"

#include <utility>

#include "gui/session/live/live_session.h"
#include "gui/session/session_file.h"
#include "gui/session/stage/stage_session.h"

namespace quorate::gui {

namespace {

template <class Kind>
Result<std::unique_ptr<Session>> openAs(const QString& folder) {
    auto session = Kind::open(folder);
    if (!session) {
        return session.error();
    }
    return std::unique_ptr<Session>(std::move(*session));
}

}  // namespace

Result<std::unique_ptr<Session>> openSessionIn(const QString& folder) {
    const auto file = readSessionFile(folder);
    if (!file) {
        return file.error();
    }
    switch (file->kind) {
    case SessionKind::Stage:
        return openAs<StageSession>(folder);
    case SessionKind::Live:
        return openAs<LiveSession>(folder);
    case SessionKind::Processes:
    case SessionKind::Recording:
        break;
    }
    return Error(ErrorCode::FailedPrecondition,
                 folder.toStdString() +
                     ": sessions of this kind cannot be opened by this version of Quorate");
}

}  // namespace quorate::gui
