// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSize>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <utility>

#include "gui/model/view_context.h"
#include "gui/session/stage/stage_session.h"
#include "tests/gui/on_screen.h"
#include "tests/gui/session_talk.h"

namespace quorate::tests {

/// So few entries that snapshots are taken, and logs released, while a test runs.
inline gui::SessionFile shortLogs() {
    gui::SessionFile file;
    file.snapshotEntries = 20;
    file.catchUpEntries = 5;
    return file;
}

/// A Stage of three nodes as a person has it, in a folder and a thread of its own, with one view
/// over it on the screen.
template <class View>
class StageTheatre {
public:
    StageTheatre(const gui::SessionFile& file, QSize size) {
        auto opened = gui::StageSession::open(newSession(m_directory, file));
        if (!opened) {
            qFatal("%s", opened.error().message.c_str());
        }
        session = opened->get();
        desk.open(std::move(*opened));
        view = std::make_unique<View>(context);
        view->resize(size);
        if (!bringUp(*view)) {
            qFatal("the view does not show");
        }
    }
    StageTheatre(const StageTheatre&) = delete;
    StageTheatre& operator=(const StageTheatre&) = delete;
    ~StageTheatre() {
        view.reset();
        desk.close();
    }

    [[nodiscard]] raft::NodeId leader() const {
        const observe::NodeState* found = leaderOf(*session);
        return found == nullptr ? raft::kNoNode : found->id;
    }
    [[nodiscard]] raft::NodeId follower() const {
        return leader() == raft::NodeId(1) ? raft::NodeId(2) : raft::NodeId(1);
    }
    bool until(const std::function<bool()>& isSo) const {
        return QTest::qWaitFor(isSo, kPatienceMs);
    }
    /// One leads, and it is in the frame.
    bool hasLeader() const {
        return until([this] { return leader() != raft::kNoNode && frames.frame() != nullptr; });
    }

    gui::SessionDesk desk;
    gui::TimeModel time;
    gui::FrameSource frames{desk, time};
    gui::SelectionModel selection;
    gui::ThemeModel theme;
    gui::ViewContext context{frames, selection, time, theme, desk};
    gui::StageSession* session{nullptr};  ///< of the desk
    std::unique_ptr<View> view;

private:
    QTemporaryDir m_directory;
};

}  // namespace quorate::tests
