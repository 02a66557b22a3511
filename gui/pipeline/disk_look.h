// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <optional>
#include <vector>

#include "engine/observe/moment.h"
#include "gui/model/view_context.h"
#include "gui/storage/disk_talk.h"

namespace quorate::gui {

/// What events do not tell of a node's disk: the segments of its log and the levels of its state,
/// as its handles had them a moment ago.
struct DiskSeen {
    raft::NodeId node;
    observe::Moment at;
    /// Each nothing where there is none, or it could not be told.
    std::optional<storage::LogAnswer> log;
    std::optional<std::vector<storage::StoreLevels>> stores;
};

/// Looks at the disk of one node now and then, while the live moment is shown. All else comes from
/// the recording.
class DiskLook final : public QObject {
    Q_OBJECT

public:
    static constexpr int kIntervalMs = 2000;

    /// `context` outlives it.
    explicit DiskLook(ViewContext& context, QObject* parent = nullptr);

    /// There is a new frame, of this node: asks where it is time to.
    void follow(raft::NodeId node);
    /// Null where nothing of this node was seen, or another moment is shown than the live one.
    [[nodiscard]] const DiskSeen* seen(raft::NodeId node) const;

private:
    ViewContext& m_context;
    DiskTalk m_talk;
    QElapsedTimer m_sinceAsked;
    std::optional<DiskSeen> m_seen;
};

}  // namespace quorate::gui
