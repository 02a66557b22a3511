// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/case_reader.h"

#include <algorithm>

namespace quorate::stage {

namespace {

bool isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z') || c == '-';
}

/// `from=1` is a key with a value; `>=` and `1=x` are words.
bool isKeyWithValue(const ScriptArgument& argument) {
    return argument.text != argument.key && !argument.key.empty() &&
           std::all_of(argument.key.begin(), argument.key.end(), isNameCharacter);
}

Error malformed(std::size_t line, std::size_t column, const std::string& reason) {
    return {ErrorCode::Malformed, placeOf(line, column) + reason};
}

}  // namespace

std::string placeOf(std::size_t line, std::size_t column) {
    return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
}

CaseReader::CaseReader(const ScriptCase& scriptCase)
    : m_case(scriptCase), m_isTaken(scriptCase.arguments.size(), false) {
    for (const ScriptArgument& argument : scriptCase.arguments) {
        m_isKey.push_back(isKeyWithValue(argument));
    }
}

const ScriptArgument* CaseReader::peekWord() const {
    for (std::size_t i = 0; i < m_case.arguments.size(); ++i) {
        if (!m_isTaken[i] && !m_isKey[i]) {
            return &m_case.arguments[i];
        }
    }
    return nullptr;
}

const ScriptArgument* CaseReader::takeWord() {
    const ScriptArgument* word = peekWord();
    if (word != nullptr) {
        m_isTaken[static_cast<std::size_t>(word - m_case.arguments.data())] = true;
    }
    return word;
}

bool CaseReader::takeWordIf(std::string_view word) {
    const ScriptArgument* next = peekWord();
    return next != nullptr && next->text == word && takeWord() != nullptr;
}

Result<const ScriptArgument*> CaseReader::needWord(std::string_view what) {
    const ScriptArgument* word = takeWord();
    if (word != nullptr) {
        return word;
    }
    std::size_t end = m_case.column + m_case.command.size();
    for (const ScriptArgument& argument : m_case.arguments) {
        end = argument.column + argument.text.size();
    }
    return malformed(m_case.line, end, m_case.command + ": " + std::string(what) + " is missing");
}

const ScriptArgument* CaseReader::takeKey(std::string_view key) {
    for (std::size_t i = 0; i < m_case.arguments.size(); ++i) {
        if (!m_isTaken[i] && m_isKey[i] && m_case.arguments[i].key == key) {
            m_isTaken[i] = true;
            return &m_case.arguments[i];
        }
    }
    return nullptr;
}

std::string_view CaseReader::valueOf(const ScriptArgument& argument) {
    return std::string_view(argument.text).substr(argument.key.size() + 1);
}

Result<std::vector<std::string>> CaseReader::takeLines(std::string_view what) {
    m_hasTakenText = true;
    std::vector<std::string> lines;
    std::string_view rest = m_case.input;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        lines.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    if (lines.empty()) {
        return error(std::string(what) + " belongs on the lines below this command");
    }
    return lines;
}

Result<void> CaseReader::finish() const {
    for (std::size_t i = 0; i < m_case.arguments.size(); ++i) {
        if (!m_isTaken[i]) {
            const ScriptArgument& argument = m_case.arguments[i];
            return error(argument, "unknown argument \"" + argument.text + "\"");
        }
    }
    if (!m_hasTakenText && !m_case.input.empty()) {
        return errorInText(0,
                           "this command takes no text; a blank line separates it from the next "
                           "command");
    }
    return {};
}

Error CaseReader::error(const std::string& reason) const {
    return malformed(m_case.line, m_case.column, m_case.command + ": " + reason);
}

Error CaseReader::error(const ScriptArgument& argument, const std::string& reason) const {
    return malformed(m_case.line, argument.column, m_case.command + ": " + reason);
}

Error CaseReader::errorInText(std::size_t line, const std::string& reason) const {
    return malformed(m_case.line + 1 + line, 1, m_case.command + ": " + reason);
}

}  // namespace quorate::stage
