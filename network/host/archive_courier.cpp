// SPDX-License-Identifier: Apache-2.0
#include "network/host/archive_courier.h"

#include <string>
#include <utility>

#include "network/host/node_boundary.h"

namespace quorate::network {

namespace {

Error unknownTicket() {
    return {ErrorCode::NotFound, "this snapshot is not open"};
}

}  // namespace

/// Does `work(open, archive)` there, and gives what it returns to `reply` here.
template <class Work, class Reply>
void ArchiveCourier::ask(Work work, Reply reply) {
    node::SnapshotArchive& archive = m_disk.directory().snapshots();
    m_disk.onState([this, &archive, open = m_open, work = std::move(work),
                    reply = std::move(reply)]() mutable {
        auto result = withinBoundary([&] { return work(*open, archive); });
        QMetaObject::invokeMethod(
            this,
            [reply = std::move(reply), result = std::move(result)]() mutable {
                reply(std::move(result));
            },
            Qt::QueuedConnection);
    });
}

void ArchiveCourier::openOutgoing(SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                                  Opened opened) {
    ask(
        [ticket, index = metadata.index](Open& open, node::SnapshotArchive& archive) {
            auto source = archive.open(index);
            if (!source) {
                return Result<std::uint64_t>(source.error());
            }
            open.sources[ticket] = std::move(*source);
            return Result<std::uint64_t>(0);
        },
        std::move(opened));
}

void ArchiveCourier::readOutgoing(SnapshotTicket ticket, Read read) {
    ask(
        [ticket](Open& open, node::SnapshotArchive& /*archive*/) {
            const auto source = open.sources.find(ticket);
            if (source == open.sources.end()) {
                return Result<Bytes>(unknownTicket());
            }
            std::string chunk;
            auto more = source->second->next(chunk);
            return more ? Result<Bytes>(Bytes::copyOf(chunk)) : Result<Bytes>(more.error());
        },
        std::move(read));
}

void ArchiveCourier::closeOutgoing(SnapshotTicket ticket) {
    m_disk.onState([open = m_open, ticket] { open->sources.erase(ticket); });
}

void ArchiveCourier::createIncoming(SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                                    Done created) {
    ask(
        [ticket, metadata](Open& open, node::SnapshotArchive& archive) {
            auto sink = archive.create(metadata);
            if (!sink) {
                return Result<void>(sink.error());
            }
            open.sinks[ticket] = std::move(*sink);
            return Result<void>();
        },
        std::move(created));
}

void ArchiveCourier::appendIncoming(SnapshotTicket ticket, Bytes bytes, Done appended) {
    ask(
        [ticket, bytes = std::move(bytes)](Open& open, node::SnapshotArchive& /*archive*/) {
            const auto sink = open.sinks.find(ticket);
            return sink == open.sinks.end() ? Result<void>(unknownTicket())
                                            : sink->second->append(bytes.view());
        },
        std::move(appended));
}

void ArchiveCourier::commitIncoming(SnapshotTicket ticket, Done committed) {
    ask(
        [ticket](Open& open, node::SnapshotArchive& /*archive*/) {
            auto sink = open.sinks.extract(ticket);
            return sink.empty() ? Result<void>(unknownTicket()) : sink.mapped()->commit();
        },
        std::move(committed));
}

void ArchiveCourier::abortIncoming(SnapshotTicket ticket) {
    m_disk.onState([open = m_open, ticket] { open->sinks.erase(ticket); });
}

}  // namespace quorate::network
