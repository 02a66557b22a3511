// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/sabotage.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"
#include "engine/stage/event_fan.h"
#include "engine/stage/links.h"
#include "engine/stage/pace.h"
#include "engine/stage/stage_ports.h"
#include "engine/stage/stage_watcher.h"

namespace quorate::stage {

class ClientDesk;

/// What random numbers on a Stage are for. Each has its own stream of the one seed, so that what
/// one draws never shifts what another one draws.
enum class Purpose : std::uint64_t {
    Links = 1,
    Disks,    ///< how long disk work takes
    Crashes,  ///< what a crash leaves
    Cores,    ///< election timeouts
    Making,   ///< of directories
    Clients,
    Faults,
    Plan,
};

inline Random randomFor(std::uint64_t seed, Purpose purpose) {
    return Random(seed).split(static_cast<std::uint64_t>(purpose));
}

/// One life of one node.
struct LifeOf {
    raft::NodeId node;
    std::uint32_t number{0};
};

/// What the nodes of a Stage share. Belongs to the Stage and outlives its nodes.
struct StageContext {
    Agenda& agenda;
    EventFan& events;
    Links& links;
    DiskBay& disks;
    ClientDesk& desk;
    /// Of a node whose clock is right.
    Nanoseconds tickNs;
    Random diskRandom;
    Random crashRandom;
    Random coreRandom;
    Random makingRandom;
    std::vector<StageWatcher*> watchers;
    Pace defaultPace;
    /// See StageOptions.
    bool tellsLogSync{false};
    /// Of nodes that have one of their own, by id.
    std::vector<std::optional<Pace>> paces;
    /// Of all nodes, which look at it when a rule would apply.
    raft::Sabotage sabotage;

    [[nodiscard]] const Pace& paceOf(raft::NodeId node) const noexcept {
        const std::size_t place = node.value();
        return place < paces.size() && paces[place] ? *paces[place] : defaultPace;
    }
    [[nodiscard]] Moment now() const noexcept { return agenda.now(); }
    raft::EventId tell(raft::NodeId node, raft::EventId cause, observe::Body body) {
        return events.observe({agenda.now(), node, raft::Term(0), cause, std::move(body)});
    }
};

}  // namespace quorate::stage
