// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/observe/operator_events.h"
#include "engine/stage/disk_trouble.h"

namespace quorate::stage {

/// What can be wrong with a node's disk; a node can have one of each at a time.
struct DiskFault {
    enum class Kind : std::uint8_t {
        Slow,           ///< calls take longer; amount: by up to so many nanoseconds each
        ReadsFail,      ///< EIO; amount: in a million reads
        WritesFail,     ///< EIO; amount: in a million writes
        SyncsFail,      ///< EIO; amount: in a million syncs
        Full,           ///< ENOSPC; amount: bytes that files may still grow by
        SyncsLie,       ///< amount: in a million syncs
        LosesUnsynced,  ///< the next crash takes all that was not synced; no amount
        TearsTail,      ///< the next crash tears the last write of the log; no amount
        CrashTearing,   ///< it crashes within its next write of the log; no amount
    };
    Kind kind{Kind::Slow};
    std::uint64_t amount{0};

    friend bool operator==(const DiskFault&, const DiskFault&) = default;
};
inline constexpr DiskFault::Kind kDiskFaultKinds[] = {
    DiskFault::Kind::Slow,          DiskFault::Kind::ReadsFail, DiskFault::Kind::WritesFail,
    DiskFault::Kind::SyncsFail,     DiskFault::Kind::Full,      DiskFault::Kind::SyncsLie,
    DiskFault::Kind::LosesUnsynced, DiskFault::Kind::TearsTail, DiskFault::Kind::CrashTearing};

/// Whether a disk of a running machine can be made to do so: slow, failing, full. The others need
/// one that can lose its power: what was written and not synced is lost with that alone, so a sync
/// that lies, too, is nothing that a process that ends would notice.
bool isOfRealDisks(DiskFault::Kind kind);

/// What it is called in a recording.
observe::FaultKind faultKindOf(DiskFault::Kind kind);
/// As a recording says it: "calls take up to 20 ms longer", "EIO on 50 % of writes".
std::string textOf(const DiskFault& fault);
/// Read from such a text; nothing from any other.
std::optional<DiskFault> parseDiskFault(std::string_view text);
/// Makes a disk that works into one that is ill like this, or one that is ill already iller. Those
/// about crashes change nothing.
void addTo(DiskIllness& illness, const DiskFault& fault);

/// "10 % fast", "0.5 % slow", and what was meant, in parts per million.
std::string driftText(std::int64_t partsPerMillion);
std::optional<std::int64_t> parseDrift(std::string_view text);

// What a recording says of nodes that are down, or have been, through their disks.
inline constexpr const char* kWipedText = "wiped";
inline constexpr const char* kForgotText = "crashed, lost what was not synced";
inline constexpr const char* kTornText = "crashed, tore the last write of its log";
inline constexpr const char* kIllText = "failed, its disk is ill";

}  // namespace quorate::stage
