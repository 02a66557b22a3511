// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/node/node_identity.h"
#include "engine/raft/types.h"
#include "storage/file_system.h"

/// The two small files that say whose a node's directory is, and whom it knows; byte for byte in
/// storage/FORMAT.md. Both are replaced whole and durably. Errors name the file: NotFound,
/// Corrupted, FailedPrecondition for a later version, and those of the file system.
namespace quorate::storage {

std::string encodeIdentity(const node::NodeIdentity& identity);
/// The message does not name a file.
Result<node::NodeIdentity> decodeIdentity(std::string_view bytes);
Result<node::NodeIdentity> readIdentity(FileSystem& files, const std::string& path);
Result<void> writeIdentity(FileSystem& files, const std::string& path,
                           const node::NodeIdentity& identity);

/// The numbers of the directories that peers came with.
using KnownPeers = std::map<raft::NodeId, std::uint64_t>;

std::string encodePeers(const KnownPeers& peers);
/// The message does not name a file.
Result<KnownPeers> decodePeers(std::string_view bytes);
Result<KnownPeers> readPeers(FileSystem& files, const std::string& path);
Result<void> writePeers(FileSystem& files, const std::string& path, const KnownPeers& peers);

}  // namespace quorate::storage
