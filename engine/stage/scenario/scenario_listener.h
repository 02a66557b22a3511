// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace quorate::stage {

/// A text for the person who watches.
struct Caption {
    std::string text;
    std::string paper;  ///< the section of the Raft paper, "§5.2"; empty without one
};

/// A question to the person who watches; whatever is answered, the scenario goes on.
struct Question {
    std::string text;
    std::vector<std::string> choices;
    std::size_t right{0};  ///< of the choices, from 0
    std::string why;       ///< why that one is right
    std::string paper;
};

/// Hears what a scenario has to say, in the midst of ScenarioRunner::step(); calls nothing back.
class ScenarioListener {
public:
    ScenarioListener() = default;
    ScenarioListener(const ScenarioListener&) = delete;
    ScenarioListener& operator=(const ScenarioListener&) = delete;
    virtual ~ScenarioListener() = default;

    virtual void caption(const Caption& caption) { static_cast<void>(caption); }
    virtual void question(const Question& question) { static_cast<void>(question); }
    /// What the scenario expected, as written there, is so.
    virtual void expectationMet(std::size_t line, const std::string& text) {
        static_cast<void>(line);
        static_cast<void>(text);
    }
    /// What a command printed.
    virtual void printed(std::size_t line, const std::string& text) {
        static_cast<void>(line);
        static_cast<void>(text);
    }
    /// The last case is done.
    virtual void done() {}
};

}  // namespace quorate::stage
