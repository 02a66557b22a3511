// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/quorate_sim/sim_jobs.h"

#include <QMutexLocker>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <memory>
#include <utility>

namespace quorate::sim {

namespace {

constexpr qint64 kProgressMs = 1000;
/// Of long runs the progress is told less often.
constexpr qint64 kProgressShare = 20;
constexpr qint64 kMsPerHour = 3'600'000;

std::atomic<bool> isStopping{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal's handler writes it");

void say(const QString& text) {
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

QString textOf(const FailedSeed& failed) {
    const double seconds = static_cast<double>(failed.failure.moment.nanoseconds()) / 1e9;
    return QStringLiteral("seed %1: %2 at %3 s, event %4: %5")
        .arg(failed.seed)
        .arg(QString::fromStdString(failed.failure.check))
        .arg(seconds, 0, 'f', 6)
        .arg(failed.failure.event.value())
        .arg(QString::fromStdString(failed.failure.text));
}

}  // namespace

QString replayCommand(const SimOptions& options, std::uint64_t seed) {
    QString command =
        QStringLiteral("quorate-sim --seed %1 --profile %2 --duration %3s")
            .arg(seed)
            .arg(QString::fromStdString(std::string(stage::toString(options.plan.profile))))
            .arg(options.plan.duration / stage::kSecond);
    if (options.plan.storage != stage::Storage::Mixed) {
        command +=
            QStringLiteral(" --storage %1")
                .arg(QString::fromStdString(std::string(stage::toString(options.plan.storage))));
    }
    if (options.plan.members) {
        command += QStringLiteral(" --nodes %1").arg(*options.plan.members);
    }
    return command + QStringLiteral(" --transcript");
}

SimJobs::SimJobs(const SimOptions& options, Ports ports)
    : m_options(options), m_ports(std::move(ports)), m_nextSeed(options.firstSeed) {}

void SimJobs::stopSoon() noexcept {
    isStopping.store(true);
}

Summary SimJobs::run() {
    m_clock.start();
    const std::clock_t before = std::clock();
    const std::uint64_t seeds = m_options.lastSeed - m_options.firstSeed;
    const auto count = m_options.forever || seeds >= m_options.jobs
                           ? m_options.jobs
                           : static_cast<unsigned>(seeds) + 1;
    std::vector<std::unique_ptr<QThread>> threads;
    for (unsigned i = 0; i < count; ++i) {
        threads.emplace_back(QThread::create([this] { work(); }));
        threads.back()->start();
    }
    for (const auto& thread : threads) {
        thread->wait();
    }
    tellProgress(true);
    std::sort(m_summary.failures.begin(), m_summary.failures.end(),
              [](const auto& a, const auto& b) { return a.seed < b.seed; });
    m_summary.cpuSeconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    return m_summary;
}

std::optional<std::uint64_t> SimJobs::takeSeed() {
    const QMutexLocker lock(&m_mutex);
    const bool isTimeOver =
        m_options.hours && m_clock.elapsed() >= static_cast<qint64>(*m_options.hours) * kMsPerHour;
    const bool hasFailed = m_options.forever && !m_summary.failures.empty();
    if (m_isExhausted || isTimeOver || hasFailed || isStopping.load()) {
        return std::nullopt;
    }
    const std::uint64_t seed = m_nextSeed++;
    m_isExhausted = (!m_options.forever && seed == m_options.lastSeed) || seed == UINT64_MAX;
    return seed;
}

void SimJobs::work() {
    while (const auto seed = takeSeed()) {
        runOne(*seed);
    }
}

void SimJobs::runOne(std::uint64_t seed) {
    stage::PlanOptions options = m_options.plan;
    options.seed = seed;
    const stage::SimulationPlan plan = stage::drawPlan(options);
    Listening listening;
    listening.recordFile = m_options.recordFile;
    if (m_options.transcript) {
        listening.transcript = [](const std::string& line) {
            std::fwrite(line.data(), 1, line.size(), stdout);
            std::fputc('\n', stdout);
        };
    }
    const bool repeats = m_options.repeatEvery > 0 && seed % m_options.repeatEvery == 0;
    listening.hashes = repeats;
    SeedOutcome outcome = runSeed(plan, m_ports, listening);
    if (repeats && !outcome.result.failure) {
        Listening again;
        again.hashes = true;
        const SeedOutcome second = runSeed(plan, m_ports, again);
        if (second.hash != outcome.hash || second.result.events != outcome.result.events) {
            outcome.result.failure =
                stage::Failure{stage::FailureKind::Crash,
                               "Determinism",
                               "run twice, it had " + std::to_string(outcome.result.events) +
                                   " events the first time and " +
                                   std::to_string(second.result.events) + " the second, or others",
                               {},
                               {},
                               {}};
        }
    }
    {
        const QMutexLocker lock(&m_mutex);
        m_summary.recordError = outcome.recordError;
    }
    finished(seed, outcome.result, repeats);
}

void SimJobs::finished(std::uint64_t seed, const stage::RunResult& result, bool wasRepeated) {
    {
        const QMutexLocker lock(&m_mutex);
        ++m_summary.seeds;
        m_summary.repeated += wasRepeated ? 1 : 0;
        m_summary.sum.add(result);
        if (result.failure) {
            m_summary.failures.push_back({seed, *result.failure});
            say(QStringLiteral("%1\n  again: %2\n")
                    .arg(textOf(m_summary.failures.back()), replayCommand(m_options, seed)));
        }
    }
    tellProgress(false);
}

void SimJobs::tellProgress(bool isLast) {
    const QMutexLocker lock(&m_mutex);
    const qint64 now = m_clock.elapsed();
    if (m_options.quiet ||
        (!isLast && now - m_lastProgress < std::max(kProgressMs, now / kProgressShare))) {
        return;
    }
    m_lastProgress = now;
    say(QStringLiteral("%1 seeds, %2 failures, %3 virtual hours in %4 s\n")
            .arg(m_summary.seeds)
            .arg(m_summary.failures.size())
            .arg(static_cast<double>(m_summary.sum.simulated) / 3.6e12, 0, 'f', 2)
            .arg(static_cast<double>(now) / 1000.0, 0, 'f', 1));
}

}  // namespace quorate::sim
