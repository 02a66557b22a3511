// SPDX-License-Identifier: Apache-2.0
// What is done to single messages on their way.
#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/raft/describe.h"
#include "engine/stage/message_type.h"
#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/message_selector.h"

namespace quorate::stage {

using raft::NodeId;

namespace {

constexpr std::uint64_t kMost = 1'000'000;

/// The first `count` of them, in order of leaving.
std::vector<MessageKey> keysOf(const Stage& stage, const SelectedMessages& selected, bool onlyHeld,
                               std::uint64_t count) {
    std::vector<MessageKey> keys;
    for (const Travelling* one : stage.links().travelling()) {
        if (keys.size() < count && (one->isHeld || !onlyHeld) && selected.matches(one->message)) {
            keys.push_back(one->key);
        }
    }
    return keys;
}

/// They are held, and so are all like them that leave from now on.
Result<ActionPointer> parseHold(CaseReader& reader, Scope& scope) {
    auto selector = MessageSelector::parse(reader, scope);
    if (!selector) {
        return selector.error();
    }
    return makeAction([selector = *selector](ScenarioWorld& world) -> Result<void> {
        auto selected = selector.resolve(world);
        if (!selected) {
            return selected.error();
        }
        for (const MessageKey key : keysOf(world.stage, *selected, false, kMost)) {
            if (auto held = world.stage.hold(key); !held) {
                return held;
            }
        }
        world.holds->push_back(std::move(*selected));
        world.stage.setHoldRule([holds = world.holds](const raft::Message& message) {
            return std::any_of(holds->begin(), holds->end(),
                               [&](const SelectedMessages& held) { return held.matches(message); });
        });
        return {};
    });
}

/// Without `first=`, no more are held either.
Result<void> release(ScenarioWorld& world, const SelectedMessages& selected,
                     std::optional<std::uint64_t> first) {
    if (!first) {
        const bool isAll = selected == SelectedMessages();
        world.holds->erase(
            std::remove_if(world.holds->begin(), world.holds->end(),
                           [&](const SelectedMessages& held) { return isAll || held == selected; }),
            world.holds->end());
    }
    for (const MessageKey key : keysOf(world.stage, selected, true, first.value_or(kMost))) {
        if (auto released = world.stage.release(key); !released) {
            return released;
        }
    }
    return {};
}

Result<ActionPointer> parseRelease(CaseReader& reader, Scope& scope) {
    auto selector = MessageSelector::parse(reader, scope);
    if (!selector) {
        return selector.error();
    }
    auto first = numberKey(reader, "first", 1, kMost);
    if (!first) {
        return first.error();
    }
    return makeAction([selector = *selector, first = *first](ScenarioWorld& world) -> Result<void> {
        auto selected = selector.resolve(world);
        return selected ? release(world, *selected, first) : selected.error();
    });
}

using MessageCall = Result<void> (Stage::*)(MessageKey);

/// There must be one at least.
template <MessageCall Call>
Result<ActionPointer> parseMessageCall(CaseReader& reader, Scope& scope) {
    auto selector = MessageSelector::parse(reader, scope);
    if (!selector) {
        return selector.error();
    }
    auto first = numberKey(reader, "first", 1, kMost);
    if (!first) {
        return first.error();
    }
    return makeAction([selector = *selector,
                       count = first->value_or(kMost)](ScenarioWorld& world) -> Result<void> {
        auto selected = selector.resolve(world);
        if (!selected) {
            return selected.error();
        }
        const auto keys = keysOf(world.stage, *selected, false, count);
        if (keys.empty()) {
            return Error(ErrorCode::NotFound, "no such message is on its way");
        }
        for (const MessageKey key : keys) {
            if (auto done = (world.stage.*Call)(key); !done) {
                return done;
            }
        }
        return {};
    });
}

struct Recipient {
    NodeId node;
    bool isDrop;
};

/// Delivers, or drops, what is on its way to one node.
Result<std::size_t> deliverTo(ScenarioWorld& world, const Recipient& recipient,
                              std::optional<raft::MessageType> type) {
    std::vector<MessageKey> keys;
    for (const Travelling* one : world.stage.links().travelling()) {
        if (one->message.to == recipient.node && (!type || one->message.type == *type)) {
            keys.push_back(one->key);
            world.output +=
                (recipient.isDrop ? "dropped: " : "") + raft::describe(one->message) + "\n";
        }
    }
    for (const MessageKey key : keys) {
        auto done = recipient.isDrop ? world.stage.drop(key) : world.stage.release(key);
        if (!done) {
            return done.error();
        }
    }
    return keys.size();
}

Result<ActionPointer> parseDeliver(CaseReader& reader, Scope& scope) {
    std::vector<Recipient> recipients;
    std::optional<raft::MessageType> type;
    if (const ScriptArgument* argument = reader.takeKey("type")) {
        auto parsed = parseMessageType(CaseReader::valueOf(*argument));
        if (!parsed) {
            return reader.error(*argument, parsed.error().message);
        }
        type = *parsed;
    }
    const auto add = [&](const ScriptArgument& argument, const std::string& text,
                         bool isDrop) -> Result<void> {
        auto id = parseNumber(text, "a recipient");
        if (!id || !scope.nodes.contains(*id)) {
            return reader.error(argument, id ? "there is no node " + text : id.error().message);
        }
        recipients.push_back({NodeId(*id), isDrop});
        return {};
    };
    while (const ScriptArgument* word = reader.takeWord()) {
        if (auto added = add(*word, word->text, false); !added) {
            return added.error();
        }
    }
    if (const ScriptArgument* argument = reader.takeKey("drop")) {
        for (const std::string& value : argument->values) {
            if (auto added = add(*argument, value, true); !added) {
                return added.error();
            }
        }
    }
    return makeAction([recipients, type](ScenarioWorld& world) -> Result<void> {
        std::size_t count = 0;
        for (const Recipient& recipient : recipients) {
            auto delivered = deliverTo(world, recipient, type);
            if (!delivered) {
                return delivered.error();
            }
            count += *delivered;
        }
        if (count == 0) {
            world.output += "no messages\n";
        }
        // They arrive now.
        world.stage.runUntil(world.stage.now());
        return {};
    });
}

}  // namespace

ActionParser findMessageAction(std::string_view command) {
    constexpr std::array<NamedParser, 5> kParsers{
        {{"hold", &parseHold},
         {"release", &parseRelease},
         {"drop", &parseMessageCall<&Stage::drop>},
         {"duplicate", &parseMessageCall<&Stage::duplicate>},
         {"deliver-msgs", &parseDeliver}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
