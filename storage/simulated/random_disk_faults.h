// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "storage/simulated/disk_faults.h"

namespace quorate::storage {

/// How bad a disk is. Probabilities are in a million calls of their kind; times in nanoseconds,
/// drawn evenly from the range.
struct DiskProfile {
    std::uint32_t readFails{0};
    std::uint32_t writeFails{0};  ///< write, truncate and preallocate; a part may be in the file
    std::uint32_t syncFails{0};   ///< sync and syncDirectory
    std::uint32_t nameFails{0};   ///< calls that make, move, remove, open or look up names
    std::uint32_t spaceEnds{0};   ///< OutOfSpace, of what writes or makes a name
    std::uint32_t readFlips{0};   ///< a read with one wrong bit
    std::uint32_t syncLies{0};    ///< outside of what a correct program survives
    std::uint32_t crashes{0};     ///< of any call; half of them when it had its effect

    struct Time {
        std::uint64_t least{0};
        std::uint64_t most{0};
    };
    Time readTime;
    Time writeTime;
    Time syncTime;
    Time nameTime;

    /// Of 1000 names that were not synced, how many last on average.
    std::uint32_t namesThatLast{500};
};

/// Decisions drawn from a seed. At a loss of power each file meets one of several ends: all that
/// was not synced is lost, or all is kept, or a beginning of it, or some sectors here and there;
/// each of these perhaps with torn sectors.
class RandomDiskFaults final : public DiskFaults {
public:
    RandomDiskFaults(Random random, const DiskProfile& profile)
        : m_random(random), m_profile(profile) {}

    /// From the next call on.
    void setProfile(const DiskProfile& profile) noexcept { m_profile = profile; }
    /// What is decided from now on is drawn from this.
    void reseed(Random random) noexcept { m_random = random; }

    CallFate fateOf(const DiskCall& call) override;
    bool nameLasts(std::string_view path) override;
    FileLeft fileLeft(const UnsyncedFile& file) override;
    std::uint64_t bytesLeft(const UnsyncedSector& sector) override;

private:
    bool happens(std::uint32_t inAMillion);
    std::uint64_t drawn(const DiskProfile::Time& time);

    Random m_random;
    DiskProfile m_profile;
    // Of the file that is settling.
    std::uint64_t m_keptUpTo{0};        ///< sectors below are kept
    std::uint32_t m_keptInAHundred{0};  ///< of the others
    std::uint32_t m_tornInAHundred{0};  ///< of those that are not kept
};

}  // namespace quorate::storage
