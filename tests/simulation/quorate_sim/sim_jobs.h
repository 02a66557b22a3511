// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QMutex>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/stage/simulation/run_result.h"
#include "tests/simulation/quorate_sim/seed_run.h"
#include "tests/simulation/quorate_sim/sim_options.h"

namespace quorate::sim {

/// A seed that failed.
struct FailedSeed {
    std::uint64_t seed{0};
    stage::Failure failure;
};

/// What became of all seeds.
struct Summary {
    std::uint64_t seeds{0};
    std::uint64_t repeated{0};
    std::vector<FailedSeed> failures;  ///< in order of seed
    stage::RunResult sum;
    double cpuSeconds{0};
    QString recordError;
};

/// Runs the seeds of a command line on threads of its own, each of which runs one seed at a time.
class SimJobs {
public:
    /// `options` outlive the jobs.
    explicit SimJobs(const SimOptions& options, Ports ports = usualPorts());

    /// Returns when all is done.
    Summary run();
    /// No seed is begun any more. To be called from anywhere, also from a signal's handler.
    static void stopSoon() noexcept;

private:
    /// The next seed to run; nothing if there is no more to do. From any thread, as the next one.
    std::optional<std::uint64_t> takeSeed();
    void finished(std::uint64_t seed, const stage::RunResult& result, bool wasRepeated);
    void work();
    void runOne(std::uint64_t seed);
    void tellProgress(bool isLast);

    const SimOptions& m_options;
    const Ports m_ports;
    QElapsedTimer m_clock;
    QMutex m_mutex;
    // All below belong to who holds the mutex.
    std::uint64_t m_nextSeed;
    bool m_isExhausted{false};
    qint64 m_lastProgress{0};
    Summary m_summary;
};

/// The command that runs a seed again and shows it.
QString replayCommand(const SimOptions& options, std::uint64_t seed);

}  // namespace quorate::sim
