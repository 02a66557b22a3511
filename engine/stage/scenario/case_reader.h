// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/stage/script.h"

namespace quorate::stage {

/// Takes one command of a scenario apart, argument by argument; whatever is left over at the end is
/// an error. All errors are Malformed and name line and column.
class CaseReader {
public:
    /// The case outlives the reader.
    explicit CaseReader(const ScriptCase& scriptCase);

    [[nodiscard]] const ScriptCase& scriptCase() const noexcept { return m_case; }

    /// The next argument that is no `key=value`; null behind the last one. Comparison signs are
    /// words, too.
    [[nodiscard]] const ScriptArgument* peekWord() const;
    const ScriptArgument* takeWord();
    /// Takes the next word if it is this one.
    bool takeWordIf(std::string_view word);
    /// `what` it should have been: "a node".
    Result<const ScriptArgument*> needWord(std::string_view what);
    /// The argument `key=value`; null without it.
    const ScriptArgument* takeKey(std::string_view key);
    /// What is right of the `=` of a key that was taken, as one text.
    static std::string_view valueOf(const ScriptArgument& argument);
    /// The lines below the command, without their ends.
    Result<std::vector<std::string>> takeLines(std::string_view what);

    /// Nothing was left over.
    [[nodiscard]] Result<void> finish() const;

    [[nodiscard]] Error error(const std::string& reason) const;
    [[nodiscard]] Error error(const ScriptArgument& argument, const std::string& reason) const;
    /// `line` counts from 0 below the command.
    [[nodiscard]] Error errorInText(std::size_t line, const std::string& reason) const;

private:
    const ScriptCase& m_case;
    std::vector<bool> m_isTaken;
    std::vector<bool> m_isKey;
    bool m_hasTakenText{false};
};

/// "line 3, column 7: ", as all messages about a place in a script begin.
std::string placeOf(std::size_t line, std::size_t column);

}  // namespace quorate::stage
