// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/disk_fault.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/stage/agenda.h"

namespace quorate::stage {

namespace {

using Kind = DiskFault::Kind;

constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::uint64_t kPercent = kMillion / 100;

/// What stands before and behind an amount.
struct Frame {
    Kind kind;
    std::string_view before;
    std::string_view behind;
};
constexpr std::array kFrames{
    Frame{Kind::Slow, "calls take up to ", " longer"},
    Frame{Kind::ReadsFail, "EIO on ", " of reads"},
    Frame{Kind::WritesFail, "EIO on ", " of writes"},
    Frame{Kind::SyncsFail, "EIO on ", " of syncs"},
    Frame{Kind::Full, "ENOSPC after ", " B more"},
    Frame{Kind::SyncsLie, "", " of syncs lie"},
    Frame{Kind::LosesUnsynced, "its next crash takes all that was not synced", ""},
    Frame{Kind::TearsTail, "its next crash tears the last write of its log", ""},
    Frame{Kind::CrashTearing, "it crashes within its next write of the log", ""},
};

bool hasAmount(Kind kind) {
    return kind < Kind::LosesUnsynced;
}
bool isShare(Kind kind) {
    return hasAmount(kind) && kind != Kind::Slow && kind != Kind::Full;
}

/// Of a million, as "12.5 %": without loss.
std::string percentText(std::uint64_t millionths) {
    std::string text = std::to_string(millionths / kPercent);
    if (const std::uint64_t rest = millionths % kPercent; rest != 0) {
        std::string digits = std::to_string(kPercent + rest).substr(1);
        digits.erase(digits.find_last_not_of('0') + 1);
        text += '.' + digits;
    }
    return text + " %";
}

std::string timeText(std::uint64_t nanoseconds) {
    if (nanoseconds % kMillisecond == 0) {
        return std::to_string(nanoseconds / kMillisecond) + " ms";
    }
    return std::to_string(nanoseconds) + " ns";
}

/// Takes digits from the front; nothing where there are none, or too many.
std::optional<std::uint64_t> takeNumber(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end == text.data()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<std::uint64_t> parsePercent(std::string_view text) {
    constexpr std::size_t kDigits = 4;
    auto whole = takeNumber(text);
    if (!whole || *whole > kMillion) {
        return std::nullopt;
    }
    std::uint64_t fraction = 0;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        const std::size_t digits = std::min(text.find(' '), text.size());
        const auto found = takeNumber(text);
        if (!found || digits > kDigits) {
            return std::nullopt;
        }
        fraction = *found;
        for (std::size_t i = digits; i < kDigits; ++i) {
            fraction *= 10;
        }
    }
    return text == " %" ? std::optional(*whole * kPercent + fraction) : std::nullopt;
}

std::optional<std::uint64_t> parseTime(std::string_view text) {
    const auto number = takeNumber(text);
    if (!number || *number > UINT64_MAX / kMillisecond) {
        return std::nullopt;
    }
    if (text == " ms") {
        return *number * kMillisecond;
    }
    return text == " ns" ? number : std::nullopt;
}

std::optional<std::uint64_t> parseAmount(Kind kind, std::string_view text) {
    if (!hasAmount(kind)) {
        return text.empty() ? std::optional<std::uint64_t>(0) : std::nullopt;
    }
    if (kind == Kind::Slow) {
        return parseTime(text);
    }
    if (isShare(kind)) {
        const auto share = parsePercent(text);
        return share && *share <= kMillion ? share : std::nullopt;
    }
    const auto number = takeNumber(text);
    return text.empty() ? number : std::nullopt;
}

bool takeFrame(std::string_view& text, const Frame& frame) {
    if (text.size() < frame.before.size() + frame.behind.size() ||
        text.substr(0, frame.before.size()) != frame.before ||
        text.substr(text.size() - frame.behind.size()) != frame.behind) {
        return false;
    }
    text.remove_prefix(frame.before.size());
    text.remove_suffix(frame.behind.size());
    return true;
}

}  // namespace

bool isOfRealDisks(Kind kind) {
    return kind < Kind::SyncsLie;
}

observe::FaultKind faultKindOf(Kind kind) {
    switch (kind) {
    case Kind::Slow:
        return observe::FaultKind::DiskSlow;
    case Kind::Full:
        return observe::FaultKind::DiskFull;
    case Kind::SyncsLie:
        return observe::FaultKind::LyingSync;
    default:
        return observe::FaultKind::DiskErrors;
    }
}

std::string textOf(const DiskFault& fault) {
    const Frame& frame = *std::find_if(kFrames.begin(), kFrames.end(), [&fault](const Frame& each) {
        return each.kind == fault.kind;
    });
    std::string amount;
    if (fault.kind == Kind::Slow) {
        amount = timeText(fault.amount);
    } else if (isShare(fault.kind)) {
        amount = percentText(fault.amount);
    } else if (hasAmount(fault.kind)) {
        amount = std::to_string(fault.amount);
    }
    return std::string(frame.before) + amount + std::string(frame.behind);
}

std::optional<DiskFault> parseDiskFault(std::string_view text) {
    for (const Frame& frame : kFrames) {
        std::string_view amount = text;
        if (!takeFrame(amount, frame)) {
            continue;
        }
        if (const auto parsed = parseAmount(frame.kind, amount)) {
            return DiskFault{frame.kind, *parsed};
        }
    }
    return std::nullopt;
}

void addTo(DiskIllness& illness, const DiskFault& fault) {
    const auto share = static_cast<std::uint32_t>(std::min(fault.amount, kMillion));
    switch (fault.kind) {
    case Kind::Slow:
        illness.delay = std::max(illness.delay, fault.amount);
        break;
    case Kind::ReadsFail:
        illness.readsFail = std::max(illness.readsFail, share);
        break;
    case Kind::WritesFail:
        illness.writesFail = std::max(illness.writesFail, share);
        break;
    case Kind::SyncsFail:
        illness.syncsFail = std::max(illness.syncsFail, share);
        break;
    case Kind::Full:
        illness.freeBytes = std::min(illness.freeBytes.value_or(fault.amount), fault.amount);
        break;
    case Kind::SyncsLie:
        illness.syncsLie = std::max(illness.syncsLie, share);
        break;
    case Kind::LosesUnsynced:
    case Kind::TearsTail:
    case Kind::CrashTearing:
        break;
    }
}

std::string driftText(std::int64_t partsPerMillion) {
    const bool isSlow = partsPerMillion < 0;
    return percentText(static_cast<std::uint64_t>(isSlow ? -partsPerMillion : partsPerMillion)) +
           (isSlow ? " slow" : " fast");
}

std::optional<std::int64_t> parseDrift(std::string_view text) {
    for (const auto& [word, sign] : {std::pair<std::string_view, int>(" fast", 1),
                                     std::pair<std::string_view, int>(" slow", -1)}) {
        std::string_view amount = text;
        if (takeFrame(amount, {Kind::Slow, "", word})) {
            if (const auto parsed = parsePercent(amount)) {
                return sign * static_cast<std::int64_t>(*parsed);
            }
        }
    }
    return std::nullopt;
}

}  // namespace quorate::stage
