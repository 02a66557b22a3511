// SPDX-License-Identifier: Apache-2.0
#include "engine/node/replicated_state.h"

#include <string>
#include <utility>

#include "engine/node/snapshot_work.h"

namespace quorate::node {

namespace {

kv::LogItem::Kind kindOf(const CommittedCommand& command) {
    if (command.configuration) {
        return kv::LogItem::Kind::Configuration;
    }
    // What nobody proposed has no command, and neither has a change that was refused.
    return command.command.empty() ? kv::LogItem::Kind::Empty : kv::LogItem::Kind::Request;
}

kv::LogItem itemOf(const CommittedCommand& command) {
    kv::LogItem item;
    item.position = {command.entry.index.value(), command.entry.term.value()};
    if (command.proposal) {
        item.proposal = {command.proposal->node.value(), command.proposal->incarnation,
                         command.proposal->sequence};
    }
    item.kind = kindOf(command);
    if (item.kind == kv::LogItem::Kind::Request) {
        item.payload = command.command;
    }
    return item;
}

ApplyReport reportOf(std::vector<kv::AppliedItem> items, const kv::Meta& meta) {
    ApplyReport report;
    report.revision = meta.revision;
    report.stateHash = meta.chain;
    report.results.reserve(items.size());
    for (kv::AppliedItem& item : items) {
        const bool isDuplicate = item.disposition == kv::Disposition::Duplicate ||
                                 item.disposition == kv::Disposition::Stale;
        report.results.push_back({std::move(item.response), isDuplicate});
    }
    return report;
}

}  // namespace

Result<std::unique_ptr<ReplicatedState>> ReplicatedState::open(kv::OrderedStore& store) {
    // The constructor is private, so std::make_unique cannot call it.
    std::unique_ptr<ReplicatedState> state(new ReplicatedState(store));
    auto keySpace = kv::KeySpace::open(store);
    if (!keySpace) {
        return keySpace.error();
    }
    state->m_keySpace = std::move(*keySpace);
    if (auto loaded = state->loadMembership(); !loaded) {
        return loaded.error();
    }
    return state;
}

Result<void> ReplicatedState::loadMembership() {
    const Bytes& stored = m_keySpace->configuration();
    if (stored.empty()) {
        m_membership = Membership();
        return {};
    }
    auto membership = Membership::decode(stored);
    if (!membership) {
        return Error(ErrorCode::Corrupted,
                     "the stored membership is none: " + membership.error().message);
    }
    m_membership = std::move(*membership);
    return {};
}

Result<AppliedBatch> ReplicatedState::apply(const ApplyBatch& batch) {
    std::vector<kv::LogItem> items;
    items.reserve(batch.commands.size());
    Membership membership = m_membership;
    for (const CommittedCommand& command : batch.commands) {
        kv::LogItem item = itemOf(command);
        if (command.configuration) {
            membership = membership.after(*command.configuration, command.command);
            item.payload = membership.encode();
        }
        items.push_back(std::move(item));
    }
    auto applied = m_keySpace->apply(items);
    if (!applied) {
        return applied.error();
    }
    m_membership = std::move(membership);
    return AppliedBatch{reportOf(std::move(applied->items), applied->meta),
                        std::move(applied->effects)};
}

raft::EntryId ReplicatedState::applied() const {
    const kv::AppliedPosition& applied = m_keySpace->meta().applied;
    return {raft::Term(applied.term), raft::Index(applied.index)};
}

Result<std::unique_ptr<SnapshotSave>> ReplicatedState::beginSave(
    const raft::SnapshotMetadata& metadata, SnapshotArchive& archive) {
    const raft::EntryId here = applied();
    if (here != raft::EntryId{metadata.term, metadata.index} ||
        m_membership.confState != metadata.confState) {
        return Error(ErrorCode::FailedPrecondition,
                     "a snapshot at entry " + toString(metadata.index) + " of term " +
                         toString(metadata.term) + " was asked for, but the state is that of " +
                         toString(here.index) + " of term " + toString(here.term) +
                         ", or its configuration another one");
    }
    auto sink = archive.create(metadata);
    if (!sink) {
        return sink.error();
    }
    return std::make_unique<SnapshotSave>(metadata, m_keySpace->pin(), std::move(*sink));
}

Result<std::unique_ptr<SnapshotInstall>> ReplicatedState::beginInstall(
    const raft::SnapshotMetadata& metadata, SnapshotArchive& archive) {
    auto source = archive.open(metadata.index);
    if (!source) {
        return source.error();
    }
    if ((*source)->metadata() != metadata) {
        return Error(ErrorCode::NotFound, "the archive has another snapshot at entry " +
                                              toString(metadata.index) + " than the one of term " +
                                              toString(metadata.term) + " that was asked for");
    }
    auto installer = m_keySpace->beginInstall();
    if (!installer) {
        return installer.error();
    }
    return std::make_unique<SnapshotInstall>(*this, std::move(*source), std::move(*installer));
}

}  // namespace quorate::node
