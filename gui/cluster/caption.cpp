// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/caption.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "gui/cluster/votes.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::NodeState;
using raft::Index;
using raft::NodeId;

class Sentences {
    Q_DECLARE_TR_FUNCTIONS(Caption)

public:
    explicit Sentences(const Frame& frame) : m_frame(frame), m_state(frame.state) {}

    [[nodiscard]] Caption caption() const {
        if (m_state.nodeCount() == 0) {
            return {QString(), raft::Term(), tr("No node has been heard of yet.")};
        }
        const NodeState* candidate = candidateOf(m_state);
        const NodeState* leader = leaderOf(m_state);
        if (candidate != nullptr && (leader == nullptr || candidate->term >= leader->term)) {
            return ofCandidate(*candidate);
        }
        return leader != nullptr ? ofLeader(*leader) : ofNobody();
    }

private:
    /// Makes a link of an index that stands by itself: the first, or the last one that does.
    static Caption withIndex(Caption caption, NodeId about, Index index, bool isLast = false) {
        const QRegularExpression number(
            QStringLiteral("(?<![\\w./])%1(?![\\w/])").arg(index.value()));
        auto matches = number.globalMatch(caption.text);
        caption.about = about;
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            if (caption.links.empty() || isLast) {
                caption.links = {{static_cast<int>(match.capturedStart()),
                                  static_cast<int>(match.capturedLength()),
                                  EntryOnNode{about, index}}};
            }
        }
        return caption;
    }
    static QString termChip(raft::Term term) { return tr("term %1").arg(term.value()); }

    // --- an election

    [[nodiscard]] Caption ofCandidate(const NodeState& candidate) const {
        const bool isReal = candidate.role == raft::Role::Candidate;
        std::vector<NodeId> granted;
        std::vector<NodeId> rejected;
        for (const observe::CountedVote& vote : candidate.votes) {
            (vote.granted ? granted : rejected).push_back(vote.voter);
        }
        const std::size_t needed = candidate.configuration.voters.size() / 2 + 1;
        QString text = isReal ? tr("%1 has %2 of the %3 votes that it needs (%4)")
                              : tr("%1 asks whether it could win: %2 of the %3 that it needs say "
                                   "yes (%4)");
        text = text.arg(nameOf(candidate.id))
                   .arg(granted.size())
                   .arg(needed)
                   .arg(votersText(granted, candidate.id));
        if (!rejected.empty()) {
            text += tr("; %1 said no").arg(namesOf(rejected));
        }
        text += QStringLiteral(". ") + rest(candidate, granted);
        Caption caption{termChip(candidate.term), candidate.term, text.trimmed()};
        nameVote(candidate, caption);
        return caption;
    }
    /// The one vote that is on its way is a message.
    void nameVote(const NodeState& candidate, Caption& caption) const {
        const auto isVote = [&candidate](const observe::MessageInFlight& message) {
            return message.link.to == candidate.id && !message.reject &&
                   (message.type == raft::MessageType::VoteResp ||
                    message.type == raft::MessageType::PreVoteResp);
        };
        const auto& flying = m_state.messagesInFlight();
        const QString words = tr("The vote", "of one node, that is on its way");
        const auto start = caption.text.indexOf(words);
        const auto vote = std::find_if(flying.begin(), flying.end(), isVote);
        if (start >= 0 && vote != flying.end()) {
            caption.links.push_back(
                {static_cast<int>(start), static_cast<int>(words.size()), vote->key});
        }
    }
    static QString votersText(const std::vector<NodeId>& granted, NodeId self) {
        QString text;
        for (const NodeId id : granted) {
            text += text.isEmpty() ? QString() : QStringLiteral(", ");
            text += id == self ? tr("its own") : nameOf(id);
        }
        return text.isEmpty() ? tr("none yet") : text;
    }
    /// What is still to come of an election.
    [[nodiscard]] QString rest(const NodeState& candidate, std::vector<NodeId> yes) const {
        std::vector<NodeId> coming;
        for (const NodeId peer : observe::membersOf(candidate.configuration)) {
            if (peer != candidate.id && petalOf(candidate, peer, m_state) == Petal::OnItsWay) {
                coming.push_back(peer);
            }
        }
        if (coming.empty()) {
            return {};
        }
        yes.insert(yes.end(), coming.begin(), coming.end());
        const bool isReal = candidate.role == raft::Role::Candidate;
        const bool wins = isQuorum(candidate.configuration, yes);
        QString text = coming.size() == 1 ? tr("The vote of %1 is on its way")
                                          : tr("The votes of %1 are on their way");
        text = text.arg(namesOf(coming));
        if (wins && isReal) {
            text +=
                tr(": %1 will lead term %2").arg(nameOf(candidate.id)).arg(candidate.term.value());
        } else if (wins) {
            text += tr(": %1 will campaign").arg(nameOf(candidate.id));
        }
        return text + QStringLiteral(".");
    }

    // --- a leader

    /// As far as a leader knows.
    static std::vector<NodeId> whoHas(const NodeState& leader, Index index) {
        std::vector<NodeId> nodes;
        for (const observe::PeerProgress& peer : leader.progress) {
            if (peer.match >= index && isVoterIn(leader.configuration, peer.peer)) {
                nodes.push_back(peer.peer);
            }
        }
        return nodes;
    }
    /// The last index that a majority has.
    static Index acknowledged(const NodeState& leader) {
        const Index index = votersOf(leader.configuration).committedIndex([&leader](NodeId id) {
            const observe::PeerProgress* peer = leader.findProgress(id);
            return peer != nullptr ? peer->match : Index(0);
        });
        return index == raft::kInfiniteIndex ? Index(0) : index;
    }
    [[nodiscard]] Caption ofLeader(const NodeState& leader) const {
        const raft::Term term = leader.term;
        if (leader.leadTransferee != raft::kNoNode) {
            return {termChip(term), term,
                    tr("%1 hands the lead to %2: it takes no proposals until %2 has all of its log")
                        .arg(nameOf(leader.id), nameOf(leader.leadTransferee))};
        }
        const Index committed = leader.log.committed;
        if (m_state.findReport(leader.id) != nullptr) {
            return {
                termChip(term), term,
                tr("%1 says that it leads term %2 and has committed up to %3; what it sends and "
                   "waits for, etcd does not expose")
                    .arg(nameOf(leader.id))
                    .arg(term.value())
                    .arg(committed.value())};
        }
        const Index last = leader.log.last();
        if (const auto lost = quorumLost(leader, last)) {
            return *lost;
        }
        const Index common = acknowledged(leader);
        const raft::Term commonTerm = leader.log.term(common).value_or(raft::Term());
        if (common > committed && commonTerm != term) {
            return withIndex(
                {textOf(raft::EntryId{commonTerm, common}), commonTerm,
                 tr("%1 is on %2, but term %3 is over: it commits with the first entry of "
                    "term %4")
                     .arg(common.value())
                     .arg(namesOf(whoHas(leader, common)))
                     .arg(commonTerm.value())
                     .arg(term.value())},
                leader.id, common);
        }
        if (committed == Index(0)) {
            return {termChip(term), term,
                    tr("%1 leads term %2; nothing is committed yet")
                        .arg(nameOf(leader.id))
                        .arg(term.value())};
        }
        return ofCommit(leader, committed);
    }
    static Caption ofCommit(const NodeState& leader, Index committed) {
        const raft::Term entryTerm = leader.log.term(committed).value_or(leader.term);
        const raft::EntryId entry{entryTerm, committed};
        const std::vector<NodeId> holders = whoHas(leader, committed);
        if (entryTerm != leader.term || !isQuorum(leader.configuration, holders)) {
            return withIndex(
                {textOf(entry), entryTerm,
                 tr("%1 is committed, of term %2; %3 leads term %4 and has nothing of its own "
                    "committed yet")
                     .arg(committed.value())
                     .arg(entryTerm.value())
                     .arg(nameOf(leader.id))
                     .arg(leader.term.value())},
                leader.id, committed);
        }
        return withIndex({textOf(entry), entryTerm,
                          tr("%1 is on %2, term %3 is current: committed")
                              .arg(committed.value())
                              .arg(namesOf(holders))
                              .arg(entryTerm.value())},
                         leader.id, committed);
    }
    /// A leader that cuts or crashes have left without a majority.
    [[nodiscard]] std::optional<Caption> quorumLost(const NodeState& leader, Index last) const {
        std::vector<NodeId> reached{leader.id};
        for (const NodeId peer : observe::membersOf(leader.configuration)) {
            const NodeState* node = m_state.findNode(peer);
            if (peer != leader.id && node != nullptr && isRunning(*node) &&
                !isCut(m_state, {leader.id, peer}) && !isCut(m_state, {peer, leader.id})) {
                reached.push_back(peer);
            }
        }
        if (isQuorum(leader.configuration, reached)) {
            return std::nullopt;
        }
        std::sort(reached.begin(), reached.end());
        const auto voters = leader.configuration.voters.size();
        Caption caption{termChip(leader.term), leader.term, QString()};
        caption.text = last > leader.log.committed
                           ? tr("%1 leads term %2 but reaches only %3 of %4 (%5): %6 cannot commit")
                           : tr("%1 leads term %2 but reaches only %3 of %4 (%5): nothing can "
                                "commit");
        caption.text = caption.text.arg(nameOf(leader.id))
                           .arg(leader.term.value())
                           .arg(reached.size())
                           .arg(voters)
                           .arg(namesOf(reached));
        if (last > leader.log.committed) {
            caption.text = caption.text.arg(last.value());
            return withIndex(std::move(caption), leader.id, last, true);
        }
        return caption;
    }

    // --- neither

    [[nodiscard]] Caption ofNobody() const {
        const raft::ConfState& configuration = configurationOf(m_state);
        std::vector<NodeId> running;
        raft::Term term;
        for (std::size_t i = 0; i < m_state.nodeCount(); ++i) {
            const NodeState& node = m_state.nodeAt(i);
            term = std::max(term, node.term);
            if (isRunning(node) && isVoterIn(configuration, node.id)) {
                running.push_back(node.id);
            }
        }
        Caption caption{termChip(term), term, QString()};
        if (!isQuorum(configuration, running)) {
            caption.text = tr("%1 of %2 voters run: no majority, so nobody can be elected")
                               .arg(running.size())
                               .arg(configuration.voters.size());
            return caption;
        }
        caption.text = tr("Nobody leads.");
        const NodeState* next = nextToFire();
        if (next != nullptr) {
            caption.text += QStringLiteral(" ") +
                            tr("The election timer of %1 runs out next, in %2.")
                                .arg(nameOf(next->id), durationText(nanosecondsLeft(*next)));
        }
        return caption;
    }
    [[nodiscard]] std::uint64_t nanosecondsLeft(const NodeState& node) const {
        const std::uint64_t end = node.electionTimer.since.nanoseconds() +
                                  node.settings.tickNs * node.electionTimer.timeoutTicks;
        const std::uint64_t now = m_frame.moment.nanoseconds();
        // Steps of 10 ms, so that it can be read.
        constexpr std::uint64_t kStep = 10'000'000;
        return end > now ? (end - now) / kStep * kStep : 0;
    }
    [[nodiscard]] const NodeState* nextToFire() const {
        const raft::ConfState& configuration = configurationOf(m_state);
        const NodeState* next = nullptr;
        for (std::size_t i = 0; i < m_state.nodeCount(); ++i) {
            const NodeState& node = m_state.nodeAt(i);
            const bool counts = node.condition == observe::NodeCondition::Up &&
                                node.electionTimer.timeoutTicks > 0 && node.settings.tickNs > 0 &&
                                isVoterIn(configuration, node.id);
            if (counts && (next == nullptr || nanosecondsLeft(node) < nanosecondsLeft(*next))) {
                next = &node;
            }
        }
        return next;
    }

    const Frame& m_frame;
    const observe::ClusterState& m_state;
};

}  // namespace

Caption captionOf(const Frame& frame) {
    return Sentences(frame).caption();
}

QString membersText(const Frame& frame) {
    const raft::ConfState& configuration = configurationOf(frame.state);
    const auto tr = [](const char* text, int count = -1) {
        return QCoreApplication::translate("Caption", text, nullptr, count);
    };
    const int voters = static_cast<int>(configuration.voters.size());
    const int learners = static_cast<int>(configuration.learners.size());
    QStringList parts;
    parts << (voters == 1 ? tr("1 voter") : tr("%1 voters").arg(voters));
    parts << (learners == 1 ? tr("1 learner") : tr("%1 learners").arg(learners));
    if (configuration.isJoint()) {
        parts << tr("joint with %1 outgoing").arg(configuration.votersOutgoing.size());
    }
    if (frame.state.nodeCount() > 0 && frame.state.nodeAt(0).settings.tickNs > 0) {
        const observe::CoreSettings& settings = frame.state.nodeAt(0).settings;
        const double seconds = static_cast<double>(settings.tickNs) * settings.electionTicks / 1e9;
        parts << tr("election timeout %1–%2 s")
                     .arg(seconds, 0, 'f', seconds < 0.1 ? 3 : 1)
                     .arg(2.0 * seconds, 0, 'f', seconds < 0.1 ? 3 : 1);
        parts << tr("heartbeat %1").arg(durationText(settings.tickNs * settings.heartbeatTicks));
    }
    return parts.join(QStringLiteral(" · "));
}

}  // namespace quorate::gui
