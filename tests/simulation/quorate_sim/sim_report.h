// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include "tests/simulation/quorate_sim/sim_jobs.h"
#include "tests/simulation/quorate_sim/sim_options.h"

namespace quorate::sim {

/// The sum of all runs as one line of JSON, with its end of line.
QByteArray report(const SimOptions& options, const Summary& summary);

/// 0, or the code of the worst failure.
int exitCodeOf(const Summary& summary);

}  // namespace quorate::sim
