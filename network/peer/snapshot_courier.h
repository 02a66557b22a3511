// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/snapshot.h"

namespace quorate::network {

/// Names one snapshot on its way, from its opening to its end.
using SnapshotTicket = std::uint64_t;

/// Fetches the bytes of snapshots from this node's archive and brings those of peers to it, on
/// behalf of the transport. Implemented by whoever hosts the node, with its executor of the disk.
///
/// Calls return at once and are made in the transport's thread; so are the call-backs, once for
/// each call, later, and never from within it. The calls of one ticket are carried out in the order
/// in which they were made. After closeOutgoing() or abortIncoming() the ticket is unknown, and
/// call-backs that still come are ignored.
class SnapshotCourier {
public:
    using Done = std::function<void(Result<void>)>;
    /// The size of the whole stream in bytes, 0 where it is not known.
    using Opened = std::function<void(Result<std::uint64_t>)>;
    /// The next piece, of any size that memory bears; nothing behind the last one.
    using Read = std::function<void(Result<Bytes>)>;

    SnapshotCourier() = default;
    SnapshotCourier(const SnapshotCourier&) = delete;
    SnapshotCourier& operator=(const SnapshotCourier&) = delete;
    virtual ~SnapshotCourier() = default;

    // --- to a peer: one open, reads one after the other, one close in any case

    /// NotFound where the archive has another one by now; the core then asks for that.
    virtual void openOutgoing(SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                              Opened opened) = 0;
    virtual void readOutgoing(SnapshotTicket ticket, Read read) = 0;
    virtual void closeOutgoing(SnapshotTicket ticket) = 0;

    // --- from a peer: one create, appends, then one commit or one abort

    virtual void createIncoming(SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                                Done created) = 0;
    /// Several may be waiting; the transport limits how many bytes that are.
    virtual void appendIncoming(SnapshotTicket ticket, Bytes bytes, Done appended) = 0;
    /// It is whole. Done when it is durable; then the node may be told of it.
    virtual void commitIncoming(SnapshotTicket ticket, Done committed) = 0;
    /// It never was. Also after a failure of one of the calls before.
    virtual void abortIncoming(SnapshotTicket ticket) = 0;
};

}  // namespace quorate::network
