// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>

#include <optional>
#include <string>

#include "engine/stage/history/history_checker.h"
#include "engine/stage/simulation/history_feed.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// The history of a session's clients on real time, judged while it goes on. All its moments are of
/// the clock of this process, wherever the nodes are. Belongs to the thread of the driver.
class JudgedHistory {
public:
    /// `startsEmpty`: the cluster is new. Clients outside of the window reach the nodes, too: once
    /// one of them has written, nothing is decided any more.
    explicit JudgedHistory(bool startsEmpty);

    /// For whoever hears of what clients ask and are told.
    [[nodiscard]] stage::HistoryFeed& feed() noexcept { return m_feed; }

    /// What is to be told now, in place of `told`: at once where the verdict is another one,
    /// otherwise once a second while clients ask; mostly nothing.
    [[nodiscard]] std::optional<HistoryStanding> news(const std::optional<HistoryStanding>& told);
    /// Why it is violated, the first time that this is asked after it was found to be.
    [[nodiscard]] std::optional<std::string> newViolation();

private:
    stage::HistoryChecker m_checker;
    stage::HistoryFeed m_feed;
    QElapsedTimer m_sinceTold;
    bool m_isViolationTold{false};
};

}  // namespace quorate::gui
