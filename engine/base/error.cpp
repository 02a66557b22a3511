// SPDX-License-Identifier: Apache-2.0
#include "engine/base/error.h"

namespace quorate {

const char* toString(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "InvalidArgument";
    case ErrorCode::Malformed:
        return "Malformed";
    case ErrorCode::TooLarge:
        return "TooLarge";
    case ErrorCode::Compacted:
        return "Compacted";
    case ErrorCode::Unavailable:
        return "Unavailable";
    case ErrorCode::SnapshotOutOfDate:
        return "SnapshotOutOfDate";
    case ErrorCode::SnapshotTemporarilyUnavailable:
        return "SnapshotTemporarilyUnavailable";
    case ErrorCode::ProposalDropped:
        return "ProposalDropped";
    case ErrorCode::PeerNotFound:
        return "PeerNotFound";
    case ErrorCode::LocalMessage:
        return "LocalMessage";
    case ErrorCode::InvalidMessage:
        return "InvalidMessage";
    case ErrorCode::InvalidConfChange:
        return "InvalidConfChange";
    case ErrorCode::Busy:
        return "Busy";
    case ErrorCode::NotFound:
        return "NotFound";
    case ErrorCode::FailedPrecondition:
        return "FailedPrecondition";
    case ErrorCode::OutOfRange:
        return "OutOfRange";
    case ErrorCode::Unknown:
        return "Unknown";
    case ErrorCode::IoError:
        return "IoError";
    case ErrorCode::Corrupted:
        return "Corrupted";
    case ErrorCode::NodeFailed:
        return "NodeFailed";
    case ErrorCode::OutOfSpace:
        return "OutOfSpace";
    }
    return "?";
}

}  // namespace quorate
