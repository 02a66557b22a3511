// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace quorate {

/// What kind of thing went wrong; the message of the Error says which one.
/// Callers decide by the code, people read the message.
enum class ErrorCode : std::uint8_t {
    InvalidArgument,                 ///< a configuration or a parameter that cannot be
    Malformed,                       ///< bytes that are not what they claim to be
    TooLarge,                        ///< over a limit; nothing was taken
    Compacted,                       ///< the entry was compacted away into a snapshot
    Unavailable,                     ///< the entry does not exist yet
    SnapshotOutOfDate,               ///< older than the snapshot that is already there
    SnapshotTemporarilyUnavailable,  ///< a snapshot is being made; ask again later
    ProposalDropped,                 ///< the proposal is certain not to be in any log
    PeerNotFound,                    ///< a response of somebody who is not a member
    LocalMessage,                    ///< a message that only a node itself may give to itself
    InvalidMessage,                  ///< a message that no correct member sends
    InvalidConfChange,               ///< a membership change that the current one does not allow
    Busy,                            ///< a bounded queue is full; try again later
    NotFound,                        ///< the named thing does not exist
    FailedPrecondition,              ///< the state does not allow it now
    OutOfRange,                      ///< a number beyond the end (a future revision, say)
    Unknown,                         ///< it may or may not have happened
    IoError,                         ///< the disk or the network refused
    Corrupted,                       ///< bytes that were once right and are not any more
    NodeFailed,                      ///< the node is latched as failed; the message has the reason
    OutOfSpace,                      ///< the disk is full
};

/// The code as text, for logs and tests: "Compacted".
const char* toString(ErrorCode code) noexcept;

/// An error that can happen: a code to decide by and a sentence to read, which names the file, the
/// peer, the key or the index concerned.
struct Error {
    ErrorCode code{ErrorCode::InvalidArgument};
    std::string message;

    Error(ErrorCode errorCode, std::string text) : code(errorCode), message(std::move(text)) {}
    friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace quorate
