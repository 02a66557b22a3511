// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "engine/observe/cluster_state.h"
#include "engine/observe/moment.h"

namespace quorate::gui {

/// What is on screen: the state of everything at one moment of a recording. Views draw a frame and
/// nothing else. A value that never changes; it may be read on any thread.
struct Frame {
    observe::ClusterState state;
    /// The moment that is shown; at the live edge it may lie behind the last event, since time goes
    /// on without any.
    observe::Moment moment;
    /// How many events had happened by then.
    std::uint64_t eventCount{0};
    /// Of the whole recording.
    observe::Moment firstMoment;
    observe::Moment lastMoment;
    std::uint64_t lastCount{0};
    /// It shows the newest moment.
    bool isLive{true};
    /// The moment is moving: the cluster runs, or the recording is played.
    bool isRunning{false};
};
using FramePtr = std::shared_ptr<const Frame>;

}  // namespace quorate::gui
