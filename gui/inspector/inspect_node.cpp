// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <algorithm>
#include <utility>

#include "gui/events/event_wording.h"
#include "gui/inspector/inspect.h"
#include "gui/inspector/inspect_timers.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/entry_state.h"
#include "gui/model/etcd_report.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString yesNo(bool is) {
    return is ? Texts::tr("yes") : Texts::tr("no");
}

QString key(const char* name) {
    return QString::fromLatin1(name);
}

FieldSection hardState(const observe::NodeState& node) {
    FieldSection section{key("hard"), Texts::tr("Hard state"), {}};
    FieldWriter write(section);
    write.term(key("term"), Texts::tr("Term"), node.term);
    write.node(key("vote"), Texts::tr("Vote"), node.vote).tip =
        Texts::tr("Whom it voted for in this term");
    write.index(key("commit"), Texts::tr("Commit"), node.log.committed, node.id).tip =
        Texts::tr("Up to here it knows entries to be committed");
    return section;
}

FieldSection softState(const observe::NodeState& node) {
    FieldSection section{key("soft"), Texts::tr("Soft state"), {}};
    FieldWriter write(section);
    write.text(key("role"), Texts::tr("Role"), wordFor(node.role));
    write.node(key("lead"), Texts::tr("Leader"), node.lead).tip =
        Texts::tr("Whom it believes to lead");
    if (node.leadTransferee != raft::kNoNode) {
        write.node(key("transferee"), Texts::tr("Hands over to"), node.leadTransferee);
    }
    if (!node.votes.empty()) {
        const auto granted = std::count_if(node.votes.begin(), node.votes.end(),
                                           [](const auto& vote) { return vote.granted; });
        write.text(key("tally"), Texts::tr("Votes"),
                   Texts::tr("%1 of %2")
                       .arg(granted)
                       .arg(observe::membersOf(node.configuration).size() -
                            node.configuration.learners.size()));
    }
    for (const observe::CountedVote& vote : node.votes) {
        Field& field = write.text(key("vote of ") + nameOf(vote.voter),
                                  Texts::tr("Vote of %1").arg(nameOf(vote.voter)),
                                  vote.granted ? Texts::tr("granted") : Texts::tr("refused"));
        field.nameLink = vote.voter;
    }
    return section;
}

FieldSection logOf(const observe::NodeState& node) {
    const observe::LogState& log = node.log;
    FieldSection section{key("log"), Texts::tr("Log"), {}};
    FieldWriter write(section);
    write.entry(key("before"), Texts::tr("Compacted up to"), log.before, raft::kNoNode).tip =
        Texts::tr("The last entry that only a snapshot has");
    const bool isEmpty = log.last() < log.first();
    write.index(key("first"), Texts::tr("First"), isEmpty ? raft::Index() : log.first(), node.id);
    write.entry(key("last"), Texts::tr("Last"), log.lastId(), node.id);
    write
        .index(key("stable"), Texts::tr("Stable up to"),
               raft::Index(std::max<std::uint64_t>(log.unstableOffset.value(), 1) - 1), node.id)
        .tip = Texts::tr("The end of what is on its disk");
    write.index(key("written"), Texts::tr("Being written up to"),
                raft::Index(std::max<std::uint64_t>(log.offsetInProgress.value(), 1) - 1), node.id);
    write.index(key("applying"), Texts::tr("Being applied up to"), log.applying, node.id);
    write.index(key("applied"), Texts::tr("Applied up to"), log.applied, node.id);
    if (log.unstableSnapshot.value() > 0) {
        write.number(key("unstableSnapshot"), Texts::tr("Snapshot to install"),
                     log.unstableSnapshot.value());
    }
    return section;
}

FieldSection configurationFields(const observe::NodeState& node) {
    const raft::ConfState& state = node.configuration;
    FieldSection section{key("configuration"), Texts::tr("Configuration"), {}};
    FieldWriter write(section);
    write.nodes(key("voters"), state.isJoint() ? Texts::tr("New voters") : Texts::tr("Voters"),
                state.voters);
    if (state.isJoint()) {
        write.nodes(key("outgoing"), Texts::tr("Old voters"), state.votersOutgoing).tip =
            Texts::tr("While it is joint, decisions need a majority of both (dissertation §4.3)");
        write.text(key("autoLeave"), Texts::tr("Leaves by itself"), yesNo(state.autoLeave));
    }
    write.nodes(key("learners"), Texts::tr("Learners"), state.learners);
    if (!state.learnersNext.empty()) {
        write.nodes(key("learnersNext"), Texts::tr("Learners to be"), state.learnersNext);
    }
    if (node.pendingConfIndex.value() > 0 && node.role == raft::Role::Leader) {
        write.index(key("pending"), Texts::tr("Last change at"), node.pendingConfIndex, node.id);
    }
    return section;
}

FieldSection progressFields(const observe::NodeState& leader) {
    FieldSection section{key("progress"), Texts::tr("Progress of members"), {}};
    for (const observe::PeerProgress& peer : leader.progress) {
        Field field;
        field.key = nameOf(peer.peer);
        field.name = nameOf(peer.peer);
        field.nameLink = peer.peer;
        QString state = wordFor(peer.state);
        if (peer.isPaused) {
            state = Texts::tr("%1, paused").arg(state);
        }
        if (peer.peer == leader.id) {
            state = Texts::tr("itself");
        }
        if (peer.isLearner) {
            state = Texts::tr("%1, learner").arg(state);
        }
        field.parts.push_back({state, {}, {}});
        field.parts.push_back(
            {Texts::tr("match %1").arg(countText(peer.match.value())),
             peer.match.value() > 0 ? Selected(EntryOnNode{peer.peer, peer.match}) : Selected(),
             {}});
        field.parts.push_back({Texts::tr("next %1").arg(countText(peer.next.value())), {}, {}});
        if (peer.peer != leader.id && peer.state == raft::ProgressState::Replicate) {
            field.parts.push_back({Texts::tr("in flight %1/%2")
                                       .arg(peer.inflights.size())
                                       .arg(leader.settings.maxInflightMessages),
                                   {},
                                   {}});
        } else if (peer.state == raft::ProgressState::Snapshot) {
            field.parts.push_back(
                {Texts::tr("waits for %1").arg(countText(peer.pendingSnapshot.value())), {}, {}});
        }
        field.number = peer.match.value();
        field.tip = Texts::tr("%1. In flight: %2. Heard of lately: %3.")
                        .arg(field.text(), bytesText(peer.inflightBytes()),
                             yesNo(peer.isRecentlyActive || peer.peer == leader.id));
        section.fields.push_back(std::move(field));
    }
    return section;
}

FieldSection settingsFields(const observe::NodeState& node) {
    const observe::CoreSettings& settings = node.settings;
    FieldSection section{key("settings"), Texts::tr("Settings"), {}};
    FieldWriter write(section);
    write.text(key("election"), Texts::tr("Election timeout"),
               Texts::tr("%1 ticks or more").arg(settings.electionTicks));
    write.text(key("heartbeat"), Texts::tr("Heartbeat"),
               Texts::tr("every %1 ticks").arg(settings.heartbeatTicks));
    if (settings.tickNs > 0) {
        write.text(key("tick"), Texts::tr("Tick"), durationText(settings.tickNs));
    }
    write.text(key("preVote"), Texts::tr("Pre-vote"), yesNo(settings.preVote));
    write.text(key("checkQuorum"), Texts::tr("Checks its quorum"), yesNo(settings.checkQuorum));
    write.text(key("inflight"), Texts::tr("In flight at most"),
               settings.maxInflightBytes == raft::kNoLimit
                   ? Texts::tr("%1 messages").arg(settings.maxInflightMessages)
                   : Texts::tr("%1 messages, %2")
                         .arg(settings.maxInflightMessages)
                         .arg(bytesText(settings.maxInflightBytes)));
    return section;
}

/// What is broken on purpose at the node.
FieldSection faultFields(const observe::ClusterState& state, const observe::NodeState& node) {
    FieldSection section{key("faults"), Texts::tr("Faults"), {}};
    FieldWriter write(section);
    for (const observe::ActiveFault& fault : state.faults()) {
        if (std::find(fault.nodes.begin(), fault.nodes.end(), node.id) != fault.nodes.end()) {
            Field& field =
                write.text(QString::number(fault.fault),
                           Texts::tr("since %1").arg(textOf(fault.since)), faultText(fault.kind));
            field.parts.back().link = fault.event;
            field.isSentence = true;
        }
    }
    return section;
}

QString workText(const std::optional<observe::EntryWork>& work, const Frame& frame) {
    if (!work) {
        return QStringLiteral("–");
    }
    const std::uint64_t now = frame.moment.nanoseconds();
    const std::uint64_t since = work->since.nanoseconds();
    const QString age = durationText(now > since ? now - since : 0);
    if (work->first.value() == 0) {
        return Texts::tr("for %1").arg(age);
    }
    return work->bytes == 0
               ? Texts::tr("%1, for %2").arg(indexRange(work->first, work->last), age)
               : Texts::tr("%1, %2, for %3")
                     .arg(indexRange(work->first, work->last), bytesText(work->bytes), age);
}

FieldSection runtimeFields(const Frame& frame, const observe::NodeState& node) {
    const observe::RuntimeState& runtime = node.runtime;
    FieldSection section{key("runtime"), Texts::tr("Runtime"), {}};
    FieldWriter write(section);
    Field& condition =
        write.text(key("condition"), Texts::tr("Condition"), wordFor(node.condition));
    if (node.condition == observe::NodeCondition::Failed) {
        condition.isProblem = true;
        write.text(key("failure"), Texts::tr("Failure"), QString::fromStdString(node.failure))
            .isProblem = true;
    }
    write.text(key("incarnation"), Texts::tr("Incarnation"), QString::number(node.incarnation, 16))
        .tip = Texts::tr("Another one after every start");
    write.number(key("proposals"), Texts::tr("Proposals waiting"), runtime.queuedProposals);
    write.number(key("reads"), Texts::tr("Reads waiting"), runtime.queuedReads);
    write.text(key("logWrite"), Texts::tr("Log write"), workText(runtime.logWrite, frame))
        .isFlowing = true;
    write.text(key("apply"), Texts::tr("Applying"), workText(runtime.apply, frame)).isFlowing =
        true;
    if (runtime.snapshotBeingMade) {
        write.entry(key("making"), Texts::tr("Snapshot being made"), *runtime.snapshotBeingMade,
                    raft::kNoNode);
    }
    write.entry(key("snapshot"), Texts::tr("Snapshot"), runtime.snapshot, raft::kNoNode);
    write.index(key("storeApplied"), Texts::tr("Store has up to"), runtime.storeApplied, node.id);
    write.number(key("revision"), Texts::tr("Store revision"), runtime.storeRevision);
    write.text(key("hash"), Texts::tr("Hash of the state"),
               QString::number(runtime.stateHash, 16).rightJustified(16, u'0'));
    return section;
}

/// What it has to wait for before it may be answered.
QString waitText(const observe::OperationState& read, const observe::NodeState& node) {
    if (read.readIndex.value() == 0) {
        return Texts::tr("waits for an index to read at");
    }
    return Texts::tr("may be answered at %1, applied %2")
        .arg(countText(read.readIndex.value()), countText(node.log.applied.value()));
}

/// The read queue: what clients asked, and the node has not answered yet, the oldest first.
FieldSection readFields(const Frame& frame, const observe::NodeState& node) {
    constexpr std::size_t kMost = 32;
    FieldSection section{key("readQueue"), Texts::tr("Reads waiting"), {}};
    FieldWriter write(section);
    std::uint64_t more = 0;
    for (const observe::OperationState& operation : frame.state.operations()) {
        const bool isQueued =
            operation.queued.nanoseconds() > 0 && operation.completed.nanoseconds() == 0;
        if (!isRead(operation.kind) || !isQueued || operation.outcome ||
            operation.target != node.id) {
            continue;
        }
        if (section.fields.size() >= kMost) {
            ++more;
            continue;
        }
        Field& field = write.text(
            QString::number(operation.id.value()),
            QStringLiteral("%1 %2").arg(wordFor(operation.kind), printable(operation.key.view())),
            waitText(operation, node));
        field.nameLink = operation.id;
        field.tip = Texts::tr("Operation %1, since %2")
                        .arg(operation.id.value())
                        .arg(textOf(operation.queued));
        // Each is there for a moment only: that it is new says nothing.
        field.isFlowing = true;
    }
    if (more > 0) {
        write.number(key("more"), Texts::tr("More"), more).isFlowing = true;
    }
    return section;
}

/// Of one that tells no events: what it says, and nothing else.
std::vector<FieldSection> toldSections(const observe::NodeState& node,
                                       const observe::NodeReport& report) {
    FieldSection raft{key("soft"), Texts::tr("What it says of Raft"), {}};
    FieldWriter write(raft);
    write.term(key("term"), Texts::tr("Term"), node.term);
    write.text(key("role"), Texts::tr("Role"), wordFor(node.role));
    write.node(key("lead"), Texts::tr("Leader"), node.lead);
    write.number(key("commit"), Texts::tr("Commit"), node.log.committed.value());
    write.number(key("applied"), Texts::tr("Applied up to"), node.log.applied.value());
    write.text(key("condition"), Texts::tr("Condition"), wordFor(node.condition));
    FieldSection itself{key("report"), Texts::tr("What it says of itself"), {}};
    FieldWriter writeTold(itself);
    for (const observe::ReportField& field : report.fields) {
        QString name = QString::fromStdString(field.name);
        const QString told = QString::fromStdString(field.value);
        QString value = told;
        const auto number = etcd_report::numberIn(report, field.name);
        if (number && name.endsWith(QLatin1String(" ns"))) {
            name.chop(3);
            value = durationText(*number);
        } else if (number && name.startsWith(QLatin1String("db "))) {
            value = bytesText(*number);
        }
        writeTold.text(QString::fromStdString(field.name), name, value).tip = told;
    }
    FieldSection hidden{key("hidden"), Texts::tr("Not exposed"), {}};
    FieldWriter writeHidden(hidden);
    writeHidden
        .text(key("hidden"), Texts::tr("etcd"),
              Texts::tr("does not expose its log, votes, timers, messages and what it believes of "
                        "its peers"))
        .isSentence = true;
    return {std::move(raft), configurationFields(node), std::move(itself), std::move(hidden)};
}

/// Everything of a node that does not depend on what the leader has.
std::vector<FieldSection> sectionsOf(const Frame& frame, const observe::NodeState& node) {
    if (const observe::NodeReport* report = frame.state.findReport(node.id)) {
        return toldSections(node, *report);
    }
    std::vector<FieldSection> sections;
    sections.push_back(hardState(node));
    sections.push_back(softState(node));
    sections.push_back(logOf(node));
    if (node.role == raft::Role::Leader) {
        sections.push_back(progressFields(node));
    }
    sections.push_back(configurationFields(node));
    sections.push_back(timerFields(frame, node));
    sections.push_back(runtimeFields(frame, node));
    sections.push_back(settingsFields(node));
    if (isRunning(node)) {
        if (FieldSection reads = readFields(frame, node); !reads.fields.empty()) {
            sections.push_back(std::move(reads));
        }
    }
    if (FieldSection faults = faultFields(frame.state, node); !faults.fields.empty()) {
        sections.push_back(std::move(faults));
    }
    return sections;
}

/// Those whose difference means that a node is behind, or believes something else.
bool isComparable(const FieldSection& section, const Field& field, const observe::NodeState& node,
                  const observe::NodeState& leader) {
    if (section.key == key("hard")) {
        return field.key != key("vote");
    }
    if (section.key == key("log")) {
        return field.key == key("last") || field.key == key("stable") ||
               field.key == key("applied");
    }
    if (section.key == key("runtime")) {
        // Hashes are of one index only.
        return field.key == key("storeApplied") || field.key == key("revision") ||
               (field.key == key("hash") &&
                node.runtime.storeApplied == leader.runtime.storeApplied);
    }
    return section.key == key("configuration") || field.key == key("lead");
}

/// From where on its log has other entries than that of the leader.
void showConflict(Inspection& inspection, const observe::NodeState& node,
                  const observe::NodeState& leader) {
    const auto conflict = firstConflict(node.log, leader.log);
    if (!conflict) {
        return;
    }
    for (FieldSection& section : inspection.sections) {
        if (section.key == key("log")) {
            Field& field = FieldWriter(section).index(key("conflict"), Texts::tr("Conflicts from"),
                                                      *conflict, node.id);
            field.isProblem = true;
            field.tip = Texts::tr("From here on its entries are others than those of the leader");
        }
    }
}

/// How many fields differ from those of the leader; each says so.
int compare(Inspection& inspection, const Frame& frame, const observe::NodeState& node,
            const observe::NodeState& leader) {
    int count = 0;
    Inspection other;
    other.sections = sectionsOf(frame, leader);
    for (FieldSection& section : inspection.sections) {
        for (Field& field : section.fields) {
            const Field* its = other.find(section.key, field.key);
            if (its != nullptr && isComparable(section, field, node, leader) &&
                its->text() != field.text()) {
                field.leaderHas = Texts::tr("leader %1: %2").arg(nameOf(leader.id), its->text());
                ++count;
            }
        }
    }
    return count;
}

}  // namespace

Inspection inspectNode(const Frame& frame, raft::NodeId id) {
    Inspection inspection;
    inspection.title = nameOf(id);
    const observe::NodeState* node = frame.state.findNode(id);
    if (node == nullptr) {
        inspection.subtitle = Texts::tr("not there yet at this moment");
        return inspection;
    }
    inspection.subtitle = stateName(*node);
    if (node->term.value() > 0) {
        inspection.term = node->term;
    }
    inspection.sections = sectionsOf(frame, *node);
    const observe::NodeState* leader = leaderOf(frame.state);
    if (leader != nullptr && leader->id != id) {
        showConflict(inspection, *node, *leader);
        const int count = compare(inspection, frame, *node, *leader);
        if (count > 0) {
            inspection.subtitle = Texts::tr("%1 · %2 differences from the leader %3")
                                      .arg(inspection.subtitle)
                                      .arg(count)
                                      .arg(nameOf(leader->id));
        }
    }
    return inspection;
}

}  // namespace quorate::gui
