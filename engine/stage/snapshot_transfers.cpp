// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/snapshot_transfers.h"

#include <algorithm>
#include <utility>

namespace quorate::stage {

namespace {

bool livesIn(const StageNode* node, std::uint32_t life) {
    return node != nullptr && node->isRunning() && node->life() == life;
}

bool hasSnapshot(StageNode& node, raft::Index index) {
    const auto all = node.storage().snapshots().list();
    return std::any_of(all.begin(), all.end(),
                       [index](const auto& snapshot) { return snapshot.index == index; });
}

}  // namespace

void SnapshotTransfers::begin(Travelling message, StageNode& from, StageNode& to) {
    const raft::SnapshotMetadata& metadata = message.message.snapshot->metadata;
    Transfer transfer;
    transfer.receiverLife = to.life();
    if (hasSnapshot(to, metadata.index)) {
        transfer.message = std::move(message);
        finish(transfer, &from, &to, true);
        return;
    }
    const bool isThere = livesIn(&from, message.senderLife);
    auto source = isThere ? from.storage().snapshots().open(metadata.index)
                          : Error(ErrorCode::NotFound, "the sender is gone");
    auto sink = to.storage().snapshots().create(metadata);
    transfer.message = std::move(message);
    if (!source || !sink) {
        finish(transfer, &from, &to, false);
        return;
    }
    transfer.source = std::move(*source);
    transfer.sink = std::move(*sink);
    const std::uint64_t number = ++m_lastNumber;
    scheduleStep(number, transfer);
    m_transfers.emplace(number, std::move(transfer));
}

void SnapshotTransfers::scheduleStep(std::uint64_t number, const Transfer& transfer) {
    const raft::NodeId to = transfer.message.message.to;
    const Nanoseconds delay = m_context.paceOf(to).snapshotStep.draw(m_context.diskRandom) +
                              m_context.disks.takeDelay(to);
    m_context.agenda.add(delay, DueKind::SnapshotChunk, to, 0, number);
}

SnapshotTransfers::Ends SnapshotTransfers::endsOf(std::uint64_t transfer) const {
    const raft::Message& message = m_transfers.at(transfer).message.message;
    return {message.from, message.to};
}

Result<bool> SnapshotTransfers::moveChunk(Transfer& transfer) {
    auto more = transfer.source->next(m_chunk);
    if (!more) {
        return more;
    }
    auto taken = *more ? transfer.sink->append(m_chunk) : transfer.sink->commit();
    return taken ? more : Result<bool>(taken.error());
}

void SnapshotTransfers::step(std::uint64_t number, StageNode* from, StageNode* to) {
    Transfer& transfer = m_transfers.at(number);
    const raft::Message& message = transfer.message.message;
    const bool isOn = livesIn(from, transfer.message.senderLife) &&
                      livesIn(to, transfer.receiverLife) &&
                      !m_context.links.isCut({message.from, message.to});
    const bool crashes = isOn && to->reached(CrashPoint::SnapshotReceive);
    const Result<bool> more = isOn && !crashes
                                  ? moveChunk(transfer)
                                  : Result<bool>(Error(ErrorCode::Unavailable, "cut off"));
    if (more && *more) {
        scheduleStep(number, transfer);
        return;
    }
    const Transfer ended = std::move(transfer);
    m_transfers.erase(number);
    finish(ended, from, to, more.has_value());
}

void SnapshotTransfers::finish(const Transfer& transfer, StageNode* from, StageNode* to,
                               bool arrived) {
    const Travelling& message = transfer.message;
    const raft::NodeId receiver = message.message.to;
    if (arrived) {
        m_context.links.delivered(message);
        to->receive(message.message);
    } else {
        m_context.links.dropped(message, observe::DropReason::Disconnected);
    }
    if (livesIn(from, message.senderLife) && from->condition() == NodeLife::Up) {
        from->reportSnapshot(receiver, arrived);
    }
}

}  // namespace quorate::stage
