// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/stage/scenario/scenario_listener.h"

/// Whole scenarios in tests.
namespace quorate::stage_test {

/// What a scenario said.
struct Said final : stage::ScenarioListener {
    std::vector<stage::Caption> captions;
    std::vector<stage::Question> questions;
    std::vector<std::string> met;
    std::vector<std::string> prints;
    int ends{0};

    void caption(const stage::Caption& caption) override { captions.push_back(caption); }
    void question(const stage::Question& question) override { questions.push_back(question); }
    void expectationMet(std::size_t line, const std::string& text) override;
    void printed(std::size_t line, const std::string& text) override;
    void done() override { ++ends; }
};

/// What came of it.
struct Played {
    std::string error;  ///< empty when all went well
    Said said;
    std::uint64_t events{0};
    std::uint64_t simulatedNs{0};
};

/// Plays a text to its end on disks in memory.
void play(const std::string& text, const std::string& name, Played& played);

}  // namespace quorate::stage_test
