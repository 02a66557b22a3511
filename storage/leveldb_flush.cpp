// SPDX-License-Identifier: Apache-2.0
#include "storage/leveldb_flush.h"

#include <leveldb/write_batch.h>

#include "engine/base/invariant.h"
#include "storage/leveldb_slice.h"

namespace quorate::storage {

namespace {

Result<void> write(LevelDbDatabase& database, const kv::SortedRuns& runs) {
    const auto run = kv::asOne(runs);
    leveldb::WriteBatch batch;
    for (std::size_t i = 0; i < run->size(); ++i) {
        const kv::RunEntry entry = run->at(i);
        if (entry.value) {
            batch.Put(slice(entry.key), slice(*entry.value));
        } else {
            batch.Delete(slice(entry.key));
        }
    }
    return database.write(batch);
}

}  // namespace

void LevelDbFlush::run() {
    const Result<void> result = flushWithinBoundary();
    if (!result) {
        m_failure = result.error();
    }
    m_phase = result ? Phase::Done : Phase::Failed;
    if (m_done) {
        m_done(result);
    }
    m_database->merge();
}

/// An invariant that breaks is an error of the store, and not the end of the thread that runs it.
Result<void> LevelDbFlush::flushWithinBoundary() {
    try {
        return flush();
    } catch (const InvariantViolation& violation) {
        return Error(ErrorCode::NodeFailed, violation.what());
    }
}

Result<void> LevelDbFlush::flush() {
    const bool isEmpty =
        m_changes.appendedInDatabase == 0 && m_changes.appended.empty() && m_changes.others.empty();
    // Nothing at all fails, too, where the database has.
    auto written = write(*m_database, m_changes.appended);
    if (written && m_changes.areAppendedApart) {
        written = m_database->flush();
    }
    if (written) {
        written = write(*m_database, m_changes.others);
    }
    return written && !isEmpty ? m_database->flush() : written;
}

std::optional<Result<void>> LevelDbFlush::result() const {
    const Phase phase = m_phase;
    if (phase == Phase::UnderWay) {
        return std::nullopt;
    }
    return phase == Phase::Done ? Result<void>() : Result<void>(*m_failure);
}

}  // namespace quorate::storage
