// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate::bench {

/// Calls of the global operator new since the program started. Counted in programs that link
/// allocation_counter.cpp, on one thread.
std::uint64_t allocationCount() noexcept;

}  // namespace quorate::bench
