// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "engine/kv/revision.h"
#include "engine/stage/stage.h"
#include "gui/session/key_watch.h"

namespace quorate::gui {

/// Watches of keys on a Stage: they read what the state machine of a node has applied since the
/// last look. A watch whose node does not run goes on at another one, or waits for it, and goes on
/// behind what it told.
class StageWatches {
public:
    using Tell = std::function<void(const WatchNews&)>;

    /// `stage` outlives it.
    StageWatches(stage::Stage& stage, Tell tell) : m_stage(stage), m_tell(std::move(tell)) {}

    void begin(WatchId id, const WatchAsk& ask);
    void end(WatchId id) { m_watches.erase(id); }
    /// Tells what was applied; often.
    void look();

private:
    struct Watch {
        explicit Watch(const WatchAsk& what) : ask(what), keys(what), next{what.from, 0} {}
        WatchAsk ask;
        WatchedKeys keys;
        raft::NodeId node;  ///< that it is at, or was
        kv::Revision next;  ///< main is zero while it is not known yet
        bool isToldOf{false};
        WatchNews::Standing standing{WatchNews::Standing::Waiting};
        std::string reason;
    };
    void look(WatchId id, Watch& watch);
    [[nodiscard]] const stage::StageNode* nodeFor(const Watch& watch);
    [[nodiscard]] std::string whyNobody(const Watch& watch) const;
    void wait(WatchId id, Watch& watch, const std::string& reason);
    void read(WatchId id, Watch& watch, const stage::StageNode& node);

    stage::Stage& m_stage;
    const Tell m_tell;
    std::map<WatchId, Watch> m_watches;
};

}  // namespace quorate::gui
