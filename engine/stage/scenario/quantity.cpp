// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/quantity.h"

#include <array>
#include <limits>
#include <utility>

#include "engine/stage/script.h"

namespace quorate::stage {

namespace {

constexpr std::array<std::string_view, 10> kQuantities{
    "term", "vote", "lead", "commit", "applied", "first", "last", "stable", "revision", "installed",
};
constexpr std::array<std::string_view, 6> kComparisons{"=", "!=", "<", "<=", ">", ">="};

template <class Enum, std::size_t N>
std::optional<Enum> placeIn(const std::array<std::string_view, N>& names, std::string_view word) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == word) {
            return static_cast<Enum>(i);
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Quantity> parseQuantity(std::string_view word) {
    return placeIn<Quantity>(kQuantities, word);
}

std::string_view toString(Quantity quantity) noexcept {
    return kQuantities[static_cast<std::size_t>(quantity)];
}

std::optional<Comparison> parseComparison(std::string_view word) {
    return placeIn<Comparison>(kComparisons, word);
}

Result<std::uint64_t> read(Quantity quantity, const ScenarioWorld& world, const StageNode& node) {
    if (quantity == Quantity::Installed) {
        return world.witness.installs(node.id());
    }
    if (!node.isRunning()) {
        return Error(ErrorCode::FailedPrecondition, textOf(node.id()) + " is down");
    }
    const raft::RawNode& core = node.node().core();
    switch (quantity) {
    case Quantity::Term:
        return core.hardState().term.value();
    case Quantity::Vote:
        return core.hardState().vote.value();
    case Quantity::Lead:
        return core.softState().lead.value();
    case Quantity::Commit:
        return core.hardState().commit.value();
    case Quantity::Applied:
        return node.node().appliedIndex().value();
    case Quantity::First:
        return core.raft().log().firstIndex().value();
    case Quantity::Last:
        return core.raft().log().lastIndex().value();
    case Quantity::Stable:
        return core.raft().log().unstable().offset().previous().value();
    case Quantity::Revision:
        return static_cast<std::uint64_t>(node.state().keySpace().meta().revision);
    case Quantity::Installed:
        break;
    }
    return std::uint64_t{0};
}

Result<Number> Number::parse(std::string_view text, const Scope& scope, bool isForNode) {
    Number number;
    if (text == "none") {
        return number;
    }
    if (text.starts_with('$')) {
        const std::size_t sign = text.find_first_of("+-");
        number.m_noted = text.substr(1, sign == std::string_view::npos ? sign : sign - 1);
        if (!scope.values.contains(number.m_noted)) {
            return Error(ErrorCode::Malformed, "nothing was noted as \"" + number.m_noted + "\"");
        }
        if (sign != std::string_view::npos) {
            number.m_isMinus = text[sign] == '-';
            auto distance = parseNumber(text.substr(sign + 1), "what is added");
            if (!distance) {
                return distance.error();
            }
            number.m_number = *distance;
        }
        return number;
    }
    if (isForNode) {
        auto node = NodeSet::parse(text, scope);
        if (!node) {
            return node.error();
        }
        number.m_node = std::move(*node);
        return number;
    }
    auto plain = parseNumber(text, "what is compared with");
    if (!plain) {
        return plain.error();
    }
    number.m_number = *plain;
    return number;
}

Result<std::uint64_t> Number::resolve(const ScenarioWorld& world) const {
    if (m_node) {
        auto node = m_node->resolveOne(world);
        return node ? Result<std::uint64_t>(node->value()) : node.error();
    }
    if (m_noted.empty()) {
        return m_number;
    }
    const std::uint64_t noted = world.values.find(m_noted)->second;
    const bool fits = m_isMinus ? m_number <= noted
                                : m_number <= std::numeric_limits<std::uint64_t>::max() - noted;
    if (!fits) {
        return Error(ErrorCode::OutOfRange,
                     "\"" + m_noted + "\" is " + std::to_string(noted) + ": this is no number");
    }
    return m_isMinus ? noted - m_number : noted + m_number;
}

}  // namespace quorate::stage
