// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/observe/operator_events.h"
#include "engine/stage/disk_trouble.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// Makes trouble on a Stage, of the kinds, as often and for as long as a plan says, drawn from its
/// own generator: the chaos of simulations and of whoever else wants some. What it breaks it mends.
///
/// To be added to the Stage's watchers. Both the Stage and the plan outlive the schedule, which
/// outlives whatever the Stage still does.
class FaultSchedule final : public StageWatcher {
public:
    /// `disks`: those that the Stage stands on; null where they cannot be made to fail. What it
    /// breaks is numbered from `firstFault` on.
    FaultSchedule(Stage& stage, const SimulationPlan& plan, Random random,
                  DiskTrouble* disks = nullptr, std::uint64_t firstFault = 1)
        : m_stage(stage),
          m_plan(plan),
          m_faults(plan.faults),
          m_disks(disks),
          m_random(random),
          m_lastNumber(firstFault - 1) {}

    /// The links become what the plan has; the first trouble comes after a while.
    void begin();
    /// To be called after everything that happens on the Stage: who lost its power by itself gets
    /// it back.
    void proceed() {
        if (!m_fallen.empty()) {
            pickUp();
        }
    }
    /// Everything is mended, and nothing breaks any more: all nodes run, clocks and disks are
    /// right, links carry what they are given.
    void end();

    /// How often what happened.
    [[nodiscard]] const PerFault<std::uint64_t>& counts() const noexcept { return m_counts; }
    /// Nodes whose disks were emptied.
    [[nodiscard]] const std::vector<raft::NodeId>& wiped() const noexcept { return m_wiped; }

    /// What disks were made to do, if that is why a node stopped by itself, or could not start. It
    /// is started again, and must come up once its disk works.
    [[nodiscard]] std::optional<DiskTrouble::Blame> blameFor(const Error& reason) const {
        return m_disks != nullptr ? m_disks->blameFor(reason) : std::nullopt;
    }

    void crashed(raft::NodeId node, std::optional<CrashPoint> point) override;
    void failed(raft::NodeId node, const Error& reason) override;
    void refusedToStart(raft::NodeId node, const Error& reason) override;

private:
    /// Something that is broken now, and ends.
    struct Trouble {
        std::uint64_t number{0};
        FaultClass what{FaultClass::Crash};
        raft::NodeId node;
    };

    void again();
    void act();
    void make(FaultClass fault);
    // fault_schedule.cpp: nodes
    void crash();
    void crashAll();
    void takeDown(StageNode& node, bool inOrder);
    void armCrash();
    void pause();
    void drift();
    void slowDisk();
    void timers();
    void wipe();
    void pickUp();
    // fault_links.cpp
    void partition();
    void oneWay();
    void badLink(FaultClass fault);
    // fault_disks.cpp
    void diskErrors();
    void diskFull();
    void diskCrash();
    void diskDamage();
    void diskLies();
    void makeIll(FaultClass what, observe::FaultKind kind, raft::NodeId node,
                 const DiskIllness& illness);
    void cure(raft::NodeId node);

    StageNode& anyNode();
    StageNode* interestingNode();
    void begin(FaultClass what, observe::FaultKind kind, std::vector<raft::NodeId> nodes);
    void started(FaultClass what, observe::FaultKind kind, std::vector<raft::NodeId> nodes);
    void endAfter(Nanoseconds time, std::uint64_t number);
    void endTrouble(std::uint64_t number);
    void mend(const Trouble& trouble);
    void startAgain(raft::NodeId node);

    Stage& m_stage;
    const SimulationPlan& m_plan;
    const FaultPlan& m_faults;
    DiskTrouble* m_disks;
    Random m_random;
    bool m_isOver{false};
    std::uint64_t m_lastNumber;
    std::vector<Trouble> m_troubles;
    /// The one cut of the network that there is; 0 for none.
    std::uint64_t m_cut{0};
    std::vector<Link> m_badLinks;
    /// Who went down by itself, and is to be picked up; what that counts as.
    struct Fallen {
        raft::NodeId node;
        std::optional<FaultClass> as;
    };
    std::vector<Fallen> m_fallen;
    std::vector<raft::NodeId> m_wiped;
    bool m_isCrashing{false};
    PerFault<std::uint64_t> m_counts;
};

}  // namespace quorate::stage
