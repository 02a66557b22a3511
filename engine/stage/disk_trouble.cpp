// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/disk_trouble.h"

namespace quorate::stage {

void DiskTally::add(const DiskTally& other) noexcept {
    for (std::size_t i = 0; i < kDiskMetCount; ++i) {
        met[i] += other.met[i];
    }
    for (std::size_t part = 0; part < kDiskPartCount; ++part) {
        for (std::size_t act = 0; act < kDiskActCount; ++act) {
            crashes[part][act] += other.crashes[part][act];
        }
    }
}

const char* toString(DiskMet met) noexcept {
    static constexpr std::array<const char*, kDiskMetCount> kNames{
        "ReadFailed",    "WriteFailed",  "SyncFailed",    "NameFailed",      "SpaceEnded",
        "SyncLied",      "TornTailCut",  "SegmentCut",    "SegmentReleased", "SnapshotSetAside",
        "StoreReplaced", "TableWritten", "MakingRepeated"};
    return met < DiskMet::Count_ ? kNames[static_cast<std::size_t>(met)] : "?";
}

std::string nameOfCrash(DiskPart part, DiskAct act) {
    static constexpr std::array<const char*, kDiskPartCount> kParts{"log", "snapshots", "store",
                                                                    "rest"};
    static constexpr std::array<const char*, kDiskActCount> kActs{"read", "write", "sync", "names",
                                                                  "sync-names"};
    return std::string("crash-in-") + kParts[static_cast<std::size_t>(part)] + '-' +
           kActs[static_cast<std::size_t>(act)];
}

}  // namespace quorate::stage
