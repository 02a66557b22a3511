// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/disk_faults.h"

namespace quorate::storage {

const char* toString(DiskCallKind kind) noexcept {
    switch (kind) {
    case DiskCallKind::Open:
        return "open";
    case DiskCallKind::Exists:
        return "exists";
    case DiskCallKind::List:
        return "list";
    case DiskCallKind::CreateDirectory:
        return "create directory";
    case DiskCallKind::RemoveDirectory:
        return "remove directory";
    case DiskCallKind::Rename:
        return "rename";
    case DiskCallKind::Remove:
        return "remove";
    case DiskCallKind::SyncDirectory:
        return "sync directory";
    case DiskCallKind::Lock:
        return "lock";
    case DiskCallKind::Read:
        return "read";
    case DiskCallKind::Write:
        return "write";
    case DiskCallKind::Sync:
        return "sync";
    case DiskCallKind::Truncate:
        return "truncate";
    case DiskCallKind::Preallocate:
        return "preallocate";
    }
    return "?";
}

}  // namespace quorate::storage
