// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/pipeline_state.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"
#include "gui/model/frame.h"
#include "gui/pipeline/disk_look.h"
#include "gui/pipeline/pipeline_item.h"
#include "gui/session/command.h"

/// What the picture of a node's inside says at a frame: a pure function of it, without widgets.
namespace quorate::gui {

enum class LineTone : std::uint8_t {
    Plain,
    Strong,  ///< part of the Ready in work
    Quiet,   ///< nothing there
    Late,    ///< a stage that is stuck
    Rule,    ///< no text: a line between two parts
};
struct PipelineLine {
    QString label;
    QString value;
    LineTone tone{LineTone::Plain};
    /// The entry of this node that it names by its index alone, or the last one; index 0 for none.
    raft::Index entry{};
    friend bool operator==(const PipelineLine&, const PipelineLine&) = default;
};

/// Something of the size of an entry that lies in a box or moves along an edge.
struct PipelineToken {
    PipelineEdge edge{PipelineEdge::Persist};
    /// Of the way, 0 to 1; of what is sent, 1 at the padlock, and from there to 2.
    double at{0.0};
    QString text;
    raft::Term term;
    bool isHatched{false};  ///< not durable
    /// A message without entries is drawn as its glyph.
    std::optional<raft::MessageType> message;
    bool isRejection{false};
    /// The entries that it is or carries; index 0 for none.
    raft::Index first{};
    raft::Index last{};
    /// The message that it is, on its way.
    std::optional<observe::MessageKey> key{};
    friend bool operator==(const PipelineToken&, const PipelineToken&) = default;
};

struct BoxContent {
    QString title;
    QString note;  ///< beside the title
    std::vector<PipelineLine> lines;
    QString placeholder;     ///< where there are no lines
    std::uint64_t depth{0};  ///< how many things are in it
    std::uint64_t bytes{0};  ///< as far as is known
    /// How long the oldest of them is there.
    std::optional<std::uint64_t> dwellNs;
    bool isLate{false};
    friend bool operator==(const BoxContent&, const BoxContent&) = default;
};

enum class StepState : std::uint8_t { ToCome, Current, Done, NotNeeded };
struct StepContent {
    StepState state{StepState::ToCome};
    QString name;
    QString time;  ///< that it took, or takes so far
    bool isLate{false};
    friend bool operator==(const StepContent&, const StepContent&) = default;
};

struct EdgeContent {
    QString name;
    bool isActive{false};  ///< something is on it
    friend bool operator==(const EdgeContent&, const EdgeContent&) = default;
};

/// Something that is broken on purpose on an edge.
struct PipelineMark {
    PipelineEdge edge{PipelineEdge::Persist};
    PointAct act{PointAct::Stop};
    std::uint64_t fault{0};
    QString text;
    friend bool operator==(const PipelineMark&, const PipelineMark&) = default;
};

/// What the log's disk has, on a scale from 0 to 1 of the log in memory.
struct DurableBar {
    double durable{0.0};
    double written{0.0};  ///< handed to the disk, at or behind `durable`
    friend bool operator==(const DurableBar&, const DurableBar&) = default;
};

struct PipelineContent {
    raft::NodeId node;
    QString title;      ///< "n5 · follower of n2 · term 12"
    QString ready;      ///< "Ready 2931"
    QString readyNote;  ///< "in its true order"
    QString coreTitle;
    QString timer;  ///< of the core
    QString diskTitle;
    QString notice;  ///< of a node that does not run: why
    bool isRunning{false};
    raft::Term term;
    std::array<BoxContent, kPipelineBoxes> boxes;
    std::array<EdgeContent, kPipelineEdges> edges;
    std::array<StepContent, kPipelineSteps> steps;
    std::vector<PipelineToken> tokens;
    /// In the unstable log.
    std::vector<PipelineToken> unstable;
    std::vector<PipelineMark> marks;
    DurableBar bar;
    /// Messages that may not leave before the sync, of which the first is named.
    std::size_t held{0};
    QString heldText;
    /// A sync is waited for: its title and what is known of it; empty while none is.
    QString syncTitle;
    QString syncText;
    bool isSyncLate{false};

    [[nodiscard]] const BoxContent& box(PipelineBox which) const { return boxes[placeOf(which)]; }
    [[nodiscard]] const EdgeContent& edge(PipelineEdge which) const {
        return edges[placeOf(which)];
    }
    [[nodiscard]] const StepContent& step(PipelineStep which) const {
        return steps[placeOf(which)];
    }
    friend bool operator==(const PipelineContent&, const PipelineContent&) = default;
};

/// Of a node that is in the frame; empty for any other. `disk` is what was seen of its disk last,
/// and may be null.
PipelineContent pipelineOf(const Frame& frame, raft::NodeId node, const DiskSeen* disk = nullptr);

/// What an item is and says, in one sentence or two: for tool tips and those who do not see it.
QString describe(const PipelineContent& content, const PipelineItem& item);

}  // namespace quorate::gui
