// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/link_events.h"
#include "engine/raft/message.h"
#include "engine/stage/scenario/case_reader.h"
#include "engine/stage/scenario/node_set.h"

namespace quorate::stage {

/// Messages by type and way; nothing stands for every one.
struct SelectedMessages {
    std::optional<raft::MessageType> type;
    std::optional<std::vector<observe::Link>> links;  ///< sorted

    [[nodiscard]] bool matches(const raft::Message& message) const;
    friend bool operator==(const SelectedMessages&, const SelectedMessages&) = default;
};

/// `MsgApp`, `MsgApp 1->2`, `any leader->all`: which messages a command is about.
class MessageSelector {
public:
    /// Takes one word, or two if the second is about links.
    static Result<MessageSelector> parse(CaseReader& reader, const Scope& scope);

    [[nodiscard]] Result<SelectedMessages> resolve(const ScenarioWorld& world) const;

private:
    std::optional<raft::MessageType> m_type;
    std::optional<LinkSet> m_links;
};

}  // namespace quorate::stage
