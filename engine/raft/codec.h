// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/entry.h"
#include "engine/raft/message.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"

/// The one encoding of what raft sends and stores, byte for byte in FORMAT.md beside this file.
///
/// Encoders append to a string and cannot fail. Decoders take any bytes: Malformed with the offset
/// for what is no such value, TooLarge over a limit. Payloads in the result share the input's
/// buffer. Checksums belong to the frames and records around these bytes.
namespace quorate::raft {

/// Over this no message, entry or snapshot is decoded.
inline constexpr std::size_t kMaxEncodedSize = 512UL * 1024 * 1024;

void encode(const Entry& entry, std::string& out);
Result<Entry> decodeEntry(const Bytes& input);

void encode(const HardState& state, std::string& out);
Result<HardState> decodeHardState(const Bytes& input);

void encode(const ConfState& state, std::string& out);
Result<ConfState> decodeConfState(const Bytes& input);

void encode(const SnapshotMetadata& metadata, std::string& out);
Result<SnapshotMetadata> decodeSnapshotMetadata(const Bytes& input);

void encode(const Snapshot& snapshot, std::string& out);
Result<Snapshot> decodeSnapshot(const Bytes& input);

/// The data of an entry of type ConfChange.
void encode(const ConfChange& change, std::string& out);
Result<ConfChange> decodeConfChange(const Bytes& input);

/// The data of an entry of type ConfChangeV2. The one that leaves a joint configuration, without
/// context, is empty.
void encode(const ConfChangeV2& change, std::string& out);
Result<ConfChangeV2> decodeConfChangeV2(const Bytes& input);

/// A message between members. `message` must not be a local one.
void encode(const Message& message, std::string& out);
Result<Message> decodeMessage(const Bytes& input);

}  // namespace quorate::raft
