// SPDX-License-Identifier: Apache-2.0
#include "gui/session/session.h"

#include <utility>

namespace quorate::gui {

void Session::end(std::function<void()> ended) {
    recording().finish(std::move(ended));
}

void Session::watch(WatchId id, const WatchAsk& /*ask*/) {
    WatchNews news;
    news.watch = id;
    news.standing = WatchNews::Standing::Ended;
    news.reason = "nothing runs here";
    Q_EMIT watched(news);
}

void Session::inspectDisk(raft::NodeId /*node*/, const storage::DiskQuestion& /*question*/,
                          DiskDone done) {
    done(Error(ErrorCode::NotFound, "nothing runs here, and there are no disks to look into"));
}

void Session::setStatus(SessionStatus status) {
    m_status = std::move(status);
    Q_EMIT statusChanged();
}

}  // namespace quorate::gui
