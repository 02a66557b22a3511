// SPDX-License-Identifier: Apache-2.0

// Any text as a script of the trace language: it is refused, or its commands are carried out on a
// group of cores, and whatever they ask for is refused or done.

#include <string_view>

#include "engine/stage/script.h"
#include "engine/stage/trace_interpreter.h"
#include "tests/fuzz/fuzz_target.h"

namespace stage = quorate::stage;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto cases = stage::parseScript(text);
    if (!cases) {
        return 0;
    }
    constexpr std::size_t kMaxCases = 100;
    stage::TraceInterpreter interpreter;
    for (std::size_t i = 0; i < cases->size() && i < kMaxCases; ++i) {
        static_cast<void>(interpreter.execute((*cases)[i]));
    }
    return 0;
}
