// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace quorate {

/// A broken invariant of our own: a bug, never an input and never the environment.
///
/// The one exception of the project. It is thrown by QUORATE_INVARIANT and caught at the boundary
/// of the node that broke it (raft::RawNode), which latches that node as failed with this reason,
/// so that the process with its other nodes lives on. Nothing else catches it.
class InvariantViolation final : public std::exception {
public:
    explicit InvariantViolation(std::string reason) : m_reason(std::move(reason)) {}
    [[nodiscard]] const char* what() const noexcept override { return m_reason.c_str(); }

private:
    std::string m_reason;
};

/// Throws an InvariantViolation that names the place, the condition and the values concerned.
[[noreturn]] void failInvariant(const char* file, int line, const char* condition,
                                const std::string& detail);

}  // namespace quorate

/// Asserts `condition` in every build. `detail` (a std::string) is evaluated only on failure.
#define QUORATE_INVARIANT(condition, detail)                                    \
    do {                                                                        \
        if (!(condition)) [[unlikely]] {                                        \
            ::quorate::failInvariant(__FILE__, __LINE__, #condition, (detail)); \
        }                                                                       \
    } while (false)
