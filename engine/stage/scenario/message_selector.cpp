// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/message_selector.h"

#include <algorithm>
#include <utility>

#include "engine/stage/message_type.h"

namespace quorate::stage {

bool SelectedMessages::matches(const raft::Message& message) const {
    return (!type || message.type == *type) &&
           (!links || std::binary_search(links->begin(), links->end(),
                                         observe::Link{message.from, message.to}));
}

Result<MessageSelector> MessageSelector::parse(CaseReader& reader, const Scope& scope) {
    MessageSelector selector;
    auto word = reader.needWord("a type of messages, or any,");
    if (!word) {
        return word.error();
    }
    if ((*word)->text != "any") {
        auto type = parseMessageType((*word)->text);
        if (!type) {
            return reader.error(**word, type.error().message);
        }
        selector.m_type = *type;
    }
    const ScriptArgument* next = reader.peekWord();
    if (next != nullptr && LinkSet::isOne(next->text)) {
        reader.takeWord();
        auto links = LinkSet::parse(next->text, scope);
        if (!links) {
            return reader.error(*next, links.error().message);
        }
        selector.m_links = std::move(*links);
    }
    return selector;
}

Result<SelectedMessages> MessageSelector::resolve(const ScenarioWorld& world) const {
    SelectedMessages selected;
    selected.type = m_type;
    if (m_links) {
        auto links = m_links->resolve(world);
        if (!links) {
            return links.error();
        }
        selected.links = std::move(*links);
    }
    return selected;
}

}  // namespace quorate::stage
