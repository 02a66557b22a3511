// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/node/log_device.h"
#include "engine/node/log_store.h"
#include "engine/raft/entry.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::storage {

/// What a log amounts to.
struct LogState {
    raft::HardState hardState;
    raft::EntryId start;
    raft::Entries entries;

    [[nodiscard]] raft::EntryId last() const {
        return entries.empty() ? start : entries.back().id();
    }
    [[nodiscard]] raft::Term termAt(raft::Index index) const;
    friend bool operator==(const LogState&, const LogState&) = default;
};

LogState stateOf(node::LogDevice::Recovered recovered);
std::string toString(const LogState& state);

/// All states that a log has gone through, record by record: what a crash may leave of it, and
/// what it must leave.
class LogHistory {
public:
    LogHistory() : m_states(1) {}

    /// The next batch. Its records are, in this order: the state, with the commit index that holds
    /// so far; a snapshot; entries one by one; the state with its new commit index.
    void write(const node::LogWrite& write);
    void release(raft::Index index);
    /// All that was written is durable.
    void synced() { m_durable = m_states.size() - 1; }
    /// A crash left this, and it is durable.
    void recovered(const LogState& state);

    [[nodiscard]] const LogState& state() const { return m_states.back(); }
    /// Number of the state that is durable, and of that which was when the last batch was written.
    [[nodiscard]] std::size_t durable() const noexcept { return m_durable; }
    [[nodiscard]] std::size_t boundary() const noexcept { return m_boundary; }
    /// The latest state that is the same; nothing for what never was.
    [[nodiscard]] std::optional<std::size_t> find(const LogState& state) const;

private:
    LogState& next();

    std::vector<LogState> m_states;
    std::size_t m_durable{0};
    std::size_t m_boundary{0};
};

/// What a node may do with its log, at random.
struct LogStep {
    enum class Kind : std::uint8_t { Write, Release };
    Kind kind{Kind::Write};
    node::LogWrite write;
    raft::Index release;
};
LogStep randomStep(const LogState& state, Random& random, std::size_t largestPayload = 700);

}  // namespace quorate::storage
