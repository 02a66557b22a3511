// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "gui/session/driven_session.h"

namespace quorate::gui {

/// A cluster on virtual time, in a thread of its own, on the disk below the session's folder. What
/// its nodes synced is there when it is opened again.
class StageSession final : public DrivenSession {
    Q_OBJECT

public:
    /// Opens the session in `folder`, which has a session.json; its nodes start soon after.
    /// Busy where another window has it; Malformed, Corrupted for what is damaged, with the way
    /// out.
    static Result<std::unique_ptr<StageSession>> open(const QString& folder);
    /// The same of a folder that was opened in another thread.
    static std::unique_ptr<StageSession> start(Opened opened);

    [[nodiscard]] SessionKind kind() const override { return SessionKind::Stage; }
    [[nodiscard]] bool can(Ability ability) const override { return ability != Ability::Arming; }

private:
    explicit StageSession(Opened opened) : DrivenSession(std::move(opened)) {}
};

}  // namespace quorate::gui
