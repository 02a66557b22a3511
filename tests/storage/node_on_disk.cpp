// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/node_on_disk.h"

#include <utility>

#include "engine/kv/command_codec.h"
#include "engine/node/envelope.h"
#include "engine/node/recovery.h"
#include "engine/node/snapshot_work.h"
#include "storage/node_directory.h"
#include "tests/storage/must.h"

namespace quorate::storage {

using raft::Index;
using raft::NodeId;
using raft::Term;

namespace {

constexpr std::uint64_t kCluster = 0xc1;
const NodeId kNode(3);
constexpr WalOptions kSmallLog{4096};
constexpr std::uint64_t kIncarnation = 77;

NodeDirectoryOptions smallLog() {
    NodeDirectoryOptions options;
    options.wal = kSmallLog;
    return options;
}

void put(node::NodeStorage& disk, node::ReplicatedState& state, std::uint64_t number,
         std::size_t valueBytes) {
    kv::PutRequest request;
    request.key = Bytes::copyOf("key-" + std::to_string(number));
    request.value = Bytes::copyOf(std::string(valueBytes, 'v'));
    node::Envelope envelope;
    envelope.id = {kNode, kIncarnation, number};
    envelope.command = must(kv::encode(kv::Command{request}));
    raft::Entry entry;
    entry.term = Term(2);
    entry.index = Index(number + 1);
    entry.data = envelope.encode();
    node::LogWrite write;
    write.hardState = raft::HardState{Term(2), kNode, entry.index};
    write.entries = {entry};
    must(disk.log().write(write));
    must(disk.log().sync());
    node::ApplyBatch batch;
    batch.commands.push_back({entry.id(), envelope.id, envelope.command, std::nullopt});
    (void)must(state.apply(batch));
}

void save(node::NodeStorage& disk, node::ReplicatedState& state) {
    const raft::SnapshotMetadata metadata{state.applied().index, state.applied().term,
                                          state.membership().confState};
    const auto saving = must(state.beginSave(metadata, disk.snapshots()));
    while (must(saving->step(1000))) {
    }
}

}  // namespace

void makeNode(FileSystem& files, const std::string& path, const NodeShape& shape) {
    Random random(1);
    must(NodeDirectory::make(files, path, kCluster, kNode, random, kSmallLog));
    node::Membership members;
    members.confState.voters = {NodeId(1), NodeId(2), kNode};
    {
        const auto disk = must(NodeDirectory::open(files, path, {}, smallLog()));
        must(node::makeFirstMember(*disk, members));
    }
    const auto disk = must(NodeDirectory::open(files, path, {}, smallLog()));
    must(disk->admitPeer(NodeId(1), 0x11));
    const node::Recovered recovered = must(node::recover(*disk));
    for (std::uint64_t number = 1; number <= shape.puts; ++number) {
        put(*disk, *recovered.machine, number, shape.valueBytes);
        if (number == shape.snapshotAfter) {
            save(*disk, *recovered.machine);
        }
    }
    must(disk->store().sync());
}

}  // namespace quorate::storage
