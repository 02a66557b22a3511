// SPDX-License-Identifier: Apache-2.0
#include "network/bench/process_usage.h"

#include <charconv>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace quorate::bench {

namespace {

std::string contentsOf(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

std::optional<std::uint64_t> cpuTicksOf(std::string_view stat) {
    // The second field is the program's name in parentheses, and may contain anything; user and
    // system time are the 14th and the 15th.
    const std::size_t name = stat.rfind(')');
    if (name == std::string_view::npos) {
        return std::nullopt;
    }
    constexpr int kFieldsBefore = 11;
    std::istringstream fields(std::string(stat.substr(name + 1)));
    std::string skipped;
    for (int i = 0; i < kFieldsBefore; ++i) {
        fields >> skipped;
    }
    std::uint64_t user = 0;
    std::uint64_t system = 0;
    fields >> user >> system;
    return fields ? std::optional(user + system) : std::nullopt;
}

std::optional<std::uint64_t> kilobytesOf(std::string_view status, std::string_view field) {
    const std::string start = "\n" + std::string(field) + ":";
    const std::size_t at = status.find(start);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t digits = status.find_first_of("0123456789", at + start.size());
    std::uint64_t value = 0;
    if (digits == std::string_view::npos ||
        std::from_chars(status.data() + digits, status.data() + status.size(), value).ec !=
            std::errc()) {
        return std::nullopt;
    }
    return value;
}

std::optional<ProcessUsage> usageOf(int pid) {
    const std::string folder = "/proc/" + std::to_string(pid);
    const std::string status = contentsOf(folder + "/status");
    const auto ticks = cpuTicksOf(contentsOf(folder + "/stat"));
    const auto resident = kilobytesOf(status, "VmRSS");
    const auto peak = kilobytesOf(status, "VmHWM");
    if (!ticks || !resident || !peak) {
        return std::nullopt;
    }
    static const long ticksPerSecond = ::sysconf(_SC_CLK_TCK);
    return ProcessUsage{static_cast<double>(*ticks) / static_cast<double>(ticksPerSecond),
                        *resident * 1024, *peak * 1024};
}

}  // namespace quorate::bench
