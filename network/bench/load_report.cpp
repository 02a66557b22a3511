// SPDX-License-Identifier: Apache-2.0
#include "network/bench/load_report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <cstdarg>
#include <cstdio>
#include <utility>

namespace quorate::bench {

double LoadResult::cpuSeconds() const {
    double sum = 0;
    for (const Process& process : processes) {
        sum += process.cpuSeconds;
    }
    return sum;
}

double LoadResult::cpuMicrosecondsPerAnswer() const {
    constexpr double kMicrosecondsPerSecond = 1e6;
    return answers() == 0 ? 0
                          : cpuSeconds() * kMicrosecondsPerSecond / static_cast<double>(answers());
}

namespace {

constexpr std::array<std::pair<const char*, double>, 5> kPercentiles{
    {{"p50", 50}, {"p90", 90}, {"p99", 99}, {"p99.9", 99.9}, {"max", 100}}};

double toMs(std::uint64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e6;
}

double toMebibytes(std::uint64_t bytes) {
    return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

[[gnu::format(printf, 1, 2)]] std::string format(const char* pattern, ...) {
    std::array<char, 512> text{};
    va_list arguments;
    va_start(arguments, pattern);
    const int size = std::vsnprintf(text.data(), text.size(), pattern, arguments);
    va_end(arguments);
    return {text.data(), std::min(static_cast<std::size_t>(size), text.size() - 1)};
}

std::string latencyLine(const char* name, const LatencyHistogram& latencies, double seconds) {
    if (latencies.count() == 0) {
        return {};
    }
    std::string line =
        format("%-6s %10.0f/s  ms:", name, static_cast<double>(latencies.count()) / seconds);
    for (const auto& [label, percent] : kPercentiles) {
        line += format("  %s %.2f", label, toMs(latencies.percentile(percent)));
    }
    return line + "\n";
}

QJsonObject latencyObject(const LatencyHistogram& latencies, double seconds) {
    QJsonObject object;
    object["count"] = static_cast<qint64>(latencies.count());
    object["per_second"] = seconds > 0 ? static_cast<double>(latencies.count()) / seconds : 0;
    object["mean_ms"] = latencies.mean() / 1e6;
    for (const auto& [label, percent] : kPercentiles) {
        object[QString::fromLatin1(label) + "_ms"] = toMs(latencies.percentile(percent));
    }
    return object;
}

}  // namespace

std::string textOf(const LoadOptions& options, const LoadResult& result) {
    std::string text = format("%zu connections, %zu keys, values of %zu bytes, %.2f s, %s\n",
                              options.connections, options.keys, options.valueBytes, result.seconds,
                              options.api == Api::Etcd ? "etcd's v3 API in JSON" : "the plain API");
    text += latencyLine("puts", result.puts, result.seconds);
    text += latencyLine("gets", result.gets, result.seconds);
    text += format("errors %llu", static_cast<unsigned long long>(result.errors));
    text += result.firstError.empty() ? "\n" : ", the first: " + result.firstError + "\n";
    if (result.missing > 0) {
        text += format("%llu gets found nothing: put the keys first, with --key-order sequential\n",
                       static_cast<unsigned long long>(result.missing));
    }
    for (const LoadResult::Process& process : result.processes) {
        text += process.isThere
                    ? format("process %d: %.2f s of CPU, %.1f MiB (at most %.1f)\n", process.pid,
                             process.cpuSeconds, toMebibytes(process.residentBytes),
                             toMebibytes(process.peakResidentBytes))
                    : format("process %d is not there\n", process.pid);
    }
    if (!result.processes.empty()) {
        text += format("CPU of the servers: %.1f us for each answer\n",
                       result.cpuMicrosecondsPerAnswer());
    }
    return text;
}

std::string jsonOf(const LoadOptions& options, const LoadResult& result) {
    QJsonObject object;
    object["api"] = options.api == Api::Etcd ? "etcd" : "plain";
    object["connections"] = static_cast<qint64>(options.connections);
    object["put_percent"] = static_cast<qint64>(options.putPercent);
    object["keys"] = static_cast<qint64>(options.keys);
    object["value_bytes"] = static_cast<qint64>(options.valueBytes);
    object["serializable"] = options.serializable;
    object["seconds"] = result.seconds;
    object["per_second"] = result.perSecond();
    object["puts"] = latencyObject(result.puts, result.seconds);
    object["gets"] = latencyObject(result.gets, result.seconds);
    object["errors"] = static_cast<qint64>(result.errors);
    object["first_error"] = QString::fromStdString(result.firstError);
    object["missing"] = static_cast<qint64>(result.missing);
    QJsonArray processes;
    for (const LoadResult::Process& process : result.processes) {
        processes.append(
            QJsonObject{{"pid", process.pid},
                        {"is_there", process.isThere},
                        {"cpu_seconds", process.cpuSeconds},
                        {"resident_bytes", static_cast<qint64>(process.residentBytes)},
                        {"peak_resident_bytes", static_cast<qint64>(process.peakResidentBytes)}});
    }
    object["processes"] = processes;
    object["cpu_us_per_answer"] = result.cpuMicrosecondsPerAnswer();
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() + "\n";
}

}  // namespace quorate::bench
