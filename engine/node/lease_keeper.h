// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/result.h"
#include "engine/kv/command.h"
#include "engine/kv/lease_clock.h"
#include "engine/kv/leases.h"
#include "engine/kv/view.h"
#include "engine/kv/writer.h"

namespace quorate::node {

/// The leases of a running member: keeps a kv::LeaseClock in step with what is applied and with who
/// leads, answers keep-alives, and says what a leader has to propose. Its host drives it:
///
///     at start, and after a snapshot was installed:  beginLoading(); loadSome() until it is done
///     after each batch:                              follow() its effects, in order
///     whenever the node was pumped:                  lead(Node::isLeading())
///     with each tick of the node:                    tick(), and propose what takeCommands() gives
///
/// What is proposed may be lost: an expired lease is handed out again after a while, and revoking
/// it twice does no harm. A lease never ends before its time: a new leader gives each its full time
/// again, and an election timeout more for what a former leader promised while it did not know.
///
/// Deterministic; belongs to the node's executor.
class LeaseKeeper {
public:
    struct Options {
        kv::LeaseClock::Options clock;
        /// An election timeout, in milliseconds.
        std::uint32_t electionMs{1000};
        /// Commands to propose at a time, and checkpoints in one of them.
        std::size_t maxCommands{100};
        std::size_t maxCheckpoints{1000};
        /// Leases that are read from the key space at a time.
        std::size_t pageLeases{1000};
    };

    explicit LeaseKeeper(const Options& options) : m_options(options), m_clock(options.clock) {}

    /// Forgets everything; the leases of the state are to be read anew.
    void beginLoading();
    /// Reads the next leases of the state as it is now, all effects of which were followed. False
    /// when that was the last of them. An error is the store's.
    Result<bool> loadSome(const kv::View& state);
    [[nodiscard]] bool isLoaded() const noexcept { return m_isLoaded; }

    /// What a batch did.
    void follow(const kv::Effects& effects);
    void lead(bool isLeading);
    /// A tick of LeaseClock::Options::tickMs.
    void tick() { m_clock.tick(); }

    /// What is to be proposed now, as ordinary commands: revokes of what has expired, those first
    /// that ended first, and notes of how much is left of long leases. Nothing unless it leads.
    std::vector<kv::Command> takeCommands();

    struct KeptAlive {
        std::int64_t ttlSeconds{0};
        /// To be proposed, and applied, before the client is answered: else the next leader would
        /// go by an old note of how much is left. Empty mostly.
        std::vector<kv::Command> first;
    };
    /// A client keeps its lease alive. FailedPrecondition where this node does not lead,
    /// Unavailable while it loads, NotFound for a lease that is not there or has expired.
    Result<KeptAlive> keepAlive(kv::LeaseId lease);
    /// What is left of a lease. The same errors, but for one that has expired and is not revoked
    /// yet: of that nothing is left.
    [[nodiscard]] Result<kv::LeaseClock::Times> timeToLive(kv::LeaseId lease) const;

    [[nodiscard]] std::size_t size() const noexcept { return m_clock.size(); }

private:
    [[nodiscard]] Result<void> canAnswer() const;

    const Options m_options;
    kv::LeaseClock m_clock;
    bool m_isLoaded{false};
    /// Where the next page begins.
    kv::LeaseId m_next;
};

}  // namespace quorate::node
