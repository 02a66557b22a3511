// SPDX-License-Identifier: Apache-2.0
#include "network/api/api_error.h"

#include "network/api/json_writer.h"

namespace quorate::network {

namespace {

RpcCode codeOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Malformed:
    case ErrorCode::TooLarge:
        return RpcCode::InvalidArgument;
    case ErrorCode::NotFound:
    case ErrorCode::PeerNotFound:
        return RpcCode::NotFound;
    case ErrorCode::Compacted:
    case ErrorCode::OutOfRange:
        return RpcCode::OutOfRange;
    case ErrorCode::Busy:
    case ErrorCode::OutOfSpace:
        return RpcCode::ResourceExhausted;
    case ErrorCode::FailedPrecondition:
    case ErrorCode::InvalidConfChange:
        return RpcCode::FailedPrecondition;
    case ErrorCode::Unavailable:
    case ErrorCode::SnapshotOutOfDate:
    case ErrorCode::SnapshotTemporarilyUnavailable:
    case ErrorCode::ProposalDropped:
    case ErrorCode::Unknown:
    case ErrorCode::NodeFailed:
        return RpcCode::Unavailable;
    case ErrorCode::Corrupted:
        return RpcCode::DataLoss;
    case ErrorCode::LocalMessage:
    case ErrorCode::InvalidMessage:
    case ErrorCode::IoError:
        return RpcCode::Internal;
    }
    return RpcCode::Unknown;
}

}  // namespace

ApiError apiError(kv::KvError refusal) {
    return apiError(kv::toError(refusal));
}

ApiError apiError(const Error& error) {
    // etcd has a text of its own for these, which clients know.
    switch (error.code) {
    case ErrorCode::TooLarge:
        return {RpcCode::InvalidArgument, "etcdserver: request is too large", error.code};
    case ErrorCode::Busy:
        return {RpcCode::ResourceExhausted, "etcdserver: too many requests", error.code};
    default:
        return {codeOf(error.code), error.message, error.code};
    }
}

int httpStatus(RpcCode code) noexcept {
    switch (code) {
    case RpcCode::InvalidArgument:
    case RpcCode::OutOfRange:
        return 400;
    case RpcCode::NotFound:
        return 404;
    case RpcCode::ResourceExhausted:
        return 429;
    case RpcCode::FailedPrecondition:
        return 412;
    case RpcCode::Unavailable:
        return 503;
    case RpcCode::Unknown:
    case RpcCode::Internal:
    case RpcCode::DataLoss:
        return 500;
    }
    return 500;
}

std::string causeField(const ApiError& error) {
    return error.cause ? std::string("Quorate-Error: ") + toString(*error.cause) + "\r\n"
                       : std::string();
}

void appendError(std::string& out, const ApiError& error) {
    JsonWriter json(out);
    json.beginObject();
    json.text("error", error.message);
    json.text("message", error.message);
    json.smallNumber("code", static_cast<std::uint32_t>(error.code));
    json.endObject();
}

}  // namespace quorate::network
