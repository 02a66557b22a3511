// SPDX-License-Identifier: Apache-2.0
#include "network/peer/snapshot_sender.h"

#include <algorithm>
#include <utility>

#include "network/peer/snapshot_frames.h"

namespace quorate::network {

SnapshotSender::SnapshotSender(SnapshotTicket ticket, raft::Message message,
                               SnapshotCourier& courier, const PeerOptions& options,
                               Callbacks callbacks)
    : m_ticket(ticket),
      m_message(std::move(message)),
      m_courier(courier),
      m_options(options),
      m_callbacks(std::move(callbacks)) {
    m_courier.openOutgoing(m_ticket, m_message.snapshot->metadata,
                           [this, alive = std::weak_ptr(m_alive)](Result<std::uint64_t> total) {
                               if (!alive.expired()) {
                                   opened(total);
                               }
                           });
}

SnapshotSender::~SnapshotSender() {
    m_courier.closeOutgoing(m_ticket);
}

bool SnapshotSender::takeMessage(raft::Message& message) {
    if (m_hasEnded || m_isOver || message.snapshot->metadata != m_message.snapshot->metadata) {
        return false;
    }
    m_message = std::move(message);
    return true;
}

void SnapshotSender::opened(const Result<std::uint64_t>& total) {
    if (!total) {
        finish(total.error());
        return;
    }
    ++m_steps;
    m_isOpen = true;
    m_total = *total;
    maybeRead();
    m_callbacks.ready();
}

void SnapshotSender::maybeRead() {
    if (!m_isOpen || m_isReading || m_isRead || m_isOver || !m_piece.empty()) {
        return;
    }
    m_isReading = true;
    m_courier.readOutgoing(m_ticket, [this, alive = std::weak_ptr(m_alive)](Result<Bytes> piece) {
        if (!alive.expired()) {
            haveRead(std::move(piece));
        }
    });
}

void SnapshotSender::haveRead(Result<Bytes> piece) {
    m_isReading = false;
    if (m_isOver) {
        return;
    }
    if (!piece) {
        finish(piece.error());
        return;
    }
    ++m_steps;
    m_isRead = piece->empty();
    m_piece = std::move(*piece);
    m_callbacks.ready();
}

void SnapshotSender::fill(std::string& out, std::size_t size) {
    if (!m_isOpen || m_isOver || m_hasEnded || out.size() >= size) {
        return;
    }
    if (!m_hasStarted) {
        m_hasStarted = true;
        appendFrame(SnapshotStart{m_ticket, m_total, m_message.snapshot->metadata}, out);
    }
    while (!m_piece.empty() && out.size() < size &&
           m_written - m_taken < m_options.snapshotWindowBytes) {
        const std::size_t count = std::min(m_piece.size(), m_options.snapshotPieceBytes);
        appendPiece(m_ticket, m_written, m_piece.view().substr(0, count), out);
        m_written += count;
        m_piece = m_piece.slice(count, m_piece.size() - count);
    }
    if (m_isRead) {
        m_hasEnded = true;
        appendFrame(SnapshotEnd{m_ticket, m_written, m_message}, out);
    }
    maybeRead();
}

void SnapshotSender::taken(std::uint64_t bytes) {
    if (bytes > m_written || bytes < m_taken) {
        finish(Error(ErrorCode::Malformed, "the receiver has taken what was not sent"));
        return;
    }
    ++m_steps;
    m_taken = bytes;
    m_callbacks.ready();
}

void SnapshotSender::stored() {
    finish(m_hasEnded ? Result<void>()
                      : Error(ErrorCode::Malformed, "the receiver has stored what was not sent"));
}

void SnapshotSender::refused(const std::string& reason) {
    finish(Error(ErrorCode::FailedPrecondition, reason));
}

void SnapshotSender::finish(Result<void> result) {
    if (!m_isOver) {
        m_isOver = true;
        m_callbacks.finished(std::move(result));
    }
}

}  // namespace quorate::network
