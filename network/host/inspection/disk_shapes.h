// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/raft/conf_state.h"
#include "engine/raft/snapshot.h"
#include "storage/inspection/disk_question.h"

/// The members of answers about a disk, once for writing and for reading: `io` does either.
namespace quorate::network::disk_shapes {

using namespace storage;

template <class Io>
void shape(Io& io, raft::EntryId& id) {
    io.strong("term", id.term);
    io.strong("index", id.index);
}
template <class Io>
void shape(Io& io, raft::HardState& state) {
    io.strong("term", state.term);
    io.strong("vote", state.vote);
    io.strong("commit", state.commit);
}
template <class Io>
void shape(Io& io, WalPosition& position) {
    io.number("segment", position.segment);
    io.number("offset", position.offset);
}

/// By its name; nothing for damage.
template <class Io>
void kind(Io& io, std::optional<WalRecordType>& kind) {
    std::string name = kind ? toString(*kind) : "";
    io.text("kind", name);
    kind.reset();
    for (int i = 1; i <= static_cast<int>(WalRecordType::End); ++i) {
        if (name == toString(static_cast<WalRecordType>(i))) {
            kind = static_cast<WalRecordType>(i);
        }
    }
}

template <class Io>
void shape(Io& io, LogSegment& segment) {
    io.number("sequence", segment.name.sequence);
    io.strong("first", segment.name.first);
    io.number("fileBytes", segment.fileSize);
    io.number("writtenBytes", segment.writtenSize);
    io.optionalNumber("durableBytes", segment.durableSize);
}
template <class Io>
void shape(Io& io, LogAnswer& answer) {
    io.flag("open", answer.isOpen);
    io.list("segments", answer.segments);
}
template <class Io>
void shape(Io& io, LogStripe& stripe) {
    io.number("offset", stripe.offset);
    io.number("bytes", stripe.size);
    kind(io, stripe.kind);
    io.strong("term", stripe.term);
}
template <class Io>
void shape(Io& io, LogRecord& record) {
    io.number("offset", record.offset);
    io.number("bytes", record.size);
    kind(io, record.kind);
    io.object("entry", record.entry);
    if (record.kind == WalRecordType::Entry) {
        auto type = static_cast<std::uint64_t>(record.entryType.value_or(raft::EntryType::Normal));
        io.number("entryType", type);
        record.entryType = type <= static_cast<std::uint64_t>(raft::EntryType::ConfChangeV2)
                               ? static_cast<raft::EntryType>(type)
                               : raft::EntryType::Normal;
    }
    io.object("hardState", record.hardState);
    io.text("verb", record.verb);
    io.bytes("key", record.key);
    io.text("text", record.text);
    std::uint64_t checksum = record.checksum;
    io.number("checksum", checksum);
    record.checksum = static_cast<std::uint32_t>(checksum);
    io.bytes("data", record.bytes);
}
template <class Io>
void shape(Io& io, RecordsAnswer& answer) {
    io.object("segment", answer.segment);
    io.number("recordCount", answer.recordCount);
    io.list("map", answer.map);
    io.number("first", answer.first);
    io.list("records", answer.records);
    io.optionalNumber("found", answer.found);
}

template <class Io>
void shape(Io& io, raft::SnapshotMetadata& metadata) {
    io.strong("term", metadata.term);
    io.strong("index", metadata.index);
    io.ids("voters", metadata.confState.voters);
    io.ids("votersOutgoing", metadata.confState.votersOutgoing);
    io.ids("learners", metadata.confState.learners);
    io.ids("learnersNext", metadata.confState.learnersNext);
    io.flag("autoLeave", metadata.confState.autoLeave);
}
/// Of an error its words; its kind is told by where it stands.
template <class Io>
void problem(Io& io, const char* name, std::optional<Error>& error) {
    std::string text = error ? error->message : "";
    io.text(name, text);
    error = text.empty() ? std::nullopt : std::optional(Error(ErrorCode::Corrupted, text));
}
template <class Io>
void shape(Io& io, SnapshotSummary& snapshot) {
    using Kind = SnapshotSummary::Kind;
    io.text("name", snapshot.name);
    std::string state = toString(snapshot.kind);
    io.text("state", state);
    snapshot.kind = Kind::Other;
    for (const Kind each : {Kind::Whole, Kind::Broken, Kind::SetAside, Kind::Unfinished}) {
        snapshot.kind = state == toString(each) ? each : snapshot.kind;
    }
    io.number("fileBytes", snapshot.fileSize);
    io.optional("covers", snapshot.metadata);
    problem(io, "error", snapshot.error);
}
template <class Io>
void shape(Io& io, SnapshotsAnswer& answer) {
    io.list("snapshots", answer.snapshots);
}

template <class Io>
void shape(Io& io, StoreLevels::Level& level) {
    io.number("tables", level.files);
    io.number("bytes", level.bytes);
}
template <class Io>
void shape(Io& io, StoreLevels& store) {
    io.text("name", store.name);
    io.list("levels", store.levels);
    io.number("memoryBytes", store.memoryBytes);
}
template <class Io>
void shape(Io& io, StateAnswer& answer) {
    io.number("appliedIndex", answer.meta.applied.index);
    io.number("appliedTerm", answer.meta.applied.term);
    io.number("revision", answer.meta.revision);
    io.number("compacted", answer.meta.compacted);
    io.number("keys", answer.meta.keys);
    io.list("databases", answer.stores);
}
template <class Io>
void shape(Io& io, StoredChange& change) {
    io.number("revision", change.revision.main);
    io.number("sub", change.revision.sub);
    io.flag("deleted", change.isDelete);
    io.bytes("key", change.key);
    io.bytes("value", change.value);
    io.number("valueBytes", change.valueSize);
    io.number("createRevision", change.createRevision);
    io.number("version", change.version);
    io.number("lease", change.lease);
}
template <class Io>
void shape(Io& io, KeysAnswer& answer) {
    io.list("keys", answer.keys);
    io.flag("more", answer.hasMore);
    io.number("keyCount", answer.keyCount);
    io.number("revision", answer.revision);
}
template <class Io>
void shape(Io& io, ChangesAnswer& answer) {
    io.list("changes", answer.changes);
    io.flag("more", answer.hasMore);
    io.number("revision", answer.revision);
    io.number("compacted", answer.compacted);
}
template <class Io>
void shape(Io& io, CrashAnswer& answer) {
    io.object("keeps", answer.keeps);
    io.object("written", answer.written);
    io.optional("durable", answer.durable);
    problem(io, "refusal", answer.refusal);
    io.object("hardState", answer.hardState);
    io.object("logStart", answer.logStart);
    io.object("last", answer.last);
    io.object("snapshot", answer.snapshot);
    io.optional("applied", answer.applied);
    io.texts("findings", answer.findings);
    io.object("writtenState", answer.writtenState);
    io.object("writtenLast", answer.writtenLast);
}

}  // namespace quorate::network::disk_shapes
