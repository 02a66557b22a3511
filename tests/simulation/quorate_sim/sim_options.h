// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <variant>

#include "engine/stage/simulation/simulation_plan.h"

namespace quorate::sim {

/// What the command line asks for.
struct SimOptions {
    std::uint64_t firstSeed{1};
    std::uint64_t lastSeed{100};
    stage::PlanOptions plan;  ///< without seed
    unsigned jobs{1};
    /// Every so manieth seed is run twice; 0: none is.
    std::uint64_t repeatEvery{100};
    /// The first seed alone, with every event on standard output.
    bool transcript{false};
    QString recordFile;
    /// New seeds until it is stopped, or for so long in real time.
    bool forever{false};
    std::optional<std::uint64_t> hours;
    bool quiet{false};
};

/// Text that ends the program: help, or what is wrong with the command line.
struct Farewell {
    QString text;
    int exitCode{0};
};

/// The arguments begin with the program's name.
std::variant<SimOptions, Farewell> parseArguments(const QStringList& arguments);

}  // namespace quorate::sim
