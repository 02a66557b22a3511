// SPDX-License-Identifier: Apache-2.0
// The program quorate-bench: load on a cluster that runs, or whole clusters compared.
#include <QCoreApplication>

#include <cstdio>
#include <string>
#include <vector>

#include "network/bench/compare_options.h"
#include "network/bench/comparison.h"
#include "network/bench/comparison_report.h"
#include "network/bench/load.h"
#include "network/bench/load_options.h"
#include "network/bench/load_report.h"

namespace quorate::bench {

namespace {

constexpr int kExitMeasured = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

int complain(const std::string& line, int exitCode) {
    std::fprintf(stderr, "quorate-bench: %s\n", line.c_str());
    return exitCode;
}

int load(const std::vector<std::string>& arguments) {
    const auto parsed = parseLoadOptions(arguments);
    if (const auto* help = std::get_if<HelpText>(&parsed)) {
        std::fputs(help->text.c_str(), stdout);
        return kExitMeasured;
    }
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) {
        return complain(refusal->line, kExitUsage);
    }
    const auto& options = std::get<LoadOptions>(parsed);
    auto made = Load::create(options);
    if (!made) {
        return complain(made.error().message, kExitFailed);
    }
    const LoadResult result = (*made)->run();
    std::fputs((options.wantsJson ? jsonOf(options, result) : textOf(options, result)).c_str(),
               stdout);
    return result.answers() > 0 ? kExitMeasured : kExitFailed;
}

int compare(const std::vector<std::string>& arguments) {
    const auto parsed = parseCompareOptions(arguments);
    if (const auto* help = std::get_if<HelpText>(&parsed)) {
        std::fputs(help->text.c_str(), stdout);
        return kExitMeasured;
    }
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) {
        return complain(refusal->line, kExitUsage);
    }
    const auto& options = std::get<CompareOptions>(parsed);
    Comparison comparison(
        options, [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); });
    if (auto measured = comparison.run(); !measured) {
        return complain(measured.error().message, kExitFailed);
    }
    const std::vector<Measure>& measures = comparison.measures();
    std::fputs((options.wantsJson ? jsonOf(measures) : textOf(measures)).c_str(), stdout);
    return kExitMeasured;
}

}  // namespace

int run(std::vector<std::string> arguments) {
    if (!arguments.empty() && arguments.front() == "compare") {
        arguments.erase(arguments.begin());
        return compare(arguments);
    }
    return load(arguments);
}

}  // namespace quorate::bench

int main(int argc, char** argv) {
    // For sockets and processes of Qt.
    const QCoreApplication application(argc, argv);
    return quorate::bench::run({argv + 1, argv + argc});
}
