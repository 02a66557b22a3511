// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/stage/scenario/node_set.h"
#include "engine/stage/scenario/scenario_world.h"
#include "engine/stage/scenario/scope.h"

namespace quorate::stage {

/// A number that a node has.
enum class Quantity : std::uint8_t {
    Term,
    Vote,       ///< whom it voted for in its term; 0 for nobody
    Lead,       ///< whom it takes for the leader; 0 for nobody
    Commit,     ///< the last index that it knows to be committed
    Applied,    ///< the last index that its state machine has
    First,      ///< the first index of its log that is not compacted away
    Last,       ///< the last index of its log
    Stable,     ///< the last index of its log that is on its disk
    Revision,   ///< of its key space
    Installed,  ///< how many snapshots of peers it installed on this Stage
};

/// "term" and so on.
std::optional<Quantity> parseQuantity(std::string_view word);
std::string_view toString(Quantity quantity) noexcept;
/// Whether it names a node.
constexpr bool isNode(Quantity quantity) noexcept {
    return quantity == Quantity::Vote || quantity == Quantity::Lead;
}
/// FailedPrecondition for a node that is down.
Result<std::uint64_t> read(Quantity quantity, const ScenarioWorld& world, const StageNode& node);

/// A number as a scenario writes it: `12`, `none` for 0, `$noted`, `$noted+1`, `$noted-1`; where it
/// stands for a node, whatever names exactly one.
class Number {
public:
    /// Malformed.
    static Result<Number> parse(std::string_view text, const Scope& scope, bool isForNode);

    /// The errors of NodeSet::resolveOne; OutOfRange below 0.
    [[nodiscard]] Result<std::uint64_t> resolve(const ScenarioWorld& world) const;

private:
    std::uint64_t m_number{0};
    std::string m_noted;
    bool m_isMinus{false};
    std::optional<NodeSet> m_node;
};

/// `=`, `!=`, `<`, `<=`, `>`, `>=`.
enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
std::optional<Comparison> parseComparison(std::string_view word);

template <class T>
bool holds(const T& left, Comparison comparison, const T& right) {
    switch (comparison) {
    case Comparison::Equal:
        return left == right;
    case Comparison::NotEqual:
        return left != right;
    case Comparison::Less:
        return left < right;
    case Comparison::LessEqual:
        return left <= right;
    case Comparison::Greater:
        return left > right;
    case Comparison::GreaterEqual:
        return left >= right;
    }
    return false;
}

}  // namespace quorate::stage
