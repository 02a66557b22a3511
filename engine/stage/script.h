// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

/// The trace language: what conformance traces and scenarios are written in.
///
/// A script is a list of cases separated by blank lines:
///
///     command argument key=value key=(value, value)
///     optional lines of input
///     ----
///     expected output, up to the next blank line
///
/// Between cases, lines that start with `#` are comments. In a scenario the separator and the
/// expected output may be left out.
namespace quorate::stage {

/// One argument of a command: `word`, `key=value` or `key=(value, ...)`.
struct ScriptArgument {
    std::string text;       ///< as written
    std::size_t column{0};  ///< where it begins, from 1
    std::string key;        ///< the word itself where there is no `=`
    std::vector<std::string> values;
};

struct ScriptCase {
    std::size_t line{0};    ///< of the command, from 1
    std::size_t column{0};  ///< likewise
    std::string command;
    std::vector<ScriptArgument> arguments;
    std::string input;
    std::string expected;
    bool hasSeparator{false};

    /// The argument `key=...`, or null.
    [[nodiscard]] const ScriptArgument* find(std::string_view key) const;
    /// The words without `=`, in order.
    [[nodiscard]] std::vector<std::string> words() const;
};

enum class ScriptForm : std::uint8_t {
    Trace,     ///< every command has its separator
    Scenario,  ///< a command without one says nothing about its output
};

/// Malformed, with line and column, for text that is no script.
Result<std::vector<ScriptCase>> parseScript(std::string_view text,
                                            ScriptForm form = ScriptForm::Trace);

/// A decimal number; Malformed, naming `what`.
Result<std::uint64_t> parseNumber(std::string_view text, std::string_view what);
/// "true" or "false"; Malformed, naming `what`.
Result<bool> parseBoolean(std::string_view text, std::string_view what);

}  // namespace quorate::stage
