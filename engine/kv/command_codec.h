// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/kv/command.h"

namespace quorate::kv {

/// The first byte of every encoded command.
inline constexpr unsigned char kCommandFormat = 1;

/// What no command may exceed, whoever sent it. These are part of the meaning of the log: all
/// members must agree on them, and they can only ever be raised by a new format.
inline constexpr std::size_t kMaxCommandBytes = std::size_t{2} * 1024 * 1024;
inline constexpr std::size_t kMaxCommandDepth = 16;  ///< transactions within transactions
inline constexpr std::size_t kMaxCommandParts =
    std::size_t{16} * 1024;  ///< compares, operations, checkpoints

/// The bytes of a command, as FORMAT.md describes them. TooLarge where they would exceed a limit:
/// the decoder would not take them.
Result<Bytes> encode(const Command& command);

/// The command that `bytes` hold; its keys and values share their buffer. Malformed, with the
/// offset, for anything else: this survives any bytes, in time and memory bounded by the limits.
Result<Command> decode(const Bytes& bytes);

}  // namespace quorate::kv
