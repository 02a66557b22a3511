// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/bytes.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// What a snapshot stands for (§7): all entries up to and including (index, term), and the
/// configuration as of there.
struct SnapshotMetadata {
    Index index;
    Term term;
    ConfState confState;

    friend bool operator==(const SnapshotMetadata&, const SnapshotMetadata&) = default;
};

/// A snapshot as raft sees it. `data` is opaque: the state itself, or a handle under which the
/// state is found and streamed by those who store and send it.
struct Snapshot {
    SnapshotMetadata metadata;
    Bytes data;

    [[nodiscard]] bool isEmpty() const noexcept { return metadata.index == Index(0); }
    [[nodiscard]] EntryId id() const noexcept { return {metadata.term, metadata.index}; }
    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

}  // namespace quorate::raft
