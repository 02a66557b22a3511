// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/node/client_port.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/config.h"
#include "engine/raft/event_id.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// The reads that wait: first for a read index, many in one round (dissertation §6.4, "amortizing
/// the cost"), then for the state machine to have applied it.
///
///     confirmed indexes do not decrease from first to last
class PendingReads {
public:
    struct Read {
        RequestToken token;
        std::uint64_t deadlineTick{0};
        std::uint64_t number{0};  ///< the node's own
        observe::OperationId operation;
        raft::EventId event;  ///< the last one about it
    };
    struct Round {
        std::uint64_t number{0};
        raft::ReadOnlyOption how{raft::ReadOnlyOption::Safe};
        std::uint64_t askedTick{0};
        std::vector<Read> reads;
    };
    struct Confirmed {
        raft::Index index;
        Read read;
    };

    void add(Read read, raft::ReadOnlyOption how);

    /// Begins a round with all that has gathered; nothing if nothing has, or if `maxRounds` run.
    std::optional<Bytes> beginRound(raft::ReadOnlyOption how, std::uint64_t nowTick,
                                    std::size_t maxRounds, std::uint64_t incarnation);
    /// The last round could not be asked for: its reads gather again.
    void undoRound();
    /// The reads of the round that was begun last.
    [[nodiscard]] const std::vector<Read>& lastRound() const { return m_rounds.back().reads; }
    /// A round has its answer. How many reads it confirms, which are the last ones of confirmed();
    /// none if the context is none of a running round.
    std::size_t confirm(const Bytes& context, raft::Index index, std::uint64_t incarnation);
    /// The rounds asked for at or before `tick` will not be answered: their reads gather again.
    void restartRounds(std::uint64_t tick);

    /// Takes those that may be answered once `applied` is applied.
    std::vector<Confirmed> takeReadable(raft::Index applied);
    std::vector<Read> takeOverdue(std::uint64_t nowTick);
    std::vector<Read> takeAll();
    [[nodiscard]] std::deque<Confirmed>& confirmed() noexcept { return m_confirmed; }

    [[nodiscard]] std::size_t count() const noexcept;

private:
    using Gathering = std::vector<Read>;
    [[nodiscard]] Gathering& gathering(raft::ReadOnlyOption how) noexcept {
        return how == raft::ReadOnlyOption::Safe ? m_gatheringSafe : m_gatheringLease;
    }

    Gathering m_gatheringSafe;
    Gathering m_gatheringLease;
    std::deque<Round> m_rounds;
    std::deque<Confirmed> m_confirmed;
    std::uint64_t m_lastNumber{0};
};

}  // namespace quorate::node
