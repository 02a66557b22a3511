// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/raft/types.h"

namespace quorate::stage {

using observe::Moment;

/// A stretch of virtual time, in nanoseconds.
using Nanoseconds = std::uint64_t;
inline constexpr Nanoseconds kMillisecond = 1'000'000;
inline constexpr Nanoseconds kSecond = 1000 * kMillisecond;

constexpr Moment after(Moment moment, Nanoseconds delay) noexcept {
    return Moment(moment.nanoseconds() + delay);
}

/// What can be due on a Stage.
enum class DueKind : std::uint8_t {
    Tick,             ///< of a node's clock
    Pump,             ///< a node does what its inputs brought about
    LogWrite,         ///< a node's disk takes a write of the log
    LogSync,          ///< what it took is on stable storage
    LogDone,          ///< the node hears of a sync, where that was stopped or slowed
    Apply,            ///< a batch reaches the state machine
    ApplyDone,        ///< the node hears of a batch, where that was stopped or slowed
    SnapshotSave,     ///< the next step of a snapshot that is written
    SnapshotInstall,  ///< the next step of one that is installed
    Deliver,          ///< a message arrives; `what` is its place on the links
    SnapshotChunk,    ///< the next piece of a snapshot that travels; `what` is the transfer
    Unreachable,      ///< a node's transport notices that it cannot reach a peer, `what`
    SnapshotLost,     ///< or that a snapshot will not arrive there
    ClientRequest,    ///< a request, the operation `what`, reaches a node that was paused
    ClientTimeout,    ///< a client, `what` its operation, waits no longer
    Alarm,            ///< somebody outside asked to be called; `what` is the alarm
};

/// Something that will happen.
struct Due {
    Moment at;
    /// In the order of entering, which decides between things of the same moment.
    std::uint64_t order{0};
    std::uint64_t what{0};
    raft::NodeId node;
    /// The life of `node` that this belongs to; 0 for any.
    std::uint32_t life{0};
    DueKind kind{DueKind::Tick};
    bool isDelayed{false};  ///< at a slow point of its node, once
};

/// All that will happen, and the time: virtual, moved on by what is taken and by nothing else.
/// Belongs to one Stage.
class Agenda {
public:
    explicit Agenda(Moment start) : m_now(start) {}

    [[nodiscard]] Moment now() const noexcept { return m_now; }
    [[nodiscard]] bool isEmpty() const noexcept { return m_heap.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_heap.size(); }
    /// There must be one.
    [[nodiscard]] Moment nextMoment() const noexcept { return m_heap.front().at; }

    /// Whether something that `wanted` is true for is due at some time.
    template <class Wanted>
    [[nodiscard]] bool has(const Wanted& wanted) const {
        return std::any_of(m_heap.begin(), m_heap.end(), wanted);
    }

    /// To happen `delay` from now.
    void add(Nanoseconds delay, DueKind kind, raft::NodeId node, std::uint32_t life = 0,
             std::uint64_t what = 0);
    /// What was due before and could not happen then: it is due now, behind all that already is.
    void addAgain(Due due, Nanoseconds delay = 0);
    /// The next thing; it is now its moment. There must be one.
    Due take();
    /// Nothing happens until `moment`.
    void skipTo(Moment moment) noexcept {
        if (moment > m_now) {
            m_now = moment;
        }
    }

private:
    static bool isLater(const Due& a, const Due& b) noexcept {
        return a.at != b.at ? a.at > b.at : a.order > b.order;
    }

    std::vector<Due> m_heap;
    Moment m_now;
    std::uint64_t m_nextOrder{0};
};

}  // namespace quorate::stage
