// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/error.h"

namespace quorate::storage {

/// Something about a node's directory that a person should know.
struct Finding {
    enum class Weight : std::uint8_t {
        Note,     ///< what crashes leave, and the next start sets right
        Problem,  ///< what was written is not there, or could not be looked at
    };

    Weight weight{Weight::Problem};
    /// Below the node's directory; empty for the directory itself.
    std::string file;
    std::optional<std::uint64_t> offset;
    std::string what;
    std::string advice;
};

/// "note" or "problem".
const char* toString(Finding::Weight weight) noexcept;

/// An error of something in the directory `root`. What its message says of file and offset is taken
/// from there; where it names none, it is one of `file`.
Finding findingOf(const Error& error, const std::string& root, const std::string& file);

/// What to do about an error of this kind.
const char* adviceOn(ErrorCode code) noexcept;

}  // namespace quorate::storage
