// SPDX-License-Identifier: Apache-2.0
// Conditions about each node of a set.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "engine/kv/range.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/condition.h"
#include "engine/stage/script.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

template <std::size_t N>
Result<std::size_t> needOneOf(CaseReader& reader, const std::array<std::string_view, N>& words) {
    std::string list;
    for (const std::string_view word : words) {
        list += (list.empty() ? "" : ", ") + std::string(word);
    }
    auto word = reader.needWord("one of " + list);
    if (!word) {
        return word.error();
    }
    const auto found = std::find(words.begin(), words.end(), (*word)->text);
    if (found == words.end()) {
        return reader.error(**word, "one of " + list + " is needed, not \"" + (*word)->text + "\"");
    }
    return static_cast<std::size_t>(found - words.begin());
}

/// Holds if `check(world, node, found)` does for every node of the set.
template <class Check>
ConditionPointer forEach(NodeSet nodes, Check check) {
    return makeCondition([nodes = std::move(nodes), check = std::move(check)](
                             const ScenarioWorld& world, std::string& found) {
        const auto all = nodes.resolve(world);
        if (!all) {
            found = all.error().message;
            return false;
        }
        for (const NodeId id : *all) {
            const StageNode* node = world.stage.find(id);
            if (!check(world, *node, found)) {
                return false;
            }
        }
        return true;
    });
}

/// The same for nodes that must run.
template <class Check>
ConditionPointer forEachRunning(NodeSet nodes, Check check) {
    return forEach(std::move(nodes),
                   [check = std::move(check)](const ScenarioWorld& world, const StageNode& node,
                                              std::string& found) {
                       if (!node.isRunning()) {
                           found = textOf(node.id()) + " is down";
                           return false;
                       }
                       return check(world, node, found);
                   });
}

std::string shown(Quantity quantity, std::uint64_t value) {
    return isNode(quantity) && value == 0 ? "none" : std::to_string(value);
}

Result<ConditionPointer> parseQuantityCondition(Quantity quantity, CaseReader& reader,
                                                const Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto word = reader.needWord("a number");
    if (!word) {
        return word.error();
    }
    auto number = Number::parse((*word)->text, scope, isNode(quantity));
    if (!number) {
        return reader.error(**word, number.error().message);
    }
    return forEach(std::move(*nodes),
                   [quantity, comparison = *comparison, number = std::move(*number)](
                       const ScenarioWorld& world, const StageNode& node, std::string& found) {
                       const auto value = read(quantity, world, node);
                       const auto limit = number.resolve(world);
                       if (!value || !limit) {
                           found = (value ? limit : value).error().message;
                           return false;
                       }
                       if (holds(*value, comparison, *limit)) {
                           return true;
                       }
                       found = textOf(node.id()) + " has " + std::string(toString(quantity)) + " " +
                               shown(quantity, *value);
                       return false;
                   });
}

Result<ConditionPointer> parseRole(CaseReader& reader, const Scope& scope) {
    constexpr std::array<std::string_view, 4> kRoles{"follower", "candidate", "leader",
                                                     "pre-candidate"};
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto role = needOneOf(reader, kRoles);
    if (!role) {
        return role.error();
    }
    return forEachRunning(std::move(*nodes), [role = static_cast<raft::Role>(*role), kRoles](
                                                 const ScenarioWorld& /*world*/,
                                                 const StageNode& node, std::string& found) {
        const raft::Role now = node.node().core().softState().role;
        if (now == role) {
            return true;
        }
        found = textOf(node.id()) + " is " + std::string(kRoles[static_cast<std::size_t>(now)]);
        return false;
    });
}

Result<ConditionPointer> parseLife(CaseReader& reader, const Scope& scope) {
    constexpr std::array<std::string_view, 4> kLives{"down", "up", "paused", "failed"};
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto life = needOneOf(reader, kLives);
    if (!life) {
        return life.error();
    }
    return forEach(std::move(*nodes),
                   [life = static_cast<NodeLife>(*life), kLives](
                       const ScenarioWorld& /*world*/, const StageNode& node, std::string& found) {
                       if (node.condition() == life) {
                           return true;
                       }
                       found = textOf(node.id()) + " is " +
                               std::string(kLives[static_cast<std::size_t>(node.condition())]);
                       return false;
                   });
}

/// What the node's own state holds under a key; nothing without it.
std::optional<std::string> valueOn(const StageNode& node, const std::string& key) {
    kv::RangeRequest request;
    request.key = Bytes::copyOf(key);
    const auto answer = kv::range(node.state().keySpace().now(), request);
    if (!answer || !*answer || (*answer)->kvs.empty()) {
        return std::nullopt;
    }
    return (*answer)->kvs.front().value.toString();
}

Result<ConditionPointer> parseValue(CaseReader& reader, const Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto key = needText(reader, "a key");
    if (!key) {
        return key.error();
    }
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto value = needText(reader, "a value, or none,");
    if (!value) {
        return value.error();
    }
    return forEachRunning(std::move(*nodes), [key = *key, comparison = *comparison, value = *value](
                                                 const ScenarioWorld& /*world*/,
                                                 const StageNode& node, std::string& found) {
        const std::string now = valueOn(node, key).value_or("none");
        if (holds(now, comparison, value)) {
            return true;
        }
        found = textOf(node.id()) + " has " + now + " under " + key;
        return false;
    });
}

std::string listOf(const std::vector<std::uint64_t>& numbers) {
    std::string text;
    for (const std::uint64_t number : numbers) {
        text += (text.empty() ? "" : ",") + std::to_string(number);
    }
    return text.empty() ? "none" : text;
}

Result<std::vector<std::uint64_t>> needList(CaseReader& reader, std::string_view what) {
    auto word = reader.needWord(what);
    if (!word) {
        return word.error();
    }
    std::vector<std::uint64_t> numbers;
    std::string_view rest = (*word)->text;
    while (rest != "none") {
        const std::size_t comma = rest.find(',');
        auto number = parseNumber(rest.substr(0, comma), what);
        if (!number) {
            return reader.error(**word, number.error().message);
        }
        numbers.push_back(*number);
        if (comma == std::string_view::npos) {
            break;
        }
        rest.remove_prefix(comma + 1);
    }
    return numbers;
}

/// `KIND NODES = 1,2,3`, where `get` reads the list from a core.
template <class Get>
Result<ConditionPointer> parseListCondition(const std::string& kind, CaseReader& reader,
                                            const Scope& scope, Get get) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto list = needList(reader, "a list such as 1,2,3, or none,");
    if (!list) {
        return list.error();
    }
    return forEachRunning(
        std::move(*nodes),
        [kind, comparison = *comparison, list = std::move(*list), get](
            const ScenarioWorld& /*world*/, const StageNode& node, std::string& found) {
            const std::vector<std::uint64_t> now = get(node.node().core());
            if (holds(now, comparison, list)) {
                return true;
            }
            found = textOf(node.id()) + " has " + kind + " " + listOf(now);
            return false;
        });
}

std::vector<std::uint64_t> numbersOf(const std::vector<NodeId>& nodes) {
    std::vector<std::uint64_t> numbers;
    for (const NodeId node : nodes) {
        numbers.push_back(node.value());
    }
    return numbers;
}

std::vector<std::uint64_t> termsOf(const raft::RawNode& core) {
    const raft::RaftLog& log = core.raft().log();
    std::vector<std::uint64_t> terms;
    for (raft::Index at = log.firstIndex(); at <= log.lastIndex(); at = at.next()) {
        terms.push_back(log.maybeTerm(at).value_or(raft::Term(0)).value());
    }
    return terms;
}

Result<ConditionPointer> parseCrashed(CaseReader& reader, const Scope& scope) {
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    std::optional<CrashPoint> point;
    const ScriptArgument* next = reader.peekWord();
    if (next != nullptr && next->text != "and") {
        reader.takeWord();
        point = parseCrashPoint(next->text);
        if (!point) {
            return reader.error(*next, "unknown crash point \"" + next->text + "\"");
        }
    }
    return forEach(std::move(*nodes),
                   [point](const ScenarioWorld& world, const StageNode& node, std::string& found) {
                       found = textOf(node.id()) + " has not crashed" +
                               (point ? " at " + std::string(toString(*point)) : "");
                       return world.witness.hasCrashed(node.id(), point);
                   });
}

}  // namespace

Result<ConditionPointer> parseNodeCondition(const std::string& word, CaseReader& reader,
                                            const Scope& scope) {
    if (const auto quantity = parseQuantity(word)) {
        return parseQuantityCondition(*quantity, reader, scope);
    }
    if (word == "role") {
        return parseRole(reader, scope);
    }
    if (word == "node") {
        return parseLife(reader, scope);
    }
    if (word == "value") {
        return parseValue(reader, scope);
    }
    if (word == "crashed") {
        return parseCrashed(reader, scope);
    }
    if (word == "terms") {
        return parseListCondition(word, reader, scope, &termsOf);
    }
    if (word == "voters") {
        return parseListCondition(word, reader, scope, [](const raft::RawNode& core) {
            return numbersOf(core.confState().voters);
        });
    }
    if (word == "learners") {
        return parseListCondition(word, reader, scope, [](const raft::RawNode& core) {
            return numbersOf(core.confState().learners);
        });
    }
    return ConditionPointer();
}

}  // namespace quorate::stage
