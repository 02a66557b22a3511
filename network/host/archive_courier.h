// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <map>
#include <memory>

#include "engine/node/snapshot_archive.h"
#include "network/host/disk_threads.h"
#include "network/peer/snapshot_courier.h"

namespace quorate::network {

/// Brings the bytes of snapshots between the transport, in the node's thread, and the archive, on
/// the thread of the state. Belongs to the node's thread; the threads of the disk must outlive it,
/// and have ended before it goes.
class ArchiveCourier final : public QObject, public SnapshotCourier {
    Q_OBJECT

public:
    explicit ArchiveCourier(DiskThreads& disk) : m_disk(disk) {}

    void openOutgoing(SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                      Opened opened) override;
    void readOutgoing(SnapshotTicket ticket, Read read) override;
    void closeOutgoing(SnapshotTicket ticket) override;
    void createIncoming(SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                        Done created) override;
    void appendIncoming(SnapshotTicket ticket, Bytes bytes, Done appended) override;
    void commitIncoming(SnapshotTicket ticket, Done committed) override;
    void abortIncoming(SnapshotTicket ticket) override;

private:
    /// On the thread of the state: what is open there. Touched there only.
    struct Open {
        std::map<SnapshotTicket, std::unique_ptr<node::SnapshotSource>> sources;
        std::map<SnapshotTicket, std::unique_ptr<node::SnapshotSink>> sinks;
    };
    template <class Work, class Reply>
    void ask(Work work, Reply reply);

    DiskThreads& m_disk;
    std::shared_ptr<Open> m_open{std::make_shared<Open>()};
};

}  // namespace quorate::network
