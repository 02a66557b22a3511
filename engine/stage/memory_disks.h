// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "engine/stage/stage_ports.h"

namespace quorate::stage {

struct MemoryDisk;

/// Disks that live in memory, without files: the log is a list of writes, a snapshot a string, the
/// state a tree. What a crash leaves is what was synced, and a beginning of what was not.
class MemoryDisks final : public DiskBay {
public:
    /// The cluster that directories are made for.
    explicit MemoryDisks(std::uint64_t cluster);
    ~MemoryDisks() override;

    Result<std::unique_ptr<node::NodeStorage>> open(raft::NodeId node, Random& random) override;
    void crash(raft::NodeId node, Random& random) override;
    Result<void> wipe(raft::NodeId node) override;
    [[nodiscard]] bool isDead(raft::NodeId /*node*/) const override { return false; }
    std::uint64_t takeDelay(raft::NodeId /*node*/) override { return 0; }

private:
    std::uint64_t m_cluster;
    std::map<raft::NodeId, std::shared_ptr<MemoryDisk>> m_disks;
};

}  // namespace quorate::stage
