// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QString>

#include <algorithm>
#include <cstdint>

#include "engine/observe/cluster_state.h"
#include "engine/observe/node_state.h"
#include "engine/observe/pipeline_state.h"
#include "gui/model/frame.h"
#include "gui/pipeline/disk_look.h"

namespace quorate::gui {

struct PipelineContent;

/// What a picture of one node is made from, and the words for it.
struct PipelineSource {
    Q_DECLARE_TR_FUNCTIONS(Pipeline)

public:
    const Frame& frame;
    const observe::NodeState& node;
    const observe::PipelineState& pipeline;
    /// Null where its disk was not looked at.
    const DiskSeen* disk{nullptr};

    [[nodiscard]] std::uint64_t since(observe::Moment moment) const noexcept {
        const std::uint64_t now = frame.moment.nanoseconds();
        return now - std::min(now, moment.nanoseconds());
    }
    /// The Ready whose steps are shown: the oldest that is not done, or the last one. Null without
    /// any.
    [[nodiscard]] const observe::ReadyInWork* ready() const noexcept;
    /// Its log is being written, and it is not known whether that is done.
    [[nodiscard]] const observe::ReadyInWork* writing() const noexcept;
};

/// Whether work that usually takes `usual` is late after so long. What is not known yet has a
/// twentieth of a second.
bool isLate(std::uint64_t takenNs, const observe::UsualTime& usual) noexcept;

void fillBoxes(const PipelineSource& source, PipelineContent& content);
void fillDisk(const PipelineSource& source, PipelineContent& content);
/// Steps, tokens, and what the padlock keeps.
void fillFlow(const PipelineSource& source, PipelineContent& content);

}  // namespace quorate::gui
