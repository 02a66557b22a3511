// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/random.h"
#include "engine/stage/disk_trouble.h"
#include "storage/simulated/random_disk_faults.h"

namespace quorate::storage {

/// What such a disk does with its calls. What files may grow by is not in it.
DiskProfile profileOf(const stage::DiskIllness& illness);

/// The fate of one node's disk on a Stage: drawn from a seed, as ill as the Stage has it, with a
/// crash in one call that was named. Counts what becomes of calls.
class StageDiskFaults final : public DiskFaults {
public:
    /// Paths begin with that of the node's directory, of this length. `tally` outlives this.
    StageDiskFaults(Random random, std::size_t lengthOfDirectory, stage::DiskTally& tally)
        : m_random(random.split(1)),
          m_drawn(random.split(2), DiskProfile()),
          m_length(lengthOfDirectory),
          m_tally(tally) {}

    void setIllness(const stage::DiskIllness& illness);
    [[nodiscard]] const stage::DiskIllness& illness() const noexcept { return m_illness; }
    [[nodiscard]] bool isForgetful() const noexcept { return m_isForgetful; }
    void crashAt(stage::DiskPart part, stage::DiskAct act, std::uint32_t nth) {
        m_crash = Crash{part, act, nth};
    }
    void disarm() noexcept {
        m_crash.reset();
        m_tears = false;
    }
    void tearNextLogWrite() noexcept { m_tears = true; }
    [[nodiscard]] bool tearsNextLogWrite() const noexcept { return m_tears; }
    void setTearing(bool isTearing) noexcept { m_isTearing = isTearing; }
    void setForgetful(bool isForgetful) noexcept { m_isForgetful = isForgetful; }
    void failOnce(stage::DiskPart part, stage::DiskAct act) { m_failure = Crash{part, act, 1}; }
    void endFailure() noexcept { m_failure.reset(); }
    /// Somebody looks on from outside: his calls are none of the process, so they always work, and
    /// nothing is drawn or counted.
    void setOnlooker(bool isThere) noexcept { m_hasOnlooker = isThere; }
    /// After a loss of power, when all that it left was asked for.
    void powerIsBack() noexcept;
    /// What a crash leaves is drawn from this from now on.
    void reseed(Random random) noexcept { m_drawn.reseed(random); }

    CallFate fateOf(const DiskCall& call) override;
    bool nameLasts(std::string_view path) override;
    FileLeft fileLeft(const UnsyncedFile& file) override;
    std::uint64_t bytesLeft(const UnsyncedSector& sector) override;

private:
    struct Crash {
        stage::DiskPart part;
        stage::DiskAct act;
        std::uint32_t left;
    };

    /// What the log has written since it was synced: from where on, and its last write. Of one
    /// file, since a segment is synced before the next one is begun.
    struct Unsynced {
        std::string path;
        std::uint64_t begin;
        std::uint64_t lastBegin;
        std::uint64_t end;
    };

    [[nodiscard]] stage::DiskPart partOf(const DiskCall& call) const;
    void watchLog(const DiskCall& call, const CallFate& fate);
    [[nodiscard]] bool isTorn(std::string_view path) const {
        return m_isTearing && m_unsynced && m_unsynced->path == path;
    }
    void met(stage::DiskMet what) { ++m_tally.met[static_cast<std::size_t>(what)]; }
    void countFailure(stage::DiskAct act, CallOutcome outcome);
    void countDone(stage::DiskPart part, const DiskCall& call);

    Random m_random;
    RandomDiskFaults m_drawn;
    std::optional<Crash> m_crash;
    std::optional<Crash> m_failure;
    bool m_tears{false};
    bool m_hasTorn{false};  ///< and the power is not back
    stage::DiskIllness m_illness;
    bool m_isForgetful{false};
    bool m_hasOnlooker{false};
    bool m_isTearing{false};
    std::optional<Unsynced> m_unsynced;
    std::size_t m_length;
    stage::DiskTally& m_tally;
};

}  // namespace quorate::storage
