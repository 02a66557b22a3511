// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/record.h"

namespace quorate::storage {

namespace {

std::string text(const raft::EntryId& id) {
    return toString(id.index) + " of term " + toString(id.term);
}

std::string text(const raft::HardState& state) {
    return "term " + toString(state.term) + ", vote " + toString(state.vote) + ", commit " +
           toString(state.commit);
}

std::string text(const WalPosition& position) {
    return std::to_string(position.segment) + ":" + std::to_string(position.offset);
}

const char* text(raft::EntryType type) noexcept {
    switch (type) {
    case raft::EntryType::ConfChange:
        return "configuration change, old form";
    case raft::EntryType::ConfChangeV2:
        return "configuration change";
    default:
        return "normal";
    }
}

struct Describer {
    std::string operator()(const WalHead& head) const {
        return "segment " + std::to_string(head.segment) + " of node " + toString(head.owner.node) +
               ", " + text(head.hardState) + ", starts behind " + text(head.start) +
               ", continues behind " + text(head.last);
    }
    std::string operator()(const WalBatch& batch) const {
        return "batch of " + std::to_string(batch.size) + " bytes, durable before it up to " +
               text(batch.durable);
    }
    std::string operator()(const raft::Entry& entry) const {
        return "entry " + text(entry.id()) + ", " + text(entry.type) + ", " +
               std::to_string(entry.data.size()) + " bytes";
    }
    std::string operator()(const raft::HardState& state) const {
        return "hard state: " + text(state);
    }
    std::string operator()(const WalSnapshot& snapshot) const {
        return "snapshot: starts anew behind " + text(snapshot.id);
    }
    std::string operator()(const WalRelease& release) const {
        return "release up to " + text(release.id);
    }
    std::string operator()(const WalEnd& /*end*/) const { return "end of the segment"; }
};

}  // namespace

WalRecordType typeOf(const WalRecord& record) noexcept {
    return static_cast<WalRecordType>(record.index() + 1);
}

const char* toString(WalRecordType type) noexcept {
    switch (type) {
    case WalRecordType::Head:
        return "head";
    case WalRecordType::Batch:
        return "batch";
    case WalRecordType::Entry:
        return "entry";
    case WalRecordType::HardState:
        return "hard state";
    case WalRecordType::Snapshot:
        return "snapshot";
    case WalRecordType::Release:
        return "release";
    case WalRecordType::End:
        return "end";
    }
    return "unknown";
}

std::string describe(const WalRecord& record) {
    return std::visit(Describer(), record);
}

}  // namespace quorate::storage
