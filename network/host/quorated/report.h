// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/kv/layout.h"
#include "engine/kv/meta.h"
#include "storage/inspection/directory_view.h"
#include "storage/inspection/finding.h"
#include "storage/inspection/log_map.h"
#include "storage/inspection/recovery_outlook.h"
#include "storage/inspection/snapshot_list.h"
#include "storage/inspection/store_check.h"
#include "storage/wal/inspection.h"

namespace quorate::host {

/// What the verbs print, one thing at a time, on the standard output.
class Report {
public:
    Report() = default;
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;
    virtual ~Report() = default;

    /// Whose it is, its lock and its peers.
    virtual void directory(const storage::DirectoryView& view) = 0;
    virtual void segment(const storage::SegmentSummary& segment) = 0;
    /// A record of a segment, or bytes that are none.
    virtual void piece(const storage::SegmentName& segment, const storage::WalPiece& piece) = 0;
    virtual void snapshot(const storage::SnapshotSummary& snapshot) = 0;
    virtual void state(const kv::Meta& meta) = 0;
    /// A key as it is now: its last put.
    virtual void key(const kv::layout::Change& put) = 0;
    /// How many records there are of each kind.
    virtual void records(const storage::StoreReport& store) = 0;
    /// What a start would begin with.
    virtual void start(const storage::RecoveryOutlook& outlook) = 0;
    virtual void finding(const storage::Finding& finding) = 0;
    virtual void result(std::size_t problems, std::size_t notes) = 0;
};

/// Text for people.
std::unique_ptr<Report> makeTextReport();
/// One JSON object a line, for programs; README.md has their members.
std::unique_ptr<Report> makeJsonReport();

}  // namespace quorate::host
