// SPDX-License-Identifier: Apache-2.0
// quorate-sim: see README.md, or --help.
#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <variant>

#include "tests/simulation/quorate_sim/exit_code.h"
#include "tests/simulation/quorate_sim/sim_jobs.h"
#include "tests/simulation/quorate_sim/sim_options.h"
#include "tests/simulation/quorate_sim/sim_report.h"

namespace {

void write(std::FILE* to, const QByteArray& bytes) {
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), to);
    std::fflush(to);
}

extern "C" void stopSoon(int signal) {
    quorate::sim::SimJobs::stopSoon();
    std::signal(signal, SIG_DFL);  // the second one means it
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    auto parsed = quorate::sim::parseArguments(QCoreApplication::arguments());
    if (const auto* farewell = std::get_if<quorate::sim::Farewell>(&parsed)) {
        write(farewell->exitCode == quorate::sim::kAllHolds ? stdout : stderr,
              farewell->text.toLocal8Bit());
        return farewell->exitCode;
    }
    const auto& options = std::get<quorate::sim::SimOptions>(parsed);
    // What is running ends, and all that was done is reported.
    std::signal(SIGINT, stopSoon);
    std::signal(SIGTERM, stopSoon);
    const quorate::sim::Summary summary = quorate::sim::SimJobs(options).run();
    if (!summary.recordError.isEmpty()) {
        write(stderr, "quorate-sim: " + summary.recordError.toLocal8Bit() + '\n');
    }
    write(stdout, quorate::sim::report(options, summary));
    return quorate::sim::exitCodeOf(summary);
}
