// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/peer/snapshot_courier.h"

namespace quorate::tests {

/// An archive in memory whose answers come through the event loop, as those of a disk do.
class FakeCourier final : public QObject, public network::SnapshotCourier {
public:
    struct Incoming {
        std::string bytes;
        bool committed{false};
        bool aborted{false};
    };

    void openOutgoing(network::SnapshotTicket ticket, const raft::SnapshotMetadata& metadata,
                      Opened opened) override {
        ++openOutgoings;
        positions[ticket] = 0;
        const bool isThere = archive.count(metadata.index) > 0;
        indexes[ticket] = metadata.index;
        later([opened, isThere, size = isThere ? archive[metadata.index].size() : 0] {
            opened(isThere ? Result<std::uint64_t>(size)
                           : Error(ErrorCode::NotFound, "no such snapshot"));
        });
    }
    void readOutgoing(network::SnapshotTicket ticket, Read read) override {
        const std::string& whole = archive[indexes[ticket]];
        std::size_t& at = positions[ticket];
        if (failReadAt && at >= *failReadAt) {
            later([read] { read(Error(ErrorCode::IoError, "the disk cannot be read")); });
            return;
        }
        const Bytes piece = Bytes::copyOf(std::string_view(whole).substr(at, chunkBytes));
        at += piece.size();
        later([read, piece] { read(piece); });
    }
    void closeOutgoing(network::SnapshotTicket ticket) override {
        --openOutgoings;
        positions.erase(ticket);
    }
    void createIncoming(network::SnapshotTicket ticket, const raft::SnapshotMetadata& /*metadata*/,
                        Done created) override {
        incoming[ticket] = {};
        last = ticket;
        later([created] { created({}); });
    }
    void appendIncoming(network::SnapshotTicket ticket, Bytes bytes, Done appended) override {
        Incoming& snapshot = incoming[ticket];
        snapshot.bytes += bytes.view();
        waitingBytes += bytes.size();
        mostWaitingBytes = std::max(mostWaitingBytes, waitingBytes);
        const bool fails = failAppendAt && snapshot.bytes.size() >= *failAppendAt;
        std::function<void()> answer = [this, appended, fails, size = bytes.size()] {
            waitingBytes -= size;
            appended(fails ? Result<void>(Error(ErrorCode::OutOfSpace, "the disk is full"))
                           : Result<void>());
        };
        if (stallAppends) {
            stalled.push_back(std::move(answer));
        } else {
            later(answer);
        }
    }
    /// What was stalled is done now.
    void goOn() {
        stallAppends = false;
        for (const auto& answer : std::exchange(stalled, {})) {
            later(answer);
        }
    }
    void commitIncoming(network::SnapshotTicket ticket, Done committed) override {
        incoming[ticket].committed = true;
        later([committed] { committed({}); });
    }
    void abortIncoming(network::SnapshotTicket ticket) override { incoming[ticket].aborted = true; }

    [[nodiscard]] const Incoming& lastIncoming() { return incoming[last]; }

    std::map<raft::Index, std::string> archive;
    std::size_t chunkBytes{200'000};
    std::optional<std::size_t> failReadAt;
    std::optional<std::size_t> failAppendAt;
    bool stallAppends{false};

    std::vector<std::function<void()>> stalled;

    int openOutgoings{0};
    std::size_t waitingBytes{0};
    std::size_t mostWaitingBytes{0};
    std::map<network::SnapshotTicket, Incoming> incoming;

private:
    template <class Act>
    void later(Act act) {
        QMetaObject::invokeMethod(this, act, Qt::QueuedConnection);
    }

    std::map<network::SnapshotTicket, raft::Index> indexes;
    std::map<network::SnapshotTicket, std::size_t> positions;
    network::SnapshotTicket last{0};
};

}  // namespace quorate::tests
