// SPDX-License-Identifier: Apache-2.0
#include "gui/beliefs/belief.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <utility>

#include "gui/model/cluster_facts.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Beliefs {
    Q_DECLARE_TR_FUNCTIONS(Beliefs)
};

std::uint64_t since(const Frame& frame, observe::Moment moment) {
    return frame.moment > moment ? frame.moment.nanoseconds() - moment.nanoseconds() : 0;
}

Belief beliefOf(const observe::NodeState& node, const Frame& frame) {
    Belief belief;
    belief.observer = node.id;
    belief.leader = node.lead;
    belief.term = node.term;
    belief.leads = node.role == raft::Role::Leader;
    const bool runs = isRunning(node);
    if (runs && !belief.leads && node.lead != raft::kNoNode &&
        node.electionTimer.since != observe::Moment()) {
        belief.heardAgoNs = since(frame, node.electionTimer.since);
    }
    if (const observe::NodeSight* sight = frame.state.findSight(node.id)) {
        if (!sight->isSeen) {
            belief.notSeenForNs = since(frame, sight->since);
        }
        belief.isAsked = frame.state.findReport(node.id) != nullptr;
        if (!belief.isAsked) {
            belief.clockOffsetNs = sight->clockOffsetNs;
            belief.clockErrorNs = sight->clockErrorNs;
        }
        belief.missed = sight->missed;
        belief.where = QString::fromStdString(sight->text);
    }
    return belief;
}

}  // namespace

std::vector<Belief> beliefsOf(const Frame& frame) {
    std::vector<Belief> beliefs;
    const Belief* newest = nullptr;
    std::vector<bool> runs;
    for (std::size_t i = 0; i < frame.state.nodeCount(); ++i) {
        const observe::NodeState& node = frame.state.nodeAt(i);
        beliefs.push_back(beliefOf(node, frame));
        runs.push_back(isRunning(node));
    }
    for (std::size_t i = 0; i < beliefs.size(); ++i) {
        const Belief& belief = beliefs[i];
        // Who leads in a term knows best who does.
        if (runs[i] && belief.leader != raft::kNoNode &&
            (newest == nullptr ||
             std::pair(belief.term, belief.leads) > std::pair(newest->term, newest->leads))) {
            newest = &belief;
        }
    }
    const raft::Term term = newest != nullptr ? newest->term : raft::Term();
    const raft::NodeId leader = newest != nullptr ? newest->leader : raft::kNoNode;
    for (std::size_t i = 0; i < beliefs.size(); ++i) {
        Belief& belief = beliefs[i];
        belief.agreement = !runs[i]                         ? Agreement::NotSeen
                           : belief.leader == raft::kNoNode ? Agreement::NoLeader
                           : belief.term < term             ? Agreement::OlderTerm
                           : belief.leader != leader        ? Agreement::Another
                                                            : Agreement::Agrees;
    }
    return beliefs;
}

QString textOf(Agreement agreement) {
    switch (agreement) {
    case Agreement::Agrees:
        return Beliefs::tr("✓ agrees");
    case Agreement::OlderTerm:
        return Beliefs::tr("◷ older term");
    case Agreement::NoLeader:
        return Beliefs::tr("∅ no leader");
    case Agreement::Another:
        return Beliefs::tr("≠ another, same term");
    case Agreement::NotSeen:
        return Beliefs::tr("? last known");
    }
    return {};
}

QString sentenceOf(const std::vector<Belief>& beliefs) {
    const auto newest = std::find_if(beliefs.begin(), beliefs.end(), [](const Belief& belief) {
        return belief.agreement == Agreement::Agrees;
    });
    if (beliefs.empty()) {
        return {};
    }
    if (newest == beliefs.end()) {
        return Beliefs::tr("Nobody who is seen knows of a leader.");
    }
    std::vector<raft::NodeId> agreeing;
    QStringList others;
    for (const Belief& belief : beliefs) {
        const QString name = nameOf(belief.observer);
        switch (belief.agreement) {
        case Agreement::Agrees:
            agreeing.push_back(belief.observer);
            break;
        case Agreement::OlderTerm:
        case Agreement::Another:
            others << Beliefs::tr("%1 believes in %2, term %3")
                          .arg(name, nameOf(belief.leader))
                          .arg(belief.term.value());
            break;
        case Agreement::NoLeader:
            others << Beliefs::tr("%1 knows of nobody").arg(name);
            break;
        case Agreement::NotSeen:
            others << Beliefs::tr("%1 is not seen").arg(name);
            break;
        }
    }
    const QString first = Beliefs::tr("%1 of %2 agree: %3 leads in term %4")
                              .arg(agreeing.size())
                              .arg(beliefs.size())
                              .arg(nameOf(newest->leader))
                              .arg(newest->term.value());
    return others.isEmpty() ? first + QLatin1Char('.')
                            : first + QStringLiteral("; ") + others.join(QStringLiteral("; ")) +
                                  QLatin1Char('.');
}

}  // namespace quorate::gui
