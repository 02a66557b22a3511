// SPDX-License-Identifier: Apache-2.0
// What happens inside a core.
#include <QStringList>

#include "gui/events/event_sentence.h"
#include "gui/events/event_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace trace = raft::trace;

QString EventSentence::who() const {
    return nameOf(event.node);
}

QString EventSentence::number(std::uint64_t value) {
    return QString::number(value);
}

QString EventSentence::operator()(const observe::MessageReceived& body) const {
    return tr("%1 received %2 from %3")
        .arg(who(), sayingOf(body.message), nameOf(body.message.from));
}

QString EventSentence::operator()(const observe::MessageSent& body) const {
    const QString saying = sayingOf(body.message);
    const QString to = nameOf(body.message.to);
    return body.held
               ? tr("%1 has %2 for %3, which waits until the log is on disk").arg(who(), saying, to)
               : tr("%1 sent %2 to %3").arg(who(), saying, to);
}

QString EventSentence::operator()(const observe::MessageIgnored& body) const {
    const QString what = wordFor(body.type);
    const QString from = nameOf(body.from);
    switch (body.reason) {
    case trace::IgnoredBecause::OldTerm:
        return tr("%1 ignored the %2 of %3: term %4 has passed")
            .arg(who(), what, from, number(body.term));
    case trace::IgnoredBecause::NotForThisRole:
        return tr("%1 ignored the %2 of %3: it is not for its role").arg(who(), what, from);
    case trace::IgnoredBecause::NoLeader:
        return tr("%1 ignored the %2 of %3: it knows no leader").arg(who(), what, from);
    case trace::IgnoredBecause::NoProgress:
        return tr("%1 ignored the %2 of %3: that is no member").arg(who(), what, from);
    case trace::IgnoredBecause::Stale:
        return tr("%1 ignored the %2 of %3: it is out of date").arg(who(), what, from);
    }
    return {};
}

QString EventSentence::operator()(const trace::TimerFired& body) const {
    switch (body.timer) {
    case trace::Timer::Election:
        return tr("%1’s election timer ran out").arg(who());
    case trace::Timer::Heartbeat:
        return tr("%1’s next heartbeat is due").arg(who());
    case trace::Timer::CheckQuorum:
        return tr("%1 checks whether it still hears of a quorum").arg(who());
    }
    return {};
}

QString EventSentence::operator()(const trace::Proposed& body) const {
    return tr("%1 was given %2 to propose, %3")
        .arg(who(), entriesText(body.count), bytesText(body.bytes));
}

QString EventSentence::operator()(const trace::Requested& body) const {
    const QString about = nameOf(body.about);
    switch (body.request) {
    case trace::Request::Campaign:
        return tr("%1 was asked to campaign").arg(who());
    case trace::Request::TransferLeader:
        return tr("%1 was asked to make %2 the leader").arg(who(), about);
    case trace::Request::ForgetLeader:
        return tr("%1 was asked to forget its leader").arg(who());
    case trace::Request::ReadIndex:
        return tr("%1 was asked for a read index").arg(who());
    case trace::Request::ReportUnreachable:
        return tr("%1 heard from its transport that %2 cannot be reached").arg(who(), about);
    case trace::Request::ReportSnapshotArrived:
        return tr("%1 heard from its transport that %2 has the snapshot").arg(who(), about);
    case trace::Request::ReportSnapshotFailed:
        return tr("%1 heard from its transport that the snapshot did not reach %2")
            .arg(who(), about);
    case trace::Request::ApplyConfChange:
        return tr("%1 applies a configuration change").arg(who());
    }
    return {};
}

QString EventSentence::operator()(const trace::ReadyTaken& body) const {
    QStringList work;
    if (body.snapshot.value() > 0) {
        work << tr("store the snapshot up to %1").arg(number(body.snapshot));
    }
    if (body.firstEntry.value() > 0) {
        work << tr("write %1").arg(indexRange(body.firstEntry, body.lastEntry));
    }
    if (body.firstCommitted.value() > 0) {
        work << tr("apply %1").arg(indexRange(body.firstCommitted, body.lastCommitted));
    }
    if (body.messages == 1) {
        work << tr("send a message");
    } else if (body.messages > 1) {
        work << tr("send %1 messages").arg(number(body.messages));
    }
    if (work.isEmpty()) {
        return tr("%1 has new state to take in").arg(who());
    }
    return tr("%1 is to %2").arg(who(), work.join(QStringLiteral(", ")));
}

QString EventSentence::operator()(const trace::Advanced& /*body*/) const {
    return tr("%1 has done what it was to do").arg(who());
}

QString EventSentence::operator()(const trace::ElectionTimeoutDrawn& body) const {
    return tr("%1 wound its election timer up to %2 ticks").arg(who(), number(body.ticks));
}

QString EventSentence::operator()(const trace::TermChanged& body) const {
    return tr("%1 went from term %2 to term %3").arg(who(), number(body.from), number(body.to));
}

QString EventSentence::operator()(const trace::RoleChanged& body) const {
    const QString term = number(event.term);
    switch (body.to) {
    case raft::Role::Follower:
        return tr("%1 became a follower in term %2").arg(who(), term);
    case raft::Role::PreCandidate:
        return tr("%1 became a pre-candidate in term %2").arg(who(), term);
    case raft::Role::Candidate:
        return tr("%1 became a candidate in term %2").arg(who(), term);
    case raft::Role::Leader:
        return tr("%1 became the leader of term %2").arg(who(), term);
    }
    return {};
}

QString EventSentence::operator()(const trace::LeaderChanged& body) const {
    if (body.to == raft::kNoNode) {
        return tr("%1 knows no leader any more, it was %2").arg(who(), nameOf(body.from));
    }
    if (body.to == event.node) {
        return tr("%1 leads in term %2").arg(who(), number(event.term));
    }
    return tr("%1 follows %2 in term %3").arg(who(), nameOf(body.to), number(event.term));
}

QString EventSentence::operator()(const trace::CampaignStarted& body) const {
    switch (body.kind) {
    case trace::CampaignKind::PreElection:
        return tr("%1 asks whether it could win term %2").arg(who(), number(body.term));
    case trace::CampaignKind::Election:
        return tr("%1 campaigns for term %2").arg(who(), number(body.term));
    case trace::CampaignKind::Transfer:
        return tr("%1 campaigns for term %2 because its leader told it to")
            .arg(who(), number(body.term));
    }
    return {};
}

QString EventSentence::operator()(const trace::CampaignHeldBack& body) const {
    switch (body.reason) {
    case trace::HoldBack::AlreadyLeader:
        return tr("%1 does not campaign: it leads already").arg(who());
    case trace::HoldBack::NotPromotable:
        return tr("%1 does not campaign: it is no voter, or waits for a snapshot").arg(who());
    case trace::HoldBack::UnappliedConfChange:
        return tr("%1 does not campaign: a committed configuration change is not applied yet")
            .arg(who());
    case trace::HoldBack::TermsExhausted:
        return tr("%1 does not campaign: there is no higher term").arg(who());
    }
    return {};
}

QString EventSentence::operator()(const trace::VoteDecided& body) const {
    const QString candidate = nameOf(body.candidate);
    const QString term = number(body.term);
    if (body.reason == trace::VoteReason::Granted) {
        return body.preVote
                   ? tr("%1 would vote for %2 in term %3").arg(who(), candidate, term)
                   : tr("%1 granted its vote to %2 in term %3").arg(who(), candidate, term);
    }
    QString why;
    switch (body.reason) {
    case trace::VoteReason::Granted:
        break;
    case trace::VoteReason::VotedForAnother:
        why = tr("it has voted for another (§5.2)");
        break;
    case trace::VoteReason::LeaderKnown:
        why = tr("that term has a leader");
        break;
    case trace::VoteReason::LogNotUpToDate:
        why = tr("%1’s last entry is %2, its own %3 (§5.4.1)")
                  .arg(candidate, textOf(body.candidateLast), textOf(body.ownLast));
        break;
    case trace::VoteReason::LeaderHeard:
        why = tr("it has heard of its leader just now (§6)");
        break;
    case trace::VoteReason::OldTerm:
        why = tr("that term has passed");
        break;
    }
    return body.preVote
               ? tr("%1 would not vote for %2 in term %3: %4").arg(who(), candidate, term, why)
               : tr("%1 refused its vote to %2 in term %3: %4").arg(who(), candidate, term, why);
}

QString EventSentence::operator()(const trace::VoteCounted& body) const {
    QString sentence;
    const QString voter = nameOf(body.voter);
    if (body.preVote) {
        sentence = body.granted ? tr("%1 counted %2’s pre-vote").arg(who(), voter)
                                : tr("%1 counted %2’s refusal of a pre-vote").arg(who(), voter);
    } else {
        sentence = body.granted ? tr("%1 counted %2’s vote").arg(who(), voter)
                                : tr("%1 counted %2’s refusal").arg(who(), voter);
    }
    switch (body.result) {
    case raft::VoteResult::Won:
        return tr("%1: that is a majority").arg(sentence);
    case raft::VoteResult::Lost:
        return tr("%1: no majority is left").arg(sentence);
    default:
        return sentence;
    }
}

QString EventSentence::operator()(const trace::QuorumLost& /*body*/) const {
    return tr("%1 has not heard of a quorum for an election timeout and steps down").arg(who());
}

QString EventSentence::operator()(const trace::LeaderTransfer& body) const {
    const QString to = nameOf(body.to);
    switch (body.step) {
    case trace::TransferStep::Started:
        return tr("%1 begins to hand leadership over to %2").arg(who(), to);
    case trace::TransferStep::TimeoutNowSent:
        return tr("%1 told %2 to campaign at once").arg(who(), to);
    case trace::TransferStep::Aborted:
        return tr("%1 gave up handing leadership over to %2").arg(who(), to);
    }
    return {};
}

QString EventSentence::operator()(const observe::EntriesAppended& body) const {
    if (body.entries.empty()) {
        return tr("%1 appended nothing").arg(who());
    }
    const raft::Term term = body.entries.runs().back().term;
    const raft::Index last(body.entries.end().value() - 1);
    return body.entries.entryCount() == 1
               ? tr("%1 appended entry %2").arg(who(), textOf({term, last}))
               : tr("%1 appended entries %2 of term %3")
                     .arg(who(), indexRange(body.entries.first(), last), number(term));
}

QString EventSentence::operator()(const trace::LogTruncated& body) const {
    return tr("%1 removed %2 from its log: the leader’s differ (§5.3)")
        .arg(who(), indexRange(body.from, body.oldLast));
}

QString EventSentence::operator()(const trace::AppendRejected& body) const {
    return tr("%1 refused an append of %2: it has no %3, and offers %4")
        .arg(who(), nameOf(body.leader), textOf(body.previous), textOf(body.hint));
}

QString EventSentence::operator()(const trace::Backtracked& body) const {
    return tr("%1 goes back with %2: %3 was refused, %4 is next")
        .arg(who(), nameOf(body.peer), number(body.rejected), number(body.next));
}

QString EventSentence::operator()(const trace::CommitAdvanced& body) const {
    if (body.quorum.empty()) {
        return tr("%1 learned that entries up to %2 are committed").arg(who(), number(body.to));
    }
    return tr("%1 committed %2: it is on %3, and term %4 is current")
        .arg(who(), number(body.to), listOf(body.quorum), number(event.term));
}

QString EventSentence::operator()(const trace::ProgressChanged& body) const {
    const QString peer = nameOf(body.peer);
    switch (body.to) {
    case raft::ProgressState::Probe:
        return tr("%1 probes where %2’s log agrees, from %3 on")
            .arg(who(), peer, number(body.next));
    case raft::ProgressState::Replicate:
        return tr("%1 replicates to %2 from %3 on").arg(who(), peer, number(body.next));
    case raft::ProgressState::Snapshot:
        return tr("%1 sends %2 a snapshot instead of entries").arg(who(), peer);
    }
    return {};
}

QString EventSentence::operator()(const trace::MatchAdvanced& body) const {
    return tr("%1 knows that %2 has entries up to %3")
        .arg(who(), nameOf(body.peer), number(body.match));
}

QString EventSentence::operator()(const trace::Stable& body) const {
    return tr("%1’s log is on disk up to %2").arg(who(), textOf(body.last));
}

QString EventSentence::operator()(const trace::Applied& body) const {
    return tr("%1 has applied entries up to %2").arg(who(), number(body.index));
}

QString EventSentence::operator()(const trace::ProposalRefused& body) const {
    return tr("%1 did not take a proposal: %2").arg(who(), reasonText(body.code));
}

QString EventSentence::operator()(const trace::SnapshotEvent& body) const {
    const QString covers = textOf({body.term, body.index});
    switch (body.step) {
    case trace::SnapshotStep::Sent:
        return tr("%1 sends its snapshot up to %2 to %3").arg(who(), covers, nameOf(body.peer));
    case trace::SnapshotStep::Restored:
        return tr("%1 takes over the snapshot up to %2").arg(who(), covers);
    case trace::SnapshotStep::IgnoredOld:
        return tr("%1 ignored the snapshot up to %2: it has all of that").arg(who(), covers);
    case trace::SnapshotStep::IgnoredNotMember:
        return tr("%1 ignored the snapshot up to %2: it is no member there").arg(who(), covers);
    case trace::SnapshotStep::FastForwarded:
        return tr("%1 has all of the snapshot up to %2, which moves its commit index only")
            .arg(who(), covers);
    case trace::SnapshotStep::Installed:
        return tr("%1’s snapshot up to %2 is in its place").arg(who(), number(body.index));
    }
    return {};
}

QString EventSentence::operator()(const trace::ConfigurationChanged& body) const {
    QString members = body.state.isJoint()
                          ? tr("%1 and %2 at once")
                                .arg(groupOf(body.state.voters), groupOf(body.state.votersOutgoing))
                          : listOf(body.state.voters);
    if (!body.state.learners.empty()) {
        members = tr("%1, learning %2").arg(members, listOf(body.state.learners));
    }
    return tr("%1’s configuration: voting %2").arg(who(), members);
}

QString EventSentence::operator()(const trace::ConfChangeReplaced& body) const {
    return tr("%1 put an empty entry at %2 in the place of a configuration change: %3")
        .arg(who(), number(body.index), reasonText(body.code));
}

QString EventSentence::operator()(const trace::ReadEvent& body) const {
    switch (body.step) {
    case trace::ReadStep::Postponed:
        return tr("%1 lets a read wait until an entry of its term is committed").arg(who());
    case trace::ReadStep::Waiting:
        return tr("%1 asks a quorum whether it still leads, for a read at %2")
            .arg(who(), number(body.index));
    case trace::ReadStep::Confirmed:
        return tr("%1 knows that a read at %2 is up to date").arg(who(), number(body.index));
    case trace::ReadStep::Forwarded:
        return tr("%1 asks its leader for a read index").arg(who());
    case trace::ReadStep::Refused:
        return tr("%1 cannot give a read index: it knows no leader").arg(who());
    }
    return {};
}

QString EventSentence::operator()(const observe::CoreFailed& body) const {
    return tr("%1’s core stopped: %2").arg(who(), QString::fromStdString(body.reason));
}

}  // namespace quorate::gui
