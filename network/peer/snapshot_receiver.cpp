// SPDX-License-Identifier: Apache-2.0
#include "network/peer/snapshot_receiver.h"

#include <utility>

namespace quorate::network {

namespace {

Error wrong(const std::string& what) {
    return {ErrorCode::Malformed, "the peer " + what};
}

}  // namespace

template <class Done>
SnapshotCourier::Done SnapshotReceiver::whenDone(Done done) {
    return [this, alive = std::weak_ptr(m_alive), done = std::move(done)](Result<void> result) {
        if (alive.expired() || m_isOver) {
            return;
        }
        ++m_steps;
        if (result) {
            done();
        } else {
            finish(result.error());
        }
    };
}

SnapshotReceiver::SnapshotReceiver(SnapshotTicket ticket, SnapshotStart start,
                                   SnapshotCourier& courier, const PeerOptions& options,
                                   Callbacks callbacks)
    : m_ticket(ticket),
      m_start(std::move(start)),
      m_courier(courier),
      m_options(options),
      m_callbacks(std::move(callbacks)) {
    m_courier.createIncoming(m_ticket, m_start.metadata, whenDone([] {}));
}

SnapshotReceiver::~SnapshotReceiver() {
    if (!m_isCommitted) {
        m_courier.abortIncoming(m_ticket);
    }
}

void SnapshotReceiver::take(SnapshotPiece piece) {
    if (m_isOver) {
        return;
    }
    if (m_hasEnded || piece.offset != m_received) {
        finish(wrong("sends pieces of a snapshot out of order"));
        return;
    }
    // A piece may begin where the window still has a byte.
    if (m_received - m_taken >= m_options.snapshotWindowBytes) {
        finish(wrong("sends a snapshot faster than it is taken"));
        return;
    }
    ++m_steps;
    m_received += piece.bytes.size();
    m_courier.appendIncoming(m_ticket, std::move(piece.bytes), whenDone([this, to = m_received] {
                                 m_taken = to;
                                 m_callbacks.taken(m_taken);
                             }));
}

void SnapshotReceiver::end(SnapshotEnd end) {
    if (m_isOver) {
        return;
    }
    if (m_hasEnded || end.totalBytes != m_received ||
        end.message.snapshot->metadata != m_start.metadata) {
        finish(wrong("ends another snapshot than it sent"));
        return;
    }
    ++m_steps;
    m_hasEnded = true;
    m_message = std::move(end.message);
    m_courier.commitIncoming(m_ticket, whenDone([this] {
                                 m_isCommitted = true;
                                 finish(std::move(m_message));
                             }));
}

void SnapshotReceiver::aborted(const std::string& reason) {
    finish(Error(ErrorCode::Unavailable, "the peer gives up: " + reason));
}

void SnapshotReceiver::finish(Result<raft::Message> result) {
    if (!m_isOver) {
        m_isOver = true;
        m_callbacks.finished(std::move(result));
    }
}

}  // namespace quorate::network
