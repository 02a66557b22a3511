// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "engine/node/snapshot_archive.h"
#include "engine/stage/links.h"
#include "engine/stage/stage_context.h"
#include "engine/stage/stage_node.h"

namespace quorate::stage {

/// Snapshots on their way from one node's archive to another's, a chunk at a time. The message that
/// announces one reaches its addressee when all of it is there; the sender hears of the end either
/// way.
class SnapshotTransfers {
public:
    explicit SnapshotTransfers(StageContext& context) : m_context(context) {}

    /// Begins with a message that has arrived at `to`, and carries a snapshot of `from`.
    void begin(Travelling message, StageNode& from, StageNode& to);
    /// The next chunk of a transfer is due. `from` and `to` are its ends, null for one that is not
    /// on the Stage any more. What may have crashed by it is to be settled.
    void step(std::uint64_t transfer, StageNode* from, StageNode* to);

    struct Ends {
        raft::NodeId from;
        raft::NodeId to;
    };
    [[nodiscard]] Ends endsOf(std::uint64_t transfer) const;

private:
    struct Transfer {
        Travelling message;
        std::uint32_t receiverLife{0};
        std::unique_ptr<node::SnapshotSource> source;
        std::unique_ptr<node::SnapshotSink> sink;
    };
    void finish(const Transfer& transfer, StageNode* from, StageNode* to, bool arrived);
    Result<bool> moveChunk(Transfer& transfer);
    void scheduleStep(std::uint64_t number, const Transfer& transfer);

    StageContext& m_context;
    std::map<std::uint64_t, Transfer> m_transfers;
    std::uint64_t m_lastNumber{0};
    std::string m_chunk;
};

}  // namespace quorate::stage
