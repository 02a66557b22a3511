// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/observe/recorder.h"
#include "engine/observe/recording.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/stage.h"
#include "gui/model/frame.h"
#include "network/loopback_wire.h"

namespace quorate::tests {

/// A cluster on virtual time that is recorded: what views are tested with, without a session, a
/// thread or a file. Whatever is done to the Stage is in the next frame.
class StageFilm {
public:
    /// `config` is that of every node. A tick takes 50 ms, whatever nodes are told of that.
    explicit StageFilm(std::size_t nodes, std::uint64_t seed = 1,
                       const node::NodeConfig& config = {});

    [[nodiscard]] stage::Stage& stage() noexcept { return m_stage; }
    /// All that happened so far is in it.
    [[nodiscard]] const observe::Recording& recording();
    /// Runs until somebody leads (which it must within 20 seconds), and gives its id.
    raft::NodeId elect();
    /// Asks the leader, and runs until it is answered or `patience` is over.
    void put(const std::string& key, const std::string& value);

    /// Now, as the live edge.
    [[nodiscard]] gui::FramePtr frame();
    /// A moment of the past.
    [[nodiscard]] gui::FramePtr frameAt(observe::Moment moment);

private:
    stage::MemoryDisks m_disks{1};
    network::LoopbackWire m_wire;
    observe::Recorder m_recorder;
    observe::Recording m_recording;
    stage::Stage m_stage;
};

}  // namespace quorate::tests
