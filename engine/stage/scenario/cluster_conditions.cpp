// SPDX-License-Identifier: Apache-2.0
// Conditions about the cluster, its links, its clients and time.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "engine/raft/describe.h"
#include "engine/stage/scenario/amount.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/condition.h"
#include "engine/stage/scenario/message_selector.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

bool isAtEnd(const CaseReader& reader) {
    const ScriptArgument* next = reader.peekWord();
    return next == nullptr || next->text == "and";
}

std::string whoLeads(const StageNode* leader) {
    return leader != nullptr ? textOf(leader->id()) + " leads" : "nobody leads";
}

Result<ConditionPointer> parseLeader(CaseReader& reader, const Scope& scope) {
    if (isAtEnd(reader)) {
        return makeCondition([](const ScenarioWorld& world, std::string& found) {
            found = whoLeads(nullptr);
            return world.stage.leader() != nullptr;
        });
    }
    if (reader.takeWordIf("none")) {
        return makeCondition([](const ScenarioWorld& world, std::string& found) {
            found = whoLeads(world.stage.leader());
            return world.stage.leader() == nullptr;
        });
    }
    auto nodes = needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return makeCondition([nodes = *nodes](const ScenarioWorld& world, std::string& found) {
        const StageNode* leader = world.stage.leader();
        const auto wanted = nodes.resolve(world);
        found = wanted ? whoLeads(leader) : wanted.error().message;
        return wanted && leader != nullptr &&
               std::find(wanted->begin(), wanted->end(), leader->id()) != wanted->end();
    });
}

Result<ConditionPointer> parseEqual(CaseReader& reader, const Scope& scope) {
    auto nodes = isAtEnd(reader) ? NodeSet::parse("all", scope) : needNodes(reader, scope);
    if (!nodes) {
        return nodes.error();
    }
    return makeCondition([nodes = *nodes](const ScenarioWorld& world, std::string& found) {
        const auto all = nodes.resolve(world);
        if (!all) {
            found = all.error().message;
            return false;
        }
        const StageNode* first = nullptr;
        for (const NodeId id : *all) {
            const StageNode* node = world.stage.find(id);
            if (!node->isRunning()) {
                found = textOf(id) + " is down";
                return false;
            }
            if (first == nullptr) {
                first = node;
            }
            const auto here = node->node().appliedIndex();
            const auto there = first->node().appliedIndex();
            if (here != there) {
                found = textOf(first->id()) + " has applied " + toString(there) + ", " +
                        textOf(id) + " " + toString(here);
                return false;
            }
            if (node->state().keySpace().meta().chain != first->state().keySpace().meta().chain) {
                found = textOf(first->id()) + " and " + textOf(id) + " hold different states";
                return false;
            }
        }
        return true;
    });
}

Result<ConditionPointer> parseMessage(CaseReader& reader, const Scope& scope) {
    auto selector = MessageSelector::parse(reader, scope);
    if (!selector) {
        return selector.error();
    }
    const bool mustBeHeld = reader.takeWordIf("held");
    return makeCondition(
        [selector = *selector, mustBeHeld](const ScenarioWorld& world, std::string& found) {
            const auto wanted = selector.resolve(world);
            if (!wanted) {
                found = wanted.error().message;
                return false;
            }
            found = "no such message is on its way";
            const auto travelling = world.stage.links().travelling();
            return std::any_of(travelling.begin(), travelling.end(), [&](const Travelling* one) {
                return (one->isHeld || !mustBeHeld) && wanted->matches(one->message);
            });
        });
}

Result<ConditionPointer> parseCut(CaseReader& reader, const Scope& scope) {
    auto links = needLinks(reader, scope);
    if (!links) {
        return links.error();
    }
    return makeCondition([links = *links](const ScenarioWorld& world, std::string& found) {
        const auto all = links.resolve(world);
        if (!all) {
            found = all.error().message;
            return false;
        }
        for (const Link link : *all) {
            if (!world.stage.links().isCut(link)) {
                found = "the link from " + textOf(link.from) + " to " + textOf(link.to) + " works";
                return false;
            }
        }
        return true;
    });
}

Result<ConditionPointer> parseElapsed(CaseReader& reader) {
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto time = needTime(reader, "a time");
    if (!time) {
        return time.error();
    }
    return makeCondition(
        [comparison = *comparison, time = *time](const ScenarioWorld& world, std::string& found) {
            const Nanoseconds now = world.stage.now().nanoseconds() - world.begun.nanoseconds();
            found = textOfTime(now) + " have passed";
            return holds(now, comparison, time);
        });
}

bool isQuiet(const ScenarioWorld& world, std::string& found) {
    found = "the nodes are at work";
    for (const Travelling* one : world.stage.links().travelling()) {
        if (!one->isHeld) {
            found = "on its way: " + raft::describe(one->message);
            break;
        }
    }
    return world.stage.isAtRest();
}

const kv::RangeResponse* rangeOf(const ClientAnswer* answer) {
    return answer != nullptr ? std::get_if<kv::RangeResponse>(&answer->response) : nullptr;
}

std::string describe(const std::string& name, const ClientAnswer* answer) {
    if (answer == nullptr) {
        return name + " is open";
    }
    constexpr std::array<std::string_view, 3> kOutcomes{"done", "refused", "unknown"};
    std::string text = name + " is " +
                       std::string(answer->outcome == Outcome::Done
                                       ? kOutcomes[0]
                                       : kOutcomes[answer->outcome == Outcome::Refused ? 1 : 2]);
    if (answer->error) {
        text += " (" + answer->error->message + ")";
    }
    if (const auto* range = rangeOf(answer)) {
        text += ", and read " +
                (range->kvs.empty() ? std::string("none") : range->kvs.front().value.toString()) +
                (range->count > 1 ? " and more" : "");
    }
    if (const auto* txn = std::get_if<kv::TxnResponse>(&answer->response)) {
        text += txn->succeeded ? ", and swapped" : ", and did not swap";
    }
    return text;
}

using Judge = bool (*)(const ClientAnswer*);
struct OutcomeWord {
    std::string_view word;
    Judge holds;
};
template <bool Wanted>
bool hasSwapped(const ClientAnswer* answer) {
    const auto* txn = answer != nullptr ? std::get_if<kv::TxnResponse>(&answer->response) : nullptr;
    return txn != nullptr && txn->succeeded == Wanted;
}
template <Outcome Wanted>
bool ended(const ClientAnswer* answer) {
    return answer != nullptr && answer->outcome == Wanted;
}
constexpr std::array<OutcomeWord, 7> kOutcomeWords{
    {{"open", [](const ClientAnswer* answer) { return answer == nullptr; }},
     {"answered", [](const ClientAnswer* answer) { return answer != nullptr; }},
     {"done", &ended<Outcome::Done>},
     {"refused", &ended<Outcome::Refused>},
     {"unknown", &ended<Outcome::Unknown>},
     {"swapped", &hasSwapped<true>},
     {"not-swapped", &hasSwapped<false>}}};

const ClientAnswer* answerTo(const ScenarioWorld& world, const std::string& name) {
    return world.witness.answerTo(world.operations.find(name)->second);
}

Result<ConditionPointer> parseRead(const std::string& name, CaseReader& reader) {
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto value = needText(reader, "a value, or none,");
    if (!value) {
        return value.error();
    }
    return makeCondition([name, comparison = *comparison, value = *value](
                             const ScenarioWorld& world, std::string& found) {
        const ClientAnswer* answer = answerTo(world, name);
        found = describe(name, answer);
        const auto* range = rangeOf(answer);
        return range != nullptr &&
               holds(range->kvs.empty() ? std::string("none") : range->kvs.front().value.toString(),
                     comparison, value);
    });
}

Result<ConditionPointer> parseCount(const std::string& name, CaseReader& reader) {
    auto comparison = needComparison(reader);
    if (!comparison) {
        return comparison.error();
    }
    auto count = needNumber(reader, "a count", 0, 1'000'000'000);
    if (!count) {
        return count.error();
    }
    return makeCondition([name, comparison = *comparison, count = *count](
                             const ScenarioWorld& world, std::string& found) {
        const ClientAnswer* answer = answerTo(world, name);
        found = describe(name, answer);
        std::int64_t now = -1;
        if (const auto* range = rangeOf(answer)) {
            now = range->count;
        } else if (answer != nullptr) {
            const auto* erased = std::get_if<kv::DeleteRangeResponse>(&answer->response);
            now = erased != nullptr ? erased->deleted : -1;
        }
        found += ", with " + (now < 0 ? std::string("no") : std::to_string(now)) + " keys";
        return now >= 0 && holds(static_cast<std::uint64_t>(now), comparison, count);
    });
}

}  // namespace

Result<ConditionPointer> parseOperationCondition(CaseReader& reader, const Scope& scope) {
    auto word = reader.needWord("the name of an operation");
    if (!word) {
        return word.error();
    }
    const std::string& name = (*word)->text;
    if (!scope.operations.contains(name)) {
        return reader.error(**word, "no operation before is called \"" + name + "\"");
    }
    auto what = reader.needWord("an outcome");
    if (!what) {
        return what.error();
    }
    if ((*what)->text == "value") {
        return parseRead(name, reader);
    }
    if ((*what)->text == "count") {
        return parseCount(name, reader);
    }
    for (const OutcomeWord& outcome : kOutcomeWords) {
        if (outcome.word == (*what)->text) {
            return makeCondition(
                [name, judge = outcome.holds](const ScenarioWorld& world, std::string& found) {
                    const ClientAnswer* answer = answerTo(world, name);
                    found = describe(name, answer);
                    return judge(answer);
                });
        }
    }
    return reader.error(**what,
                        "an operation is open, answered, done, refused, unknown, swapped or "
                        "not-swapped, or has a value or a count; not \"" +
                            (*what)->text + "\"");
}

Result<ConditionPointer> parseClusterCondition(const std::string& word, CaseReader& reader,
                                               const Scope& scope) {
    if (word == "leader") {
        return parseLeader(reader, scope);
    }
    if (word == "equal") {
        return parseEqual(reader, scope);
    }
    if (word == "message") {
        return parseMessage(reader, scope);
    }
    if (word == "cut") {
        return parseCut(reader, scope);
    }
    if (word == "elapsed") {
        return parseElapsed(reader);
    }
    if (word == "violated") {
        return parseCheckCondition(reader);
    }
    if (word == "met") {
        return parseMetCondition(reader);
    }
    if (word == "quiet") {
        return makeCondition(&isQuiet);
    }
    return ConditionPointer();
}

}  // namespace quorate::stage
