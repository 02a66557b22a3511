// SPDX-License-Identifier: Apache-2.0
// What the checks say, and what the disks have met.
#include <algorithm>
#include <string>

#include "engine/stage/disk_trouble.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/condition.h"
#include "engine/stage/scenario/quantity.h"
#include "engine/stage/scenario/scenario_world.h"

namespace quorate::stage {

namespace {

std::string violatedOnes(const Verdicts& verdicts) {
    std::string all;
    for (const Violation& violation : verdicts.violations()) {
        all += (all.empty() ? "" : ", ") + violation.check + " (" + violation.text + ")";
    }
    return all.empty() ? "all checks hold" : "violated: " + all;
}

}  // namespace

/// `violated CHECK` or `violated none`.
Result<ConditionPointer> parseCheckCondition(CaseReader& reader) {
    auto word = reader.needWord("the name of a check");
    if (!word) {
        return word.error();
    }
    const std::string name = (*word)->text;
    if (name == "none") {
        return makeCondition([](const ScenarioWorld& world, std::string& found) {
            found = violatedOnes(world.witness.verdicts());
            return world.witness.verdicts().isClean();
        });
    }
    const Witness known;
    const auto& checks = known.verdicts().checks();
    if (std::none_of(checks.begin(), checks.end(),
                     [&](const CheckReport& check) { return check.name == name; })) {
        return reader.error(**word, "there is no check \"" + name + "\"");
    }
    return makeCondition([name](const ScenarioWorld& world, std::string& found) {
        const auto& violations = world.witness.verdicts().violations();
        found = violatedOnes(world.witness.verdicts());
        return std::any_of(violations.begin(), violations.end(),
                           [&](const Violation& one) { return one.check == name; });
    });
}

/// `met WHAT OP N`: how often disks met it.
Result<ConditionPointer> parseMetCondition(CaseReader& reader) {
    auto word = reader.needWord("what disks meet");
    if (!word) {
        return word.error();
    }
    std::size_t met = 0;
    while (met < kDiskMetCount && (*word)->text != toString(static_cast<DiskMet>(met))) {
        ++met;
    }
    if (met == kDiskMetCount) {
        return reader.error(**word, "disks do not meet \"" + (*word)->text + "\"");
    }
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto count = needNumber(reader, "a count", 0, 1'000'000'000);
    if (!count) {
        return count.error();
    }
    return makeCondition([met, comparison = *comparison, count = *count](const ScenarioWorld& world,
                                                                         std::string& found) {
        const DiskTrouble* trouble = world.stage.diskTrouble();
        const std::uint64_t times = trouble != nullptr ? trouble->tally().met[met] : 0;
        found = "disks met it " + std::to_string(times) + " times";
        return holds(times, comparison, count);
    });
}

}  // namespace quorate::stage
