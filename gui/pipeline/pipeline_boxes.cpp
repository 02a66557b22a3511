// SPDX-License-Identifier: Apache-2.0
// What the boxes of the picture say.
#include <algorithm>
#include <map>

#include "gui/model/cluster_facts.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/pipeline/box_lines.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_source.h"

namespace quorate::gui {

namespace {

using observe::Moment;
using raft::Index;
using Source = PipelineSource;

/// Calls that are named in the box of clients.
constexpr std::size_t kCallsShown = 2;
constexpr std::uint64_t kLongWaitNs = 1'000'000'000;

// --- where clients come in

QString progressOf(const Source& source, const observe::OperationState& call) {
    if (call.outcome) {
        return Source::tr("answered · %1")
            .arg(durationText(call.answered.nanoseconds() - call.invoked.nanoseconds()));
    }
    const QString age = durationText(source.since(call.invoked));
    if (call.entry.index != kNone) {
        return Source::tr("in the log, %1 · %2").arg(textOf(call.entry), age);
    }
    if (call.readIndex != kNone) {
        return Source::tr("waits for %1 · %2").arg(call.readIndex.value()).arg(age);
    }
    if (call.queued != Moment() && source.node.role != raft::Role::Leader &&
        source.node.lead != raft::kNoNode) {
        return Source::tr("forwarded to %1 · %2").arg(nameOf(source.node.lead), age);
    }
    return call.queued == Moment() ? Source::tr("arrives · %1").arg(age)
                                   : Source::tr("waits · %1").arg(age);
}

void fillTransport(const Source& source, BoxContent& box) {
    box.title = Source::tr("KV transport");
    box.placeholder = Source::tr("what clients ask of this node appears here");
    std::vector<const observe::OperationState*> calls;
    for (const observe::OperationState& call : source.frame.state.operations()) {
        if (call.target == source.node.id) {
            calls.push_back(&call);
            if (!call.outcome) {
                ++box.depth;
                const std::uint64_t age = source.since(call.invoked);
                box.dwellNs = std::max(box.dwellNs.value_or(0), age);
            }
        }
    }
    box.isLate = box.dwellNs && *box.dwellNs > kLongWaitNs;
    box.note = box.depth == 0   ? Source::tr("no call waits")
               : box.depth == 1 ? Source::tr("1 call waits")
                                : Source::tr("%1 calls wait").arg(countText(box.depth));
    // Those that wait longest, then the latest that were answered.
    std::stable_sort(calls.begin(), calls.end(), [](const auto* a, const auto* b) {
        if (a->outcome.has_value() != b->outcome.has_value()) {
            return !a->outcome.has_value();
        }
        return a->outcome ? a->answered > b->answered : a->invoked < b->invoked;
    });
    calls.resize(std::min(calls.size(), kCallsShown));
    for (const observe::OperationState* call : calls) {
        const bool isLate = !call->outcome && source.since(call->invoked) > kLongWaitNs;
        const QString key = printable(call->key.view());
        box.lines.push_back(
            line(key.isEmpty() ? wordFor(call->kind)
                               : QStringLiteral("%1 %2").arg(wordFor(call->kind), key),
                 progressOf(source, *call), isLate ? LineTone::Late : LineTone::Plain));
    }
}

// --- the core

void fillUnstable(const Source& source, BoxContent& box) {
    const observe::LogState& log = source.node.log;
    box.title = Source::tr("unstable");
    if (!isRunning(source.node)) {
        box.lines.push_back(line(Source::tr("was in memory only"), QString(), LineTone::Quiet));
        return;
    }
    box.depth = countOf(log.unstableOffset, log.last());
    for (const observe::UnstableBatch& batch : source.pipeline.unstable) {
        box.bytes += batch.bytes;
    }
    if (!source.pipeline.unstable.empty() && box.depth > 0) {
        box.dwellNs = source.since(source.pipeline.unstable.front().since);
    }
    observe::UsualTime usual = source.pipeline.writeTime;
    usual.nanoseconds += source.pipeline.syncTime.nanoseconds;
    box.isLate = box.dwellNs && isLate(*box.dwellNs, usual);
    box.lines.push_back(line(Source::tr("entries"),
                             Source::tr("from %1").arg(indexText(log.unstableOffset)),
                             log.unstableOffset));
    // The painter puts the first entries themselves between these two.
    box.lines.push_back(line(box.depth == 0 ? Source::tr("all are stable")
                                            : QStringLiteral("%1 · %2").arg(entriesText(box.depth),
                                                                            bytesText(box.bytes)),
                             QString(), box.depth == 0 ? LineTone::Quiet : LineTone::Plain));
    if (box.dwellNs) {
        const QString age = durationText(*box.dwellNs);
        box.lines.push_back(line(source.node.runtime.logWrite
                                     ? Source::tr("being written for %1").arg(age)
                                     : Source::tr("here for %1").arg(age),
                                 QString(), box.isLate ? LineTone::Late : LineTone::Plain));
    }
    box.lines.push_back(rule());
    box.lines.push_back(lineOrNone(Source::tr("snapshot"),
                                   log.unstableSnapshot == kNone
                                       ? QString()
                                       : Source::tr("≤ %1").arg(indexText(log.unstableSnapshot)),
                                   true, log.unstableSnapshot));
    box.lines.push_back(
        line(Source::tr("next to take"), indexText(log.offsetInProgress), log.offsetInProgress));
}

QString messagesText(const Source& source, std::size_t held) {
    const observe::ReadyInWork* ready = source.ready();
    if (held > 0) {
        return held == 1 ? Source::tr("1 held") : Source::tr("%1 held").arg(held);
    }
    // One for each storage thread that has something to do is among them.
    const std::uint64_t internal = ready == nullptr ? 0
                                                    : (ready->needsWrite ? 1U : 0U) +
                                                          (ready->lastCommitted != kNone ? 1U : 0U);
    const std::uint64_t sent =
        ready == nullptr || ready->messages < internal ? 0 : ready->messages - internal;
    return sent == 0 ? QString() : Source::tr("%1 sent").arg(sent);
}

void fillReady(const Source& source, BoxContent& box) {
    const observe::ReadyInWork* ready = source.ready();
    box.title = Source::tr("Ready");
    std::size_t held = 0;
    for (const observe::WaitingMessage& message : source.pipeline.waiting) {
        held += message.isHeld ? 1 : 0;
    }
    for (const observe::ReadyInWork& each : source.pipeline.readies) {
        box.depth += each.isDone() ? 0U : 1U;
    }
    std::uint64_t reads = 0;
    Index readIndex;
    for (const observe::OperationState& call : source.frame.state.operations()) {
        if (call.target == source.node.id && call.readIndex != kNone &&
            call.completed == Moment() && !call.outcome) {
            ++reads;
            readIndex = std::max(readIndex, call.readIndex);
        }
    }
    const bool isOpen = ready != nullptr && !ready->isDone();
    if (isOpen) {
        box.dwellNs = source.since(ready->taken);
        box.bytes = ready->bytes;
    }
    box.note = ready == nullptr ? Source::tr("none yet")
                                : Source::tr("number %1").arg(countText(ready->number));
    const bool hasHardState = ready != nullptr && ready->hasHardState;
    box.lines.push_back(
        hasHardState || source.node.term == raft::Term(0)
            ? lineOrNone(Source::tr("HardState"),
                         hasHardState ? QStringLiteral("%1 · %2 · %3")
                                            .arg(source.node.term.value())
                                            .arg(nameOf(source.node.vote))
                                            .arg(indexText(source.node.log.committed))
                                      : QString(),
                         isOpen, source.node.log.committed)
            : line(Source::tr("HardState"), Source::tr("unchanged"), LineTone::Quiet));
    box.lines.push_back(
        lineOrNone(Source::tr("Entries"),
                   ready == nullptr ? QString() : rangeText(ready->firstEntry, ready->lastEntry),
                   isOpen, ready == nullptr ? kNone : ready->lastEntry));
    box.lines.push_back(lineOrNone(Source::tr("Snapshot"),
                                   ready == nullptr || ready->snapshot == kNone
                                       ? QString()
                                       : Source::tr("≤ %1").arg(indexText(ready->snapshot)),
                                   isOpen, ready == nullptr ? kNone : ready->snapshot));
    box.lines.push_back(lineOrNone(
        Source::tr("CommittedEntries"),
        ready == nullptr ? QString() : rangeText(ready->firstCommitted, ready->lastCommitted),
        isOpen, ready == nullptr ? kNone : ready->lastCommitted));
    box.lines.push_back(
        lineOrNone(Source::tr("Messages"), messagesText(source, held), isOpen || held > 0));
    box.lines.push_back(lineOrNone(
        Source::tr("ReadStates"),
        reads == 0 ? QString() : Source::tr("%1 up to %2").arg(reads).arg(indexText(readIndex)),
        true, readIndex));
}

void fillMemory(const Source& source, BoxContent& box) {
    const observe::LogState& log = source.node.log;
    const Index last = log.unstableOffset.previous();
    box.title = Source::tr("memory storage");
    box.depth = countOf(log.first(), last);
    box.lines.push_back(line(Source::tr("entries"), QString()));
    box.lines.push_back(box.depth == 0
                            ? line(Source::tr("none"), QString(), LineTone::Quiet)
                            : line(indexRange(log.first(), last), countText(box.depth), last));
    box.lines.push_back(rule());
    box.lines.push_back(line(Source::tr("snapshot"), QString()));
    box.lines.push_back(log.before.index == kNone
                            ? line(Source::tr("none"), QString(), LineTone::Quiet)
                            : line(Source::tr("≤ %1 @ t%2")
                                       .arg(indexText(log.before.index))
                                       .arg(log.before.term.value()),
                                   QString(), log.before.index));
}

// --- peers

QString linkText(std::size_t in, std::size_t out, std::size_t held) {
    QStringList parts;
    if (in > 0) {
        parts += Source::tr("in %1").arg(in);
    }
    if (out > 0) {
        parts += Source::tr("out %1").arg(out);
    }
    if (held > 0) {
        parts += Source::tr("held %1").arg(held);
    }
    return parts.isEmpty() ? Source::tr("idle") : parts.join(QStringLiteral(" · "));
}

void fillPeers(const Source& source, BoxContent& box) {
    struct Traffic {
        std::size_t in{0};
        std::size_t out{0};
        std::size_t held{0};
    };
    box.title = Source::tr("Peer transport");
    const raft::NodeId self = source.node.id;
    std::map<raft::NodeId, Traffic> peers;
    for (const raft::NodeId member : observe::membersOf(source.node.configuration)) {
        if (member != self) {
            peers[member];
        }
    }
    for (const observe::MessageInFlight& message : source.frame.state.messagesInFlight()) {
        if (message.link.from == self) {
            ++peers[message.link.to].out;
        } else if (message.link.to == self) {
            ++peers[message.link.from].in;
        } else {
            continue;
        }
        ++box.depth;
        box.dwellNs = std::max(box.dwellNs.value_or(0), source.since(message.left));
    }
    for (const observe::WaitingMessage& message : source.pipeline.waiting) {
        ++peers[message.to].held;
    }
    box.note = peers.size() == 1 ? Source::tr("1 peer") : Source::tr("%1 peers").arg(peers.size());
    for (const auto& peer : peers) {
        const Traffic& traffic = peer.second;
        const bool isIdle = traffic.in + traffic.out + traffic.held == 0;
        box.lines.push_back(line(nameOf(peer.first),
                                 linkText(traffic.in, traffic.out, traffic.held),
                                 isIdle ? LineTone::Quiet : LineTone::Plain));
    }
    box.lines.push_back(
        line(Source::tr("received %1 · sent %2")
                 .arg(countText(source.pipeline.received), countText(source.pipeline.sent)),
             QString()));
}

}  // namespace

void fillBoxes(const PipelineSource& source, PipelineContent& content) {
    const auto box = [&content](PipelineBox which) -> BoxContent& {
        return content.boxes[placeOf(which)];
    };
    fillTransport(source, box(PipelineBox::Transport));
    fillUnstable(source, box(PipelineBox::Unstable));
    fillReady(source, box(PipelineBox::Ready));
    fillMemory(source, box(PipelineBox::Memory));
    fillPeers(source, box(PipelineBox::Peers));
    fillDisk(source, content);
}

}  // namespace quorate::gui
