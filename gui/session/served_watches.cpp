// SPDX-License-Identifier: Apache-2.0
#include "gui/session/served_watches.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace quorate::gui {

namespace {

/// So often nodes are looked for that watches could go on at.
constexpr int kLookMs = 250;
/// One that does not begin is tried again after twice as many looks each time, up to 5 s.
constexpr int kMostLooks = 20;
/// So many looks a node has to begin.
constexpr int kPatience = 40;

}  // namespace

ServedWatches::ServedWatches(const SessionClock& clock, Ports ports, QObject* parent)
    : QObject(parent), m_clock(clock), m_ports(std::move(ports)), m_timer(this) {
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &ServedWatches::look);
}

ServedWatches::~ServedWatches() = default;

void ServedWatches::begin(WatchId id, const WatchAsk& ask) {
    const auto [place, isNew] = m_watches.emplace(id, ask);
    if (isNew) {
        m_timer.start();
        open(id, place->second);
    }
}

void ServedWatches::end(WatchId id) {
    m_watches.erase(id);
    if (m_watches.empty()) {
        m_timer.stop();
    }
}

WatchNews ServedWatches::newsOf(WatchId id, const Watch& watch) const {
    WatchNews told;
    told.watch = id;
    told.standing = watch.hasBegun ? WatchNews::Standing::Watching : WatchNews::Standing::Waiting;
    told.node = watch.node;
    told.reason = watch.hasBegun ? std::string() : watch.reason;
    told.moment = m_clock.now();
    return told;
}

void ServedWatches::look() {
    for (auto& [id, watch] : m_watches) {
        const AskedNode* node = watch.reader ? m_ports.find(watch.node) : nullptr;
        if (watch.reader && (node == nullptr || !node->isRunning())) {
            // A connection of its own may not have noticed yet.
            lost(id, "n" + toString(watch.node) + " is lost");
        } else if (watch.reader && !watch.hasBegun && ++watch.looks > kPatience) {
            lost(id, "n" + toString(watch.node) + " does not answer");
        }
        if (!watch.reader && --watch.looks < 0) {
            open(id, watch);
        }
    }
}

void ServedWatches::open(WatchId id, Watch& watch) {
    const raft::NodeId target =
        watch.ask.target == raft::kNoNode ? m_ports.anyNode() : watch.ask.target;
    AskedNode* node = m_ports.find(target);
    if (node == nullptr || !node->isRunning()) {
        wait(id,
             target == raft::kNoNode ? "no node can be reached"
                                     : "n" + toString(target) + " does not run",
             0);
        return;
    }
    watch.node = target;
    watch.hasBegun = false;
    watch.looks = 0;
    watch.reader = node->watch({watch.keys.key(), watch.keys.rangeEnd(), watch.next});
    const network::WatchReader* reader = watch.reader.get();
    connect(reader, &network::WatchReader::begun, this, [this, id](std::int64_t revision) {
        Watch& begun = m_watches.at(id);
        begun.hasBegun = true;
        begun.failures = 0;
        begun.next = begun.next > 0 ? begun.next : revision + 1;
        Q_EMIT news(newsOf(id, begun));
    });
    connect(reader, &network::WatchReader::changed, this,
            [this, id](const std::vector<kv::Event>& events) { heard(id, events); });
    connect(reader, &network::WatchReader::compacted, this, [this, id](std::int64_t revision) {
        Watch& behind = m_watches.at(id);
        behind.next = revision;
        behind.told.clear();
        WatchNews told = newsOf(id, behind);
        told.compacted = revision;
        Q_EMIT news(told);
    });
    connect(reader, &network::WatchReader::ended, this,
            [this, id](const QString& reason) { lost(id, reason.toStdString()); });
}

void ServedWatches::lost(WatchId id, const std::string& reason) {
    const int failures = std::min(m_watches.at(id).failures++, 10);
    wait(id, reason, std::min(1 << failures, kMostLooks) - 1);
}

void ServedWatches::wait(WatchId id, const std::string& reason, int looks) {
    Watch& watch = m_watches.at(id);
    if (watch.reader) {
        // It may be the one that calls.
        watch.reader->disconnect(this);
        watch.reader.release()->deleteLater();
    }
    watch.looks = looks;
    if (watch.hasBegun || watch.reason != reason) {
        watch.hasBegun = false;
        watch.reason = reason;
        Q_EMIT news(newsOf(id, watch));
    }
}

void ServedWatches::heard(WatchId id, const std::vector<kv::Event>& events) {
    Watch& watch = m_watches.at(id);
    WatchNews told = newsOf(id, watch);
    for (const kv::Event& event : events) {
        WatchedChange change = watchedChangeOf(event);
        // A connection may break within a revision: it is asked for once more then.
        if (change.revision > watch.next) {
            watch.next = change.revision;
            watch.told.clear();
        }
        if (change.revision == watch.next && watch.told.insert(change.key).second) {
            told.changes.push_back(std::move(change));
        }
    }
    if (!told.changes.empty()) {
        Q_EMIT news(told);
    }
}

}  // namespace quorate::gui
