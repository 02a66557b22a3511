// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/result.h"

namespace quorate::storage {

/// The value of a call that has to succeed for the test to mean anything.
template <class T>
T must(Result<T> result) {
    QUORATE_INVARIANT(result.has_value(), result.error().message);
    return std::move(result).value();
}

inline void must(const Result<void>& result) {
    QUORATE_INVARIANT(result.has_value(), result.error().message);
}

/// Did the call fail in this way?
template <class T>
bool failsWith(const Result<T>& result, ErrorCode code) {
    return !result && result.error().code == code;
}

}  // namespace quorate::storage
