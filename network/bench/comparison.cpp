// SPDX-License-Identifier: Apache-2.0
#include "network/bench/comparison.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <utility>

#include "network/bench/load.h"

namespace quorate::bench {

namespace {

constexpr double kWarmUpSeconds = 0.5;
constexpr std::size_t kFillConnections = 64;
constexpr double kLongestFillSeconds = 600;
constexpr double kMebibyte = 1024.0 * 1024.0;

std::string at(std::size_t connections) {
    return std::to_string(connections) + (connections == 1 ? " connection" : " connections");
}

double secondsSince(const QElapsedTimer& timer) {
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

}  // namespace

void Comparison::note(Product product, const std::string& name, const std::string& unit,
                      bool isMoreBetter, double value) {
    auto found = std::find_if(m_measures.begin(), m_measures.end(),
                              [&name](const Measure& measure) { return measure.name == name; });
    if (found == m_measures.end()) {
        found = m_measures.insert(found, {name, unit, isMoreBetter, {}});
    }
    found->samples.at(static_cast<std::size_t>(product)).push_back(value);
}

Result<void> Comparison::run() {
    for (unsigned round = 0; round < m_options.rounds; ++round) {
        for (std::size_t turn = 0; turn < kProducts.size(); ++turn) {
            // Who is first changes, too.
            const Product product = kProducts.at((turn + round) % kProducts.size());
            if (auto measured = measure(product, round); !measured) {
                return measured;
            }
        }
    }
    return {};
}

Result<void> Comparison::measure(Product product, unsigned round) {
    m_progress("round " + std::to_string(round + 1) + " of " + std::to_string(m_options.rounds) +
               ": " + nameOf(product));
    QTemporaryDir directory(
        QDir(QString::fromStdString(m_options.directory)).absoluteFilePath("quorate-bench-XXXXXX"));
    if (!directory.isValid()) {
        return Error(ErrorCode::IoError,
                     m_options.directory + ": " + directory.errorString().toStdString());
    }
    directory.setAutoRemove(false);
    const std::string& program = product == Product::Quorate ? m_options.quorated : m_options.etcd;
    BenchCluster cluster(product, QString::fromStdString(program), directory.path());
    QElapsedTimer timer;
    timer.start();
    if (auto started = cluster.startAll(); !started) {
        return started;
    }
    if (auto put = cluster.untilPut(0); !put) {
        return put.error();
    }
    note(product, "fresh start to the first put", "s", false, secondsSince(timer));
    using Step = Result<void> (Comparison::*)(Product, BenchCluster&);
    for (const Step step : {&Comparison::measureLoads, &Comparison::measureFailOver,
                            &Comparison::measureRestart, &Comparison::measureFollower}) {
        if (auto done = (this->*step)(product, cluster); !done) {
            return done;
        }
    }
    cluster.killAll();
    directory.remove();
    return {};
}

Result<LoadResult> Comparison::load(const BenchCluster& cluster, std::size_t connections,
                                    bool isPut) {
    LoadOptions options;
    options.endpoints = cluster.endpoints();
    options.connections = connections;
    options.putPercent = isPut ? 100 : 0;
    options.keys = m_options.keys;
    options.valueBytes = m_options.valueBytes;
    options.seconds = m_options.seconds;
    options.warmUpSeconds = kWarmUpSeconds;
    options.pids = cluster.pids();
    auto made = Load::create(options);
    if (!made) {
        return made.error();
    }
    LoadResult result = (*made)->run();
    if (result.errors > 0 || result.missing > 0) {
        m_progress("  " + at(connections) + ": " + std::to_string(result.errors) +
                   " errors, the first: " + result.firstError + "; " +
                   std::to_string(result.missing) + " gets found nothing");
    }
    return result;
}

/// Each key once.
Result<void> Comparison::fill(const BenchCluster& cluster, std::size_t keys) {
    LoadOptions options;
    options.endpoints = cluster.endpoints();
    options.connections = kFillConnections;
    options.keys = keys;
    options.keyOrder = KeyOrder::Sequential;
    options.valueBytes = m_options.valueBytes;
    options.warmUpSeconds = 0;
    options.seconds = kLongestFillSeconds;
    // Those under way at the end may be the last of their keys.
    options.requests = keys + kFillConnections;
    auto made = Load::create(options);
    if (!made) {
        return made.error();
    }
    const LoadResult result = (*made)->run();
    if (result.answers() < keys) {
        return Error(ErrorCode::Unavailable, "the keys could not be put: " + result.firstError);
    }
    return {};
}

Result<void> Comparison::measureLoads(Product product, BenchCluster& cluster) {
    if (auto filled = fill(cluster, m_options.keys); !filled) {
        return filled;
    }
    std::uint64_t resident = 0;
    for (const bool isPut : {true, false}) {
        for (const std::size_t connections : m_options.connections) {
            const auto result = load(cluster, connections, isPut);
            if (!result) {
                return result.error();
            }
            const std::string what = std::string(isPut ? "puts" : "gets") + ", " + at(connections);
            const LatencyHistogram& latencies = isPut ? result->puts : result->gets;
            note(product, what, "/s", true, result->perSecond());
            note(product, what + ", p50", "ms", false,
                 static_cast<double>(latencies.percentile(50)) / 1e6);
            note(product, what + ", p99", "ms", false,
                 static_cast<double>(latencies.percentile(99)) / 1e6);
            note(product, what + ", CPU of the three", "us each", false,
                 result->cpuMicrosecondsPerAnswer());
            for (const LoadResult::Process& process : result->processes) {
                resident = std::max(resident, process.peakResidentBytes);
            }
        }
    }
    note(product, "memory of a node at its peak", "MiB", false,
         static_cast<double>(resident) / kMebibyte);
    return {};
}

Result<void> Comparison::measureFailOver(Product product, BenchCluster& cluster) {
    const auto leader = cluster.leader();
    if (!leader) {
        return leader.error();
    }
    cluster.kill(*leader);
    const auto took = cluster.untilPut((*leader + 1) % BenchCluster::kNodes);
    if (!took) {
        return took.error();
    }
    note(product, "fail-over after kill -9 of the leader", "s", false, *took);
    if (auto started = cluster.start(*leader); !started) {
        return started;
    }
    const auto back = cluster.untilGet(*leader);
    return back ? Result<void>() : Result<void>(back.error());
}

Result<void> Comparison::measureRestart(Product product, BenchCluster& cluster) {
    cluster.killAll();
    QElapsedTimer timer;
    timer.start();
    if (auto started = cluster.startAll(); !started) {
        return started;
    }
    if (auto put = cluster.untilPut(0); !put) {
        return put.error();
    }
    note(product, "restart of all after kill -9, to a put", "s", false, secondsSince(timer));
    return {};
}

Result<void> Comparison::measureFollower(Product product, BenchCluster& cluster) {
    if (m_options.followerKeys == 0) {
        return {};
    }
    if (auto filled = fill(cluster, m_options.followerKeys); !filled) {
        return filled;
    }
    const auto leader = cluster.leader();
    if (!leader) {
        return leader.error();
    }
    const std::size_t follower = (*leader + 1) % BenchCluster::kNodes;
    cluster.kill(follower);
    QElapsedTimer timer;
    timer.start();
    if (auto started = cluster.start(follower); !started) {
        return started;
    }
    if (auto got = cluster.untilGet(follower); !got) {
        return got.error();
    }
    note(product, "follower with " + std::to_string(m_options.followerKeys) + " keys back", "s",
         false, secondsSince(timer));
    return {};
}

}  // namespace quorate::bench
