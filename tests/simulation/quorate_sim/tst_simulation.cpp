// SPDX-License-Identifier: Apache-2.0
// The parts of a simulation of clusters, each by itself.
#include <QTest>

#include <map>
#include <set>
#include <vector>

#include "engine/observe/event_text.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/simulation/convergence.h"
#include "engine/stage/simulation/coverage_counter.h"
#include "engine/stage/simulation/fault_schedule.h"
#include "engine/stage/simulation/simulation.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/simulation/workload.h"
#include "network/loopback_wire.h"

using namespace quorate;
using namespace quorate::stage;

namespace {

SimulationPlan planOf(std::uint64_t seed, Profile profile = Profile::Swarm) {
    PlanOptions options;
    options.seed = seed;
    options.profile = profile;
    return drawPlan(options);
}

/// A Stage with three members.
struct SmallStage {
    explicit SmallStage(const SimulationPlan& plan) : stage(plan.stage, disks, wire) {}

    bool begin() {
        node::Membership members;
        for (std::uint64_t id = 1; id <= 3; ++id) {
            members.confState.voters.emplace_back(id);
        }
        return stage.begin(members).has_value();
    }
    bool findLeader() {
        return stage.runUntil([this] { return stage.leader() != nullptr; },
                              after(stage.now(), 60 * kSecond));
    }

    MemoryDisks disks{1};
    network::LoopbackWire wire;
    Stage stage;
};

/// Sees to it that a client's name stands for a sequence of operations.
class SequenceCheck final : public ClientListener {
public:
    void invoked(OperationId /*id*/, const ClientRequest& request, Moment /*now*/) override {
        overlaps += m_open.count(request.client) + m_over.count(request.client);
        m_open.insert(request.client);
        ++asked;
    }
    void answered(OperationId /*id*/, const ClientRequest& request, const ClientAnswer& answer,
                  Moment /*now*/) override {
        m_open.erase(request.client);
        if (answer.outcome == Outcome::Unknown) {
            m_over.insert(request.client);
            ++unknown;
        }
    }

    std::size_t asked{0};
    std::size_t unknown{0};
    std::size_t overlaps{0};

private:
    std::set<std::uint64_t> m_open;
    std::set<std::uint64_t> m_over;
};

}  // namespace

class SimulationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPlanIsDrawnFromItsSeedAlone();
    void eachClassOfFaultsIsOffInHalfOfThePlans();
    void plansWithLeasesLeaveOutWhatLeasesDoNotStand();
    void aClientsNameIsASequenceOfOperations();
    void whatBreaksIsMendedInTheEnd();
    void aClusterAtRestIsToldFromOneThatIsNot();
    void aMissingLeaderIsTold();
    void theSamePlanGivesTheSameRun();
    void wipedDisksAreRefusedAndNothingIsWrong();
    void eventsAreShownWithAllTheirFields();
};

void SimulationTest::aPlanIsDrawnFromItsSeedAlone() {
    const SimulationPlan first = planOf(17);
    const SimulationPlan second = planOf(17);
    QCOMPARE(second.members, first.members);
    QCOMPARE(second.stage.tickNs, first.stage.tickNs);
    QCOMPARE(second.clients.think.max, first.clients.think.max);
    QVERIFY(planOf(18).stage.tickNs != first.stage.tickNs);
}

void SimulationTest::eachClassOfFaultsIsOffInHalfOfThePlans() {
    constexpr int kPlans = 400;
    std::map<FaultClass, int> on;
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 1; seed <= kPlans; ++seed) {
        const SimulationPlan plan = planOf(seed);
        sizes.insert(plan.members);
        QVERIFY(plan.clients.count >= 1 && plan.clients.count <= 20);
        QVERIFY(plan.stage.node.snapshotEntries >= 5 && plan.stage.node.snapshotEntries <= 50);
        for (std::size_t i = 0; i < kFirstDiskFault; ++i) {
            on[static_cast<FaultClass>(i)] += plan.faults.isOn[static_cast<FaultClass>(i)] ? 1 : 0;
        }
    }
    QCOMPARE(sizes, (std::set<std::size_t>{1, 2, 3, 4, 5, 6, 7}));
    for (const auto& [fault, count] : on) {
        const bool isRare = fault == FaultClass::Pause;  // leases do not stand it
        const int least = isRare ? kPlans / 5 : fault == FaultClass::Wipe ? 0 : kPlans * 2 / 5;
        const int most = fault == FaultClass::Wipe ? 0 : kPlans * 3 / 5;
        QVERIFY2(count >= least && count <= most, toString(fault).data());
    }
}

void SimulationTest::plansWithLeasesLeaveOutWhatLeasesDoNotStand() {
    int withLeases = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const SimulationPlan plan = planOf(seed);
        if (plan.stage.node.raft.readOnlyOption == raft::ReadOnlyOption::LeaseBased) {
            ++withLeases;
            QVERIFY(!plan.faults.isOn[FaultClass::Pause]);
            QVERIFY(plan.faults.maxDrift < 50'000);
        }
    }
    QVERIFY(withLeases > 10);
}

void SimulationTest::aClientsNameIsASequenceOfOperations() {
    SimulationPlan plan = planOf(5, Profile::Steady);
    plan.faults.isOn[FaultClass::CrashPoint] = true;
    plan.faults.interval = {kSecond, 5 * kSecond};
    SmallStage small(plan);
    SequenceCheck check;
    Workload workload(small.stage, plan.clients, Random(1));
    FaultSchedule faults(small.stage, plan, Random(2));
    small.stage.add(check);
    small.stage.add(workload);
    small.stage.add(faults);
    QVERIFY(small.begin());
    workload.begin();
    faults.begin();
    while (small.stage.now() < Moment(120 * kSecond)) {
        small.stage.step();
        workload.proceed();
        faults.proceed();
    }
    QVERIFY(check.asked > 500);
    QVERIFY(check.unknown > 0);
    QCOMPARE(check.overlaps, std::size_t{0});
}

void SimulationTest::whatBreaksIsMendedInTheEnd() {
    SimulationPlan plan = planOf(9);
    for (std::size_t i = 0; i < kFaultClassCount; ++i) {
        const auto fault = static_cast<FaultClass>(i);
        plan.faults.isOn[fault] = fault != FaultClass::Wipe;
    }
    plan.faults.interval = {50 * kMillisecond, 300 * kMillisecond};
    plan.faults.length = {10 * kSecond, 100 * kSecond};
    SmallStage small(plan);
    FaultSchedule faults(small.stage, plan, Random(3));
    small.stage.add(faults);
    QVERIFY(small.begin());
    faults.begin();
    while (small.stage.now() < Moment(30 * kSecond)) {
        small.stage.step();
        faults.proceed();
    }
    std::uint64_t kinds = 0;
    for (std::size_t i = 0; i < kFaultClassCount; ++i) {
        kinds += faults.counts()[static_cast<FaultClass>(i)] > 0 ? 1U : 0U;
    }
    QVERIFY(kinds > 8);
    faults.end();
    QCOMPARE(small.stage.links().cutCount(), std::size_t{0});
    for (const auto& node : small.stage.nodes()) {
        QCOMPARE(node->condition(), NodeLife::Up);
    }
    // Nothing breaks any more, and what was planned to end later ends nothing.
    const auto lives = small.stage.nodes().front()->life();
    small.stage.runFor(200 * kSecond);
    QCOMPARE(small.stage.nodes().front()->life(), lives);
}

void SimulationTest::aClusterAtRestIsToldFromOneThatIsNot() {
    const SimulationPlan plan = planOf(1, Profile::Steady);
    SmallStage small(plan);
    QVERIFY(small.begin());
    QVERIFY(small.findLeader());
    small.stage.runFor(2 * kSecond);
    Convergence rests(small.stage, small.stage.now(), {10 * kSecond, 20 * kSecond});
    QVERIFY(rests.isOver());
    QVERIFY(!rests.missing());
    QVERIFY(rests.difference().empty());

    ClientRequest put;
    put.target = small.stage.leader()->id();
    put.what = kv::Command(kv::PutRequest{Bytes::copyOf("key"), Bytes::copyOf("value"), {}});
    small.stage.ask(put);
    Convergence waits(small.stage, small.stage.now(), {10 * kSecond, 20 * kSecond});
    QVERIFY(!waits.isOver());
    small.stage.runFor(5 * kSecond);
    QVERIFY(waits.isOver());
    QVERIFY(!waits.missing());

    const raft::NodeId down(small.stage.leader()->id() == raft::NodeId(1) ? 2 : 1);
    QVERIFY(small.stage.crash(down));
    Convergence lacks(small.stage, small.stage.now(), {10 * kSecond, 20 * kSecond});
    small.stage.runFor(21 * kSecond);
    QVERIFY(lacks.isOver());
    QVERIFY(lacks.missing());
    QCOMPARE(lacks.missing()->rule, std::string("ReplicasEqual"));
}

void SimulationTest::aMissingLeaderIsTold() {
    const SimulationPlan plan = planOf(1, Profile::Steady);
    SmallStage small(plan);
    QVERIFY(small.begin());
    QVERIFY(small.findLeader());
    small.stage.partition({{raft::NodeId(1)}, {raft::NodeId(2)}, {raft::NodeId(3)}});
    small.stage.runFor(10 * kSecond);
    Convergence lacks(small.stage, small.stage.now(), {10 * kSecond, 20 * kSecond});
    QVERIFY(!lacks.isOver());
    small.stage.runFor(11 * kSecond);
    QVERIFY(lacks.isOver());
    QCOMPARE(lacks.missing()->rule, std::string("LeaderFound"));
    QCOMPARE(lacks.stranded(), Convergence::Stranded::No);
}

void SimulationTest::theSamePlanGivesTheSameRun() {
    const auto run = [](std::uint64_t seed) {
        MemoryDisks disks(1);
        network::LoopbackWire wire;
        Simulation simulation(planOf(seed), disks, wire);
        return simulation.run();
    };
    const RunResult first = run(23);
    const RunResult second = run(23);
    QVERIFY(!first.failure);
    QCOMPARE(second.events, first.events);
    QCOMPARE(second.steps, first.steps);
    QCOMPARE(second.done, first.done);
    QVERIFY(run(24).events != first.events);
}

void SimulationTest::wipedDisksAreRefusedAndNothingIsWrong() {
    std::uint64_t wipes = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        MemoryDisks disks(1);
        network::LoopbackWire wire;
        Simulation simulation(planOf(seed, Profile::Wiped), disks, wire);
        const RunResult result = simulation.run();
        QVERIFY2(!result.failure, result.failure ? result.failure->text.c_str() : "");
        wipes += result.faults[FaultClass::Wipe];
    }
    QVERIFY(wipes > 0);
}

void SimulationTest::eventsAreShownWithAllTheirFields() {
    observe::Event event;
    event.moment = Moment(1'500'000'000);
    event.node = raft::NodeId(2);
    event.term = raft::Term(3);
    event.cause = raft::EventId(6);
    event.body = raft::trace::TermChanged{raft::Term(2), raft::Term(3)};
    QCOMPARE(observe::textOf(raft::EventId(7), event),
             std::string("1.500000000 #7 node 2 term 3 <#6: TermChanged from=2 to=3"));
    QCOMPARE(observe::textOf(observe::NodeStopped()), std::string("NodeStopped"));
    QCOMPARE(observe::textOf(observe::LinkCut{{raft::NodeId(1), raft::NodeId(2)}}),
             std::string("LinkCut link=(from=1 to=2)"));
    QCOMPARE(observe::textOf(observe::CheckViolated{"Rule", "a \"b\"\n"}),
             std::string("CheckViolated check=\"Rule\" text=\"a \\x22b\\x22\\x0a\""));
}

QTEST_APPLESS_MAIN(SimulationTest)
#include "tst_simulation.moc"
