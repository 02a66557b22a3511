// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "storage/file_system.h"

namespace quorate::storage {

/// Where the directory of node 3 stands that makeNode() makes.
struct NodeShape {
    /// Puts of "key-1", "key-2" ..., one an entry, from entry 2 on.
    std::uint64_t puts{4};
    /// A snapshot of the state after so many puts; 0 for none but the first one.
    std::uint64_t snapshotAfter{2};
    std::size_t valueBytes{6};
};

/// The directory of a node that was a first member of its cluster, wrote and applied, and stopped.
/// Made by what a node makes it with, the same bytes each time.
void makeNode(FileSystem& files, const std::string& path, const NodeShape& shape = {});

}  // namespace quorate::storage
