// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/stage/disk_trouble.h"
#include "engine/stage/stage_ports.h"
#include "storage/file_system.h"
#include "storage/inspection/disk_question.h"
#include "storage/node_directory.h"
#include "storage/simulated/simulated_file_system.h"
#include "storage/stage/process_files.h"
#include "storage/stage/stage_disk_faults.h"

namespace quorate::storage {

struct StageDiskOptions {
    /// Of the cluster that directories are made for.
    std::uint64_t cluster{1};
    /// Decides what becomes of calls and, with what the Stage draws, what crashes leave.
    std::uint64_t seed{1};
    NodeDirectoryOptions directory;

    /// For runs of minutes: segments and tables so small that they are cut, released and merged.
    static StageDiskOptions small(std::uint64_t cluster, std::uint64_t seed);
};

/// The disks of a Stage with what a node really stores on them: a NodeDirectory on a simulated file
/// system for each node. In memory, or each one as an overlay above a real directory: then what is
/// synced lasts for real, and everything else is lost with the power or with the session.
///
/// A node that crashes loses what was not synced; one that stops leaves it to the system, which
/// goes on. They can be made ill, at any time.
///
/// Belongs to one executor. Outlives the Stage and all that it opened.
class StageDisks final : public stage::DiskBay, public stage::DiskTrouble {
public:
    /// In memory, empty.
    explicit StageDisks(StageDiskOptions options);
    /// Above `directory` of `base`, which is made if need be: a directory "node-1" and so on in it
    /// for each node, locked for as long as this lives. `base` outlives it.
    StageDisks(StageDiskOptions options, FileSystem& base, std::string directory);
    ~StageDisks() override;

    // --- as a DiskBay
    Result<std::unique_ptr<node::NodeStorage>> open(raft::NodeId node, Random& random) override;
    void crash(raft::NodeId node, Random& random) override;
    Result<void> wipe(raft::NodeId node) override;
    [[nodiscard]] bool isDead(raft::NodeId node) const override;
    std::uint64_t takeDelay(raft::NodeId node) override;
    [[nodiscard]] stage::DiskTrouble* trouble() override { return this; }

    // --- as DiskTrouble; a node that never was opened is made, as a machine that is switched off
    void setIllness(raft::NodeId node, const stage::DiskIllness& illness) override;
    /// Of a node that has no disk, that of one that works.
    [[nodiscard]] stage::DiskIllness illnessOf(raft::NodeId node) const;
    [[nodiscard]] bool isForgetful(raft::NodeId node) const;
    void crashAt(raft::NodeId node, stage::DiskPart part, stage::DiskAct act,
                 std::uint32_t nth) override;
    void disarm(raft::NodeId node) override;
    void failOnce(raft::NodeId node, stage::DiskPart part, stage::DiskAct act) override;
    void endFailure(raft::NodeId node) override;
    void tearNextLogWrite(raft::NodeId node) override;
    [[nodiscard]] bool tearsNextLogWrite(raft::NodeId node) const override;
    void setTearing(raft::NodeId node, bool isTearing) override;
    void setForgetful(raft::NodeId node, bool isForgetful) override;
    bool damageSnapshot(raft::NodeId node, Random& random) override;
    [[nodiscard]] std::optional<Blame> blameFor(const Error& error) const override;
    [[nodiscard]] const stage::DiskTally& tally() const override { return m_tally; }

    /// Looks into this node's directory, which changes nothing, is no call of the node, and takes
    /// no time. `open`: what open() gave and still lives; null where the node is down. NotFound
    /// where it has no disk yet.
    Result<DiskAnswer> inspect(raft::NodeId node, node::NodeStorage* open,
                               const DiskQuestion& question);

    /// What the last opening of this node's directory found and repaired, for people.
    [[nodiscard]] std::vector<std::string> findings(raft::NodeId node) const;

private:
    /// One machine, as far as its disk goes.
    struct Machine;

    Result<Machine*> machine(raft::NodeId node);
    Machine* find(raft::NodeId node) const;
    Result<std::unique_ptr<NodeDirectory>> openOrMake(Machine& machine, raft::NodeId node,
                                                      Random& random);

    StageDiskOptions m_options;
    FileSystem* m_base{nullptr};
    std::string m_directory;
    stage::DiskTally m_tally;
    std::map<raft::NodeId, std::unique_ptr<Machine>> m_machines;
};

}  // namespace quorate::storage
