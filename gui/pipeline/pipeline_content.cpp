// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_content.h"

#include <QStringList>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/pipeline/edge_points.h"
#include "gui/pipeline/pipeline_source.h"

namespace quorate::gui {

namespace {

using observe::NodeCondition;
using Source = PipelineSource;

QString titleOf(const observe::NodeState& node) {
    const QString name = nameOf(node.id);
    const QString term = Source::tr("term %1").arg(node.term.value());
    if (node.condition == NodeCondition::Up && node.role == raft::Role::Follower &&
        node.lead != raft::kNoNode) {
        return Source::tr("%1 · follower of %2 · %3").arg(name, nameOf(node.lead), term);
    }
    return Source::tr("%1 · %2 · %3").arg(name, stateName(node), term);
}

QString noticeOf(const observe::NodeState& node) {
    switch (node.condition) {
    case NodeCondition::Paused:
        return Source::tr("%1 is paused: nothing moves until it goes on.").arg(nameOf(node.id));
    case NodeCondition::Down:
        return Source::tr(
                   "%1 is down. What only memory held is gone; the disk has what is durable.")
            .arg(nameOf(node.id));
    case NodeCondition::Failed:
        return Source::tr("%1 stopped by itself: %2").arg(nameOf(node.id), printable(node.failure));
    case NodeCondition::Unknown:
        return Source::tr("Nothing was heard of %1 yet.").arg(nameOf(node.id));
    case NodeCondition::Unreachable:
        return Source::tr("%1 cannot be reached: this is the last that was seen of it.")
            .arg(nameOf(node.id));
    case NodeCondition::Up:
        break;
    }
    return {};
}

QString timerOf(const Source& source) {
    const observe::NodeState& node = source.node;
    const std::uint64_t whole = node.electionTimer.timeoutTicks * node.settings.tickNs;
    if (node.condition != NodeCondition::Up || whole == 0) {
        return {};
    }
    const std::uint64_t passed = std::min(whole, source.since(node.electionTimer.since));
    const QString left = durationText(whole - passed);
    return node.role == raft::Role::Leader
               ? Source::tr("checks its quorum in %1").arg(left)
               : Source::tr("election timer %1 left of %2").arg(left, durationText(whole));
}

void nameEdges(PipelineContent& content) {
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        content.edges[i].name = nameOf(static_cast<PipelineEdge>(i));
    }
}

QString describe(const BoxContent& box) {
    QStringList parts{box.note.isEmpty() ? box.title
                                         : QStringLiteral("%1, %2").arg(box.title, box.note)};
    for (const PipelineLine& line : box.lines) {
        if (line.tone != LineTone::Rule) {
            parts += line.value.isEmpty()   ? line.label
                     : line.label.isEmpty() ? line.value
                                            : QStringLiteral("%1: %2").arg(line.label, line.value);
        }
    }
    if (box.dwellNs) {
        parts += Source::tr("the oldest is here for %1").arg(durationText(*box.dwellNs));
    }
    return parts.join(QStringLiteral("; "));
}

QString meaningOf(PipelineEdge edge) {
    switch (edge) {
    case PipelineEdge::Propose:
        return Source::tr("Commands of clients enter the core.");
    case PipelineEdge::ConfChange:
        return Source::tr("Changes of members enter the core.");
    case PipelineEdge::ReadIndex:
        return Source::tr("Reads ask up to which index they must wait.");
    case PipelineEdge::Process:
        return Source::tr("Messages of peers enter the core.");
    case PipelineEdge::Take:
        return Source::tr("The core hands out what is to be done, as a Ready.");
    case PipelineEdge::Advance:
        return Source::tr("The core hears that a Ready is done.");
    case PipelineEdge::Send:
        return Source::tr(
            "Messages leave. Votes and acknowledgements wait behind the padlock until what they "
            "promise is on the disk.");
    case PipelineEdge::Persist:
        return Source::tr("Entries and HardState are written to the log.");
    case PipelineEdge::Release:
        return Source::tr("The fsync opens the padlock.");
    case PipelineEdge::PersistSnapshot:
        return Source::tr("A snapshot of a peer is written to a file.");
    case PipelineEdge::Apply:
        return Source::tr("Committed entries reach the state machine.");
    case PipelineEdge::Trigger:
        return Source::tr("The state becomes a snapshot, so that the log can be cut.");
    case PipelineEdge::Load:
        return Source::tr("A snapshot takes the place of log and state.");
    }
    return {};
}

QString wordFor(StepState state) {
    switch (state) {
    case StepState::ToCome:
        return Source::tr("to come");
    case StepState::Current:
        return Source::tr("now");
    case StepState::Done:
        return Source::tr("done");
    case StepState::NotNeeded:
        return Source::tr("not needed");
    }
    return {};
}

}  // namespace

bool isLate(std::uint64_t takenNs, const observe::UsualTime& usual) noexcept {
    constexpr std::uint64_t kUnknown = 50'000'000;
    constexpr std::uint64_t kLeast = 1'000'000;
    return takenNs > (usual.count == 0 ? kUnknown : std::max(kLeast, 2 * usual.nanoseconds));
}

const observe::ReadyInWork* PipelineSource::ready() const noexcept {
    for (const observe::ReadyInWork& ready : pipeline.readies) {
        if (!ready.isDone()) {
            return &ready;
        }
    }
    return pipeline.readies.empty() ? nullptr : &pipeline.readies.back();
}

const observe::ReadyInWork* PipelineSource::writing() const noexcept {
    for (const observe::ReadyInWork& ready : pipeline.readies) {
        if (ready.writeStarted != observe::Moment() && ready.written == observe::Moment()) {
            return &ready;
        }
    }
    return nullptr;
}

PipelineContent pipelineOf(const Frame& frame, raft::NodeId node, const DiskSeen* disk) {
    PipelineContent content;
    nameEdges(content);
    const observe::NodeState* state = frame.state.findNode(node);
    const observe::PipelineState* pipeline = frame.state.findPipeline(node);
    if (state == nullptr || pipeline == nullptr) {
        return content;
    }
    const PipelineSource source{frame, *state, *pipeline, disk};
    content.node = node;
    content.title = titleOf(*state);
    content.notice = noticeOf(*state);
    content.coreTitle = PipelineSource::tr("Raft model");
    content.timer = timerOf(source);
    content.diskTitle = PipelineSource::tr("Disk");
    content.term = state->term;
    content.isRunning = state->condition == NodeCondition::Up;
    fillBoxes(source, content);
    fillFlow(source, content);
    return content;
}

QString describe(const PipelineContent& content, const PipelineItem& item) {
    if (const auto* box = std::get_if<PipelineBox>(&item)) {
        return describe(content.box(*box));
    }
    if (const auto* edge = std::get_if<PipelineEdge>(&item)) {
        const QString text =
            QStringLiteral("%1: %2").arg(content.edge(*edge).name, meaningOf(*edge));
        QStringList parts{text};
        if (*edge == PipelineEdge::Send && content.held > 0) {
            parts += content.heldText;
        }
        for (const PipelineMark& mark : content.marks) {
            if (mark.edge == *edge) {
                parts += mark.text;
            }
        }
        return parts.join(QStringLiteral(" "));
    }
    if (const auto* step = std::get_if<PipelineStep>(&item)) {
        const StepContent& what = content.step(*step);
        return Source::tr("step %1, %2: %3")
            .arg(placeOf(*step) + 1)
            .arg(what.name, what.time.isEmpty()
                                ? wordFor(what.state)
                                : QStringLiteral("%1, %2").arg(wordFor(what.state), what.time));
    }
    return content.title;
}

}  // namespace quorate::gui
