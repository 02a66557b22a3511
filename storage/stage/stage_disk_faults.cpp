// SPDX-License-Identifier: Apache-2.0
#include "storage/stage/stage_disk_faults.h"

#include <algorithm>
#include <string_view>

namespace quorate::storage {

using stage::DiskAct;
using stage::DiskMet;
using stage::DiskPart;

namespace {

DiskAct actOf(DiskCallKind kind) {
    switch (kind) {
    case DiskCallKind::Write:
    case DiskCallKind::Truncate:
    case DiskCallKind::Preallocate:
        return DiskAct::Write;
    case DiskCallKind::Sync:
        return DiskAct::Sync;
    case DiskCallKind::Open:
    case DiskCallKind::CreateDirectory:
    case DiskCallKind::RemoveDirectory:
    case DiskCallKind::Rename:
    case DiskCallKind::Remove:
    case DiskCallKind::Lock:
        return DiskAct::ChangeNames;
    case DiskCallKind::SyncDirectory:
        return DiskAct::SyncNames;
    case DiskCallKind::Read:
    case DiskCallKind::Exists:
    case DiskCallKind::List:
        break;
    }
    return DiskAct::Read;
}

bool endsWith(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

DiskProfile profileOf(const stage::DiskIllness& illness) {
    DiskProfile profile;
    profile.readFails = illness.readsFail;
    profile.writeFails = illness.writesFail;
    profile.syncFails = illness.syncsFail;
    profile.nameFails = illness.namesFail;
    profile.spaceEnds = illness.spaceEnds;
    profile.syncLies = illness.syncsLie;
    profile.readTime = profile.writeTime = profile.syncTime = profile.nameTime = {0, illness.delay};
    return profile;
}

void StageDiskFaults::setIllness(const stage::DiskIllness& illness) {
    m_illness = illness;
    m_drawn.setProfile(profileOf(illness));
}

CallFate StageDiskFaults::fateOf(const DiskCall& call) {
    if (m_hasOnlooker) {
        return {};
    }
    CallFate fate = m_drawn.fateOf(call);
    const DiskPart part = partOf(call);
    const DiskAct act = actOf(call.kind);
    m_hasTorn = false;
    if (m_tears && part == DiskPart::Log && call.kind == DiskCallKind::Write) {
        m_tears = false;
        m_hasTorn = true;
        fate.outcome = CallOutcome::Crashes;
        fate.done = call.length / 2;
    }
    if (m_crash && m_crash->part == part && m_crash->act == act && --m_crash->left == 0) {
        m_crash.reset();
        fate.outcome = CallOutcome::Crashes;
        fate.done =
            call.kind == DiskCallKind::Write ? m_random.between(0, call.length) : m_random.below(2);
    }
    if (m_failure && m_failure->part == part && m_failure->act == act) {
        m_failure.reset();
        fate.outcome = CallOutcome::Fails;
        fate.done = 0;
    }
    if (part == DiskPart::Log) {
        watchLog(call, fate);
    }
    switch (fate.outcome) {
    case CallOutcome::Works:
        countDone(part, call);
        break;
    case CallOutcome::Crashes:
        ++m_tally.crashes[static_cast<std::size_t>(part)][static_cast<std::size_t>(act)];
        break;
    default:
        countFailure(act, fate.outcome);
        break;
    }
    return fate;
}

void StageDiskFaults::watchLog(const DiskCall& call, const CallFate& fate) {
    if (call.kind == DiskCallKind::Write && fate.outcome == CallOutcome::Works) {
        const bool goesOn = m_unsynced && m_unsynced->path == call.path;
        const std::uint64_t begin = goesOn ? std::min(m_unsynced->begin, call.offset) : call.offset;
        m_unsynced =
            Unsynced{std::string(call.path), begin, call.offset, call.offset + call.length};
    } else if (call.kind == DiskCallKind::Sync && fate.outcome != CallOutcome::Lies &&
               fate.outcome != CallOutcome::Crashes) {
        m_unsynced.reset();
    }
}

void StageDiskFaults::powerIsBack() noexcept {
    m_isTearing = false;
    m_hasTorn = false;
    m_unsynced.reset();
}

bool StageDiskFaults::nameLasts(std::string_view path) {
    return m_hasTorn || isTorn(path) || (!m_isForgetful && m_drawn.nameLasts(path));
}

FileLeft StageDiskFaults::fileLeft(const UnsyncedFile& file) {
    if (m_hasTorn) {
        return {true, file.seenSize};
    }
    if (isTorn(file.path)) {
        return {true, file.seenSize};
    }
    return m_isForgetful ? FileLeft{false, file.syncedSize} : m_drawn.fileLeft(file);
}

std::uint64_t StageDiskFaults::bytesLeft(const UnsyncedSector& sector) {
    if (m_hasTorn) {
        return sector.length;
    }
    if (isTorn(sector.path)) {
        const std::uint64_t middle =
            m_unsynced->lastBegin + (m_unsynced->end - m_unsynced->lastBegin) / 2;
        const std::uint64_t begin = std::max(sector.sector * kSectorSize, m_unsynced->begin);
        return middle > begin ? std::min(middle - begin, sector.length) : 0;
    }
    return m_isForgetful ? 0 : m_drawn.bytesLeft(sector);
}

DiskPart StageDiskFaults::partOf(const DiskCall& call) const {
    if (call.path.size() <= m_length + 1) {
        return DiskPart::Rest;
    }
    // "/wal", "/snap", "/db"; of the others ("identity", "peers", ...) none begins like these.
    switch (call.path[m_length + 1]) {
    case 'w':
        return DiskPart::Log;
    case 's':
        return DiskPart::Snapshots;
    case 'd':
        return DiskPart::Store;
    default:
        return DiskPart::Rest;
    }
}

void StageDiskFaults::countFailure(DiskAct act, CallOutcome outcome) {
    if (outcome == CallOutcome::NoSpace) {
        met(DiskMet::SpaceEnded);
    } else if (outcome == CallOutcome::Lies) {
        met(DiskMet::SyncLied);
    } else if (act == DiskAct::Read) {
        met(DiskMet::ReadFailed);
    } else if (act == DiskAct::Write) {
        met(DiskMet::WriteFailed);
    } else if (act == DiskAct::ChangeNames) {
        met(DiskMet::NameFailed);
    } else {
        met(DiskMet::SyncFailed);
    }
}

/// Which calls are what, is known by how the files are named.
void StageDiskFaults::countDone(DiskPart part, const DiskCall& call) {
    switch (call.kind) {
    case DiskCallKind::Preallocate:
        if (part == DiskPart::Log) {
            met(DiskMet::SegmentCut);
        }
        break;
    case DiskCallKind::Remove:
        if (part == DiskPart::Log) {
            met(DiskMet::SegmentReleased);
        }
        break;
    case DiskCallKind::RemoveDirectory:
        if (part == DiskPart::Store) {
            met(DiskMet::StoreReplaced);
        }
        break;
    case DiskCallKind::Sync:
        if (part == DiskPart::Store && endsWith(call.path, ".ldb")) {
            met(DiskMet::TableWritten);
        }
        break;
    default:
        break;
    }
}

}  // namespace quorate::storage
