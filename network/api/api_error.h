// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/kv/kv_error.h"

namespace quorate::network {

/// gRPC's codes, by which etcd's clients decide.
enum class RpcCode : std::uint8_t {
    Unknown = 2,
    InvalidArgument = 3,
    NotFound = 5,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    OutOfRange = 11,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
};

/// An error as etcd's gateway answers it.
struct ApiError {
    RpcCode code{RpcCode::Unknown};
    std::string message;
    /// What it was to the node, which tells more: whether something may have happened.
    std::optional<ErrorCode> cause{};
};

ApiError apiError(kv::KvError refusal);
/// The same code for the same meaning; the message stays what it is. One that begins with
/// "etcdserver: " is from somebody who knows etcd's words.
ApiError apiError(const Error& error);

/// The HTTP status that etcd's gateway gives to a code.
int httpStatus(RpcCode code) noexcept;

/// The line of the header that names the cause, for clients that know Quorate: "Quorate-Error: …";
/// empty where there is none.
std::string causeField(const ApiError& error);

/// {"error":…,"message":…,"code":…}
void appendError(std::string& out, const ApiError& error);

}  // namespace quorate::network
