// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_flush.h"

#include <leveldb/write_batch.h>

#include "engine/base/invariant.h"
#include "storage/leveldb_slice.h"

namespace quorate::storage {

namespace {

/// A piece of appended changes; all of them at once would be in memory twice.
constexpr std::size_t kPieceBytes = std::size_t{64} * 1024;

void add(leveldb::WriteBatch& batch, const kv::RunEntry& entry) {
    if (entry.value) {
        batch.Put(slice(entry.key), slice(*entry.value));
    } else {
        batch.Delete(slice(entry.key));
    }
}

/// They may come into more tables than one.
Result<void> writeInPieces(LevelDbDatabase& database, const kv::SortedRuns& runs) {
    leveldb::WriteBatch piece;
    for (const auto& run : runs) {
        for (std::size_t i = 0; i < run->size(); ++i) {
            add(piece, run->at(i));
            if (piece.ApproximateSize() < kPieceBytes) {
                continue;
            }
            if (auto written = database.write(piece); !written) {
                return written;
            }
            piece.Clear();
        }
    }
    return database.write(piece);
}

Result<void> writeAtOnce(LevelDbDatabase& database, const kv::SortedRuns& runs) {
    const auto run = kv::asOne(runs);
    leveldb::WriteBatch batch;
    for (std::size_t i = 0; i < run->size(); ++i) {
        add(batch, run->at(i));
    }
    return database.write(batch);
}

}  // namespace

bool LevelDbFlush::step() {
    if (m_stage == Stage::Merge) {
        m_database->merge();
        return false;
    }
    const Result<void> result = advanceWithinBoundary();
    if (!result || m_stage == Stage::Merge) {
        finish(result);
    }
    return true;
}

void LevelDbFlush::finish(const Result<void>& result) {
    m_stage = Stage::Merge;
    if (!result) {
        m_failure = result.error();
    }
    m_phase = result ? Phase::Done : Phase::Failed;
    if (m_done) {
        m_done(result);
    }
}

/// An invariant that breaks is an error of the store, and not the end of the thread that runs it.
Result<void> LevelDbFlush::advanceWithinBoundary() {
    try {
        return advance();
    } catch (const InvariantViolation& violation) {
        return Error(ErrorCode::NodeFailed, violation.what());
    }
}

Result<void> LevelDbFlush::advance() {
    switch (m_stage) {
    case Stage::Appended:
        m_stage = m_changes.areAppendedApart ? Stage::AppendedTable : Stage::Others;
        return writeInPieces(*m_database, m_changes.appended);
    case Stage::AppendedTable:
        m_stage = m_changes.others.empty() ? Stage::Merge : Stage::Others;
        return m_database->flush();
    case Stage::Others:
        m_stage = Stage::Table;
        return writeAtOnce(*m_database, m_changes.others);
    case Stage::Table:
        m_stage = Stage::Merge;
        // Nothing at all has no table; that the database has failed was seen before.
        return isEmpty() ? Result<void>() : m_database->flush();
    case Stage::Merge:
        break;
    }
    return {};
}

bool LevelDbFlush::isEmpty() const {
    return m_changes.appendedInDatabase == 0 && m_changes.appended.empty() &&
           m_changes.others.empty();
}

std::optional<Result<void>> LevelDbFlush::result() const {
    const Phase phase = m_phase;
    if (phase == Phase::UnderWay) {
        return std::nullopt;
    }
    return phase == Phase::Done ? Result<void>() : Result<void>(*m_failure);
}

}  // namespace quorate::storage
