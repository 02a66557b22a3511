// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/quorate_sim/seed_run.h"

#include <exception>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/observe/event_text.h"
#include "engine/stage/memory_disks.h"
#include "engine/stage/simulation/event_hash.h"
#include "engine/stage/simulation/simulation.h"
#include "network/loopback_wire.h"
#include "storage/stage/stage_disks.h"
#include "tests/simulation/quorate_sim/sim_recording.h"

namespace quorate::sim {

namespace {

/// Every so manieth message goes through the encoding of real connections.
constexpr std::uint64_t kCheckWireEvery = 64;

class Transcript final : public stage::EventListener {
public:
    explicit Transcript(const std::function<void(const std::string&)>& sink) : m_sink(sink) {}
    void heard(raft::EventId id, const observe::Event& event) override {
        m_sink(observe::textOf(id, event));
    }

private:
    const std::function<void(const std::string&)>& m_sink;
};

}  // namespace

Ports usualPorts() {
    return {[](const stage::SimulationPlan& plan) -> std::unique_ptr<stage::DiskBay> {
                const std::uint64_t seed = plan.stage.seed;
                if (plan.storage == stage::Storage::Disk) {
                    return std::make_unique<storage::StageDisks>(
                        storage::StageDiskOptions::small(seed | 1U, seed));
                }
                return std::make_unique<stage::MemoryDisks>(seed | 1U);
            },
            [] { return std::make_unique<network::LoopbackWire>(kCheckWireEvery); }};
}

SeedOutcome runSeed(const stage::SimulationPlan& plan, const Ports& ports,
                    const Listening& listening) {
    SeedOutcome outcome;
    const auto disks = ports.makeDisks(plan);
    const auto wire = ports.makeWire();
    stage::EventHash hash;
    Transcript transcript(listening.transcript);
    stage::Simulation simulation(plan, *disks, *wire);
    if (listening.hashes) {
        simulation.add(hash);
    }
    if (listening.transcript) {
        simulation.add(transcript);
    }
    std::unique_ptr<SimRecording> recording;
    if (!listening.recordFile.isEmpty()) {
        auto created = SimRecording::create(listening.recordFile.toStdString());
        if (!created) {
            outcome.recordError = QString::fromStdString(created.error().message);
            return outcome;
        }
        recording = std::move(*created);
        simulation.add(recording->observer());
        simulation.setPulse(stage::kSecond,
                            [&recording](stage::Moment now) { recording->take(now); });
    }
    // Only here a broken invariant, of the Stage or of what drives it, ends a run.
    try {
        outcome.result = simulation.run();
    } catch (const InvariantViolation& violation) {
        outcome.result.failure = stage::Failure{stage::FailureKind::Crash,
                                                "Invariant",
                                                violation.what(),
                                                simulation.stage().now(),
                                                raft::EventId(simulation.stage().eventCount()),
                                                raft::kNoNode};
    }
    outcome.hash = hash.value();
    if (recording) {
        if (auto finished = recording->finish(simulation.stage().now()); !finished) {
            outcome.recordError = QString::fromStdString(finished.error().message);
        }
    }
    return outcome;
}

}  // namespace quorate::sim
