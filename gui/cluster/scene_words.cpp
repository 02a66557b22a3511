// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/scene_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <variant>

#include "gui/model/etcd_report.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(SceneWords)

public:
    Words(const Scene& scene, const Frame& frame) : m_scene(scene), m_frame(frame) {}

    QString operator()(raft::NodeId id) const {
        const observe::NodeState* node = m_frame.state.findNode(id);
        const SceneNode* drawn = m_scene.find(id);
        if (node == nullptr || drawn == nullptr) {
            return {};
        }
        QStringList lines;
        lines << tr("%1 %2, term %3").arg(drawn->name, drawn->role).arg(node->term.value());
        if (!node->failure.empty()) {
            lines << QString::fromStdString(node->failure);
        }
        if (isRunning(*node)) {
            lines << tr("voted for %1 · follows %2")
                         .arg(node->vote == raft::kNoNode ? tr("nobody") : nameOf(node->vote),
                              node->lead == raft::kNoNode ? tr("nobody") : nameOf(node->lead));
        }
        if (const auto* report = m_frame.state.findReport(id)) {
            lines[0] = tr("%1, %2, term %3")
                           .arg(etcd_report::longNameOf(m_frame.state, id), drawn->role)
                           .arg(node->term.value());
            if (lines.size() > 1 && isRunning(*node)) {
                lines[1] = node->lead == raft::kNoNode ? tr("knows no leader")
                                                       : tr("follows %1").arg(nameOf(node->lead));
            }
            lines << tr("applied %1 · committed %2")
                         .arg(node->log.applied.value())
                         .arg(node->log.committed.value())
                  << tr("etcd does not expose its log, votes and timers");
            if (report->find(etcd_report::kVersion) != nullptr) {
                lines << tr("etcd %1").arg(etcd_report::textIn(*report, etcd_report::kVersion));
            }
            return lines.join(QLatin1Char('\n'));
        }
        lines << tr("applied %1 · committed %2 · stable %3 · last %4")
                     .arg(node->log.applied.value())
                     .arg(node->log.committed.value())
                     .arg(node->log.unstableOffset.value() - 1)
                     .arg(textOf(node->log.lastId()));
        addTimer(*node, *drawn, lines);
        addVotes(*node, *drawn, lines);
        return lines.join(QLatin1Char('\n'));
    }
    QString operator()(const observe::Link& link) const {
        const SceneLane* lane = m_scene.find(link);
        if (lane == nullptr) {
            return {};
        }
        const observe::Link back{link.to, link.from};
        const bool isCutHere = lane->isCut;
        const SceneLane* other = m_scene.find(back);
        const bool isCutBack = other != nullptr && other->isCut;
        QStringList lines;
        lines << tr("%1 → %2").arg(nameOf(link.from), nameOf(link.to)) + stateOf(*lane);
        addProgress(link, lines);
        if (isCutHere || isCutBack) {
            lines << tr("Click heals it both ways, Shift+click this way only.");
        } else {
            lines << tr("Click cuts it both ways, Shift+click this way only.");
        }
        return lines.join(QLatin1Char('\n'));
    }
    QString operator()(const observe::MessageKey& key) const {
        const SceneMessage* drawn = m_scene.find(key);
        if (drawn == nullptr) {
            return {};
        }
        const observe::MessageInFlight& message = drawn->message;
        QString text =
            tr("%1, %2 → %3")
                .arg(wordFor(message.type), nameOf(message.link.from), nameOf(message.link.to));
        if (message.reject) {
            text += tr(", rejected");
        }
        if (message.term != raft::Term()) {
            text += tr(", term %1").arg(message.term.value());
        }
        text += QLatin1Char('\n') + tr("left at %1").arg(textOf(message.left));
        if (message.isHeld) {
            text += tr(", held");
        } else if (message.due > m_frame.moment) {
            text +=
                tr(", arrives in %1")
                    .arg(durationText(message.due.nanoseconds() - m_frame.moment.nanoseconds()));
        }
        return text;
    }
    template <class Other>
    QString operator()(const Other& /*other*/) const {
        return {};
    }

private:
    void addTimer(const observe::NodeState& node, const SceneNode& drawn,
                  QStringList& lines) const {
        if (!drawn.hasTimer || node.settings.tickNs == 0) {
            return;
        }
        const bool isLeader = drawn.glyph.shape == NodeShape::Leader;
        const std::uint64_t ticks =
            isLeader ? node.settings.electionTicks : node.electionTimer.timeoutTicks;
        const double whole = static_cast<double>(node.settings.tickNs * ticks);
        const auto left = static_cast<std::uint64_t>(drawn.timerLeft * whole);
        lines << (isLeader ? tr("checks its quorum in %1 (every %2)")
                           : tr("election timer: %1 of %2 left"))
                     .arg(durationText(left), durationText(node.settings.tickNs * ticks));
    }
    static void addVotes(const observe::NodeState& node, const SceneNode& drawn,
                         QStringList& lines) {
        if (node.role == raft::Role::Leader) {
            return;
        }
        for (const ScenePetal& petal : drawn.petals) {
            lines << QStringLiteral("%1: %2").arg(nameOf(petal.peer), wordFor(petal.petal));
        }
    }
    static QString wordFor(Petal petal) {
        switch (petal) {
        case Petal::Have:
            return tr("granted its vote");
        case Petal::OnItsWay:
            return tr("granted its vote, which is on its way");
        case Petal::NotHeard:
            return tr("not heard of yet");
        case Petal::Rejected:
            return tr("rejected: it voted for another, hears a leader, or has a newer log");
        }
        return {};
    }
    static QString wordFor(raft::MessageType type) { return gui::wordFor(type); }
    static QString stateOf(const SceneLane& lane) {
        QString text;
        if (lane.isCut) {
            text += tr(": cut");
        }
        if (lane.isSlow) {
            text += tr(", slow");
        }
        if (lane.lossMillionths > 0) {
            text += tr(", loses %1 %").arg(lane.lossMillionths / 10'000.0);
        }
        return text;
    }
    void addProgress(const observe::Link& link, QStringList& lines) const {
        const observe::NodeState* leader = m_frame.state.findNode(link.from);
        const observe::PeerProgress* peer =
            leader != nullptr ? leader->findProgress(link.to) : nullptr;
        if (peer == nullptr) {
            return;
        }
        QString state;
        switch (peer->state) {
        case raft::ProgressState::Probe:
            state = tr("probing: one append at a time");
            break;
        case raft::ProgressState::Replicate:
            state = tr("replicating: %1 in flight").arg(peer->inflights.size());
            break;
        case raft::ProgressState::Snapshot:
            state = tr("waiting for a snapshot to arrive");
            break;
        }
        lines << state +
                     tr(" · match %1 · next %2").arg(peer->match.value()).arg(peer->next.value());
    }

    const Scene& m_scene;
    const Frame& m_frame;
};

}  // namespace

QString tooltipOf(const Selected& what, const Scene& scene, const Frame& frame) {
    return std::visit(Words(scene, frame), what);
}

QString describe(const Scene& scene) {
    QStringList parts;
    for (const SceneNode& node : scene.nodes) {
        parts << QCoreApplication::translate("SceneWords", "%1 %2 in term %3")
                     .arg(node.name, node.role)
                     .arg(node.glyph.term.value());
    }
    for (const Side& side : scene.partition.sides) {
        if (scene.partition.sides.size() > 1) {
            parts << (side.hasQuorum
                          ? QCoreApplication::translate("SceneWords", "%1 have a quorum")
                          : QCoreApplication::translate("SceneWords", "%1 cannot commit"))
                         .arg(namesOf(side.nodes));
        }
    }
    return parts.join(QStringLiteral("; "));
}

}  // namespace quorate::gui
