// SPDX-License-Identifier: Apache-2.0
#include "gui/session/link_fault.h"

#include <charconv>
#include <cstdint>
#include <utility>

namespace quorate::gui {

namespace {

constexpr std::string_view kOneWay = " → ";
constexpr std::string_view kBothWays = " ⫽ ";

std::string nameOf(raft::NodeId node) {
    return "n" + std::to_string(node.value());
}

bool take(std::string_view& text, std::string_view what) {
    if (text.substr(0, what.size()) != what) {
        return false;
    }
    text.remove_prefix(what.size());
    return true;
}

/// "n3" from the front.
std::optional<raft::NodeId> takeNode(std::string_view& text) {
    std::uint64_t id = 0;
    if (!take(text, "n")) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || id == 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return raft::NodeId(id);
}

}  // namespace

std::string textOf(const CutLink& cut) {
    return nameOf(cut.link.from) + std::string(cut.bothWays ? kBothWays : kOneWay) +
           nameOf(cut.link.to);
}

std::string textOf(const Partition& partition) {
    std::string text;
    for (const auto& group : partition.groups) {
        text += text.empty() ? "{" : " | {";
        for (std::size_t i = 0; i < group.size(); ++i) {
            text += (i == 0 ? "" : " ") + nameOf(group[i]);
        }
        text += "}";
    }
    return text;
}

std::optional<CutLink> parseCut(std::string_view text) {
    const auto from = takeNode(text);
    const bool isBothWays = take(text, kBothWays);
    if (!from || (!isBothWays && !take(text, kOneWay))) {
        return std::nullopt;
    }
    const auto to = takeNode(text);
    return to && text.empty() && *to != *from ? std::optional(CutLink{{*from, *to}, isBothWays})
                                              : std::nullopt;
}

std::optional<Partition> parsePartition(std::string_view text) {
    Partition partition;
    do {
        std::vector<raft::NodeId> group;
        if (!take(text, "{")) {
            return std::nullopt;
        }
        do {
            const auto node = takeNode(text);
            if (!node) {
                return std::nullopt;
            }
            group.push_back(*node);
        } while (take(text, " "));
        if (!take(text, "}")) {
            return std::nullopt;
        }
        partition.groups.push_back(std::move(group));
    } while (take(text, " | "));
    return text.empty() && partition.groups.size() > 1 ? std::optional(std::move(partition))
                                                       : std::nullopt;
}

}  // namespace quorate::gui
