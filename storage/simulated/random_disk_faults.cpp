// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/random_disk_faults.h"

namespace quorate::storage {

namespace {

/// What of a profile concerns a kind of call.
struct Concerned {
    std::uint32_t fails{0};
    std::uint32_t spaceEnds{0};
    std::uint32_t lies{0};
    const DiskProfile::Time* time{nullptr};
};

Concerned concerned(const DiskProfile& profile, DiskCallKind kind) {
    switch (kind) {
    case DiskCallKind::Read:
        return {profile.readFails, 0, 0, &profile.readTime};
    case DiskCallKind::Write:
    case DiskCallKind::Truncate:
    case DiskCallKind::Preallocate:
        return {profile.writeFails, profile.spaceEnds, 0, &profile.writeTime};
    case DiskCallKind::Sync:
    case DiskCallKind::SyncDirectory:
        return {profile.syncFails, 0, profile.syncLies, &profile.syncTime};
    case DiskCallKind::Open:
    case DiskCallKind::CreateDirectory:
    case DiskCallKind::Rename:
    case DiskCallKind::Lock:
        return {profile.nameFails, profile.spaceEnds, 0, &profile.nameTime};
    case DiskCallKind::Exists:
    case DiskCallKind::List:
    case DiskCallKind::RemoveDirectory:
    case DiskCallKind::Remove:
        break;
    }
    return {profile.nameFails, 0, 0, &profile.nameTime};
}

}  // namespace

bool RandomDiskFaults::happens(std::uint32_t inAMillion) {
    return inAMillion != 0 && m_random.chance(inAMillion, 1000000);
}

std::uint64_t RandomDiskFaults::drawn(const DiskProfile::Time& time) {
    return time.least < time.most ? m_random.between(time.least, time.most) : time.least;
}

CallFate RandomDiskFaults::fateOf(const DiskCall& call) {
    const Concerned with = concerned(m_profile, call.kind);
    CallFate fate;
    fate.nanoseconds = drawn(*with.time);
    if (happens(m_profile.crashes)) {
        fate.outcome = CallOutcome::Crashes;
    } else if (happens(with.fails)) {
        fate.outcome = CallOutcome::Fails;
    } else if (happens(with.spaceEnds)) {
        fate.outcome = CallOutcome::NoSpace;
    } else if (happens(with.lies)) {
        fate.outcome = CallOutcome::Lies;
    } else if (call.kind == DiskCallKind::Read && call.length != 0 &&
               happens(m_profile.readFlips)) {
        fate.flippedBit = m_random.below(call.length * 8);
    }
    if (fate.outcome == CallOutcome::Crashes && call.kind != DiskCallKind::Write) {
        fate.done = m_random.below(2);
    } else if (fate.outcome != CallOutcome::Works) {
        fate.done = m_random.between(0, call.length);
    }
    return fate;
}

bool RandomDiskFaults::nameLasts(std::string_view /*path*/) {
    return m_random.chance(m_profile.namesThatLast, 1000);
}

FileLeft RandomDiskFaults::fileLeft(const UnsyncedFile& file) {
    m_keptUpTo = 0;
    m_keptInAHundred = 0;
    m_tornInAHundred = m_random.chance(1, 2) ? 0 : 50;
    FileLeft left{m_random.chance(1, 2), file.seenSize};
    switch (m_random.below(4)) {
    case 0:
        left.size = 0;
        break;
    case 1:
        m_keptInAHundred = 100;
        break;
    case 2:
        m_keptUpTo = m_random.between(0, file.seenSize / kSectorSize + 1);
        break;
    default:
        m_keptInAHundred = static_cast<std::uint32_t>(m_random.between(1, 99));
        break;
    }
    // Data may be there without the size that shows it, and a size without its data.
    if (m_random.chance(1, 4)) {
        left.size = m_random.between(0, file.seenSize);
    }
    return left;
}

std::uint64_t RandomDiskFaults::bytesLeft(const UnsyncedSector& sector) {
    if (sector.sector < m_keptUpTo || m_random.chance(m_keptInAHundred, 100)) {
        return sector.length;
    }
    return m_random.chance(m_tornInAHundred, 100) ? m_random.below(sector.length) : 0;
}

}  // namespace quorate::storage
