// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/raft/message.h"
#include "network/peer/peer_options.h"
#include "network/peer/snapshot_courier.h"
#include "network/peer/snapshot_frames.h"

namespace quorate::network {

/// One snapshot on its way from a peer: gives its pieces to the courier and tells the sender how
/// far they were taken. Belongs to the transport's thread, and to one connection; destroyed before
/// its end it aborts what it created, and says nothing.
class SnapshotReceiver {
public:
    struct Callbacks {
        /// So many bytes in all are taken.
        std::function<void(std::uint64_t)> taken;
        /// The last thing that is heard of it: the message to deliver, or why there is none.
        std::function<void(Result<raft::Message>)> finished;
    };

    /// The courier must outlive it. `ticket` is of this node, the transfer's name of the sender.
    SnapshotReceiver(SnapshotTicket ticket, SnapshotStart start, SnapshotCourier& courier,
                     const PeerOptions& options, Callbacks callbacks);
    SnapshotReceiver(const SnapshotReceiver&) = delete;
    SnapshotReceiver& operator=(const SnapshotReceiver&) = delete;
    ~SnapshotReceiver();

    // What the sender says. What does not fit ends it.
    void take(SnapshotPiece piece);
    void end(SnapshotEnd end);
    void aborted(const std::string& reason);

    [[nodiscard]] std::uint64_t transfer() const noexcept { return m_start.transfer; }
    [[nodiscard]] std::uint64_t steps() const noexcept { return m_steps; }
    [[nodiscard]] SnapshotTicket ticket() const noexcept { return m_ticket; }
    [[nodiscard]] const raft::SnapshotMetadata& metadata() const noexcept {
        return m_start.metadata;
    }
    [[nodiscard]] std::uint64_t totalBytes() const noexcept { return m_start.totalBytes; }

private:
    /// A call-back for the courier that does `done` where this still is, and fails it on an error.
    template <class Done>
    SnapshotCourier::Done whenDone(Done done);
    void finish(Result<raft::Message> result);

    const SnapshotTicket m_ticket;
    const SnapshotStart m_start;
    SnapshotCourier& m_courier;
    const PeerOptions& m_options;
    Callbacks m_callbacks;
    std::shared_ptr<bool> m_alive{std::make_shared<bool>(true)};

    std::uint64_t m_received{0};
    std::uint64_t m_taken{0};
    std::uint64_t m_steps{0};
    raft::Message m_message;
    bool m_hasEnded{false};
    bool m_isCommitted{false};
    bool m_isOver{false};
};

}  // namespace quorate::network
