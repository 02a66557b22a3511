// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <charconv>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

/// What the verbs of quorate-bench do to read their options.
namespace quorate::bench {

/// The first thing that is wrong with a command line, if anything is.
struct Problem {
    std::optional<std::string> line;
};

/// A number within bounds, or a problem that says so.
template <class Number>
void takeNumber(Problem& problem, const char* name, const std::string& text, Number least,
                Number most, Number& result) {
    const char* end = text.data() + text.size();
    const auto [position, error] = std::from_chars(text.data(), end, result);
    if (!problem.line &&
        (error != std::errc() || position != end || !(result >= least) || !(result <= most))) {
        std::ostringstream line;
        line << "--" << name << ": '" << text << "' is no number from " << least << " to " << most;
        problem.line = line.str();
    }
}

/// One of some words.
template <class Choice>
void takeChoice(Problem& problem, const char* name, const std::string& text,
                const std::vector<std::pair<const char*, Choice>>& choices, Choice& result) {
    std::string names;
    for (const auto& [word, choice] : choices) {
        if (text == word) {
            result = choice;
            return;
        }
        names += (names.empty() ? "" : ", ") + std::string(word);
    }
    if (!problem.line) {
        problem.line = std::string("--") + name + ": '" + text + "' is none of " + names;
    }
}

/// Options written out in full, and nothing else. What is wrong, if anything is.
std::optional<std::string> storeOptions(const boost::program_options::options_description& options,
                                        const std::vector<std::string>& arguments,
                                        boost::program_options::variables_map& given);

}  // namespace quorate::bench
