// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>

#include "storage/simulated/call_gate.h"
#include "storage/simulated/free_space.h"
#include "storage/simulated/lasting_tree.h"
#include "storage/simulated/name_journal.h"

namespace quorate::storage {

/// What the files, the locks and the file system of one simulated disk share.
struct SimulatedDisk {
    SimulatedDisk(DiskFaults& faults, LastingTree lastingTree)
        : gate(faults), tree(std::move(lastingTree)) {}

    CallGate gate;
    LastingTree tree;
    NameJournal names;
    FreeSpace space;
    std::set<std::uint64_t> locked;  ///< numbers of files
    /// How many crashes there were: what was opened before the last one is dead.
    std::uint64_t life{0};
};

}  // namespace quorate::storage
