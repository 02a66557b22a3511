// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "gui/session/key_watch.h"
#include "gui/session/live/asked_node.h"
#include "gui/session/live/session_clock.h"
#include "network/client/watch_reader.h"

namespace quorate::gui {

/// Watches of keys at nodes on real time, over their client ports. A watch whose node is lost goes
/// on, there or at another one, behind the last revision that it told, so that nothing is told
/// twice or left out. Belongs to the thread of the driver.
class ServedWatches final : public QObject {
    Q_OBJECT

public:
    struct Ports {
        /// Gives a node, or null.
        std::function<AskedNode*(raft::NodeId)> find;
        /// Whom to watch at where it may be any: whoever leads, or some node that runs; none.
        std::function<raft::NodeId()> anyNode;
    };
    /// `clock` outlives it.
    ServedWatches(const SessionClock& clock, Ports ports, QObject* parent);
    ~ServedWatches() override;

    void begin(WatchId id, const WatchAsk& ask);
    void end(WatchId id);

Q_SIGNALS:
    void news(const quorate::gui::WatchNews& news);

private:
    struct Watch {
        explicit Watch(const WatchAsk& what) : ask(what), keys(what), next(what.from) {}
        WatchAsk ask;
        WatchedKeys keys;
        std::unique_ptr<network::WatchReader> reader;  ///< null while it waits
        raft::NodeId node;                             ///< that it is at, or was
        bool hasBegun{false};                          ///< at that node
        /// The first revision that may not have been told in full; 0: not known yet.
        std::int64_t next{0};
        /// Of revision `next`, keys that were told already.
        std::set<std::string> told;
        std::string reason;  ///< as it was told last
        int failures{0};     ///< since it began last
        int looks{0};        ///< to be left out, or since the reader was made
    };
    /// All that wait, or whose node does not run any more.
    void look();
    void open(WatchId id, Watch& watch);
    /// The reader of the watch is over, or it has none: it waits. `looks`: so many times.
    void wait(WatchId id, const std::string& reason, int looks);
    void lost(WatchId id, const std::string& reason);
    void heard(WatchId id, const std::vector<kv::Event>& events);
    [[nodiscard]] WatchNews newsOf(WatchId id, const Watch& watch) const;

    const SessionClock& m_clock;
    const Ports m_ports;
    QTimer m_timer;
    std::map<WatchId, Watch> m_watches;
};

}  // namespace quorate::gui
