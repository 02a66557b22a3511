// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// What every fuzzer defines: takes any bytes and returns 0. Whatever it throws, an invariant that
/// breaks or a signal is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
