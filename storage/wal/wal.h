// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/node/log_device.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"
#include "storage/wal/recovery.h"
#include "storage/wal/term_runs.h"

namespace quorate::storage {

struct WalOptions {
    /// Space that is reserved for a segment. One write that is larger gets a segment of its own.
    std::uint64_t segmentSize{std::uint64_t{64} * 1024 * 1024};
};

/// The write-ahead log: a directory of segments, format in storage/FORMAT.md.
///
///     m_durable <= the end of what is written
///     all segments but the last one have ended and are on stable storage, names included
///     the spare, a file that was a segment once, is zeros on stable storage
///
/// One LogWrite is one batch, which goes out as one write. Whatever is torn from its end leaves a
/// beginning that is a proper state of a log: a new term and vote come first, a commit index
/// behind the entries that it needs.
///
/// The first error of the disk stays: every later call answers with it, and nothing is tried again.
/// Belongs to the executor of the disk. The file system must outlive it.
class Wal final : public node::LogDevice {
public:
    /// Makes an empty log in a directory that is there; durable when it returns.
    /// FailedPrecondition where there is a log already.
    static Result<void> create(FileSystem& files, const std::string& directory,
                               const WalOwner& owner, const WalOptions& options = {});

    /// Opens a log and recovers what it holds (recovery.h says how). NotFound, Corrupted,
    /// FailedPrecondition: nothing was changed. After an error of the disk it can be tried again.
    static Result<std::unique_ptr<Wal>> open(FileSystem& files, const std::string& directory,
                                             const WalOwner& owner, const WalOptions& options = {});

    Recovered takeRecovered() override;
    /// InvalidArgument for entries that leave a gap, TooLarge for more than fits into a batch:
    /// nothing was written.
    Result<void> write(const node::LogWrite& write) override;
    Result<void> sync() override;
    Result<void> release(raft::Index index) override;

    /// What opening cut off.
    [[nodiscard]] const std::optional<WalDropped>& dropped() const noexcept { return m_dropped; }
    /// Segments that are there, the oldest first; the last one is written to.
    [[nodiscard]] const std::vector<WalSegment>& segments() const noexcept { return m_segments; }
    /// Who maps segments holds this, on any thread: what is there stays as it is, under its name or
    /// without one, and is not made into a spare.
    [[nodiscard]] std::shared_ptr<const void> pin() const { return m_pin; }
    [[nodiscard]] const WalOwner& owner() const noexcept { return m_owner; }
    /// Where the next batch goes.
    [[nodiscard]] WalPosition written() const noexcept { return {sequence(), m_offset}; }
    /// All before it is on stable storage.
    [[nodiscard]] WalPosition durable() const noexcept { return m_durable; }

private:
    Wal(FileSystem& files, std::string directory, const WalOwner& owner, const WalOptions& options,
        const raft::EntryId& start)
        : m_files(files),
          m_directory(std::move(directory)),
          m_owner(owner),
          m_options(options),
          m_start(start),
          m_terms(start) {}

    [[nodiscard]] Result<void> check(const node::LogWrite& write) const;
    void encode(const node::LogWrite& write);
    void take(const node::LogWrite& write);
    Result<void> append(std::string& batch);
    Result<void> appendHere(std::string& batch);
    Result<void> cut(std::uint64_t size);
    Result<void> startSegment(std::uint64_t size);
    Result<void> settleNames(const WalFound& found);
    Result<void> syncWritten();
    Result<std::unique_ptr<File>> newFile(const std::string& path, std::uint64_t size);
    Result<void> removeReleased();
    Result<void> makeSpare(const std::string& path);
    [[nodiscard]] std::size_t countReleased() const;
    [[nodiscard]] std::string pathOf(const SegmentName& name) const;
    [[nodiscard]] std::string sparePath() const;
    [[nodiscard]] std::uint64_t sequence() const noexcept {
        return m_segments.empty() ? 0 : m_segments.back().name.sequence;
    }
    Result<void> latched(const Result<void>& result);

    FileSystem& m_files;
    const std::string m_directory;
    const WalOwner m_owner;
    const WalOptions m_options;

    // The log.
    raft::HardState m_hardState;
    raft::EntryId m_start;
    raft::EntryId m_last;
    TermRuns m_terms;

    // The segments.
    std::vector<WalSegment> m_segments;
    std::unique_ptr<File> m_file;
    /// Where the next batch goes.
    std::uint64_t m_offset{0};
    std::uint32_t m_chain{0};
    WalPosition m_durable;
    /// There is a file to make the next segment of.
    bool m_hasSpare{false};
    std::shared_ptr<const void> m_pin{std::make_shared<int>()};
    /// A snapshot made segments superfluous, once it is durable.
    bool m_mayRemove{false};
    /// Kept for its memory.
    std::string m_batch;

    std::optional<Recovered> m_recovered;
    std::optional<WalDropped> m_dropped;
    std::optional<Error> m_failure;
};

}  // namespace quorate::storage
