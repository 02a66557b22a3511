// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>

#include "storage/inspection/disk_question.h"

/// The words for what lies on a disk. In the language of the application.
namespace quorate::gui {

/// "Entry", "HardState", "Head"; "Damage" for bytes that are no record.
QString wordFor(std::optional<storage::WalRecordType> kind);
/// What is in a record, behind its entry's chip where it has one: "put user/117".
QString contentOf(const storage::LogRecord& record);
/// Whether it survives a crash: "durable", "not fsync'd"; "on disk" where no node runs that knows.
enum class Survival : std::uint8_t { Durable, Unsynced, OnDisk, Damaged };
Survival survivalOf(const storage::LogRecord& record, const storage::LogSegment& segment);
QString wordFor(Survival survival);
/// "0098a0".
QString offsetText(std::uint64_t offset);
/// "term 12 · n2 · c 4116": term, vote and commit.
QString textOf(const raft::HardState& state);
/// "segment 7, from 3901".
QString textOf(const storage::SegmentName& name);
/// "whole", "broken".
QString wordFor(storage::SnapshotSummary::Kind kind);

}  // namespace quorate::gui
