// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/error.h"
#include "engine/kv/key_value.h"
#include "engine/kv/meta.h"
#include "engine/kv/revision.h"
#include "engine/raft/entry.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"
#include "storage/inspection/snapshot_list.h"
#include "storage/leveldb_levels.h"
#include "storage/wal/record.h"
#include "storage/wal/segment_name.h"

/// What can be asked about the disk of a node, running or not, and what the answers are: values,
/// for views and for whoever carries them. Every answer is bounded, whatever the disk holds.
namespace quorate::storage {

/// Most that one page has, whatever is asked for.
inline constexpr std::size_t kMaxPage = 1000;
/// Of a record or a value, more than this is not told.
inline constexpr std::size_t kToldBytes = 2048;

// --- the log

/// Its segments.
struct LogQuestion {
    friend bool operator==(const LogQuestion&, const LogQuestion&) = default;
};
/// A page of the records of one segment.
struct RecordsQuestion {
    enum class From : std::uint8_t {
        Number,  ///< the record with this number, from 0
        Offset,  ///< the one that has this byte, or is the last one before it
        Entry,   ///< the last one that holds the entry with this index
    };
    std::uint64_t segment{0};
    From from{From::Number};
    /// Of Offset and Entry, the page has it in its middle.
    std::uint64_t at{0};
    std::size_t limit{200};
    friend bool operator==(const RecordsQuestion&, const RecordsQuestion&) = default;
};

struct LogSegment {
    SegmentName name;
    std::uint64_t fileSize{0};
    /// Up to the last byte that is not zero.
    std::uint64_t writtenSize{0};
    /// Certain to survive a crash; nothing where only the node that writes knows, and none runs.
    std::optional<std::uint64_t> durableSize;
    friend bool operator==(const LogSegment&, const LogSegment&) = default;
};
struct LogAnswer {
    std::vector<LogSegment> segments;  ///< the oldest first
    /// A node runs and writes here.
    bool isOpen{false};
    friend bool operator==(const LogAnswer&, const LogAnswer&) = default;
};

/// A stretch of a segment, for a map of it: records of one kind, or those that prevail there.
struct LogStripe {
    std::uint64_t offset{0};
    std::uint64_t size{0};
    /// Nothing for bytes that are not what was written.
    std::optional<WalRecordType> kind;
    raft::Term term;  ///< of entries
    friend bool operator==(const LogStripe&, const LogStripe&) = default;
};
/// A record, or bytes that are none.
struct LogRecord {
    std::uint64_t offset{0};
    std::uint64_t size{0};  ///< its frame included
    std::optional<WalRecordType> kind;
    /// Of an entry; of what a snapshot or a release covers.
    raft::EntryId entry;
    std::optional<raft::EntryType> entryType;
    raft::HardState hardState;  ///< of a hard state
    /// Of an entry that holds a command: "put", "delete", "txn" and so on, and the key it is about.
    std::string verb;
    std::string key;
    /// One line that says what is in it, or why it is damaged.
    std::string text;
    std::uint32_t checksum{0};
    /// The first kToldBytes of it, as they lie there.
    std::string bytes;
    friend bool operator==(const LogRecord&, const LogRecord&) = default;
};
struct RecordsAnswer {
    LogSegment segment;
    std::uint64_t recordCount{0};
    std::vector<LogStripe> map;
    std::uint64_t first{0};  ///< the number of the first one of `records`
    std::vector<LogRecord> records;
    /// The number of the record that was asked for by offset or entry, if it is there.
    std::optional<std::uint64_t> found;
    friend bool operator==(const RecordsAnswer&, const RecordsAnswer&) = default;
};

// --- snapshots

struct SnapshotsQuestion {
    friend bool operator==(const SnapshotsQuestion&, const SnapshotsQuestion&) = default;
};
struct SnapshotsAnswer {
    std::vector<SnapshotSummary> snapshots;  ///< in order of name
};

// --- the state

struct StateQuestion {
    friend bool operator==(const StateQuestion&, const StateQuestion&) = default;
};
struct StateAnswer {
    kv::Meta meta;
    /// Of the databases that the state has; nothing where it is not in LevelDB.
    std::vector<StoreLevels> stores;
};

/// Keys with what they hold now.
struct KeysQuestion {
    std::string prefix;
    /// Behind the prefix or before it: the page starts with the first key at or after it.
    std::string from;
    std::size_t limit{200};
    friend bool operator==(const KeysQuestion&, const KeysQuestion&) = default;
};
/// The log of changes of the state, by revision.
struct ChangesQuestion {
    kv::Revision from;
    std::size_t limit{200};
    friend bool operator==(const ChangesQuestion&, const ChangesQuestion&) = default;
};
struct StoredChange {
    kv::Revision revision;
    bool isDelete{false};
    std::string key;
    std::string value;  ///< the first kToldBytes of it
    std::uint64_t valueSize{0};
    std::int64_t createRevision{0};
    std::int64_t version{0};
    std::int64_t lease{0};
    friend bool operator==(const StoredChange&, const StoredChange&) = default;
};
struct KeysAnswer {
    std::vector<StoredChange> keys;  ///< in order, each with the put of its value
    bool hasMore{false};
    std::uint64_t keyCount{0};  ///< of the whole state
    std::int64_t revision{0};
};
struct ChangesAnswer {
    std::vector<StoredChange> changes;
    bool hasMore{false};
    std::int64_t revision{0};
    std::int64_t compacted{0};
};

// --- a start

/// What a start would begin with after a crash now.
struct CrashQuestion {
    /// The crash leaves of the log what lies before this place. Nothing: what is certain to be
    /// there, all else is lost.
    std::optional<WalPosition> keeps;
    friend bool operator==(const CrashQuestion&, const CrashQuestion&) = default;
};
struct CrashAnswer {
    WalPosition keeps;
    /// Where the log ends that is written, durable or not.
    WalPosition written;
    std::optional<WalPosition> durable;
    /// A start would stop with this, and what follows is not known.
    std::optional<Error> refusal;

    raft::HardState hardState;
    raft::EntryId logStart;
    raft::EntryId last;
    raft::EntryId snapshot;  ///< index 0 where there is none
    /// Of the state; nothing where only the log and the snapshots were gone through, since the
    /// state is in use.
    std::optional<raft::EntryId> applied;
    std::vector<std::string> findings;

    // What was written until now, to compare.
    raft::HardState writtenState;
    raft::EntryId writtenLast;
};

using DiskQuestion = std::variant<LogQuestion, RecordsQuestion, SnapshotsQuestion, StateQuestion,
                                  KeysQuestion, ChangesQuestion, CrashQuestion>;
using DiskAnswer = std::variant<LogAnswer, RecordsAnswer, SnapshotsAnswer, StateAnswer, KeysAnswer,
                                ChangesAnswer, CrashAnswer>;

}  // namespace quorate::storage
