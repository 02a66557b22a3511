// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/transcript.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

#include "engine/raft/describe.h"

namespace quorate::simulation {

namespace {

constexpr std::size_t kKeptLines = 60;

}  // namespace

Transcript& Transcript::operator<<(std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    m_line.append(digits.data(), end);
    return *this;
}

Transcript& Transcript::operator<<(const raft::Message& message) {
    *this << message.from << ">" << message.to << " " << raft::toString(message.type) << " t"
          << message.term << " " << message.logTerm << "/" << message.index << " c"
          << message.commit;
    if (!message.entries.empty()) {
        *this << " +" << message.entries.size();
    }
    if (message.reject) {
        *this << " no " << message.rejectHint;
    }
    if (message.snapshot != nullptr) {
        *this << " snap " << message.snapshot->metadata.index;
    }
    return *this;
}

void Transcript::endLine() {
    m_line.push_back('\n');
    m_hash = fnv(m_line, m_hash);
    ++m_lineCount;
    if (m_echo) {
        std::fwrite(m_line.data(), 1, m_line.size(), stdout);
    }
    if (m_last.size() == kKeptLines) {
        m_last.front().swap(m_line);  // keeps the memory of the oldest
        m_last.push_back(std::move(m_last.front()));
        m_last.pop_front();
    } else {
        m_last.push_back(m_line);
    }
    m_line.clear();
}

}  // namespace quorate::simulation
