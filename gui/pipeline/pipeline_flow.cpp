// SPDX-License-Identifier: Apache-2.0
// What moves in the picture: the steps of a Ready, tokens on the edges, and what the padlock keeps.
#include <algorithm>

#include "gui/model/cluster_facts.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/pipeline/edge_points.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_source.h"

namespace quorate::gui {

namespace {

using observe::Moment;
using observe::ReadyInWork;
using raft::Index;
using Source = PipelineSource;

constexpr Index kNone{0};
constexpr std::size_t kTokensPerEdge = 3;
/// Of the time on a link, what is seen at either end of it.
constexpr double kSeenOfLink = 0.3;
/// Where what is held waits, on the way to the padlock.
constexpr double kHeldAt = 0.1;

std::uint64_t between(Moment from, Moment to) {
    return to > from ? to.nanoseconds() - from.nanoseconds() : 0;
}

// --- steps

StepContent doneIn(const QString& name, Moment from, Moment to) {
    StepContent step{StepState::Done, name, {}, false};
    if (from != Moment() && to > from) {
        step.time = durationText(between(from, to));
    }
    return step;
}
StepContent nowSince(const Source& source, const QString& name, Moment from,
                     const observe::UsualTime& usual) {
    const std::uint64_t taken = source.since(from);
    return {StepState::Current, name, durationText(taken), isLate(taken, usual)};
}

StepContent stepOfWrite(const Source& source, const ReadyInWork& ready) {
    const QString name = Source::tr("write");
    if (!ready.needsWrite) {
        return {StepState::NotNeeded, name, {}, false};
    }
    if (ready.writeStarted == Moment()) {
        return {StepState::Current, name, Source::tr("waits"), false};
    }
    if (ready.syncStarted != Moment() || ready.written != Moment()) {
        return doneIn(name, ready.writeStarted,
                      ready.syncStarted != Moment() ? ready.syncStarted : ready.written);
    }
    return nowSince(source, name, ready.writeStarted, source.pipeline.writeTime);
}

StepContent stepOfSync(const Source& source, const ReadyInWork& ready) {
    const QString name = Source::tr("fsync");
    if (!ready.needsWrite || !ready.mustSync) {
        return {StepState::NotNeeded, name, {}, false};
    }
    if (ready.written != Moment()) {
        return doneIn(name, ready.syncStarted, ready.written);
    }
    if (ready.syncStarted == Moment()) {
        return {StepState::ToCome, name, {}, false};
    }
    return nowSince(source, name, ready.syncStarted, source.pipeline.syncTime);
}

StepContent stepOfSend(const Source& source, const ReadyInWork& ready) {
    const QString name = Source::tr("send");
    const auto& waiting = source.pipeline.waiting;
    const bool waits = std::any_of(waiting.begin(), waiting.end(), [&ready](const auto& message) {
        return message.ready != 0 && message.ready <= ready.number;
    });
    if (waits) {
        const bool isBehindSync = ready.needsWrite && ready.written == Moment();
        return {isBehindSync ? StepState::ToCome : StepState::Current, name, {}, false};
    }
    const std::uint64_t internal =
        (ready.needsWrite ? 1U : 0U) + (ready.lastCommitted != kNone ? 1U : 0U);
    // One of the responses tells the core itself that its entries are stable.
    const bool hasAny = ready.messages > internal || ready.responses > 1;
    return {hasAny ? StepState::Done : StepState::NotNeeded, name, {}, false};
}

StepContent stepOfApply(const Source& source, const ReadyInWork& ready) {
    const QString name = Source::tr("apply");
    if (ready.lastCommitted == kNone) {
        return {StepState::NotNeeded, name, {}, false};
    }
    if (ready.applied != Moment()) {
        return doneIn(name, ready.applyStarted, ready.applied);
    }
    if (ready.applyStarted == Moment()) {
        return {StepState::ToCome, name, {}, false};
    }
    return nowSince(source, name, ready.applyStarted, source.pipeline.applyTime);
}

void fillSteps(const Source& source, PipelineContent& content) {
    const std::array<QString, kPipelineSteps> names{Source::tr("take"),  Source::tr("write"),
                                                    Source::tr("fsync"), Source::tr("send"),
                                                    Source::tr("apply"), Source::tr("advance")};
    for (std::size_t i = 0; i < kPipelineSteps; ++i) {
        content.steps[i] = {StepState::ToCome, names[i], {}, false};
    }
    const ReadyInWork* ready = source.ready();
    if (ready == nullptr) {
        content.ready = Source::tr("No Ready yet");
        return;
    }
    content.ready = Source::tr("Ready %1").arg(countText(ready->number));
    content.readyNote = Source::tr("in its true order");
    const auto step = [&content](PipelineStep which) -> StepContent& {
        return content.steps[placeOf(which)];
    };
    step(PipelineStep::Take).state = StepState::Done;
    step(PipelineStep::Write) = stepOfWrite(source, *ready);
    step(PipelineStep::Sync) = stepOfSync(source, *ready);
    step(PipelineStep::Send) = stepOfSend(source, *ready);
    step(PipelineStep::Apply) = stepOfApply(source, *ready);
    step(PipelineStep::Advance).state = ready->isDone() ? StepState::Done : StepState::ToCome;
}

// --- tokens

/// How far something is that usually takes so long; it waits before the end.
double partOf(std::uint64_t taken, const observe::UsualTime& usual) {
    constexpr std::uint64_t kUnknown = 5'000'000;
    const std::uint64_t whole =
        usual.count == 0 ? kUnknown : std::max<std::uint64_t>(usual.nanoseconds, 1);
    return std::min(1.0, static_cast<double>(taken) / static_cast<double>(whole));
}

class Tokens {
public:
    Tokens(const Source& source, PipelineContent& content) : m_source(source), m_content(content) {}

    void fill() {
        ofClients();
        ofTaking();
        ofWriting();
        ofSnapshots();
        ofApplying();
        ofPeers();
    }

private:
    [[nodiscard]] raft::Term termOf(Index index) const {
        return m_source.node.log.term(index).value_or(raft::Term(0));
    }
    [[nodiscard]] QString textOf(Index first, Index last) const {
        return QStringLiteral("%1/%2").arg(termOf(last).value()).arg(indexRange(first, last));
    }
    bool add(PipelineToken token) {
        std::size_t& count = m_counts[placeOf(token.edge)];
        m_content.edges[placeOf(token.edge)].isActive = true;
        if (count >= kTokensPerEdge) {
            return false;
        }
        ++count;
        m_content.tokens.push_back(std::move(token));
        return true;
    }
    void addEntries(PipelineEdge edge, Index first, Index last, double at, bool isHatched) {
        if (first != kNone && first <= last) {
            add({edge, at, textOf(first, last), termOf(last), isHatched, {}, false, first, last});
        }
    }

    /// Calls that the core has not taken in.
    void ofClients() {
        for (const observe::OperationState& call : m_source.frame.state.operations()) {
            if (call.target != m_source.node.id || call.outcome || call.entry.index != kNone ||
                call.readIndex != kNone || call.completed != Moment()) {
                continue;
            }
            const PipelineEdge edge = call.kind == observe::OperationKind::Membership
                                          ? PipelineEdge::ConfChange
                                      : isRead(call.kind) ? PipelineEdge::ReadIndex
                                                          : PipelineEdge::Propose;
            add({edge,
                 call.queued == Moment() ? 0.35 : 0.75,
                 wordFor(call.kind),
                 raft::Term(0),
                 false,
                 {},
                 false});
        }
    }

    void ofTaking() {
        if (!isRunning(m_source.node)) {
            return;
        }
        const observe::LogState& log = m_source.node.log;
        if (log.last() >= log.offsetInProgress) {
            addEntries(PipelineEdge::Take, log.offsetInProgress, log.last(), 0.4, true);
        }
        Index shown = log.unstableOffset;
        for (std::size_t i = 0; i < 2 && shown <= log.last(); ++i, shown = shown.next()) {
            m_content.unstable.push_back({PipelineEdge::Take,
                                          0.0,
                                          textOf(shown, shown),
                                          termOf(shown),
                                          true,
                                          {},
                                          false,
                                          shown,
                                          shown});
        }
        const ReadyInWork* ready = m_source.ready();
        const bool isOpen = ready != nullptr && !ready->isDone();
        m_content.edges[placeOf(PipelineEdge::Advance)].isActive =
            isOpen && ready->needsWrite && ready->written != Moment();
        m_content.edges[placeOf(PipelineEdge::Take)].isActive =
            m_content.edges[placeOf(PipelineEdge::Take)].isActive || isOpen;
    }

    void ofWriting() {
        const auto& write = m_source.node.runtime.logWrite;
        const ReadyInWork* ready = m_source.writing();
        if (write) {
            const bool isSyncing = ready != nullptr && ready->syncStarted != Moment();
            const double at =
                isSyncing ? 1.0 : partOf(m_source.since(write->since), m_source.pipeline.writeTime);
            m_content.edges[placeOf(PipelineEdge::Release)].isActive = isSyncing;
            if (write->first == kNone) {
                add({PipelineEdge::Persist,
                     at,
                     Source::tr("HardState"),
                     m_source.node.term,
                     true,
                     {},
                     false});
            } else if (write->first == write->last) {
                addEntries(PipelineEdge::Persist, write->first, write->last, at, true);
            } else if (write->first.next() == write->last) {
                addEntries(PipelineEdge::Persist, write->first, write->first, at, true);
                addEntries(PipelineEdge::Persist, write->last, write->last, at, true);
            } else {
                addEntries(PipelineEdge::Persist, write->first, write->last, at, true);
            }
        }
        // What gathers for the next write.
        Index first;
        Index last;
        for (const ReadyInWork& each : m_source.pipeline.readies) {
            if (each.needsWrite && each.writeStarted == Moment() && each.firstEntry != kNone) {
                first = first == kNone ? each.firstEntry : first;
                last = each.lastEntry;
            }
        }
        addEntries(PipelineEdge::Persist, first, last, 0.0, true);
    }

    void ofSnapshots() {
        const observe::PipelineState& pipeline = m_source.pipeline;
        const auto& made = m_source.node.runtime.snapshotBeingMade;
        const double part = partOf(m_source.since(pipeline.snapshotSince), pipeline.snapshotTime);
        if (made) {
            add({PipelineEdge::Trigger,
                 part,
                 Source::tr("≤ %1").arg(indexText(made->index)),
                 made->term,
                 true,
                 {},
                 false});
        }
        if (const Index loaded = m_source.node.log.unstableSnapshot; loaded != kNone) {
            add({PipelineEdge::Load,
                 part,
                 Source::tr("≤ %1").arg(indexText(loaded)),
                 m_source.node.log.before.term,
                 true,
                 {},
                 false});
            m_content.edges[placeOf(PipelineEdge::PersistSnapshot)].isActive = true;
        }
    }

    void ofApplying() {
        if (const auto& apply = m_source.node.runtime.apply) {
            addEntries(PipelineEdge::Apply, apply->first, apply->last,
                       partOf(m_source.since(apply->since), m_source.pipeline.applyTime), false);
        }
    }

    void ofPeers() {
        for (const observe::WaitingMessage& message : m_source.pipeline.waiting) {
            if (!message.isHeld) {
                continue;
            }
            ++m_content.held;
            if (m_content.held == 1) {
                m_content.heldText = heldText(message);
                add({PipelineEdge::Send,
                     kHeldAt,
                     {},
                     message.term,
                     false,
                     message.type,
                     message.reject,
                     kNone,
                     kNone,
                     observe::MessageKey{message.sent, 0}});
            }
        }
        if (m_content.held > 1) {
            m_content.heldText =
                Source::tr("%1 and %2 more, held").arg(m_content.heldText).arg(m_content.held - 1);
        } else if (m_content.held == 1) {
            m_content.heldText = Source::tr("%1, held").arg(m_content.heldText);
        }
        for (const observe::MessageInFlight& message : m_source.frame.state.messagesInFlight()) {
            travel(message);
        }
    }
    [[nodiscard]] static QString heldText(const observe::WaitingMessage& message) {
        return message.type == raft::MessageType::AppResp
                   ? (message.reject ? Source::tr("reject to %1").arg(nameOf(message.to))
                                     : Source::tr("ack %1 to %2")
                                           .arg(indexText(message.index), nameOf(message.to)))
                   : Source::tr("%1 to %2").arg(wordFor(message.type), nameOf(message.to));
    }
    void travel(const observe::MessageInFlight& message) {
        const bool isOut = message.link.from == m_source.node.id;
        if (!isOut && message.link.to != m_source.node.id) {
            return;
        }
        const std::uint64_t whole = between(message.left, message.due);
        const std::uint64_t taken = m_source.since(message.left);
        const double part =
            whole == 0 ? (isOut ? 1.0 : 0.0)
                       : std::min(1.0, static_cast<double>(taken) / static_cast<double>(whole));
        PipelineToken token;
        token.term = message.term;
        token.message = message.type;
        token.isRejection = message.reject;
        token.key = message.key;
        if (message.entries.first != kNone) {
            const raft::EntryId last = message.entries.last;
            token.text = QStringLiteral("%1/%2")
                             .arg(last.term.value())
                             .arg(indexRange(message.entries.first, last.index));
            token.term = last.term;
            token.first = message.entries.first;
            token.last = last.index;
            token.message.reset();
        }
        if (isOut && part < kSeenOfLink) {
            token.edge = PipelineEdge::Send;
            token.at = 1.0 + part / kSeenOfLink;
            add(token);
        } else if (!isOut && part > 1.0 - kSeenOfLink) {
            token.edge = PipelineEdge::Process;
            token.at = (part - (1.0 - kSeenOfLink)) / kSeenOfLink;
            add(token);
        }
    }

    const Source& m_source;
    PipelineContent& m_content;
    std::array<std::size_t, kPipelineEdges> m_counts{};
};

}  // namespace

void fillFlow(const PipelineSource& source, PipelineContent& content) {
    fillSteps(source, content);
    Tokens(source, content).fill();
    for (const observe::ActiveFault& fault : source.frame.state.faults()) {
        const auto at = pointFaultOf(fault);
        if (at && at->node == source.node.id) {
            content.marks.push_back({edgeOf(at->point), at->act, at->fault, textOf(*at)});
        }
    }
}

}  // namespace quorate::gui
