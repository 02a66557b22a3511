// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/message.h"
#include "network/peer/peer_options.h"
#include "network/peer/snapshot_courier.h"

namespace quorate::network {

/// One snapshot on its way to a peer: pulls its pieces through the courier, writes them as frames
/// where there is room, and never lets more than a window of them be under way that the receiver
/// has not taken. Belongs to the transport's thread, and to one connection; destroyed before its
/// end it closes what it opened, and says nothing.
class SnapshotSender {
public:
    struct Callbacks {
        /// There is something to write: fill() is to be called.
        std::function<void()> ready;
        /// The last thing that is heard of it.
        std::function<void(Result<void>)> finished;
    };

    /// The courier must outlive it. `message` is delivered by the receiver when it has all.
    SnapshotSender(SnapshotTicket ticket, raft::Message message, SnapshotCourier& courier,
                   const PeerOptions& options, Callbacks callbacks);
    SnapshotSender(const SnapshotSender&) = delete;
    SnapshotSender& operator=(const SnapshotSender&) = delete;
    ~SnapshotSender();

    /// Whether the message asks for the snapshot that is on its way already. Then it takes the
    /// place of the one before.
    bool takeMessage(raft::Message& message);
    /// Appends frames until `out` has a size of `size`, or there is nothing to write for now.
    void fill(std::string& out, std::size_t size);

    // What the receiver says.
    void taken(std::uint64_t bytes);
    void stored();
    void refused(const std::string& reason);

    /// Steps that it has made; one that makes none for long is stuck.
    [[nodiscard]] std::uint64_t steps() const noexcept { return m_steps; }
    [[nodiscard]] SnapshotTicket ticket() const noexcept { return m_ticket; }
    [[nodiscard]] const raft::Message& message() const noexcept { return m_message; }
    [[nodiscard]] std::uint64_t bytesTaken() const noexcept { return m_taken; }
    [[nodiscard]] std::uint64_t totalBytes() const noexcept { return m_total; }

private:
    void opened(const Result<std::uint64_t>& total);
    void maybeRead();
    void haveRead(Result<Bytes> piece);
    void finish(Result<void> result);

    const SnapshotTicket m_ticket;
    raft::Message m_message;
    SnapshotCourier& m_courier;
    const PeerOptions& m_options;
    Callbacks m_callbacks;
    /// Call-backs that come when it is gone find this gone too.
    std::shared_ptr<bool> m_alive{std::make_shared<bool>(true)};

    std::uint64_t m_total{0};
    bool m_isOpen{false};
    bool m_hasStarted{false};
    bool m_isReading{false};
    /// The last piece was read; and the end is written.
    bool m_isRead{false};
    bool m_hasEnded{false};
    bool m_isOver{false};
    /// Read and not written yet.
    Bytes m_piece;
    std::uint64_t m_written{0};
    std::uint64_t m_taken{0};
    std::uint64_t m_steps{0};
};

}  // namespace quorate::network
