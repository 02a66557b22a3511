// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/compare_nodes.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

#include "gui/inspector/inspect.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/figures.h"
#include "gui/model/leader_timers.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString key(const char* name) {
    return QString::fromLatin1(name);
}

QString yesNo(bool is) {
    return is ? Texts::tr("yes") : Texts::tr("no");
}

/// Of a node that the leader replicates to.
FieldSection progressOf(const observe::NodeState& leader, const observe::PeerProgress& peer) {
    FieldSection section{
        key("progress"), Texts::tr("Progress, as leader %1 sees it").arg(nameOf(leader.id)), {}};
    FieldWriter write(section);
    const bool isItself = peer.peer == leader.id;
    write.text(key("state"), Texts::tr("State"),
               isItself ? Texts::tr("itself") : wordFor(peer.state));
    write.index(key("match"), Texts::tr("Match"), peer.match, peer.peer).tip =
        Texts::tr("Up to here its log is known to be that of the leader");
    write.number(key("next"), Texts::tr("Next"), peer.next.value()).tip =
        Texts::tr("What it is sent next");
    if (isItself) {
        return section;
    }
    Field& window = write.text(key("inflight"), Texts::tr("In flight"),
                               QStringLiteral("%1/%2")
                                   .arg(peer.inflights.size())
                                   .arg(leader.settings.maxInflightMessages));
    window.number = peer.inflights.size();
    window.tip = Texts::tr("Appends on their way, %1").arg(bytesText(peer.inflightBytes()));
    write.text(key("paused"), Texts::tr("Paused"), yesNo(peer.isPaused)).tip =
        Texts::tr("It is sent nothing more until it answers");
    write.text(key("active"), Texts::tr("Recently active"), yesNo(peer.isRecentlyActive)).tip =
        Texts::tr("Heard of since the last check of the quorum");
    if (peer.pendingSnapshot.value() > 0) {
        write.number(key("snapshot"), Texts::tr("Waits for snapshot"),
                     peer.pendingSnapshot.value());
    }
    return section;
}

/// Timers as they stand now, in ticks.
FieldSection timersOf(const Frame& frame, const observe::NodeState& node) {
    FieldSection section{key("timers"), Texts::tr("Timers"), {}};
    const std::uint64_t tick = node.settings.tickNs;
    if (!isRunning(node) || tick == 0) {
        return section;
    }
    FieldWriter write(section);
    const std::uint64_t now = frame.moment.nanoseconds();
    const std::uint64_t since = node.electionTimer.since.nanoseconds();
    const std::uint64_t elapsed = now > since ? (now - since) / tick : 0;
    Field& election =
        write.text(key("elapsed"), Texts::tr("Election elapsed"),
                   QStringLiteral("%1/%2").arg(elapsed).arg(node.electionTimer.timeoutTicks));
    election.isFlowing = true;
    const auto leader = leaderTimersOf(node, frame.moment);
    election.tip = node.role == raft::Role::Leader
                       ? Texts::tr(
                             "Ticks; when as many as an election timeout has at least are "
                             "over, it checks its quorum")
                       : Texts::tr("Ticks; when they are over it campaigns");
    write.text(key("timeout"), Texts::tr("Timeout"),
               durationText(node.electionTimer.timeoutTicks * tick));
    write.text(key("heartbeat"), Texts::tr("Heartbeat every"),
               durationText(node.settings.heartbeatTicks * tick));
    Field& beat =
        write.text(key("beat"), Texts::tr("Heartbeat elapsed"),
                   leader && leader->sinceHeartbeatNs
                       ? QStringLiteral("%1/%2").arg(durationText(*leader->sinceHeartbeatNs),
                                                     durationText(leader->heartbeatEveryNs))
                       : QStringLiteral("–"));
    beat.isFlowing = true;
    beat.tip = Texts::tr("Of a leader: since its last heartbeat, of the time between two");
    Field& check = write.text(
        key("check"), Texts::tr("Leads for"),
        leader && leader->leadsForNs ? durationText(*leader->leadsForNs) : QStringLiteral("–"));
    check.isFlowing = true;
    check.tip = leader && leader->hasQuorum
                    ? Texts::tr("At least: it has heard of a quorum since its last check (§6.2)")
                    : Texts::tr("Of a leader: to its next check of its quorum (§6.2)");
    const bool holdsVote = node.settings.checkQuorum && node.lead != raft::kNoNode &&
                           node.role == raft::Role::Follower &&
                           elapsed < node.settings.electionTicks;
    Field& lease = write.text(key("lease"), Texts::tr("Holds its vote"),
                              node.role == raft::Role::Leader ? QStringLiteral("–")
                              : holdsVote ? Texts::tr("for %1").arg(durationText(
                                                since + node.settings.electionTicks * tick - now))
                                          : Texts::tr("no"));
    lease.isFlowing = true;
    lease.tip = Texts::tr("It has heard a leader and grants no votes so long (§4.2.3, §6.4.1)");
    return section;
}

/// The oldest of the reads that it has not answered.
FieldSection readsOf(const FieldSection& queue) {
    FieldSection section{key("readQueue"), Texts::tr("Read queue"), {}};
    FieldWriter write(section);
    const Field& oldest = queue.fields.front();
    Field& read = write.text(key("oldest"), Texts::tr("Oldest read"), oldest.name);
    read.parts.front().link = oldest.nameLink;
    read.tip = oldest.tip;
    read.isFlowing = true;
    write.text(key("waits"), Texts::tr("It"), oldest.text()).isFlowing = true;
    return section;
}

Inspection fieldsOf(const Frame& frame, const observe::NodeState& node,
                    const observe::NodeState* leader) {
    Inspection all = inspectNode(frame, node.id);
    std::vector<FieldSection> sections;
    for (FieldSection& section : all.sections) {
        if (section.key == key("progress") || section.key == key("faults")) {
            continue;
        }
        if (section.key == key("timers")) {
            if (leader != nullptr) {
                if (const observe::PeerProgress* peer = leader->findProgress(node.id)) {
                    sections.push_back(progressOf(*leader, *peer));
                }
            }
            sections.push_back(timersOf(frame, node));
        } else if (section.key == key("readQueue")) {
            sections.push_back(readsOf(section));
        } else {
            sections.push_back(std::move(section));
        }
    }
    all.sections = std::move(sections);
    return all;
}

}  // namespace

std::vector<ComparedNode> comparedNodes(const Frame& frame) {
    std::vector<ComparedNode> nodes;
    const observe::NodeState* leader = leaderOf(frame.state);
    for (std::size_t i = 0; i < frame.state.nodeCount(); ++i) {
        const observe::NodeState& node = frame.state.nodeAt(i);
        nodes.push_back(
            {node.id, leader != nullptr && leader->id == node.id, fieldsOf(frame, node, leader)});
    }
    return nodes;
}

std::vector<ComparedRow> comparedRows(const std::vector<ComparedNode>& nodes) {
    // Sections in the order of the nodes that have most of them.
    std::vector<const FieldSection*> titles;
    for (const ComparedNode& node : nodes) {
        auto place = titles.begin();
        for (const FieldSection& section : node.fields.sections) {
            const auto known = std::find_if(
                titles.begin(), titles.end(),
                [&section](const FieldSection* title) { return title->key == section.key; });
            place = known != titles.end() ? known : titles.insert(place, &section);
            ++place;
        }
    }
    std::vector<ComparedRow> rows;
    for (const FieldSection* title : titles) {
        const std::size_t begin = rows.size();
        rows.push_back({title->key, {}, title->title});
        for (const ComparedNode& node : nodes) {
            for (const FieldSection& section : node.fields.sections) {
                if (section.key != title->key) {
                    continue;
                }
                for (const Field& field : section.fields) {
                    const ComparedRow row{section.key, field.key, field.name};
                    const auto isSame = [&row](const ComparedRow& other) {
                        return other.section == row.section && other.key == row.key;
                    };
                    if (std::none_of(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.end(),
                                     isSame)) {
                        rows.push_back(row);
                    }
                }
            }
        }
        if (rows.size() == begin + 1) {
            rows.pop_back();
        }
    }
    return rows;
}

std::optional<double> shareOf(const ComparedRow& row, const Field& field) {
    if (row.section != key("progress") || row.key != key("inflight") || !field.number) {
        return std::nullopt;
    }
    const double most = field.text().section(u'/', 1).toDouble();
    return most > 0 ? std::optional(std::min(1.0, static_cast<double>(*field.number) / most))
                    : std::nullopt;
}

}  // namespace quorate::gui
