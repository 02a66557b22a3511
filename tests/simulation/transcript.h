// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "engine/raft/message.h"
#include "tests/simulation/chain.h"

namespace quorate::simulation {

/// What happened in a run, a line for each thing, reduced to a number: the same seed gives the same
/// bytes, with every compiler. Keeps the last lines for the report of a failure, and prints all of
/// them where that is asked for.
///
///     transcript << "tick " << 3; transcript.endLine();
class Transcript {
public:
    /// `echo`: every line goes to standard output too.
    explicit Transcript(bool echo) : m_echo(echo) {}

    Transcript& operator<<(std::string_view text) {
        m_line.append(text);
        return *this;
    }
    Transcript& operator<<(std::uint64_t number);
    Transcript& operator<<(raft::NodeId id) { return *this << id.value(); }
    Transcript& operator<<(raft::Term term) { return *this << term.value(); }
    Transcript& operator<<(raft::Index index) { return *this << index.value(); }
    /// In one line, without payloads: the chain of the logs shows those.
    Transcript& operator<<(const raft::Message& message);
    void endLine();

    [[nodiscard]] std::uint64_t hash() const noexcept { return m_hash; }
    [[nodiscard]] std::uint64_t lineCount() const noexcept { return m_lineCount; }
    [[nodiscard]] const std::deque<std::string>& lastLines() const noexcept { return m_last; }

private:
    bool m_echo;
    std::string m_line;
    std::deque<std::string> m_last;
    std::uint64_t m_lineCount{0};
    std::uint64_t m_hash{fnv({})};
};

}  // namespace quorate::simulation
