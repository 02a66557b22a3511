// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/result.h"
#include "engine/kv/run_stack.h"
#include "storage/leveldb_database.h"

namespace quorate::storage {

/// Changes on their way into the tables of a database.
///
/// Appended keys (kv::OrderedStore), if there are enough of them, come into a table of their own
/// first, everything else into one behind it: no other table has keys between theirs, so LevelDB
/// need not merge them, and writes once what is most of it. A crash leaves all of the rest or
/// nothing of it.
///
/// The store's thread makes it and asks what became of it; its steps are run one after the other,
/// each on any thread, while nobody else writes to the database.
class LevelDbFlush {
public:
    struct Changes {
        std::size_t appendedInDatabase{0};  ///< bytes that it has in memory already
        kv::SortedRuns appended;            ///< more of them
        kv::SortedRuns others;
        bool areAppendedApart{false};
    };
    /// Called on the thread that runs the step, when the changes are durable or failed to become
    /// so.
    using Done = std::function<void(const Result<void>& result)>;

    LevelDbFlush(std::shared_ptr<LevelDbDatabase> database, Changes changes, Done done)
        : m_database(std::move(database)), m_changes(std::move(changes)), m_done(std::move(done)) {}

    /// Whether there is another one (BackgroundRunner::Step). In the last one tables are merged, if
    /// there are too many.
    bool step();

    /// Nothing while it is not over.
    [[nodiscard]] std::optional<Result<void>> result() const;
    [[nodiscard]] const Changes& changes() const noexcept { return m_changes; }

private:
    enum class Stage : std::uint8_t { Appended, AppendedTable, Others, Table, Merge };

    [[nodiscard]] bool isEmpty() const;
    Result<void> advance();
    Result<void> advanceWithinBoundary();
    void finish(const Result<void>& result);

    const std::shared_ptr<LevelDbDatabase> m_database;
    const Changes m_changes;
    const Done m_done;
    Stage m_stage{Stage::Appended};  ///< of the next step
    enum class Phase : std::uint8_t { UnderWay, Done, Failed };
    std::atomic<Phase> m_phase{Phase::UnderWay};
    std::optional<Error> m_failure;  ///< from Phase::Failed on, and not changed then
};

}  // namespace quorate::storage
