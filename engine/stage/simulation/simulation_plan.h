// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "engine/stage/pace.h"
#include "engine/stage/simulation/fault_class.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

enum class Profile : std::uint8_t {
    Swarm,      ///< everything is drawn from the seed; each class of faults is off with one half
    Steady,     ///< three nodes, ten operations a second, crashes and partitions now and then
    Wiped,      ///< outside of Raft's model: disks are emptied under their old identities
    LyingSync,  ///< outside of it, too: disks say that they have synced, and have not
};
/// "swarm", "steady", "wiped", "lying-sync".
std::string_view toString(Profile profile) noexcept;
std::optional<Profile> parseProfile(std::string_view text) noexcept;

/// What the nodes of a run store on.
enum class Storage : std::uint8_t {
    Memory,  ///< disks in memory, without files
    Disk,    ///< real storage on simulated disks, which fail
    Mixed,   ///< of a run: Disk for a fixed share of the seeds
};
/// "memory", "disk", "mixed".
std::string_view toString(Storage storage) noexcept;
std::optional<Storage> parseStorage(std::string_view text) noexcept;

/// What clients do: each asks one thing at a time and thinks in between.
struct ClientPlan {
    std::size_t count{1};
    std::size_t keys{4};
    Span think;
    Nanoseconds timeout{10 * kSecond};
    std::size_t valueBytes{16};
    /// How often what is asked for, relative to each other.
    struct Weights {
        std::uint32_t put{10};
        std::uint32_t get{10};
        std::uint32_t erase{2};
        std::uint32_t swap{5};
        std::uint32_t transaction{2};
        std::uint32_t range{2};
        std::uint32_t lease{0};
        std::uint32_t compact{0};
    };
    Weights weights;
    /// Of reads.
    std::uint32_t linearizable{1};
    std::uint32_t lease{0};
    std::uint32_t local{0};
};

/// What operators do to the cluster, beside what breaks.
struct OperatorPlan {
    bool transfersLeaders{false};
    bool changesMembers{false};
    Span interval{2 * kSecond, 10 * kSecond};
    /// Nodes that may ever be there, the first members included.
    std::size_t maxNodes{3};
};

/// What breaks, how often and for how long.
struct FaultPlan {
    PerFault<bool> isOn;
    Span interval{kSecond, 10 * kSecond};
    Span length{100 * kMillisecond, 10 * kSecond};
    /// Clocks run this much too fast or slow at most, in parts per million.
    std::uint32_t maxDrift{0};
    /// Of links that are in trouble.
    LinkCondition badLink;
    /// Of disks that are.
    Nanoseconds slowSync{kSecond};
};

/// How one run is: everything that stays the same while it lasts.
struct SimulationPlan {
    Profile profile{Profile::Swarm};
    Storage storage{Storage::Memory};
    /// Of the troubled part; then everything is mended, and the cluster must come to rest.
    Nanoseconds duration{60 * kSecond};
    /// First members.
    std::size_t members{3};
    StageOptions stage;
    /// Of all links that are in no trouble of their own.
    LinkCondition links;
    ClientPlan clients;
    OperatorPlan operators;
    FaultPlan faults;
};

struct PlanOptions {
    std::uint64_t seed{1};
    Profile profile{Profile::Swarm};
    Nanoseconds duration{60 * kSecond};
    /// First members; nothing: as the profile has it.
    std::optional<std::size_t> members;
    /// Liars need disks, whatever is said here.
    Storage storage{Storage::Memory};
};
/// Every so manieth seed of Storage::Mixed is on Storage::Disk.
inline constexpr std::uint64_t kMixedShare = 4;
inline constexpr std::size_t kMostMembers = 7;

/// The same options give the same plan.
SimulationPlan drawPlan(const PlanOptions& options);

}  // namespace quorate::stage
