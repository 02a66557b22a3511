// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include <optional>
#include <set>

#include "engine/raft/types.h"
#include "gui/model/view_context.h"
#include "gui/recording/check_run.h"

namespace quorate::gui {

/// Tells those who listen to the window instead of looking at it what happens without their doing:
/// who asks for votes, and who leads, at the moment that is shown; which check was violated, as
/// soon as that is known. Nothing is to be seen of it; for assistive technology it is a
/// notification that appears anew with each text.
class Announcer final : public QWidget {
    Q_OBJECT

public:
    /// Between two texts; of several that come meanwhile the last one is told.
    static constexpr int kPauseMs = 1000;

    explicit Announcer(ViewContext& context, QWidget* parent = nullptr);

    void announce(const QString& text);
    /// What was told last.
    [[nodiscard]] QString said() const { return accessibleName(); }

private:
    /// What there is to tell of an election.
    struct Standing {
        raft::Term term;
        std::optional<raft::NodeId> leader;
        std::optional<raft::NodeId> candidate;
        friend bool operator==(const Standing&, const Standing&) = default;
    };
    static Standing standingOf(const Frame& frame);
    void look();
    void lookAtChecks();
    void say(const QString& text);

    ViewContext& m_context;
    std::optional<Standing> m_last;  ///< nothing before the first frame of a session
    CheckResultsPtr m_checks;
    std::optional<std::set<QString>> m_violated;  ///< nothing before the first look
    QTimer m_pause;
    QString m_next;
};

}  // namespace quorate::gui
