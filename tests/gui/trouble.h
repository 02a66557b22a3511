// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QString>

#include <functional>
#include <string>

#include "tests/gui/view_world.h"

namespace quorate::tests {

/// A cluster in which all that is hard to draw is there at once: five nodes with compacted logs, of
/// which one lags far behind; a leader that was cut off with one follower and goes on in its old
/// term, with entries that conflict with those of the new leader; and that follower as a candidate
/// that cannot win, whose requests are on their way.
class Trouble {
public:
    /// False in isThere where it did not come about.
    Trouble();

    ViewWorld world;
    raft::NodeId oldLeader;
    raft::NodeId leader;
    raft::NodeId candidate;
    raft::NodeId behind;
    bool isThere{false};

private:
    void put(raft::NodeId target, int count);
    bool until(const std::function<bool()>& condition);
    bool makeTrouble();
};

/// Where pictures for the eye go: the folder that QUORATE_PICTURES names; empty for none.
QString picturesFolder();
/// All has text of so many percent of the usual size, until it is gone.
class TextSize {
public:
    explicit TextSize(int percent);
    ~TextSize();
    TextSize(const TextSize&) = delete;
    TextSize& operator=(const TextSize&) = delete;

private:
    static void use(const QFont& font);

    QString m_before;
};

}  // namespace quorate::tests
