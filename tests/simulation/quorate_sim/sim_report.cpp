// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/quorate_sim/sim_report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <string_view>

#include "tests/simulation/quorate_sim/exit_code.h"

namespace quorate::sim {

namespace {

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QJsonValue count(std::uint64_t value) {
    return static_cast<qint64>(value);
}

double secondsOf(std::uint64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e9;
}

/// What disks met, where any could meet something.
void addDisks(const SimOptions& options, const stage::DiskTally& disks, QJsonObject& object) {
    if (options.plan.storage == stage::Storage::Memory) {
        return;
    }
    for (std::size_t i = 0; i < stage::kDiskMetCount; ++i) {
        const auto met = static_cast<stage::DiskMet>(i);
        if (met != stage::DiskMet::SyncLied || options.plan.profile == stage::Profile::LyingSync) {
            object.insert(QStringLiteral("disk-") + text(stage::toString(met)),
                          count(disks.met[i]));
        }
    }
    for (std::size_t part = 0; part < stage::kDiskPartCount; ++part) {
        for (std::size_t act = 0; act < stage::kDiskActCount; ++act) {
            object.insert(text(stage::nameOfCrash(static_cast<stage::DiskPart>(part),
                                                  static_cast<stage::DiskAct>(act))),
                          count(disks.crashes[part][act]));
        }
    }
}

QJsonObject coverageOf(const stage::Coverage& coverage) {
    QJsonObject object;
    for (std::size_t i = 0; i < stage::kMetCount; ++i) {
        const auto met = static_cast<stage::Met>(i);
        object.insert(text(stage::toString(met)), count(coverage.count(met)));
    }
    for (std::size_t i = 0; i < stage::kDiskPointCount; ++i) {
        const auto point = static_cast<stage::CrashPoint>(i);
        object.insert(QStringLiteral("crash-at-") + text(stage::toString(point)),
                      count(coverage.count(point)));
    }
    return object;
}

QJsonObject checksOf(const stage::RunResult& sum) {
    QJsonObject object;
    for (const auto& [name, tally] : sum.checks) {
        object.insert(text(name),
                      QJsonObject{{QStringLiteral("exercised"), count(tally.exercised)},
                                  {QStringLiteral("violated"), count(tally.violated)},
                                  {QStringLiteral("undecided"), count(tally.undecided)}});
    }
    return object;
}

QJsonObject faultsOf(const stage::RunResult& sum) {
    QJsonObject object;
    for (std::size_t i = 0; i < stage::kFaultClassCount; ++i) {
        const auto fault = static_cast<stage::FaultClass>(i);
        object.insert(text(stage::toString(fault)), count(sum.faults[fault]));
    }
    return object;
}

QJsonArray failuresOf(const SimOptions& options, const Summary& summary) {
    constexpr std::size_t kMost = 100;
    QJsonArray failures;
    for (std::size_t i = 0; i < std::min(summary.failures.size(), kMost); ++i) {
        const FailedSeed& failed = summary.failures[i];
        failures.append(QJsonObject{
            {QStringLiteral("seed"), QString::number(failed.seed)},
            {QStringLiteral("check"), text(failed.failure.check)},
            {QStringLiteral("text"), text(failed.failure.text)},
            {QStringLiteral("moment_s"), secondsOf(failed.failure.moment.nanoseconds())},
            {QStringLiteral("event"), count(failed.failure.event.value())},
            {QStringLiteral("exit_code"), exitCodeOf(failed.failure.kind)},
            {QStringLiteral("replay"), replayCommand(options, failed.seed)}});
    }
    return failures;
}

}  // namespace

QByteArray report(const SimOptions& options, const Summary& summary) {
    const stage::RunResult& sum = summary.sum;
    QJsonObject excused;
    for (const auto& [why, times] : sum.excused) {
        excused.insert(text(why), count(times));
    }
    QJsonObject coverage = coverageOf(sum.coverage);
    addDisks(options, sum.disks, coverage);
    const QJsonObject object{
        {QStringLiteral("profile"), text(stage::toString(options.plan.profile))},
        {QStringLiteral("storage"), text(stage::toString(options.plan.storage))},
        {QStringLiteral("seeds"), count(summary.seeds)},
        {QStringLiteral("repeated"), count(summary.repeated)},
        {QStringLiteral("failures"), count(summary.failures.size())},
        {QStringLiteral("failed"), failuresOf(options, summary)},
        {QStringLiteral("simulated_s"), secondsOf(sum.simulated)},
        {QStringLiteral("cpu_s"), summary.cpuSeconds},
        {QStringLiteral("events"), count(sum.events)},
        {QStringLiteral("steps"), count(sum.steps)},
        {QStringLiteral("operations"),
         QJsonObject{{QStringLiteral("done"), count(sum.done)},
                     {QStringLiteral("refused"), count(sum.refused)},
                     {QStringLiteral("unknown"), count(sum.unknown)}}},
        {QStringLiteral("faults"), faultsOf(sum)},
        {QStringLiteral("checks"), checksOf(sum)},
        {QStringLiteral("excused"), excused},
        {QStringLiteral("coverage"), coverage},
        {QStringLiteral("longest_to_leader_s"), secondsOf(sum.timeToLeader)},
        {QStringLiteral("longest_to_rest_s"), secondsOf(sum.timeToRest)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

int exitCodeOf(const Summary& summary) {
    int worst = kAllHolds;
    for (const FailedSeed& failed : summary.failures) {
        worst = std::max(worst, exitCodeOf(failed.failure.kind));
    }
    return worst == kAllHolds && !summary.recordError.isEmpty() ? kUsage : worst;
}

}  // namespace quorate::sim
