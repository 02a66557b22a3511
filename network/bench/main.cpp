// SPDX-License-Identifier: Apache-2.0
// The program quorate-bench: load on a cluster that runs, or whole clusters compared.
#include <cstdio>
#include <string>
#include <vector>

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

}  // namespace

}  // namespace quorate::bench

int main(int argc, char** argv) {
    return quorate::bench::load({argv + 1, argv + argc});
}
