// SPDX-License-Identifier: Apache-2.0
#include "tests/source_tree/cmake_text.h"

#include <cctype>
#include <utility>

namespace quorate::source_tree {

namespace {

/// Reads characters into commands: a word followed by a parenthesis opens one, its arguments end
/// with the parenthesis that closes it.
class CommandReader {
public:
    void read(char c) {
        if (m_comment) {
            m_comment = c != '\n';
        } else if (c == '"') {
            m_quoted = !m_quoted;
        } else if (m_quoted) {
            m_word.push_back(c);
        } else {
            readPlain(c);
        }
        m_line += c == '\n' ? 1 : 0;
    }

    std::vector<CMakeCommand> take() { return std::move(m_commands); }

private:
    void readPlain(char c) {
        if (c == '#') {
            endWord();
            m_comment = true;
        } else if (c == '(') {
            open();
        } else if (c == ')') {
            endWord();
            m_depth -= m_depth > 0 ? 1 : 0;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ';') {
            endWord();
        } else {
            m_word.push_back(c);
        }
    }

    void open() {
        if (m_depth == 0) {
            // A blank may stand between the name and its parenthesis.
            const std::string name = m_word.empty() ? m_lastWord : m_word;
            m_commands.push_back({name, m_line, {}});
            m_word.clear();
        } else {
            endWord();
        }
        ++m_depth;
    }

    void endWord() {
        if (m_word.empty()) {
            return;
        }
        if (m_depth > 0) {
            m_commands.back().arguments.push_back({m_word, m_line});
        }
        m_lastWord = std::exchange(m_word, {});
    }

    std::vector<CMakeCommand> m_commands;
    std::string m_word;
    std::string m_lastWord;
    int m_depth{0};
    int m_line{1};
    bool m_comment{false};
    bool m_quoted{false};
};

}  // namespace

std::vector<CMakeCommand> commandsOf(std::string_view text) {
    CommandReader reader;
    for (const char c : text) {
        reader.read(c);
    }
    return reader.take();
}

}  // namespace quorate::source_tree
