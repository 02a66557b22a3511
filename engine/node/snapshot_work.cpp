// SPDX-License-Identifier: Apache-2.0
#include "engine/node/snapshot_work.h"

#include <utility>

namespace quorate::node {

SnapshotSave::SnapshotSave(raft::SnapshotMetadata metadata, kv::View view,
                           std::unique_ptr<SnapshotSink> sink)
    : m_metadata(std::move(metadata)), m_writer(std::move(view)), m_sink(std::move(sink)) {}

Result<bool> SnapshotSave::step(std::size_t bytes) {
    if (m_sink == nullptr) {
        return false;
    }
    const Result<bool> hasMore = m_writer.next(m_chunk, bytes);
    if (!hasMore) {
        return hasMore.error();
    }
    if (*hasMore) {
        m_bytesDone += m_chunk.size();
        const Result<void> appended = m_sink->append(m_chunk);
        return appended ? Result<bool>(true) : Result<bool>(appended.error());
    }
    const Result<void> committed = m_sink->commit();
    m_sink.reset();
    return committed ? Result<bool>(false) : Result<bool>(committed.error());
}

SnapshotInstall::SnapshotInstall(ReplicatedState& state, std::unique_ptr<SnapshotSource> source,
                                 std::unique_ptr<kv::SnapshotInstaller> installer)
    : m_state(state), m_source(std::move(source)), m_installer(std::move(installer)) {}

/// The metadata, by which the log goes on, and the contents must speak of the same state.
Result<void> SnapshotInstall::checkContents() const {
    const raft::SnapshotMetadata& said = metadata();
    const auto wrong = [&said](const std::string& what) {
        return Error(ErrorCode::Corrupted,
                     "the snapshot at entry " + toString(said.index) + " " + what);
    };
    const std::optional<kv::Meta>& meta = m_installer->meta();
    if (!m_installer->isComplete() || !meta) {
        return wrong("is not complete");
    }
    if (meta->applied != kv::AppliedPosition{said.index.value(), said.term.value()}) {
        return wrong("holds the state of entry " + std::to_string(meta->applied.index) +
                     " of term " + std::to_string(meta->applied.term));
    }
    const auto membership = Membership::decode(m_installer->configuration());
    if (!membership) {
        return wrong("has no membership: " + membership.error().message);
    }
    if (membership->confState != said.confState) {
        return wrong("holds another configuration than it says");
    }
    return {};
}

Result<bool> SnapshotInstall::step() {
    if (m_installer == nullptr) {
        return false;
    }
    const Result<bool> hasMore = m_source->next(m_chunk);
    if (!hasMore) {
        return hasMore.error();
    }
    if (*hasMore) {
        m_bytesDone += m_chunk.size();
        const Result<void> fed = m_installer->feed(m_chunk);
        return fed ? Result<bool>(true) : Result<bool>(fed.error());
    }
    if (auto checked = checkContents(); !checked) {
        return checked.error();
    }
    const Result<void> committed = m_installer->commit();
    m_installer.reset();
    if (!committed) {
        return committed.error();
    }
    const Result<void> loaded = m_state.loadMembership();
    return loaded ? Result<bool>(false) : Result<bool>(loaded.error());
}

}  // namespace quorate::node
